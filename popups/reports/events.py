"""Lists of events for the office."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from popups.choices import EVENT_MOVES, LIVE_EVENTS, EventStatus
from popups.models import Event
from popups.models.event import EventQuerySet
from popups.rules.events import may_move_on
from vacancies.models import Unit

MOST_OFFERED = 500

COLOURS: dict[str, str] = {
    EventStatus.PROPOSED: "warning", EventStatus.HOST_AGREED: "info", EventStatus.CONFIRMED: "success",
    EventStatus.HELD: "neutral", EventStatus.CANCELLED: "danger", EventStatus.MOVED: "neutral",
}


class Shown(TextChoices):
    COMING = "", _("To come")
    WAITING = "waiting", _("Waiting for you")
    PAST = "past", _("Over, cancelled or moved")


def waiting_events(now: datetime) -> EventQuerySet:
    """To be confirmed; those whose host nobody could write to, or did not answer in time; and those that are over, to be recorded as held."""
    unasked = Q(status=EventStatus.PROPOSED, host_asked_at=None) | Q(status=EventStatus.PROPOSED, starts_at__lte=now)
    over = Q(status=EventStatus.CONFIRMED, ends_at__lt=now)
    return Event.objects.filter(Q(status=EventStatus.HOST_AGREED) | unasked | over)


def waiting_for_host(now: datetime, soon: datetime) -> EventQuerySet:
    """Asked, not answered, and before `soon`: a letter may lie unread, so somebody calls."""
    return Event.objects.filter(status=EventStatus.PROPOSED, host_asked_at__isnull=False, starts_at__gt=now, starts_at__lt=soon)


_ROWS: dict[str, Callable[[datetime], EventQuerySet]] = {
    Shown.COMING: lambda now: Event.objects.live().filter(ends_at__gte=now),
    Shown.WAITING: waiting_events,
    Shown.PAST: lambda now: Event.objects.filter(Q(ends_at__lt=now) | ~Q(status__in=LIVE_EVENTS)),
}


def events_found(shown: str, now: datetime) -> EventQuerySet:
    return _ROWS[shown](now).select_related("unit", "tenancy", "performer")


def next_steps(event: Event, now: datetime) -> list[EventStatus]:
    """Legal moves that an officer can take with one button; cancelling asks for a note and stands apart."""
    moves = EVENT_MOVES[event.state] - {EventStatus.CANCELLED, EventStatus.MOVED}
    return [to for to in EventStatus if to in moves and not may_move_on(event, to, now)]


def may_be_cancelled(event: Event) -> bool:
    return EventStatus.CANCELLED in EVENT_MOVES[event.state]


def may_be_moved(event: Event) -> bool:
    return EventStatus.MOVED in EVENT_MOVES[event.state]


def offered_names(units: QuerySet[Unit]) -> list[tuple[str, str]]:
    """(reference, name and address) for the list beside the box; in a large town it offers the first ones only."""
    rows = units.order_by("sort_key").values_list("reference", "name", "address")[:MOST_OFFERED]
    return [(reference, f"{name}, {address}") for reference, name, address in rows]
