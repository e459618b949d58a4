"""Performances and workshops over a tenancy or in a bare unit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from popups.choices import EventKind, EventStatus
from popups.lifecycle.events import move_event, move_event_on
from popups.models import Event
from tests import make
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def test_no_two_performances_at_one_time_in_one_unit():
    first = make.make_event()
    with pytest.raises(Refused) as refused:
        make.make_event(unit=first.unit, starts_at=first.starts_at + timedelta(minutes=90))
    assert refused.value.codes == ["performance_clash"]
    make.make_event(unit=first.unit, starts_at=first.ends_at + timedelta(minutes=30), ends_at=make.at(make.days(7), 22))
    make.make_event(starts_at=first.starts_at)


def test_the_database_itself_refuses_a_second_performance():
    first = make.make_event()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(reference="E-TEST", unit=first.unit, kind=EventKind.PERFORMANCE, title="Second",
                             starts_at=first.starts_at, ends_at=first.ends_at)


def test_a_workshop_may_run_beside_a_performance_and_a_cancelled_one_frees_its_time():
    first = make.make_event()
    make.make_event(unit=first.unit, kind=EventKind.WORKSHOP, starts_at=first.starts_at)
    move_event_on(event=first, to=EventStatus.CANCELLED, by=make.make_officer())
    assert make.make_event(unit=first.unit, starts_at=first.starts_at).status == EventStatus.PROPOSED


def test_a_performance_is_no_double_booking_of_the_tenancy_below_it():
    tenancy = make.make_current_tenancy()
    event = make.make_event(unit=tenancy.unit, tenancy=tenancy, starts_at=make.at(make.days(2), 18))
    assert event.tenancy == tenancy


@pytest.mark.parametrize(("day", "hours", "code"), [(-1, 2, "start_past"), (2, 0, "end_before_start"), (2, 30, "too_long")])
def test_an_impossible_time_is_refused(day, hours, code):
    starts_at = make.at(make.days(day), 18)
    with pytest.raises(Refused) as refused:
        make.make_event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours) if hours else starts_at)
    assert refused.value.codes == [code]


def test_an_event_lies_within_its_tenancy():
    tenancy = make.make_current_tenancy(days_left=5)
    with pytest.raises(Refused) as refused:
        make.make_event(unit=tenancy.unit, tenancy=tenancy, starts_at=make.at(make.days(5), 18))
    assert refused.value.codes == ["outside_tenancy"]


def test_an_event_is_not_held_before_it_began():
    event = make.make_event(status=EventStatus.CONFIRMED)
    with pytest.raises(Refused) as refused:
        move_event_on(event=event, to=EventStatus.HELD, by=make.make_officer())
    assert refused.value.codes == ["not_yet"]
    held = move_event_on(event=event, to=EventStatus.HELD, by=make.make_officer(), now=event.ends_at)
    assert held.status == EventStatus.HELD


def test_moving_keeps_the_old_time_as_moved():
    event = make.make_event()
    moved = move_event(event=event, starts_at=event.starts_at + timedelta(hours=1), ends_at=event.ends_at + timedelta(hours=1),
                       by=make.make_officer())
    event.refresh_from_db()
    assert (event.status, moved.status) == (EventStatus.MOVED, EventStatus.PROPOSED)
