"""The public programme: what happens when, by day."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from popups.models import Event
from popups.moments import midnight
from vacancies.models import Unit

AHEAD = timedelta(days=60)
MOST = 300


def public_events(start: date, end: date) -> QuerySet[Event]:
    """Confirmed ones at places the public may see, on the days [start, end). One query, which begins at the days."""
    is_public = Exists(Unit.objects.listed().filter(pk=OuterRef("unit")))
    events = Event.objects.public().filter(is_public, starts_at__gte=midnight(start), starts_at__lt=midnight(end))
    return events.select_related("unit", "tenancy").order_by("starts_at", "pk")


def programme(today: date) -> list[tuple[date, Sequence[Event]]]:
    """The next 60 days, only those on which something happens."""
    events = public_events(today, today + AHEAD)[:MOST]
    return [(day, list(rows)) for day, rows in groupby(events, key=lambda event: timezone.localdate(event.starts_at))]
