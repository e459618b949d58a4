"""Two entries of the register become one: everything follows, nothing is lost, and it can be taken back exactly."""


import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from popups.choices import EventStatus, Verb
from popups.lifecycle.merging import merge_units, undo_merge
from popups.lifecycle.offers import make_offer as offer_made
from popups.models import Consultation, Event, History, Idea, Occupancy, Ruling, Tenancy, Wish
from popups.planning_choices import RulingKind
from popups.reports.merging import lines_of
from popups.rules.calls import units_of
from popups.rules.merging import FOLLOW, plan_merge
from tests.make import (
    at,
    days,
    divide,
    make_application,
    make_call,
    make_current_tenancy,
    make_event,
    make_offer,
    make_officer,
    make_owner,
    make_report,
    make_shop,
    make_terms,
    make_unit,
)
from tests.popups.asking import queries_of, signed_in
from tests.popups.merging import everything, photo_of, plain
from vacancies.choices import (
    Activity,
    ClosedReason,
    ContactChannel,
    OwnerStage,
    ProposalKind,
    RecordState,
    Seen,
)
from vacancies.lifecycle.units import move_record, record_visit
from vacancies.models import (
    ClosedPeriod,
    Contact,
    ImportedRow,
    PermittedActivity,
    Proposal,
    Space,
    Talk,
    Unit,
    Vacancy,
    WalkItem,
)
from vacancies.problem import Refused
from vacancies.references import random_key
from vacancies.reports.merging import ACTIVITIES, KEPT, MERGED, TOGETHER, differences

pytestmark = pytest.mark.django_db
# Who points at a unit and is left where it is, each for a reason.
STAYS = {
    "popups.Placement.unit": "a plan tells what was proposed then, in which entry",
    "popups.History.unit": "only ever added to; the story of a unit tells those of its merged entries too",
    "vacancies.BulkChangeRow.unit": "what a bulk change may put back is guarded by the version, which moves on",
    "vacancies.Merge.kept": "a record of what was done", "vacancies.Merge.merged": "a record of what was done",
    "vacancies.NotSame.first": "read through merged_into", "vacancies.NotSame.second": "read through merged_into",
}
BY_HAND = {"vacancies.Space.unit", "vacancies.PermittedActivity.unit", "vacancies.Unit.merged_into"}


def refused(kept, merged, **fields):
    before = everything()
    with pytest.raises(Refused) as problem:
        merge_units(kept=kept, merged=merged, by=make_officer(), **fields)
    assert everything() == before
    return problem.value.codes


def test_every_table_that_knows_units_is_thought_of():
    relations = {f"{model._meta.label}.{field.name}" for model in apps.get_models(include_auto_created=True)
                 for field in model._meta.concrete_fields
                 if isinstance(field, models.ForeignKey) and field.related_model is Unit
                 and not model.__name__.startswith("Historical")}
    followed = {f"{model._meta.label}.unit" for model in FOLLOW}
    assert relations == followed | STAYS.keys() | BY_HAND, "say in popups/rules/merging.py whether its rows follow"
    assert {field.related_model for field in Occupancy._meta.fields if field.name == "space"} == {Space}


def test_every_value_of_a_unit_can_be_chosen_or_follows_from_others():
    follows = {"id", "reference", "street", "address_key", "search_text", "sort_key", "record_state", "published_at",
               "published_by", "merged_into", "version", "created_at"}
    chosen = {name for names in TOGETHER.values() for name in names}
    assert {field.name for field in Unit._meta.concrete_fields} == chosen | follows


# What follows


def fill(unit, officer):
    """A row of every kind."""
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-2), by=officer)
    ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.OWNER, starts_on=days(400), ends_on=days(410))
    photo_of(unit)
    make_shop(unit=unit, starts_on=days(-900), ends_on=days(-300))
    make_report(unit=unit, state="known_unit", by=officer)
    owner = make_owner()
    Talk.objects.create(unit=unit, stage=OwnerStage.WILLING)
    Contact.objects.create(unit=unit, owner=owner, channel=ContactChannel.PHONE, text="Yes.", by=officer)
    Proposal.objects.create(key=random_key(), unit=unit, owner=owner, kind=ProposalKind.TERMS)
    visit = record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-1), by=officer)
    WalkItem.objects.create(key=random_key(), by=officer, unit=unit, visit=visit)
    ImportedRow.objects.create(unit=unit, key=random_key())
    make_current_tenancy(unit=unit, days_left=20)
    make_offer(unit=unit, start=days(30), end=days(60))
    make_event(unit=unit, starts_at=at(days(70), 18))
    make_call().units.add(unit)
    Idea.objects.create(key=random_key(), unit=unit, text="Maiznīca")
    ruled = make_application(call=make_call())
    Ruling.objects.create(call=ruled.call, application=ruled, unit=unit, kind=RulingKind.FORBID, reason="Noise", made_by=officer)
    Consultation.objects.create(key=random_key(), unit=unit, question="Kas te derētu?", opens_at=at(days(-1), 9), closes_at=at(days(9), 9),
                                made_by=officer)


def test_everything_follows_and_goes_back_exactly():
    officer, kept, merged = make_officer(), plain(), plain()
    fill(merged, officer)
    plan = plan_merge(kept, merged)
    assert all(plan.moves.values()), "a row of every kind is there"
    before = everything()
    merge = merge_units(kept=kept, merged=merged, by=officer)
    for model in FOLLOW:
        assert not model._base_manager.filter(unit=merged).exists(), model
        assert model._base_manager.filter(unit=kept).exists(), model
    undo_merge(merge=merge, by=officer)
    assert everything() == before


def test_two_full_entries_are_compared_with_a_few_questions():
    client, (kept, merged) = signed_in(make_officer()), (plain(), plain())
    for unit in (kept, merged):
        fill(unit, make_officer())
    assert queries_of(client, reverse("popups:unit-merge", args=[kept.reference, merged.reference])) <= 25


def test_the_merged_entry_leaves_the_register_and_the_public_pages():
    kept, merged = make_unit(), make_unit()
    merge_units(kept=kept, merged=merged, by=make_officer())
    merged.refresh_from_db()
    assert (merged.merged_into, merged.record_state, merged.is_published) == (kept, RecordState.ARCHIVED, False)
    assert list(Unit.objects.in_register()) == [kept]


def test_both_stories_tell_of_it():
    officer, kept, merged = make_officer(), plain(), plain()
    undo_merge(merge=merge_units(kept=kept, merged=merged, by=officer), by=officer)
    for unit in (kept, merged):
        assert list(History.objects.filter(unit=unit).order_by("pk").values_list("verb", flat=True)) == [
            Verb.UNITS_MERGED, Verb.MERGE_UNDONE]
        assert unit.history.count() == 3


def test_a_row_that_moves_keeps_its_history():
    kept, merged = plain(), make_unit()
    merge_units(kept=kept, merged=merged, by=make_officer())
    vacancy = Vacancy.objects.get()
    assert [record.unit_id for record in vacancy.history.order_by("history_id")] == [merged.pk, kept.pk]


# What stays behind


def test_of_one_picture_the_photo_of_the_kept_entry_stays_and_the_others_line_up_behind():
    kept, merged = plain(), plain()
    ours = [photo_of(kept, "a" * 64, position=0), photo_of(kept, position=1)]
    same, theirs = photo_of(merged, "a" * 64, position=0), photo_of(merged, position=1)
    merge_units(kept=kept, merged=merged, by=make_officer())
    assert [(photo.pk, photo.position) for photo in kept.photos.all()] == [(ours[0].pk, 0), (ours[1].pk, 1), (theirs.pk, 2)]
    assert list(merged.photos.all()) == [same]


def test_vacancies_that_contradict_stay_and_the_others_follow():
    kept, merged = plain(), plain()
    Vacancy.objects.create(unit=kept, starts_on=days(-100))
    old = Vacancy.objects.create(unit=merged, starts_on=days(-400), ends_on=days(-100))
    contradicts = Vacancy.objects.create(unit=merged, starts_on=days(-50))
    merge_units(kept=kept, merged=merged, by=make_officer())
    old.refresh_from_db()
    contradicts.refresh_from_db()
    assert (old.unit, contradicts.unit) == (kept, merged)


def test_closed_days_that_overlap_stay():
    kept, merged = plain(), plain()
    for unit in (kept, merged):
        ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.SEASON, starts_on=days(1), ends_on=days(9))
    merge_units(kept=kept, merged=merged, by=make_officer())
    assert kept.closed_periods.count() == merged.closed_periods.count() == 1


def test_talks_rows_of_the_register_and_double_wishes_stay_where_there_is_one():
    kept, merged = plain(), plain()
    for unit in (kept, merged):
        Talk.objects.create(unit=unit, stage=OwnerStage.CONTACTED)
        ImportedRow.objects.create(unit=unit, key=f"n:{unit.pk}")
    both, one = make_application(unit=kept), make_application(unit=merged)
    Wish.objects.create(application=both, unit=merged, rank=2)
    merge_units(kept=kept, merged=merged, by=make_officer())
    assert set(ImportedRow.objects.values_list("unit", "key")) == {(kept.pk, f"n:{kept.pk}"), (merged.pk, f"n:{merged.pk}")}
    assert Talk.objects.filter(unit=merged).exists()
    assert set(both.wishes.values_list("unit", flat=True)) == {kept.pk, merged.pk}
    assert one.wishes.get().unit == kept


def test_a_call_that_names_either_entry_names_the_kept_one_once_and_afterwards_again_what_it_named():
    officer, kept, merged = make_officer(), make_unit(), make_unit()
    one, both = make_call(), make_call()
    one.units.add(merged)
    both.units.add(kept, merged)
    [line] = [line for line in lines_of(plan_merge(kept, merged)) if line.name == one._meta.verbose_name_plural]
    assert (line.moves, line.stays, bool(line.why)) == (1, 1, True)
    merge = merge_units(kept=kept, merged=merged, by=officer)
    assert list(units_of(one)) == list(units_of(both)) == [kept]
    undo_merge(merge=merge, by=officer)
    assert (list(one.units.all()), set(both.units.all())) == ([merged], {kept, merged})


# Promises


def test_days_that_both_have_promised_are_a_refusal_in_the_past_too():
    kept, merged = plain(), plain()
    for unit in (kept, merged):
        tenancy = make_current_tenancy(unit=unit)
        Tenancy.objects.filter(pk=tenancy.pk).update(start=days(-30), end=days(-10))
        tenancy.occupancies.update(start=days(-30), end=days(-10))
    assert refused(kept, merged) == ["promised_twice"]


def test_promises_that_follow_each_other_are_laid_on_one_space_that_cannot_be_promised_twice():
    kept, merged = plain(), plain()
    make_offer(unit=kept, start=days(1), end=days(20))
    theirs = make_offer(unit=merged, start=days(20), end=days(40))
    merge_units(kept=kept, merged=merged, by=make_officer())
    [space] = kept.spaces.in_use()
    assert set(Occupancy.objects.values_list("space", flat=True)) == {space.pk}
    theirs.refresh_from_db()
    assert theirs.unit == kept
    with pytest.raises(Refused):
        make_offer(unit=kept, application=make_application(unit=kept), start=days(30), end=days(35))


def test_whoever_has_promises_brings_the_spaces():
    kept, merged = plain(), plain()
    shelf, _zone = divide(merged, "Plaukts", "Telpa")
    offer = make_offer(unit=merged, spaces=[shelf], use="shared", start=days(1), end=days(9))
    merge_units(kept=kept, merged=merged, by=make_officer())
    assert {space.name for space in kept.spaces.in_use()} == {"Plaukts", "Telpa"}
    assert offer.occupancies.get().space == shelf
    with pytest.raises(Refused):
        offer_made(application=make_application(unit=kept), unit=kept, spaces=[shelf], start=days(1), end=days(9),
                   terms=make_terms(), use="shared", by=make_officer())


def test_where_only_the_kept_entry_has_promises_its_spaces_stay():
    kept, merged = plain(), plain()
    divide(kept, "Plaukts", "Telpa")
    make_offer(unit=kept, start=days(1), end=days(9))
    merge_units(kept=kept, merged=merged, by=make_officer())
    assert {space.name for space in kept.spaces.in_use()} == {"Plaukts", "Telpa"}
    assert not merged.spaces.exists()


def test_two_entries_with_promises_that_are_divided_differently_are_a_refusal():
    kept, merged = plain(), plain()
    divide(merged, "Plaukts", "Telpa")
    make_offer(unit=kept, start=days(1), end=days(9))
    make_offer(unit=merged, start=days(20), end=days(29))
    assert refused(kept, merged) == ["divided_differently"]


def in_the_past(tenancy, start, end):
    Tenancy.objects.filter(pk=tenancy.pk).update(start=start, end=end)
    tenancy.occupancies.update(start=start, end=end)


@pytest.mark.parametrize("has_shop", ["kept", "merged"])
@pytest.mark.parametrize("promised", [lambda unit: make_offer(unit=unit, start=days(10), end=days(20)),
                                      lambda unit: make_current_tenancy(unit=unit, days_left=20)])
def test_a_permanent_shop_on_days_that_the_other_entry_has_promised_is_a_refusal(has_shop, promised):
    units = {"kept": plain(), "merged": plain()}
    make_shop(unit=units[has_shop], starts_on=days(19))
    promised(units["merged" if has_shop == "kept" else "kept"])
    assert refused(**units) == ["shop_where_promised"]


@pytest.mark.parametrize(("which", "number"), [("starts_on", 20), ("ends_on", -10)])
def test_a_shop_that_moves_in_after_the_promised_days_or_left_before_them_hinders_nothing(which, number):
    kept, merged = plain(), plain()
    make_current_tenancy(unit=kept, started_days_ago=10, days_left=20)
    moving = make_shop(unit=merged, **{which: days(number)})
    plan = plan_merge(kept, merged)
    assert (plan.problems, plan.warnings) == ([], [])
    merge_units(kept=kept, merged=merged, by=make_officer())
    moving.refresh_from_db()
    assert moving.unit == kept


@pytest.mark.parametrize("has_shop", ["kept", "merged"])
def test_a_shop_on_days_of_a_stay_that_is_over_is_told_and_no_refusal(has_shop):
    units = {"kept": plain(), "merged": plain()}
    make_shop(unit=units[has_shop], starts_on=None, ends_on=days(-20))
    in_the_past(make_current_tenancy(unit=units["merged" if has_shop == "kept" else "kept"]), days(-60), days(-10))
    plan = plan_merge(**units)
    assert [one.code for one in plan.warnings] == ["shop_was_promised"]
    assert merge_units(by=make_officer(), seal=plan.seal, **units)


def test_a_running_stay_is_no_refusal_for_a_shop_that_closed_while_it_ran():
    kept, merged = plain(), plain()
    make_shop(unit=kept, starts_on=days(-900), ends_on=days(-5))
    make_current_tenancy(unit=merged, started_days_ago=10, days_left=20)
    plan = plan_merge(kept, merged)
    assert ([one.code for one in plan.problems], [one.code for one in plan.warnings]) == ([], ["shop_was_promised"])


def test_performances_at_one_time_are_a_refusal_and_cancelled_ones_are_not():
    kept, merged, other = plain(), plain(), plain()
    for unit in (kept, merged):
        make_event(unit=unit)
    make_event(unit=other, status=EventStatus.CANCELLED)
    assert refused(kept, merged) == ["performed_twice"]
    merge_units(kept=kept, merged=other, by=make_officer())
    assert Event.objects.filter(unit=kept).count() == 2


@pytest.mark.parametrize("archived", ["kept", "merged"])
def test_what_is_not_in_the_register_is_not_merged(archived):
    units = {"kept": plain(), "merged": plain()}
    move_record(unit=units[archived], to=RecordState.ARCHIVED, by=make_officer())
    assert refused(**units) == ["not_in_register"]


def test_an_entry_is_not_merged_with_itself():
    unit = plain()
    assert refused(unit, unit) == ["same_entry"]


def test_what_changed_since_it_was_shown_is_a_refusal():
    kept, merged = plain(), plain()
    seal = plan_merge(kept, merged).seal
    photo_of(merged)
    assert refused(kept, merged, seal=seal) == ["changed"]
    merge_units(kept=kept, merged=merged, seal=plan_merge(kept, merged).seal, by=make_officer())


# Values


def test_empty_values_are_filled_from_the_other_entry_unless_chosen_otherwise():
    kept = plain(name="Aptieka", own_number="", floor_area_m2=None, latitude=None, longitude=None)
    merged = plain(name="Vecā aptieka", own_number="17", floor_area_m2=46, latitude=57.4, longitude=27.0, has_water=False)
    stays = {one.code: one.stays for one in differences(kept, merged)}
    assert stays == {"name": KEPT, "address": KEPT, "own_number": MERGED, "position": MERGED, "floor_area_m2": MERGED,
                     "has_water": MERGED}


def test_chosen_values_are_taken_over_with_what_follows_from_them_and_given_back():
    officer, owner = make_officer(), make_owner()
    kept = plain(address_typed="Pils iela 4", own_number="16")
    merged = plain(address_typed="Dārza iela 5", own_number="17", owner=owner, has_water=True)
    before = everything()
    merge = merge_units(kept=kept, merged=merged, take=["address", "own_number", "owner", "has_water"], by=officer)
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.address, kept.address_key, kept.own_number, kept.owner, kept.has_water) == (
        "Dārza iela 5", "darza iela 5", "17", owner, True)
    assert merged.own_number == ""
    undo_merge(merge=merge, by=officer)
    assert everything() == before


def test_permitted_activities_are_one_value():
    officer, kept, merged = make_officer(), plain(), plain()
    for unit, activity in ((kept, Activity.FOOD), (kept, Activity.CAFE), (merged, Activity.FOOD), (merged, Activity.MUSIC)):
        PermittedActivity.objects.create(unit=unit, activity=activity)
    before = everything()
    merge = merge_units(kept=kept, merged=merged, take=[ACTIVITIES], by=officer)
    assert set(kept.permitted_activities.values_list("activity", flat=True)) == {Activity.FOOD, Activity.MUSIC}
    undo_merge(merge=merge, by=officer)
    assert everything() == before
