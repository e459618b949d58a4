"""What a place, its host and the performer say holds for every performance, however it comes about."""

from datetime import time, timedelta

import pytest

from popups.choices import EventKind, EventStatus, Use
from popups.lifecycle.events import move_event
from popups.lifecycle.tenancies import say_of_performances
from tests import make
from tests.popups.performing import a_performance, musician, refusal, stage
from vacancies.choices import Loudness, Welcome

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("hour", "minutes"), [(9, 60), (21, 90), (20, 300)])
def test_quiet_hours_of_the_town_hold_where_a_unit_has_none_of_its_own(hour, minutes):
    assert refusal(stage(), hour=hour, minutes=minutes) == ["quiet_hours"]
    assert a_performance(stage(), hour=10, minutes=720).status == EventStatus.PROPOSED


def test_a_unit_has_hours_of_its_own_and_workshops_have_none():
    unit = stage(play_from=time(8), play_until=time(9, 30))
    assert a_performance(unit, hour=8, minutes=90).pk
    assert refusal(unit, hour=18) == ["quiet_hours"]
    assert a_performance(unit, hour=7, kind=EventKind.WORKSHOP).pk


@pytest.mark.parametrize(("said", "is_heard"), [({"loudest": "concert"}, True), ({"loudest": "lively"}, False), ({"loudest": ""}, False),
                                              ({"loudest": "", "is_sound_tolerant": True}, True)])
def test_a_loud_performer_is_refused_where_the_unit_does_not_bear_it(said, is_heard):
    loud = musician(loudness=Loudness.CONCERT).applicant
    unit = stage(**said)
    if is_heard:
        assert a_performance(unit, performer=loud).pk
    else:
        assert refusal(unit, performer=loud) == ["too_loud"]
    assert a_performance(stage(loudest=""), performer=musician(loudness=None).applicant).pk, "what was not said keeps nobody away"


def test_the_newest_application_says_how_loud_a_performer_is():
    first = musician(loudness=Loudness.CONCERT)
    make.make_application(applicant=first.applicant, answers={"line_up": "Viens", "loudness": Loudness.TALK})
    assert a_performance(stage(loudest="talk"), performer=first.applicant).pk


def test_a_bare_unit_says_no_and_a_tenant_says_no_for_their_own_time():
    unit = stage(performances=Welcome.NO)
    assert refusal(unit) == ["host_said_no"]
    tenancy = make.make_current_tenancy(unit=unit, days_left=30)
    assert a_performance(unit, tenancy=tenancy).pk, "the tenant has not said no"
    say_of_performances(tenancy=tenancy, performances=Welcome.NO, by=make.make_officer())
    tenancy.refresh_from_db()
    assert refusal(unit, day=8, tenancy=tenancy) == ["host_said_no"]
    assert refusal(unit, day=8) == ["host_said_no"], "leaving the tenant out does not help"


def test_who_has_only_the_window_is_not_asked():
    unit = stage()
    tenancy = make.make_current_tenancy(unit=unit, use=Use.WINDOW)
    say_of_performances(tenancy=tenancy, performances=Welcome.NO, by=make.make_officer())
    assert a_performance(unit).pk


def test_between_two_performances_of_a_unit_there_is_half_an_hour(settings):
    unit = stage()
    first = a_performance(unit, hour=18, minutes=60)
    assert refusal(unit, hour=19, minutes=60) == ["changeover"]
    assert refusal(unit, hour=17, minutes=60) == ["changeover"]
    assert refusal(unit, hour=17, minutes=90) == ["performance_clash"]
    assert a_performance(stage(), hour=19).pk
    settings.CHANGEOVER_MINUTES = 0
    assert a_performance(unit, hour=19, minutes=60).pk
    assert move_event(event=first, starts_at=first.starts_at, ends_at=first.ends_at - timedelta(minutes=5), by=make.make_officer()).pk


def test_all_that_is_wrong_is_said_at_once():
    unit = stage(performances=Welcome.NO, loudest=Loudness.TALK)
    a_performance(stage())
    assert refusal(unit, hour=22, minutes=60, performer=musician(loudness=Loudness.CONCERT).applicant) == ["quiet_hours", "too_loud", "host_said_no"]


def test_where_the_rule_was_asked_too_early_the_database_says_the_same_sentence(monkeypatch):
    unit = stage()
    a_performance(unit)
    told = refusal(unit, hour=19)
    monkeypatch.setattr("popups.lifecycle.events.may_plan", lambda **asked: [])
    assert refusal(unit, hour=19) == told == ["performance_clash"]
