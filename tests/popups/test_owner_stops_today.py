"""What owners stop on their own page stands on Today until somebody at the office has heard of it."""

import re

import pytest
from django.urls import reverse

from popups.reports.needs import needs_of
from tests.make import days, make_officer, make_owner, make_reviewer, make_surveyor, make_unit, today
from tests.popups.asking import signed_in
from vacancies.choices import ContactChannel, OwnerStage, RecordState, RefusalFamily, Role
from vacancies.lifecycle.owner_page import stop_offering, undo_stop
from vacancies.lifecycle.talks import log_contact, move_talk, set_next_step
from vacancies.lifecycle.units import move_record, set_owner
from vacancies.models import Talk, Unit

pytestmark = pytest.mark.django_db


def stopped(to=OwnerStage.PAUSED, **fields):
    unit = make_unit(owner=make_owner(), **fields)
    stop_offering(unit=unit, owner=unit.owner, to=to, refusal=RefusalFamily.SALE if to is OwnerStage.REFUSED else "")
    return unit


def told(role=Role.OFFICER):
    return [need.href for group in needs_of([role], today()) for need in group.needs if group.code == "stopped"]


def talk_page(unit):
    return reverse("vacancies:talk", args=[unit.reference])


def seen(client, unit):
    """What the button sends of the stop that the page shows."""
    shown = re.search(r'name="stopped_at" value="([^"]*)"', client.get(talk_page(unit)).content.decode())
    return {"stopped_at": shown[1] if shown else ""}


def read(client, unit, what=None):
    return client.post(reverse("vacancies:talk-stop-read", args=[unit.reference]), what or seen(client, unit))


def test_a_pause_and_a_no_of_an_owner_stand_on_today_the_oldest_first():
    units = [stopped(OwnerStage.REFUSED), stopped()]
    assert told() == [talk_page(unit) for unit in units]
    assert told(Role.SURVEYOR) == told(Role.REVIEWER) == []
    assert f'href="{talk_page(units[0])}"' in signed_in(make_officer()).get("/staff/").content.decode()


def test_what_the_office_entered_itself_is_not_told():
    unit = make_unit(owner=make_owner())
    move_talk(unit=unit, to=OwnerStage.PAUSED, by=make_officer())
    assert told() == []


@pytest.mark.parametrize("happens", [
    lambda unit, by: log_contact(unit=unit, channel=ContactChannel.PHONE, text="Called", by=by),
    lambda unit, by: set_next_step(unit=unit, step="Ask again", on=days(60), who=by, by=by),
    lambda unit, by: move_talk(unit=unit, to=OwnerStage.PAUSED, by=by, note="Repairs"),
    lambda unit, by: move_talk(unit=unit, to=OwnerStage.WILLING, by=by),
    lambda unit, by: move_record(unit=unit, to=RecordState.ARCHIVED, by=by),
    lambda unit, by: undo_stop(unit=unit, owner=unit.owner),
    lambda unit, by: read(signed_in(by), unit)])
def test_it_leaves_when_the_office_has_dealt_with_it_or_the_owner_takes_it_back(happens):
    unit, other = stopped(), stopped()
    happens(Unit.objects.get(pk=unit.pk), make_officer())
    assert told() == [talk_page(other)]


def test_another_stop_after_it_was_read_is_told_anew():
    unit = stopped()
    read(signed_in(make_officer()), unit)
    assert told() == []
    stop_offering(unit=unit, owner=unit.owner, to=OwnerStage.REFUSED, refusal=RefusalFamily.SALE)
    assert told() == [talk_page(unit)]


def test_what_the_owner_said_behind_the_page_is_not_taken_for_read():
    unit, client = stopped(), signed_in(make_officer())
    page = seen(client, unit)
    stop_offering(unit=unit, owner=unit.owner, to=OwnerStage.REFUSED, refusal=RefusalFamily.SALE)
    answer = read(client, unit, page)
    assert told() == [talk_page(unit)]
    assert 'id="stop"' in client.get(answer["Location"]).content.decode()
    read(client, unit)
    assert told() == []


def test_that_somebody_read_it_does_not_keep_the_owner_from_undoing_it():
    unit = make_unit(owner=make_owner())
    move_talk(unit=unit, to=OwnerStage.TERMS_AGREED, by=make_officer())
    for to in (OwnerStage.PAUSED, OwnerStage.REFUSED):
        stop_offering(unit=unit, owner=unit.owner, to=to, refusal=RefusalFamily.SALE if to is OwnerStage.REFUSED else "")
        read(signed_in(make_officer()), unit)
    undo_stop(unit=unit, owner=unit.owner)
    assert (Talk.objects.get(unit=unit).stage, Unit.objects.get(pk=unit.pk).is_published) == (OwnerStage.TERMS_AGREED, True)


def test_reading_twice_writes_once_and_only_where_there_is_something_to_read():
    unit, officer = stopped(), make_officer()
    client, lines = signed_in(officer), Talk.history.filter(unit_id=unit.pk)
    before = lines.count()
    for _twice in range(2):
        assert read(client, unit).status_code == 302
    assert (lines.count(), lines.first().history_user) == (before + 1, officer)
    assert 'id="stop"' not in client.get(talk_page(unit)).content.decode()


def test_the_talk_says_that_the_owner_stopped():
    unit = stopped()
    assert 'id="stop"' in signed_in(make_officer()).get(talk_page(unit)).content.decode()
    for person in (make_surveyor(), make_reviewer()):
        assert read(signed_in(person), unit).status_code in {403, 404}
    assert told() == [talk_page(unit)]


def test_a_stop_of_somebody_who_sold_the_unit_is_not_told_any_more():
    unit = stopped()
    set_owner(unit=unit, owner=make_owner(), by=make_officer())
    assert told() == []
