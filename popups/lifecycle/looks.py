"""Who of the staff read which application: one row a person and application, for the record of fairness."""

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from popups.models import Application, Look, User


def note_look(*, application: Application, by: User) -> None:
    """Written by the pages on which staff read an application. The only thing that looking changes."""
    note_looks(applications=[application], by=by)


def note_looks(*, applications: Sequence[Application], by: User) -> None:
    """Of several on one page. At most three queries, however many; each is whole by itself, so they need no transaction."""
    now, keys = timezone.now(), [row.pk for row in applications]
    read = Look.objects.filter(application__in=keys, by=by)
    count = read.update(last_at=now, times=F("times") + 1)
    if count == len(keys):
        return
    known = set(read.values_list("application", flat=True)) if count else set()
    Look.objects.bulk_create([Look(application_id=pk, by=by, first_at=now, last_at=now) for pk in keys if pk not in known], ignore_conflicts=True)
