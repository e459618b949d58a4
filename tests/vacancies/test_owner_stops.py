"""An owner stops and takes the stop back: the talks and the public pages are as they were, and nothing else."""

import pytest

from tests.make import days, make_officer, make_owner, make_unit
from vacancies.choices import OwnerKind, OwnerStage, RefusalFamily
from vacancies.lifecycle.owner_page import stop_offering, undo_stop
from vacancies.lifecycle.talks import move_talk, set_next_step
from vacancies.lifecycle.units import set_owner, unpublish_unit
from vacancies.models import Contact, Unit
from vacancies.rules.talks import said_stage, stage_since

pytestmark = pytest.mark.django_db


def unit_of(kind=OwnerKind.COMPANY, **fields):
    return make_unit(owner=make_owner(kind=kind), **fields)


def stop(unit, to):
    stop_offering(unit=unit, owner=unit.owner, to=to, refusal=RefusalFamily.SALE if to is OwnerStage.REFUSED else "")


def standing(unit):
    unit = Unit.objects.select_related("talk", "owner").get(pk=unit.pk)
    return said_stage(unit), unit.is_published


def test_a_pause_that_became_a_no_is_taken_back_as_one_stop():
    unit = unit_of()
    move_talk(unit=unit, to=OwnerStage.TERMS_AGREED, by=make_officer())
    stop(unit, OwnerStage.PAUSED)
    stop(unit, OwnerStage.REFUSED)
    undo_stop(unit=unit, owner=unit.owner)
    assert standing(unit) == (OwnerStage.TERMS_AGREED, True)
    said = Contact.objects.count()
    undo_stop(unit=unit, owner=unit.owner)
    assert (standing(unit), Contact.objects.count()) == ((OwnerStage.TERMS_AGREED, True), said), "twice is harmless"


def test_a_no_that_is_taken_back_leaves_the_pause_that_the_office_had_entered_and_the_unit_off_the_public_pages():
    unit, officer = unit_of(), make_officer()
    stop(unit, OwnerStage.PAUSED)
    move_talk(unit=unit, to=OwnerStage.PAUSED, note="Until the roof is done", by=officer)
    stop(unit, OwnerStage.REFUSED)
    undo_stop(unit=unit, owner=unit.owner)
    assert standing(unit) == (OwnerStage.PAUSED, False)
    assert Unit.objects.get(pk=unit.pk).talk.note == "Until the roof is done"


@pytest.mark.parametrize(("kind", "stage"), [(OwnerKind.MUNICIPALITY, OwnerStage.WILLING), (OwnerKind.COMPANY, OwnerStage.NOT_ASKED)])
def test_a_stop_before_any_talk_is_taken_back_also_where_the_town_owns_the_unit(kind, stage):
    unit = unit_of(kind)
    before = stage_since(Unit.objects.get(pk=unit.pk))
    stop(unit, OwnerStage.PAUSED)
    undo_stop(unit=unit, owner=unit.owner)
    assert standing(unit) == (stage, True)
    assert stage_since(Unit.objects.get(pk=unit.pk)) == before


@pytest.mark.parametrize("times", [1, 2])
def test_the_days_in_a_stage_go_on_after_each_stop_that_was_taken_back(times):
    unit = unit_of()
    unpublish_unit(unit=unit, by=make_officer())
    move_talk(unit=unit, to=OwnerStage.WILLING, by=make_officer())
    since = stage_since(Unit.objects.get(pk=unit.pk))
    for _time in range(times):
        stop(unit, OwnerStage.REFUSED)
        undo_stop(unit=unit, owner=unit.owner)
    assert (standing(unit), stage_since(Unit.objects.get(pk=unit.pk))) == ((OwnerStage.WILLING, False), since)


def test_a_step_that_was_set_before_any_talk_stays_when_the_town_takes_its_stop_back():
    unit, officer = unit_of(OwnerKind.MUNICIPALITY), make_officer()
    unpublish_unit(unit=unit, by=officer)
    set_next_step(unit=unit, step="Ask the council", on=days(30), who=officer, by=officer)
    stop(unit, OwnerStage.PAUSED)
    undo_stop(unit=unit, owner=unit.owner)
    assert standing(unit) == (OwnerStage.WILLING, False)
    assert Unit.objects.get(pk=unit.pk).talk.next_step == "Ask the council"


def test_a_new_owner_who_comes_back_is_not_taken_at_the_word_of_a_former_one():
    unit, officer, heir = unit_of(), make_officer(), make_owner()
    unpublish_unit(unit=unit, by=officer)
    move_talk(unit=unit, to=OwnerStage.WILLING, by=officer)
    set_owner(unit=unit, owner=heir, by=officer)
    unit = Unit.objects.select_related("talk", "owner").get(pk=unit.pk)
    before = said_stage(unit), stage_since(unit)
    stop(unit, OwnerStage.PAUSED)
    undo_stop(unit=unit, owner=heir)
    unit = Unit.objects.select_related("talk", "owner").get(pk=unit.pk)
    assert before[0] is OwnerStage.NOT_ASKED
    assert (said_stage(unit), stage_since(unit)) == before
