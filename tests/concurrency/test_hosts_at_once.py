"""The host answers in two tabs, while the office confirms, cancels or moves, and while the clock reminds: one outcome, told once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from popups.choices import EventStatus, LetterKind, Verb
from popups.lifecycle.event_hosts import host_agrees, host_refuses, remind_of_event
from popups.lifecycle.events import move_event, move_event_on
from popups.models import Event, History, Letter, User
from tests import make
from tests.concurrency.test_two_consents import at_once, unexpected
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def proposed() -> tuple[Event, User]:
    tenancy = make.make_current_tenancy()
    return make.make_event(unit=tenancy.unit, tenancy=tenancy, performer=make.make_applicant()), tenancy.applicant.user


def says(verb: Callable, event: Event, **fields: object) -> Callable[[], object]:
    return lambda: verb(event=Event.objects.get(pk=event.pk), **fields)


def test_yes_and_no_in_two_tabs_leave_a_no_that_is_told_once():
    for _round in range(ROUNDS):
        event, tenant = proposed()
        answers = at_once([says(host_agrees, event, by=tenant), says(host_refuses, event, by=tenant)] * 2)
        assert unexpected(answers) == []
        event.refresh_from_db()
        assert event.state is EventStatus.CANCELLED, "whoever said yes first could still take it back"
        assert History.objects.filter(event=event, verb=Verb.EVENT_REFUSED).count() == 1
        assert Letter.objects.filter(key=f"event-cancelled:{event.reference}").count() == 1


def test_a_no_while_the_office_confirms_has_one_winner():
    for _round in range(ROUNDS):
        event, tenant = proposed()
        host_agrees(event=event, by=tenant)
        answers = at_once([says(host_refuses, event, by=tenant), says(move_event_on, event, to=EventStatus.CONFIRMED, by=make.make_officer())])
        assert unexpected(answers) == []
        assert sum(isinstance(answer, Refused) for answer in answers) == 1
        event.refresh_from_db()
        assert (event.state is EventStatus.CANCELLED) == (event.host_refused_at is not None)
        confirmed = Letter.objects.filter(kind=LetterKind.EVENT_CONFIRMED, key=f"event-confirmed:{event.reference}")
        assert confirmed.exists() == (event.state is EventStatus.CONFIRMED)


def test_a_yes_while_the_office_moves_it_is_for_one_time_only():
    for _round in range(ROUNDS):
        event, tenant = proposed()
        later = {"starts_at": event.starts_at + timedelta(days=1), "ends_at": event.ends_at + timedelta(days=1)}
        answers = at_once([says(host_agrees, event, by=tenant), says(move_event, event, by=make.make_officer(), **later)])
        assert unexpected(answers) == []
        event.refresh_from_db()
        assert event.state is EventStatus.MOVED
        assert Event.objects.get(unit=event.unit, starts_at=later["starts_at"]).state is EventStatus.PROPOSED


def test_two_clocks_remind_once_and_never_after_an_answer():
    for _round in range(ROUNDS):
        event, tenant = proposed()
        reminds = says(remind_of_event, event)
        answers = at_once([reminds, reminds, says(host_agrees, event, by=tenant)])
        assert unexpected(answers) == []
        assert Letter.objects.filter(key=f"event-reminder:{event.reference}").count() == sum(answer is True for answer in answers) <= 1
