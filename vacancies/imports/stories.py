"""Vacancies and visits that follow from what a register says about emptiness."""

from datetime import date, timedelta
from typing import Any

from vacancies.choices import Precision, Seen, SeenBy
from vacancies.lifecycle.register import create_with_history
from vacancies.models import FieldVisit, Unit, Vacancy

Said = dict[str, Any]


def begin(units: list[tuple[Unit, Said]], seen_on: date, *, by: Any) -> None:
    """For units that are new: nothing is known yet. A handful of queries for any number."""
    empty = [_vacancy(unit, said) for unit, said in units if said["seen"] == Seen.EMPTY]
    if empty:
        create_with_history(Vacancy, empty, by=by)
    FieldVisit.objects.bulk_create([_visit(unit, said, seen_on, by) for unit, said in units
                                    if not _is_future(said, seen_on)])


def go_on(unit: Unit, was: Said | None, said: Said, seen_on: date, *, by: Any) -> None:
    """For a unit whose file says something new. What a person entered about its vacancy is left as it is."""
    if not _is_future(said, seen_on):
        _visit(unit, said, seen_on, by).save()
    vacancy = unit.vacancies.filter(ends_on=None).first()
    if said["seen"] == Seen.EMPTY and vacancy is None:
        vacancy = _vacancy(unit, said)
    elif vacancy is None or not _is_as_imported(vacancy, was):
        return
    elif said["seen"] == Seen.EMPTY:
        vacancy.starts_on, vacancy.starts_precision, vacancy.as_typed = _start(said), said["precision"], said["as_typed"]
    elif said["seen"] == Seen.OCCUPIED:
        _end(vacancy, seen_on)
    vacancy._history_user = by  # type: ignore[attr-defined]
    vacancy.save()


def _end(vacancy: Vacancy, seen_on: date) -> None:
    """The file says only that it is over, so the day is about right."""
    earliest = vacancy.starts_on + timedelta(days=1) if vacancy.starts_on else seen_on
    vacancy.ends_on, vacancy.ends_precision = max(seen_on, earliest), Precision.ABOUT


def _is_as_imported(vacancy: Vacancy, was: Said | None) -> bool:
    return was is not None and was["seen"] == Seen.EMPTY and vacancy.starts_on == _start(was)


def _is_future(said: Said, seen_on: date) -> bool:
    """'Empty from next spring' is not what anybody has seen."""
    start = _start(said)
    return start is not None and start > seen_on


def _start(said: Said) -> date | None:
    return date.fromisoformat(said["since"]) if said["since"] else None


def _vacancy(unit: Unit, said: Said) -> Vacancy:
    return Vacancy(unit=unit, starts_on=_start(said), starts_precision=said["precision"], as_typed=said["as_typed"],
                   previous_use=said["previous_use"])


def _visit(unit: Unit, said: Said, seen_on: date, by: Any) -> FieldVisit:
    return FieldVisit(unit=unit, seen_on=seen_on, seen=said["seen"], source=SeenBy.IMPORT, by=by, note=said["note"])
