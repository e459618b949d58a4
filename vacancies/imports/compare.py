"""What a row would change: compared with what the file said last time, so that corrections made here survive."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from vacancies.imports.columns import Columns
from vacancies.imports.headings import Meaning
from vacancies.imports.problems import ProblemCode, RowProblem
from vacancies.imports.rows import ReadRow
from vacancies.models import ImportedRow, Unit

# What the file says → the column that says it. Each is a field of Unit of the same name.
FIELDS: dict[str, Meaning] = {
    "own_number": Meaning.OWN_NUMBER, "name": Meaning.NAME, "address_typed": Meaning.ADDRESS,
    "floor_area_m2": Meaning.AREA, "window_front_m": Meaning.WINDOW_FRONT, "floor": Meaning.FLOOR,
    "asking_rent_cents": Meaning.RENT, "has_heating": Meaning.HEATING, "has_water": Meaning.WATER,
    "has_wc": Meaning.WC, "has_kitchen": Meaning.KITCHEN, "is_step_free": Meaning.STEP_FREE,
    "has_storage": Meaning.STORAGE, "has_strong_power": Meaning.POWER, "latitude": Meaning.LATITUDE,
    "longitude": Meaning.LONGITUDE, "internal_note": Meaning.REMARKS,
}
_DECIMALS = frozenset({"floor_area_m2", "window_front_m"})
PAIR = ("latitude", "longitude")  # half a point is no point: both move or both stay


@dataclass
class Change:
    """One row against the register. unit None: it is new. Nothing is written here."""

    row: ReadRow
    unit: Unit | None
    imported: ImportedRow | None
    fields: dict[str, Any] = field(default_factory=dict)
    new_owner: dict[str, str] | None = None
    sets_owner: bool = False
    sets_occupancy: bool = False
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def was(self) -> dict[str, Any]:
        return self.imported.values if self.imported else {}

    @property
    def says(self) -> dict[str, Any]:
        """What the file has said so far, a column that is gone from it included."""
        return {**self.was, **self.row.values}

    @property
    def changes_unit(self) -> bool:
        return bool(self.fields) or self.sets_owner or self.sets_occupancy

    @property
    def must_be_remembered(self) -> bool:
        return self.imported is None or self.says != self.was or self.imported.key != self.row.keys[0]


def compare(row: ReadRow, unit: Unit | None, taken: dict[str, int], columns: Columns) -> Change:
    """taken: numbers of the town's register that units have already → that unit's pk."""
    imported = getattr(unit, "imported_row", None) if unit else None
    change = Change(row, unit, imported)
    _compare_fields(change, columns)
    if (number := change.fields.get("own_number")) and taken.get(number, unit and unit.pk) != (unit and unit.pk):
        del change.fields["own_number"]
        _say(change, ProblemCode.NUMBER_TAKEN, columns, "own_number", number)
    _compare_owner(change, columns)
    change.sets_occupancy = row.values["occupancy"] is not None and row.values["occupancy"] != change.was.get("occupancy")
    return change


def _compare_fields(change: Change, columns: Columns) -> None:
    new = change.row.values
    for name in [name for name in FIELDS if name in new]:
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
    if here == now:
        return
    untouched = here == change.was[name] if name in change.was else here in (None, "")
    if untouched:
        change.fields[name] = now
    else:
        _say(change, ProblemCode.KEPT_CORRECTION, columns, name, now)


def _compare_owner(change: Change, columns: Columns) -> None:
    now, was = change.row.values.get("owner"), change.was.get("owner")
    if now is None or now == was:
        return
    owner = change.unit.owner if change.unit else None
    here = {"kind": owner.kind, "name": owner.name} if owner else None
    if here in (None, was):
        change.new_owner, change.sets_owner = now, True
    elif here != now:
        text = now["name"] or now["kind"]
        change.problems.append(RowProblem(change.row.number, columns.heading(Meaning.OWNER), ProblemCode.KEPT_CORRECTION,
                                          {"text": text}))


def _say(change: Change, code: ProblemCode, columns: Columns, name: str, value: Any) -> None:
    text = "—" if value is None else str(value)
    change.problems.append(RowProblem(change.row.number, columns.heading(FIELDS[name]), code, {"text": text}))


def plain_value(unit: Unit, name: str) -> Any:
    """A unit's field in the form in which the file's values are kept."""
    value = getattr(unit, name)
    return str(value.quantize(Decimal("0.01"))) if name in _DECIMALS and value is not None else value


def model_value(name: str, value: Any) -> Any:
    return Decimal(value) if name in _DECIMALS and value is not None else value
