"""Saving one row of the register so that its own constraints speak first, and so that nobody overwrites unseen."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from vacancies.models.remembered import Remembered
from vacancies.problem import Problem, Refused

Row = TypeVar("Row", bound=models.Model)


class Stale(Refused):
    """Somebody else saved the row meanwhile. `row` is as it is now, of whichever table was asked for."""

    def __init__(self, row: Any) -> None:
        self.row = row
        text = _("Somebody else saved this while you were editing it. Compare, then save again.")
        super().__init__([Problem("stale", text)])


def save_checked(row: models.Model, by: Any) -> None:
    """The model's constraints refuse with their sentences; the database would refuse as well. Writes history, where the row has one."""
    if isinstance(row, Remembered):
        row._history_user = by
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(_problems(error)) from error
    row.save()


def seeing_others(write: Callable[[], Row]) -> Row:
    """For names that only one may have. Tried anew where somebody took the name at this very moment: now it is seen."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        return write()


def _problems(error: ValidationError) -> list[Problem]:
    return [Problem(one.code or "invalid", one.messages[0], "" if name == "__all__" else name)
            for name, errors in error.error_dict.items() for one in errors]


def mark_of(row: Any) -> int:
    """Which line of history is the newest: what a page was made from, for rows that count no versions themselves."""
    return row.history.order_by("-history_id").values_list("history_id", flat=True).first() or 0


def refuse_if_stale(row: Any, mark: int) -> None:
    if mark_of(row) != mark:
        raise Stale(row)
