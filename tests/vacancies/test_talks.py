"""Talks with an owner: every move, what a no takes away, what is logged, and what comes next."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from popups.lifecycle.merging import merge_units
from tests.make import days, make_officer, make_owner, make_reviewer, make_unit, today
from vacancies.choices import OWNER_MOVES, ContactChannel, OwnerKind, OwnerStage, RefusalFamily
from vacancies.lifecycle.putting_back import put_talk_back, talk_now
from vacancies.lifecycle.saving import mark_of
from vacancies.lifecycle.talks import done_next_step, log_contact, move_talk, set_next_step
from vacancies.lifecycle.units import publication_problems, publish_unit
from vacancies.models import Contact, Talk, Unit
from vacancies.problem import Refused
from vacancies.rules.talks import moves_of, said_stage, stage_of

pytestmark = pytest.mark.django_db
STORED = [stage for stage in OwnerStage if stage is not OwnerStage.LISTED]
BARRING = [OwnerStage.REFUSED, OwnerStage.PAUSED]


@pytest.fixture
def officer():
    return make_officer()


def quiet_unit(**fields):
    return make_unit(**{"is_published": False, "owner": make_owner()} | fields)


def moved(unit, to, by):
    return move_talk(unit=unit, to=to, by=by, refusal=RefusalFamily.COSTS if to is OwnerStage.REFUSED else "")


def in_stage(stage, by, **fields):
    unit = quiet_unit(**fields)
    moved(unit, stage, by)
    return fresh(unit)


def fresh(unit):
    return Unit.objects.select_related("owner", "talk").get(pk=unit.pk)


def annotated(unit):
    return Unit.objects.with_owner_stage().get(pk=unit.pk).owner_stage


@pytest.mark.parametrize(("before", "to"), list(product(STORED, OwnerStage)))
def test_every_pair_of_stages_is_as_the_table_says(officer, before, to):
    unit = in_stage(before, officer)
    if to in OWNER_MOVES[before] or to is before:
        moved(unit, to, officer)
        assert said_stage(fresh(unit)) is to
    else:
        with pytest.raises(Refused) as refused:
            moved(unit, to, officer)
        assert refused.value.codes == ["illegal_move"]
        assert said_stage(fresh(unit)) is before


def test_a_unit_nobody_asked_about_has_no_row_and_is_not_asked():
    unit = quiet_unit()
    assert not Talk.objects.exists()
    assert stage_of(fresh(unit)) is OwnerStage.NOT_ASKED
    assert annotated(unit) == OwnerStage.NOT_ASKED


@pytest.mark.parametrize("kind", [OwnerKind.MUNICIPALITY, OwnerKind.PERSON, None])
@pytest.mark.parametrize("is_published", [True, False])
@pytest.mark.parametrize("stage", [None, *STORED])
def test_the_annotation_says_what_the_rule_says(officer, stage, is_published, kind):
    unit = make_unit(is_published=False, owner=make_owner(kind=kind) if kind else None)
    if stage:
        Talk.objects.create(unit=unit, stage=stage, refusal=RefusalFamily.SALE if stage is OwnerStage.REFUSED else "")
    if is_published:
        Unit.objects.filter(pk=unit.pk).update(published_at=timezone.now(), published_by=officer)
    assert annotated(unit) == stage_of(fresh(unit))


def test_what_the_town_owns_is_willing_from_the_start_and_is_never_asked(officer):
    unit = quiet_unit(owner=make_owner(kind=OwnerKind.MUNICIPALITY))
    assert annotated(unit) == stage_of(fresh(unit)) == OwnerStage.WILLING
    assert moves_of(fresh(unit)) == [OwnerStage.TERMS_AGREED, OwnerStage.REFUSED, OwnerStage.PAUSED]
    log_contact(unit=unit, channel=ContactChannel.PHONE, text="The council meets in May.", by=officer)
    assert stage_of(fresh(unit)) is OwnerStage.WILLING
    with pytest.raises(Refused):
        move_talk(unit=unit, to=OwnerStage.CONTACTED, by=officer)


def test_a_public_unit_is_listed_whatever_was_said(officer):
    unit = make_unit(owner=make_owner())
    move_talk(unit=unit, to=OwnerStage.TERMS_AGREED, by=officer)
    assert annotated(unit) == stage_of(fresh(unit)) == OwnerStage.LISTED


@pytest.mark.parametrize("to", BARRING)
def test_no_and_not_now_take_the_unit_off_the_public_pages_and_yes_does_not_put_it_back(officer, to):
    unit = make_unit(owner=make_owner())
    moved(unit, to, officer)
    assert not fresh(unit).is_published
    assert fresh(unit).history.first().history_user == officer
    assert "owner_bars" in [problem.code for problem in publication_problems(fresh(unit))]
    with pytest.raises(Refused) as refused:
        publish_unit(unit=unit, by=officer)
    assert refused.value.codes == ["owner_bars"]
    move_talk(unit=unit, to=OwnerStage.TERMS_AGREED, by=officer)
    assert not fresh(unit).is_published
    assert publish_unit(unit=unit, by=officer).is_published


@pytest.mark.parametrize("stage", [stage for stage in STORED if stage not in BARRING])
def test_no_other_stage_stands_in_the_way_of_publication(officer, stage):
    assert publication_problems(in_stage(stage, officer)) == []


def test_a_no_needs_its_reason_and_only_a_no_has_one(officer):
    unit = quiet_unit()
    for reason in ("", "bored"):
        with pytest.raises(Refused) as refused:
            move_talk(unit=unit, to=OwnerStage.REFUSED, refusal=reason, by=officer)
        assert refused.value.codes == ["refusal_missing"]
    assert move_talk(unit=unit, to=OwnerStage.PAUSED, refusal=RefusalFamily.SALE, by=officer).refusal == ""


def test_the_database_refuses_what_no_verb_writes():
    unit = quiet_unit()
    for wrong in ({"stage": OwnerStage.LISTED}, {"stage": OwnerStage.REFUSED}, {"stage": OwnerStage.WILLING, "refusal": RefusalFamily.SALE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Talk.objects.create(unit=unit, **wrong)


def test_the_same_again_changes_nothing_and_another_reason_is_a_correction(officer):
    unit = quiet_unit()
    first = moved(unit, OwnerStage.REFUSED, officer)
    moved(unit, OwnerStage.REFUSED, officer)
    assert Talk.history.count() == 1
    again = move_talk(unit=unit, to=OwnerStage.REFUSED, refusal=RefusalFamily.RISK, by=officer)
    assert (again.refusal, again.changed_at) == (RefusalFamily.RISK, first.changed_at)
    assert Talk.history.count() == 2


def test_days_in_a_stage_count_from_the_move(officer):
    unit = in_stage(OwnerStage.CONTACTED, officer)
    Talk.objects.update(changed_at=timezone.now() - timedelta(days=9))
    set_next_step(unit=unit, step="Call", on=days(1), who=officer, by=officer)
    since = Unit.objects.with_owner_stage().get(pk=unit.pk).owner_stage_since
    assert (timezone.now() - since).days == 9


def test_history_says_who_moved_it_and_nobody_when_it_was_the_owner(officer):
    unit = quiet_unit()
    move_talk(unit=unit, to=OwnerStage.WILLING, by=officer)
    move_talk(unit=unit, to=OwnerStage.PAUSED, by=None)
    assert [(row.stage, row.history_user) for row in Talk.history.order_by("history_id")] == [
        (OwnerStage.WILLING, officer), (OwnerStage.PAUSED, None)]


def test_the_first_contact_moves_on_from_not_asked_and_later_ones_move_nothing(officer):
    unit = quiet_unit()
    contact = log_contact(unit=unit, channel=ContactChannel.PHONE, text="  Will think about it.  ", by=officer)
    assert (contact.owner, contact.text, contact.by) == (unit.owner, "Will think about it.", officer)
    assert said_stage(fresh(unit)) is OwnerStage.CONTACTED
    moved(unit, OwnerStage.WILLING, officer)
    log_contact(unit=unit, channel=ContactChannel.EMAIL, text="Sent the leaflet.", by=officer)
    assert said_stage(fresh(unit)) is OwnerStage.WILLING


def test_all_problems_of_a_contact_come_at_once(officer):
    unit = quiet_unit()
    with pytest.raises(Refused) as refused:
        log_contact(unit=unit, channel="pigeon", text=" ", at=timezone.now() + timedelta(hours=1), by=officer)
    assert set(refused.value.codes) == {"channel_missing", "text_missing", "in_future"}
    assert not Contact.objects.exists()
    assert not Talk.objects.exists()


def test_a_contact_is_only_ever_added_to(officer):
    contact = log_contact(unit=quiet_unit(), channel=ContactChannel.POST, text="A letter.", by=officer)
    contact.text = "Something else."
    for edit in (contact.save, contact.delete):
        with pytest.raises(TypeError):
            edit()
    assert Contact.objects.get().text == "A letter."


def test_a_next_step_is_set_replaced_and_done_and_history_keeps_them_all(officer):
    unit, other = quiet_unit(), make_officer()
    set_next_step(unit=unit, step=" Call ", on=today(), who=officer, by=officer)
    talk = set_next_step(unit=unit, step="Visit", on=days(3), who=other, by=officer)
    assert (talk.next_step, talk.next_on, talk.next_by, talk.stage) == ("Visit", days(3), other, OwnerStage.NOT_ASKED)
    for _twice in range(2):
        done_next_step(unit=unit, step="Visit", by=other)
    talk.refresh_from_db()
    assert (talk.next_step, talk.next_on, talk.next_by) == ("", None, None)
    assert [row.next_step for row in Talk.history.order_by("history_id")] == ["Call", "Visit", ""]


def test_a_step_that_somebody_else_set_meanwhile_is_not_taken_for_done(officer):
    unit = quiet_unit()
    set_next_step(unit=unit, step="New", on=today(), who=officer, by=officer)
    with pytest.raises(Refused) as refused:
        done_next_step(unit=unit, step="Old", by=officer)
    assert refused.value.codes == ["another_step"]
    assert Talk.objects.get().next_step == "New"


def test_all_problems_of_a_step_come_at_once(officer):
    unit = quiet_unit()
    for who in (None, make_reviewer()):
        with pytest.raises(Refused) as refused:
            set_next_step(unit=unit, step=" ", on=days(-1), who=who, by=officer)
        assert refused.value.codes == ["step_missing", "day_over", "who_missing"]
    assert not Talk.objects.exists()


def test_a_talk_that_went_along_into_another_entry_is_not_put_back(officer):
    unit, kept = quiet_unit(), quiet_unit()
    talk = moved(unit, OwnerStage.CONTACTED, officer)
    merge_units(kept=kept, merged=unit, by=officer)
    with pytest.raises(Refused) as refused:
        put_talk_back(unit=unit, mark=mark_of(talk), before=talk_now(None), by=officer)
    assert [problem.code for problem in refused.value.problems] == ["moved_on"]
    assert fresh(kept).talk.stage == OwnerStage.CONTACTED
