"""The host's half of an event. `by` is None when owners say it on their own page; else the tenant who said it."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from popups.choices import EventStatus, Verb
from popups.lifecycle.event_letters import remind_host, reminder_key, tell_performer_of_refusal
from popups.lifecycle.records import lock, lock_unit, step
from popups.models import Event, Letter, User
from popups.moments import midnight
from popups.rules.event_hosts import may_host_agree, may_host_refuse
from vacancies.problem import refuse_if

AGREED = frozenset({EventStatus.HOST_AGREED, EventStatus.CONFIRMED})


def _locked(event: Event) -> Event:
    lock_unit(event.unit_id)
    return lock(event)


@transaction.atomic
def host_agrees(*, event: Event, by: User | None, now: datetime | None = None) -> Event:
    """A second yes changes nothing. The office confirms next."""
    event = _locked(event)
    refuse_if(may_host_agree(event, now or timezone.now()))
    if event.state not in AGREED:
        step(event, EventStatus.HOST_AGREED, Verb.EVENT_AGREED, by=by)
    return event


@transaction.atomic
def host_refuses(*, event: Event, by: User | None, note: str = "", now: datetime | None = None) -> Event:
    """Cancels it, so that the time is free again, and tells the performer why. A second no changes nothing.

    The words stay with the event and out of history, which reviewers read.
    """
    event, now = _locked(event), now or timezone.now()
    if event.host_refused_at is not None:
        return event
    refuse_if(may_host_refuse(event, now))
    step(event, EventStatus.CANCELLED, Verb.EVENT_REFUSED, by=by, host_refused_at=now, host_note=note.strip())
    tell_performer_of_refusal(event)
    return event


def unanswered(today: date) -> list[Event]:
    """Asked some days ago, not answered, not reminded yet. Only saves work; the lock in the reminder is what makes it once."""
    before = midnight(today - timedelta(days=settings.HOST_REMINDER_DAYS - 1))
    waiting = list(Event.objects.filter(status=EventStatus.PROPOSED, host_asked_at__lt=before, starts_at__gt=timezone.now()))
    reminded = set(Letter.objects.filter(key__in=[reminder_key(event) for event in waiting]).values_list("key", flat=True))
    return [event for event in waiting if reminder_key(event) not in reminded]


@transaction.atomic
def remind_of_event(*, event: Event) -> bool:
    """The clock's verb: one letter for each event, under its lock, so that whoever answers meanwhile is not reminded."""
    event = _locked(event)
    if event.state is not EventStatus.PROPOSED or Letter.objects.filter(key=reminder_key(event)).exists():
        return False
    return remind_host(event)
