"""Who of the staff read which application: one row a person and application, for the record of fairness."""

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from popups.models import Application, User

NOTE = """INSERT INTO popups_look (application_id, by_id, first_at, last_at, times) VALUES %s
ON CONFLICT (application_id, by_id) DO UPDATE SET last_at = excluded.last_at, times = popups_look.times + 1"""


def note_look(*, application: Application, by: User) -> None:
    """Written by the pages on which staff read an application. The only thing that looking changes."""
    note_looks(applications=[application], by=by)


def note_looks(*, applications: Sequence[Application], by: User) -> None:
    """Of several on one page. One statement, the same in both databases: a page that was never read costs as much as any other."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = [(row.pk, by.pk, now, now, 1) for row in applications]
    with connection.cursor() as cursor:
        cursor.execute(NOTE % ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows)), [value for row in rows for value in row])
