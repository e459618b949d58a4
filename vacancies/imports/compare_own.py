"""A row of a file that was exported here, against the unit that it names.

There is no third value to compare with, so the version tells: a row that was exported from the unit as it stands is
followed; an older one only completes, and what it would overwrite is pointed out. Vacancies and visits have a mark of their own.
"""

from typing import Any

from vacancies.exchange.cells import guarded, printable
from vacancies.exchange.versions import NOTHING_KNOWN
from vacancies.imports.change import FIELDS, PAIR, Change, keep, names_said, plain_value
from vacancies.imports.columns import Columns
from vacancies.imports.headings import Meaning
from vacancies.imports.own_facts import WHOLE_TEXTS, whole_text
from vacancies.imports.problems import KEPT_VACANCY, ProblemCode, RowProblem
from vacancies.imports.words import line_of, owner_name, text_of
from vacancies.models import Unit

_LINES = frozenset({"own_number", "name", "address_typed"})
_NOT_SAID = {ProblemCode.NO_NAME: "name", ProblemCode.RUINED_REFERENCE: "own_number"}
_DEGREES = 7  # decimals that are written


def compare_own(change: Change, unit: Unit, columns: Columns) -> None:
    row = change.row
    not_said = {_NOT_SAID.get(problem.code) for problem in row.problems}
    for name in [name for name in names_said(change) if name not in not_said]:
        here, now = as_read(unit, name), row.values[name]
        if here == now:
            continue
        if row.version == unit.version or here in (None, ""):
            change.fields[name] = now
        else:
            keep(change, columns, FIELDS[name], now)
    if set(PAIR) & set(change.fields):  # both halves of a point move, or none
        change.fields |= {name: row.values[name] for name in PAIR}
    _compare_owner(change, unit, columns)
    _compare_occupancy(change, unit, columns)
    _compare_activities(change, unit, columns)


def as_read(unit: Unit, name: str) -> Any:
    """What a row would say that was exported now: blanks and the like come back tidied."""
    value = (unit.address_typed or unit.address) if name == "address_typed" else plain_value(unit, name)
    if name in PAIR:
        return None if value is None else round(float(value), _DEGREES)
    if name in _LINES:
        return line_of(guarded(printable(value)))
    if name in WHOLE_TEXTS:
        return whole_text(guarded(printable(value)))
    return text_of(guarded(printable(value))) if name == "internal_note" else value


def _compare_owner(change: Change, unit: Unit, columns: Columns) -> None:
    """A kind without a name leaves the name as it is: names are exported only if somebody asks for them."""
    now, here = change.row.values.get("owner"), unit.owner
    if now is None or (here and _is_same_owner(now, here)):
        return
    if here is None or change.row.version == unit.version:
        change.new_owner, change.sets_owner = now, True
    else:
        keep(change, columns, Meaning.OWNER if now["name"] else Meaning.OWNER_KIND, now["kind"])


def _is_same_owner(now: dict[str, str], here: Any) -> bool:
    name = owner_name(line_of(guarded(printable(here.name))))
    return now["kind"] == str(here.kind) and (not now["name"] or owner_name(now["name"]) == name)


def _compare_occupancy(change: Change, unit: Unit, columns: Columns) -> None:
    """Vacancies and visits raise no version: the mark of the row tells whether any were entered since."""
    known, row = unit.known, change.row  # type: ignore[attr-defined]
    now, change.occupancy_was = row.values["occupancy"], known.occupancy
    if now is None or _is_same_occupancy(now, known.occupancy):
        return
    if known.mark in (row.mark, NOTHING_KNOWN):
        change.sets_occupancy = True
    else:
        change.problems.append(RowProblem(row.number, columns.heading(Meaning.STATUS), ProblemCode.KEPT_CORRECTION, {}, KEPT_VACANCY))


def _compare_activities(change: Change, unit: Unit, columns: Columns) -> None:
    known, wanted = unit.known.activities, change.row.values.get("activities")  # type: ignore[attr-defined]
    if wanted is None or wanted == known:
        return
    if change.row.version == unit.version:
        change.activities = [known, wanted]
    else:
        keep(change, columns, Meaning.ACTIVITIES, None)


def _is_same_occupancy(now: dict[str, Any], here: dict[str, Any] | None) -> bool:
    if here is None or now["seen"] != here["seen"]:
        return False
    told = ("since", "precision") if now["since"] or here["since"] else ()
    use = line_of(guarded(printable(here["previous_use"])))
    return all(now[name] == here[name] for name in told) and (now["previous_use"] == use or not now["previous_use"])
