"""Whoever promised to do something next with an owner is reminded of it, once."""

import pytest

from popups.choices import LetterKind
from popups.lifecycle.merging import merge_units
from popups.lifecycle.next_steps import remind_of_step
from popups.models import Letter, User
from popups.reports.need import asked_for
from popups.reports.needs import due_steps
from popups.tick import remind_of_steps
from tests.make import days, make_officer, make_owner, make_unit, today
from vacancies.choices import RecordState, Role
from vacancies.lifecycle.talks import done_next_step, set_next_step
from vacancies.lifecycle.units import move_record
from vacancies.models import Talk

pytestmark = pytest.mark.django_db


def letters():
    return Letter.objects.filter(kind=LetterKind.NEXT_STEP_DUE).order_by("pk")


def planned(*, on=None, who=None, step="Call about the key", owner=None):
    who = who or make_officer()
    unit = make_unit(owner=owner or make_owner(name="Slepenais Īpašnieks", email="secret@example.org"))
    return set_next_step(unit=unit, step=step, on=on or days(3), who=who, by=who)


def test_a_step_is_reminded_of_on_its_day_and_never_again():
    who = make_officer(email="ieva@example.org", language="de")
    planned(who=who)
    assert [remind_of_steps(days(day)).count for day in (0, 2, 3, 3, 4, 30)] == [0, 0, 1, 0, 0, 0]
    letter = letters().get()
    assert (letter.to_user, letter.to_email, letter.language) == (who, "ieva@example.org", "de")
    assert "Call about the key" in letter.text
    assert "Call about the key" in letter.html


def test_the_letter_leads_to_the_talks_and_does_not_name_the_owner():
    talk = planned(on=today())
    remind_of_steps(today())
    for text in (letters().get().text, letters().get().html):
        assert f"/staff/units/{talk.unit.reference}/talk/" in text
        assert "Slepenais" not in text
        assert "secret@example.org" not in text


def test_a_step_that_was_missed_while_the_job_stood_still_is_still_told():
    planned(on=days(1))
    assert remind_of_steps(days(9)).count == 1


def test_another_day_or_another_person_makes_another_step():
    talk, colleague = planned(), make_officer()
    remind_of_steps(days(3))
    set_next_step(unit=talk.unit, step=talk.next_step, on=days(5), who=talk.next_by, by=talk.next_by)
    assert [remind_of_steps(days(day)).count for day in (4, 5, 5)] == [0, 1, 0]
    set_next_step(unit=talk.unit, step=talk.next_step, on=days(5), who=colleague, by=talk.next_by)
    assert [remind_of_steps(days(5)).count for _ in range(2)] == [1, 0]
    assert [letter.to_user for letter in letters()][-1] == colleague


def test_a_step_that_is_done_meanwhile_is_not_reminded_of():
    talk = planned(on=today())
    done_next_step(unit=talk.unit, by=talk.next_by)
    assert remind_of_step(talk=talk, today=today()) is False
    assert not letters().exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.SURVEYOR}])
def test_where_the_person_may_no_longer_see_owners_the_office_is_told(settings, change):
    settings.OFFICE_EMAIL = "office@example.org"
    talk = planned(on=today())
    User.objects.filter(pk=talk.next_by_id).update(**change)
    assert remind_of_steps(today()).count == 1
    assert (letters().get().to_user, letters().get().to_email) == (None, "office@example.org")


def test_thirty_steps_give_thirty_letters():
    who = make_officer()
    for _ in range(30):
        planned(on=today(), who=who)
    assert remind_of_steps(today()).count == Talk.objects.count() == letters().count() == 30


def test_steps_that_were_told_are_not_locked_again_every_five_minutes(django_assert_num_queries):
    who = make_officer()
    for number in range(30):
        planned(on=today(), who=who)
        if number in {0, 29}:
            remind_of_steps(today())
            with django_assert_num_queries(2):
                assert remind_of_steps(today()).count == 0


def archive(talk):
    move_record(unit=talk.unit, to=RecordState.ARCHIVED, by=talk.next_by)


def merge_away(talk):
    kept = make_unit()
    set_next_step(unit=kept, step="Ask again", on=days(30), who=talk.next_by, by=talk.next_by)
    merge_units(kept=kept, merged=talk.unit, by=talk.next_by)


@pytest.mark.parametrize("put_away", [archive, merge_away])
def test_nobody_is_reminded_of_a_step_with_an_entry_that_is_no_longer_in_the_register(put_away):
    talk = planned(on=today())
    assert len(asked_for([due_steps(today())])[0].needs) == 1
    put_away(talk)
    assert asked_for([due_steps(today())])[0].needs == []
    assert remind_of_steps(today()).count == 0
    assert not remind_of_step(talk=talk, today=today())
