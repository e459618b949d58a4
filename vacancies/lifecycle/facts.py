"""Entering and correcting what is known about a unit's days. Field-level history is kept with who did it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vacancies.lifecycle.holding import hold
from vacancies.lifecycle.saving import refuse_if_stale, save_checked
from vacancies.models import ClosedPeriod, Unit, Vacancy
from vacancies.problem import Problem, Refused


@transaction.atomic
def add_vacancy(*, unit: Unit, by: Any, because: str | None = None, **fields: Any) -> Vacancy:
    """because: what the history says of it, besides who did it."""
    row = Vacancy(unit=hold(unit), **fields)
    refuse_overlap(row)
    _save(row, by, because)
    return row


@transaction.atomic
def change_vacancy(*, vacancy: Vacancy, by: Any, mark: int | None = None, because: str | None = None, **fields: Any) -> Vacancy:
    """Saves what was edited on the basis of history line `mark`, if given; raises Stale when somebody was faster.

    What is the same as before makes no history.
    """
    hold(vacancy.unit)
    row = _held(vacancy)
    if _take_over(row, fields, mark):
        refuse_overlap(row)
        _save(row, by, because)
    return row


@transaction.atomic
def remove_vacancy(*, vacancy: Vacancy, by: Any) -> None:
    """The row goes; its history stays, says who removed it, and lets it be put back."""
    _remove(vacancy, by)


@transaction.atomic
def end_open_vacancy(*, unit: Unit, day: date, by: Any) -> None:
    """From `day` on the unit no longer stands empty. One that would only begin then, or later, goes; its history stays."""
    row = Vacancy.objects.select_for_update().filter(unit=unit, ends_on__isnull=True).first()
    if row is None:
        return
    row._history_user = by
    end_or_withdraw(row, day)


def never_began(row: Vacancy, day: date) -> bool:
    """Where it is over from `day` on: a period without a day is none."""
    return row.starts_on is not None and row.starts_on >= day


def end_or_withdraw(row: Vacancy, day: date) -> None:
    """Over from `day` on. One that never began goes, and its history says by whom and why. The row is held."""
    if never_began(row, day):
        row.delete()
        return
    row.ends_on = day
    row.save()


@transaction.atomic
def add_closed_period(*, unit: Unit, by: Any, because: str | None = None, **fields: Any) -> ClosedPeriod:
    row = ClosedPeriod(unit=hold(unit), **fields)
    _save(row, by, because)
    return row


@transaction.atomic
def change_closed_period(*, closed: ClosedPeriod, by: Any, mark: int | None = None, because: str | None = None,
                         **fields: Any) -> ClosedPeriod:
    """As change_vacancy()."""
    hold(closed.unit)
    row = _held(closed)
    if _take_over(row, fields, mark):
        _save(row, by, because)
    return row


@transaction.atomic
def remove_closed_period(*, closed: ClosedPeriod, by: Any) -> None:
    """The row goes; its history stays and says who removed it. Twice is harmless."""
    _remove(closed, by)


def _held(known: Any) -> Any:
    """Freshly read and locked; somebody may have removed it since."""
    row = type(known).objects.select_for_update().filter(pk=known.pk).first()
    if row is None:
        raise Refused([Problem("gone", _("Somebody removed this entry meanwhile. Open the unit's page and enter it again if it is needed."))])
    return row


def _take_over(row: Vacancy | ClosedPeriod, fields: Mapping[str, Any], mark: int | None) -> bool:
    """Sets what is otherwise; False where nothing is. The row is locked."""
    if all(getattr(row, name) == value for name, value in fields.items()):
        return False
    if mark is not None:
        refuse_if_stale(row, mark)
    for name, value in fields.items():
        setattr(row, name, value)
    return True


def _save(row: Vacancy | ClosedPeriod, by: Any, because: str | None) -> None:
    row._change_reason = because
    save_checked(row, by)


def _remove(known: Vacancy | ClosedPeriod, by: Any) -> None:
    hold(known.unit)
    row: Vacancy | ClosedPeriod | None = type(known).objects.select_for_update().filter(pk=known.pk).first()
    if row is not None:
        row._history_user = by
        row.delete()


def refuse_overlap(row: Vacancy) -> None:
    """A unit stands empty once at a time. An unknown end of a period reaches as far as it can."""
    others = Vacancy.objects.filter(unit=row.unit).exclude(pk=row.pk)
    if row.ends_on:
        others = others.exclude(starts_on__gte=row.ends_on)
    if row.starts_on:
        others = others.exclude(ends_on__lte=row.starts_on)
    if others.exists():
        text = _("The unit is already entered as empty on some of these days. Correct that entry instead.")
        raise Refused([Problem("overlap", text, "starts_on")])
