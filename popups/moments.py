"""Days and moments in the town's own time."""

from datetime import UTC, date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """The moment at which a local day begins, right across clock changes."""
    return timezone.make_aware(datetime.combine(day, time.min))


def is_skipped(moment: datetime) -> bool:
    """No clock on a wall ever shows it: that night the clock is put forward past it. moment: as somebody named it, in the town's zone."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None)
