"""Changes that were asked for point by point: asked, ticked off by the applicant, and closed when it is sent again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from popups.choices import ApplicationStatus
from popups.models import Application, ChangePoint
from popups.rules.change_points import label_of, open_points, values_of


def ask_points(application: Application, points: Sequence[tuple[str, str]]) -> None:
    """Keeps what stands there now, to tell later what became of it. The caller holds the lock."""
    now = values_of(application, [code for code, _text in points])
    ChangePoint.objects.bulk_create(ChangePoint(application=application, field=code, text=text.strip(), before=now[code])
                                    for code, text in points)


def in_words(application: Application, note: str, points: Sequence[tuple[str, str]]) -> str:
    """For the history."""
    return " · ".join([*([note] if note.strip() else []), *(f"{label_of(application, code)} – {text.strip()}" for code, text in points)])


def close_points(application: Application, now: datetime) -> None:
    """It was sent again: what stands there now is the answer, and stays even if it changes later. The caller holds the lock."""
    rows = open_points(application)
    values = values_of(application, [row.field for row in rows])
    for row in rows:
        row.after, row.closed_at = values[row.field], now
    ChangePoint.objects.bulk_update(rows, ["after", "closed_at"])


@transaction.atomic
def tick_points(*, application: Application, shown: Collection[int], ticked: Collection[int], by: Any) -> None:
    """Of the points that the page showed, those ticked are dealt with, and the others not. Nothing once it was sent again."""
    held = Application.objects.select_for_update(no_key=True).filter(pk=application.pk, status=ApplicationStatus.CHANGES_REQUESTED).first()
    if held is None:
        return
    rows = ChangePoint.objects.filter(application=held, closed_at=None, pk__in=shown)
    rows.filter(pk__in=ticked, ticked_at=None).update(ticked_at=timezone.now())
    rows.exclude(pk__in=ticked).update(ticked_at=None)
