"""Vacancies and visits that follow from what a register says about emptiness."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from vacancies.choices import Seen, SeenBy
from vacancies.imports.change import Change
from vacancies.imports.ledger import vacancy_as_json
from vacancies.imports.standing import as_said, start_of
from vacancies.lifecycle.quick_insert import Values, insert_rows
from vacancies.lifecycle.register import copy_into_history
from vacancies.models import FieldVisit, ImportRun, NotSame, PermittedActivity, Space, Unit, Vacancy

Said = dict[str, Any]


@dataclass(frozen=True)
class Hand:
    """Who writes, and for which import: by command nobody is named, and in a trial there is no import."""

    by: Any = None
    run: ImportRun | None = None

    @property
    def reason(self) -> str | None:
        return self.run.reason if self.run else None


def begin(units: list[tuple[Unit, Said]], seen_on: date, hand: Hand) -> None:
    """For units that are new: nothing is known yet. A handful of queries for any number."""
    empty = [(unit, said) for unit, said in units if said["seen"] == Seen.EMPTY]
    insert_rows(Vacancy, [{"unit_id": unit.pk, **as_said(said)} for unit, said in empty])
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


def go_on(unit: Unit, change: Change, seen_on: date, hand: Hand) -> dict[str, Any] | None:
    """For a unit whose file says something new: a visit, and the vacancy where it moves.

    Returns what was done to which vacancy, for the ledger.
    """
    said, vacancy = change.row.values["occupancy"], change.vacancy
    if not _is_future(said, seen_on):
        FieldVisit(**_visit(unit, said, seen_on, hand)).save()
    if vacancy is None:
        return None
    vacancy._history_user, vacancy._change_reason = hand.by, hand.reason
    if change.withdraws_vacancy:
        step = {"pk": vacancy.pk, "was": change.vacancy_was, "is": None}
        vacancy.delete()
        return step
    vacancy.save()
    return {"pk": vacancy.pk, "was": change.vacancy_was, "is": vacancy_as_json(vacancy)}


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


def _is_future(said: Said, seen_on: date) -> bool:
    """'Empty from next spring' is not what anybody has seen."""
    start = start_of(said)
    return start is not None and start > seen_on


def _visit(unit: Unit, said: Said, seen_on: date, hand: Hand) -> Values:
    return {"unit_id": unit.pk, "seen_on": seen_on, "seen": said["seen"], "source": SeenBy.IMPORT, "note": said["note"],
            "by_id": hand.by and hand.by.pk, "import_run_id": hand.run and hand.run.pk}
