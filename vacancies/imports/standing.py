"""What a file says about emptiness, against what is known of the unit's days: it neither opens a vacancy over another one,
nor opens or ends one against what somebody has seen after the day of which the file speaks."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.functional import Promise

from vacancies.choices import Precision, Seen
from vacancies.imports.change import Change
from vacancies.imports.columns import Columns
from vacancies.imports.headings import Meaning
from vacancies.imports.ledger import vacancy_as_json
from vacancies.imports.problems import KEPT_VACANCY, ProblemCode, RowProblem
from vacancies.lifecycle.facts import never_began, refuse_overlap
from vacancies.models import FieldVisit, Vacancy
from vacancies.problem import Refused

Said = dict[str, Any]
_STATES = (Meaning.STATUS, Meaning.IS_VACANT, Meaning.IS_OCCUPIED, Meaning.SINCE)


def move_vacancies(changes: list[Change], seen_on: date, columns: Columns) -> None:
    """Gives each change the vacancy as it will stand, not saved yet, or says at the row why it stays. Writes nothing.

    Two queries, and one for each unit whose vacancy would move beside another one; none where the file says nothing new.
    """
    asked = {change.unit.pk: change for change in changes if change.unit and change.sets_occupancy}
    units = {change.unit.pk: change.unit for change in changes if change.unit}
    if not asked:
        return
    fresher = set(FieldVisit.objects.filter(unit__in=asked, seen_on__gt=seen_on).values_list("unit_id", flat=True))
    known: dict[int, list[Vacancy]] = {pk: [] for pk in asked}
    for vacancy in Vacancy.objects.filter(unit__in=asked):
        vacancy.unit = units[vacancy.unit_id]  # which spares a query each
        known[vacancy.unit_id].append(vacancy)
    for pk, change in asked.items():
        if problem := _move(change, known[pk], seen_on, is_seen_since=pk in fresher):
            _say(change, columns, *problem)


def leave_out_twice_empty(change: Change, columns: Columns) -> None:
    """Of a new unit: earlier vacancies that reach into the open one. Half a story misleads, so none of them is taken."""
    said, earlier = change.row.values["occupancy"], change.row.values.get("earlier")
    if not earlier or said is None or said["seen"] != Seen.EMPTY:
        return
    if not said["since"] or any(end > said["since"] for _first, _how, end, *_rest in earlier):
        change.row = replace(change.row, values={**change.row.values, "earlier": []})
        change.problems.append(RowProblem(change.row.number, columns.heading(Meaning.EARLIER_VACANCIES), ProblemCode.VACANCY_TWICE))


def _say(change: Change, columns: Columns, code: ProblemCode, said: Promise | None = None) -> None:
    change.problems.append(RowProblem(change.row.number, _heading(columns), code, {}, said))


def _heading(columns: Columns) -> str:
    """Of the column that says what is empty, or else since when."""
    return next((columns.heading(meaning) for meaning in _STATES if meaning in columns.found), "")


def _move(change: Change, known: list[Vacancy], seen_on: date, *, is_seen_since: bool) -> tuple[Any, ...] | None:
    said, was = change.row.values["occupancy"], change.occupancy_was
    now = next((one for one in known if one.ends_on is None), None)
    if now and not _is_as_imported(now, was):
        return (ProblemCode.KEPT_CORRECTION, KEPT_VACANCY) if _differs(now, said) else None
    before = vacancy_as_json(now)
    if said["seen"] == Seen.EMPTY:
        moved = _moved(now, said) if now else _opened(change, known, seen_on)
    elif said["seen"] == Seen.OCCUPIED and now:
        moved = _ended(now, seen_on)
    else:
        return None
    change.withdraws_vacancy = said["seen"] == Seen.OCCUPIED and never_began(moved, seen_on)
    if is_seen_since and (now is None or moved.ends_on or change.withdraws_vacancy):
        change.leave_occupancy()
        return (ProblemCode.SEEN_SINCE,)
    if len(known) > (now is not None) and not change.withdraws_vacancy and _lies_over_another(moved):
        change.leave_occupancy()
        return (ProblemCode.VACANCY_TWICE,)
    change.vacancy, change.vacancy_was = moved, before
    is_later = said["since"] and moved.starts_on != start_of(said)
    return (ProblemCode.VACANCY_TWICE,) if is_later else None


def _is_as_imported(vacancy: Vacancy, was: Said | None) -> bool:
    """What a person entered about it is left as it is."""
    if was is None or was["seen"] != Seen.EMPTY:
        return False
    return vacancy.starts_on == start_of(was) or vacancy.starts_precision == Precision.ABOUT != was["precision"]


def _differs(vacancy: Vacancy, said: Said) -> bool:
    start = start_of(said)
    return said["seen"] == Seen.OCCUPIED or (said["seen"] == Seen.EMPTY and start not in (None, vacancy.starts_on))


def _opened(change: Change, known: list[Vacancy], seen_on: date) -> Vacancy:
    """It begins about the day of which the file speaks where the place was in use before and the file names no day, and
    after an earlier one where only the file had said about when that was over."""
    vacancy = Vacancy(unit=change.unit, **as_said(change.row.values["occupancy"]))
    was_empty = change.occupancy_was is not None and change.occupancy_was["seen"] == Seen.EMPTY
    over = [one for one in known if one.ends_on and (vacancy.starts_on is None or one.ends_on > vacancy.starts_on)]
    if was_empty or not over or max(one.ends_on for one in over if one.ends_on) > seen_on:
        return vacancy
    if vacancy.starts_on is None:
        vacancy.starts_on, vacancy.starts_precision = seen_on, Precision.ABOUT
    elif all(one.ends_precision == Precision.ABOUT for one in over):
        vacancy.starts_on, vacancy.starts_precision = max(one.ends_on for one in over if one.ends_on), Precision.ABOUT
    return vacancy


def _moved(vacancy: Vacancy, said: Said) -> Vacancy:
    told = as_said(said)
    return _copy(vacancy, told | {"previous_use": told["previous_use"] or vacancy.previous_use})


def _ended(vacancy: Vacancy, seen_on: date) -> Vacancy:
    """The file says only that it is over, so the day is about right. What the file had announced, and announces no longer, never began."""
    return vacancy if never_began(vacancy, seen_on) else _copy(vacancy, {"ends_on": seen_on, "ends_precision": Precision.ABOUT})


def _copy(vacancy: Vacancy, fields: dict[str, Any]) -> Vacancy:
    for name, value in fields.items():
        setattr(vacancy, name, value)
    return vacancy


def _lies_over_another(vacancy: Vacancy) -> bool:
    try:
        refuse_overlap(vacancy)
    except Refused:
        return True
    return False


def as_said(said: Said) -> dict[str, Any]:
    """The fields of an open vacancy."""
    return {"starts_on": start_of(said), "starts_precision": said["precision"], "as_typed": said["as_typed"],
            "previous_use": said["previous_use"]}


def start_of(said: Said) -> date | None:
    return date.fromisoformat(said["since"]) if said["since"] else None
