"""Vacancies and visits that follow from what a register says about emptiness."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from vacancies.choices import Precision, Seen, SeenBy
from vacancies.imports.ledger import vacancy_as_json
from vacancies.lifecycle.quick_insert import Values, insert_rows
from vacancies.lifecycle.register import copy_into_history
from vacancies.models import FieldVisit, ImportRun, NotSame, PermittedActivity, Space, Unit, Vacancy

Said = dict[str, Any]


@dataclass(frozen=True)
class Hand:
    """Who writes, and for which import through the browser; by command there is none."""

    by: Any = None
    run: ImportRun | None = None

    @property
    def reason(self) -> str | None:
        return self.run.reason if self.run else None


def begin(units: list[tuple[Unit, Said]], seen_on: date, hand: Hand) -> None:
    """For units that are new: nothing is known yet. A handful of queries for any number."""
    empty = [(unit, said) for unit, said in units if said["seen"] == Seen.EMPTY]
    insert_rows(Vacancy, [_vacancy(unit, said) for unit, said in empty])
    made = Vacancy.objects.filter(unit__in=[unit.pk for unit, _said in empty]).values_list("pk", flat=True)
    copy_into_history(Vacancy, list(made), "+", by=hand.by, reason=hand.reason)
    insert_rows(FieldVisit, [_visit(unit, said, seen_on, hand) for unit, said in units if not _is_future(said, seen_on)])


def remember_earlier(units: list[tuple[Unit, list[Any]]], hand: Hand) -> None:
    """Vacancies of new units that were over when the file was exported."""
    insert_rows(Vacancy, [{"unit_id": unit.pk, "starts_on": first and date.fromisoformat(first), "starts_precision": how,
                           "ends_on": date.fromisoformat(end), "ends_precision": exactly, "previous_use": use}
                          for unit, periods in units for first, how, end, exactly, use in periods])
    made = Vacancy.objects.filter(unit__in=[unit.pk for unit, _periods in units], ends_on__isnull=False)
    copy_into_history(Vacancy, list(made.values_list("pk", flat=True)), "+", by=hand.by, reason=hand.reason)


def divide(units: list[tuple[Unit, list[Any]]]) -> None:
    """New units get these spaces in place of the whole that each begins with. Nothing can be promised there yet."""
    Space.objects.filter(unit__in=[unit.pk for unit, _parts in units]).delete()
    insert_rows(Space, [{"unit_id": unit.pk, "kind": kind, "name": name, "weekdays": days, "position": position,
                         "floor_area_m2": None if area is None else Decimal(area), "asking_rent_cents": cents}
                        for unit, parts in units for position, (kind, name, days, area, cents) in enumerate(parts)])


def go_on(unit: Unit, was: Said | None, said: Said, seen_on: date, hand: Hand) -> dict[str, Any] | None:
    """For a unit whose file says something new. What a person entered about its vacancy is left as it is.

    Returns what was done to which vacancy, for the ledger.
    """
    if not _is_future(said, seen_on):
        FieldVisit(**_visit(unit, said, seen_on, hand)).save()
    vacancy = unit.vacancies.filter(ends_on=None).first()
    before = vacancy_as_json(vacancy)
    if said["seen"] == Seen.EMPTY and vacancy is None:
        vacancy = Vacancy(**_vacancy(unit, said))
    elif vacancy is None or not _is_as_imported(vacancy, was):
        return None
    elif said["seen"] == Seen.EMPTY:
        vacancy.starts_on, vacancy.starts_precision, vacancy.as_typed = _start(said), said["precision"], said["as_typed"]
        vacancy.previous_use = said["previous_use"] or vacancy.previous_use
    elif said["seen"] == Seen.OCCUPIED:
        _end(vacancy, seen_on)
    vacancy._history_user, vacancy._change_reason = hand.by, hand.reason  # type: ignore[attr-defined]
    vacancy.save()
    return {"pk": vacancy.pk, "was": before, "is": vacancy_as_json(vacancy)}


def permit(units: list[tuple[int, list[list[str]]]]) -> None:
    """For each unit's key: the activities that the owner permitted, and those that are permitted now."""
    for unit, (was, now) in units:
        if gone := set(was) - set(now):
            PermittedActivity.objects.filter(unit=unit, activity__in=gone).delete()
    insert_rows(PermittedActivity, [{"unit_id": unit, "activity": code} for unit, (was, now) in units
                                    for code in now if code not in was])


def tell_apart(units: list[tuple[Unit, Collection[str]]], hand: Hand) -> None:
    """New units, each with the references of those of which a person said that they are other places. Nobody is asked again."""
    named = {reference for _unit, references in units for reference in references}
    keys = dict(Unit.objects.filter(reference__in=named).values_list("reference", "pk")) if named else {}
    pairs = {(min(unit.pk, pk), max(unit.pk, pk)) for unit, references in units for one in references if (pk := keys.get(one))}
    if hand.by:
        NotSame.objects.bulk_create([NotSame(first_id=first, second_id=second, by=hand.by) for first, second in sorted(pairs)],
                                    ignore_conflicts=True)


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


def _vacancy(unit: Unit, said: Said) -> Values:
    return {"unit_id": unit.pk, "starts_on": _start(said), "starts_precision": said["precision"],
            "as_typed": said["as_typed"], "previous_use": said["previous_use"]}


def _visit(unit: Unit, said: Said, seen_on: date, hand: Hand) -> Values:
    return {"unit_id": unit.pk, "seen_on": seen_on, "seen": said["seen"], "source": SeenBy.IMPORT, "note": said["note"],
            "by_id": hand.by and hand.by.pk, "import_run_id": hand.run and hand.run.pk}
