"""What a row would change: compared with what the file said last time, so that corrections made here survive."""

from vacancies.imports.change import FIELDS, PAIR, Change, keep, names_said, plain_value, say, unsaid
from vacancies.imports.columns import Columns
from vacancies.imports.compare_own import compare_own
from vacancies.imports.headings import Meaning
from vacancies.imports.own_facts import LINES
from vacancies.imports.problems import ProblemCode, RowProblem
from vacancies.imports.rows import ReadRow
from vacancies.imports.standing import leave_out_twice_empty
from vacancies.models import Unit


def compare(row: ReadRow, unit: Unit | None, taken: dict[str, int], columns: Columns) -> Change:
    """taken: numbers of the town's register that units have already → that unit's pk."""
    imported = getattr(unit, "imported_row", None) if unit else None
    change = Change(row, unit, imported)
    change.unsaid = unsaid(change, columns)
    if row.reference and not change.is_own:
        say(change, ProblemCode.UNKNOWN_REFERENCE, columns.heading(Meaning.REFERENCE), row.reference)
    if row.same_as and unit is None:
        say(change, ProblemCode.CHOSEN_UNIT_TAKEN, "", row.same_as)
    if unit and change.is_own:
        compare_own(change, unit, columns)
    else:
        _compare_with_last_time(change, columns)
    if unit:
        _point_out_what_is_for_new_units(change, unit, columns)
    if (number := change.fields.get("own_number")) and taken.get(number, unit and unit.pk) != (unit and unit.pk):
        del change.fields["own_number"]
        say(change, ProblemCode.NUMBER_TAKEN, columns.heading(Meaning.OWN_NUMBER), number)
    return change


def _point_out_what_is_for_new_units(change: Change, unit: Unit, columns: Columns) -> None:
    """Earlier vacancies and spaces."""
    for name, (meaning, _understand) in LINES.items():
        if (said := change.row.values.get(name)) and said != getattr(unit.known, name):  # type: ignore[attr-defined]
            change.problems.append(RowProblem(change.row.number, columns.heading(meaning), ProblemCode.ONLY_WITH_NEW))


def _compare_with_last_time(change: Change, columns: Columns) -> None:
    _compare_fields(change, columns)
    _compare_owner(change, columns)
    now, change.occupancy_was = change.row.values["occupancy"], change.was.get("occupancy")
    change.sets_occupancy = now is not None and now != change.occupancy_was
    if change.unit is None:
        leave_out_twice_empty(change, columns)
    if change.unit is None and change.row.values.get("activities"):
        change.activities = [[], change.row.values["activities"]]


def _compare_fields(change: Change, columns: Columns) -> None:
    new = change.row.values
    for name in names_said(change):
        if change.unit is None:
            change.fields[name] = new[name]
        elif name not in change.was or change.was[name] != new[name]:
            _compare_one(change, change.unit, name, columns)
    moved = [name for name in PAIR if name in change.fields]
    if change.unit and len(moved) == 1:
        other = next(name for name in PAIR if name not in moved)
        if plain_value(change.unit, other) != new[other]:
            del change.fields[moved[0]]


def _compare_one(change: Change, unit: Unit, name: str, columns: Columns) -> None:
    """Three values: what the file said last, what it says now, and what the unit says."""
    now, here = change.row.values[name], plain_value(unit, name)
    if here == now or (name not in change.was and now in (None, "")):
        return  # a cell that is empty from the first says nothing; one that was emptied since does
    untouched = here == change.was[name] if name in change.was else here in (None, "")
    if untouched:
        change.fields[name] = now
    else:
        keep(change, columns, FIELDS[name], now)


def _compare_owner(change: Change, columns: Columns) -> None:
    now, was = change.row.values.get("owner"), change.was.get("owner")
    if now is None or now == was:
        return
    owner = change.unit.owner if change.unit else None
    here = {"kind": owner.kind, "name": owner.name} if owner else None
    if here in (None, was):
        change.new_owner, change.sets_owner = now, True
    elif here != now:
        keep(change, columns, Meaning.OWNER, now["name"] or now["kind"])
