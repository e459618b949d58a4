"""What a former owner said is nobody's word any more: for whoever owns a unit now the talks begin anew, and nothing is lost."""

import pytest
from django.urls import reverse

from popups.lifecycle.bulk import change_many, undo_change
from popups.lifecycle.merging import merge_units, undo_merge
from popups.reports.owner_board import units_on_board
from tests.make import make_officer, make_owner, make_unit, today
from tests.popups.asking import signed_in
from vacancies.choices import BulkVerb, ContactChannel, OwnerKind, OwnerStage, RefusalFamily
from vacancies.lifecycle.owners import delete_owner, merge_owners
from vacancies.lifecycle.talks import log_contact, move_talk, set_next_step
from vacancies.lifecycle.units import publish_unit, set_owner
from vacancies.models import Talk, Unit
from vacancies.problem import Refused
from vacancies.rules.publication import doubt_about_owner
from vacancies.rules.talks import said_stage, stage_of, stage_since

pytestmark = pytest.mark.django_db
ALL_BUT_NEW = [stage for stage in OwnerStage if stage not in {OwnerStage.NOT_ASKED, OwnerStage.LISTED}]


@pytest.fixture
def officer():
    return make_officer()


def talked(stage, officer, **fields):
    unit = make_unit(**{"is_published": False, "owner": make_owner()} | fields)
    move_talk(unit=unit, to=stage, by=officer, refusal=RefusalFamily.SALE if stage is OwnerStage.REFUSED else "", note="By hand")
    return unit


def now(unit):
    return Unit.objects.select_related("owner", "talk").get(pk=unit.pk)


def listed(unit):
    return Unit.objects.with_owner_stage().get(pk=unit.pk).owner_stage


@pytest.mark.parametrize("stage", ALL_BUT_NEW)
@pytest.mark.parametrize("heir", [make_owner, lambda: None])
def test_the_talks_begin_anew_for_a_new_owner_and_are_found_again_for_the_old_one(officer, stage, heir):
    unit = talked(stage, officer)
    seller = unit.owner
    set_owner(unit=unit, owner=heir(), by=officer)
    assert said_stage(now(unit)) is OwnerStage.NOT_ASKED
    assert listed(unit) == OwnerStage.NOT_ASKED
    assert doubt_about_owner(now(unit))
    assert 'id="another-owner"' in signed_in(officer).get(reverse("vacancies:talk", args=[unit.reference])).content.decode()
    set_owner(unit=unit, owner=seller, by=officer)
    assert said_stage(now(unit)) is stage, "entered by a slip, and put right"
    assert listed(unit) == stage


@pytest.mark.parametrize("heir", [make_owner, lambda: None])
def test_the_table_counts_the_days_in_a_stage_as_the_page_does(officer, heir):
    unit = talked(OwnerStage.WILLING, officer)
    set_owner(unit=unit, owner=heir(), by=officer)
    assert Unit.objects.with_owner_stage().get(pk=unit.pk).owner_stage_since == stage_since(now(unit))


def test_a_stage_counts_for_an_owner_who_is_entered_after_somebody_was_asked(officer):
    unit = talked(OwnerStage.WILLING, officer, owner=None)
    set_owner(unit=unit, owner=make_owner(), by=officer)
    assert said_stage(now(unit)) is OwnerStage.WILLING
    assert doubt_about_owner(now(unit)) == ""


def test_a_no_of_the_seller_does_not_keep_the_buyers_unit_from_the_public(officer):
    unit = talked(OwnerStage.REFUSED, officer)
    with pytest.raises(Refused):
        publish_unit(unit=unit, by=officer)
    set_owner(unit=unit, owner=make_owner(), by=officer)
    assert publish_unit(unit=unit, by=officer).is_published


def test_what_is_public_stays_public_when_it_is_sold_and_the_talk_says_so(officer):
    unit = make_unit(owner=make_owner())
    move_talk(unit=unit, to=OwnerStage.TERMS_AGREED, by=officer)
    set_owner(unit=unit, owner=make_owner(), by=officer)
    assert stage_of(now(unit)) is OwnerStage.LISTED
    assert doubt_about_owner(now(unit))
    assert 'id="another-owner"' in signed_in(officer).get(reverse("vacancies:talk", args=[unit.reference])).content.decode()


def test_the_same_stage_said_by_the_new_owner_counts_from_then(officer):
    unit = talked(OwnerStage.WILLING, officer)
    then = now(unit).talk.changed_at
    set_owner(unit=unit, owner=make_owner(), by=officer)
    bought = stage_since(now(unit))
    assert bought > then
    assert Unit.objects.with_owner_stage().get(pk=unit.pk).owner_stage_since == bought
    move_talk(unit=unit, to=OwnerStage.WILLING, by=officer, note="By hand")
    assert said_stage(now(unit)) is OwnerStage.WILLING
    assert now(unit).talk.changed_at > bought
    assert doubt_about_owner(now(unit)) == ""


def test_the_first_contact_with_the_new_owner_moves_on_from_not_asked(officer):
    unit = talked(OwnerStage.REFUSED, officer)
    set_owner(unit=unit, owner=make_owner(), by=officer)
    log_contact(unit=unit, channel=ContactChannel.PHONE, text="Called", by=officer)
    assert said_stage(now(unit)) is OwnerStage.CONTACTED
    assert (now(unit).talk.refusal, now(unit).talk.note) == ("", "")


def test_what_is_planned_with_the_unit_stays_planned(officer):
    unit = talked(OwnerStage.WILLING, officer)
    set_next_step(unit=unit, step="Call", on=today(), who=officer, by=officer)
    set_owner(unit=unit, owner=make_owner(), by=officer)
    assert now(unit).talk.next_step == "Call"
    set_next_step(unit=unit, step="Write", on=today(), who=officer, by=officer)
    assert said_stage(now(unit)) is OwnerStage.NOT_ASKED


def test_premises_that_the_town_buys_are_willing_from_the_start(officer):
    unit = talked(OwnerStage.REFUSED, officer)
    set_owner(unit=unit, owner=make_owner(kind=OwnerKind.MUNICIPALITY), by=officer)
    assert said_stage(now(unit)) is OwnerStage.WILLING
    assert listed(unit) == OwnerStage.WILLING


def test_two_entries_of_one_owner_who_become_one_are_one_owner(officer):
    unit = talked(OwnerStage.TERMS_AGREED, officer)
    merge_owners(keep=make_owner(), drop=unit.owner, by=officer)
    assert said_stage(now(unit)) is OwnerStage.TERMS_AGREED


def test_an_owner_whose_word_is_kept_is_not_deleted(officer):
    unit = talked(OwnerStage.WILLING, officer)
    seller = unit.owner
    set_owner(unit=unit, owner=None, by=officer)
    with pytest.raises(Refused) as refused:
        delete_owner(owner=seller, by=officer)
    assert refused.value.codes == ["has_talks"]


def test_a_talk_that_follows_into_an_entry_of_somebody_else_is_not_their_word(officer):
    kept, merged = make_unit(owner=make_owner(), is_published=False), talked(OwnerStage.REFUSED, officer)
    merge = merge_units(kept=kept, merged=merged, by=officer)
    assert Talk.objects.get().unit == kept
    assert said_stage(now(kept)) is OwnerStage.NOT_ASKED
    undo_merge(merge=merge, by=officer)
    assert said_stage(now(merged)) is OwnerStage.REFUSED
    merge_units(kept=kept, merged=merged, take=["owner"], by=officer)
    assert said_stage(now(kept)) is OwnerStage.REFUSED, "with the owner comes their word"


def test_a_change_of_many_taken_back_gives_the_word_back_to_whose_it_was(officer):
    unit = talked(OwnerStage.REFUSED, officer)
    seller = unit.owner
    set_owner(unit=unit, owner=make_owner(), by=officer)
    change = change_many(verb=BulkVerb.CONTACTED, keys=[unit.pk], by=officer)
    assert said_stage(now(unit)) is OwnerStage.CONTACTED
    undo_change(change=change, by=officer)
    assert (said_stage(now(unit)), now(unit).talk.owner) == (OwnerStage.NOT_ASKED, seller)


def test_the_list_of_those_who_said_no_leaves_out_what_a_former_owner_said(officer):
    sold, own = talked(OwnerStage.REFUSED, officer), talked(OwnerStage.REFUSED, officer)
    set_owner(unit=sold, owner=make_owner(), by=officer)
    assert [unit.pk for unit in units_on_board({"refusal": RefusalFamily.SALE}, today())] == [own.pk]
    client = signed_in(officer)
    assert client.get(reverse("popups:owner-board") + "?view=list").status_code == 200
