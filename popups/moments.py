"""Days and moments in the town's own time."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """The moment at which a local day begins, right across clock changes."""
    return timezone.make_aware(datetime.combine(day, time.min))
