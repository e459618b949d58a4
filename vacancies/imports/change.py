"""One row against the register: what it would change, before anything is written."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from vacancies.imports.columns import Columns
from vacancies.imports.headings import Meaning
from vacancies.imports.problems import ProblemCode, RowProblem
from vacancies.imports.rows import ReadRow
from vacancies.imports.words import line_of
from vacancies.models import ImportedRow, Unit, Vacancy

# What the file says → the column that says it. Each is a field of Unit of the same name.
FIELDS: dict[str, Meaning] = {
    "own_number": Meaning.OWN_NUMBER, "name": Meaning.NAME, "address_typed": Meaning.ADDRESS,
    "floor_area_m2": Meaning.AREA, "window_front_m": Meaning.WINDOW_FRONT, "floor": Meaning.FLOOR,
    "asking_rent_cents": Meaning.RENT, "has_heating": Meaning.HEATING, "has_water": Meaning.WATER,
    "has_wc": Meaning.WC, "has_kitchen": Meaning.KITCHEN, "is_step_free": Meaning.STEP_FREE,
    "has_storage": Meaning.STORAGE, "has_strong_power": Meaning.POWER, "latitude": Meaning.LATITUDE,
    "longitude": Meaning.LONGITUDE, "internal_note": Meaning.REMARKS, "is_sound_tolerant": Meaning.SOUND,
    "utilities_payer": Meaning.UTILITIES_PAYER, "utilities_cents": Meaning.UTILITIES, "notice_days": Meaning.NOTICE_DAYS,
    "funding_restriction": Meaning.FUNDING, "funding_note": Meaning.FUNDING_NOTE, "public_text": Meaning.PUBLIC_TEXT,
    "public_text_en": Meaning.PUBLIC_TEXT_EN, "public_text_de": Meaning.PUBLIC_TEXT_DE,
}
_DECIMALS = frozenset({"floor_area_m2", "window_front_m"})
_WITHOUT_A_COLUMN = frozenset({"name", "own_number", "internal_note"})  # rows have a value for these even so
PAIR = ("latitude", "longitude")  # half a point is no point: both move or both stay


@dataclass
class Change:
    """One row against the register. unit None: it is new. Nothing is written here."""

    row: ReadRow
    unit: Unit | None
    imported: ImportedRow | None
    unsaid: frozenset[str] = frozenset()  # the file has no column for it, so it takes nothing away
    fields: dict[str, Any] = field(default_factory=dict)
    new_owner: dict[str, str] | None = None
    sets_owner: bool = False
    sets_occupancy: bool = False
    occupancy_was: dict[str, Any] | None = None
    vacancy: Vacancy | None = None  # of a unit that is here: as it will stand, where it moves
    withdraws_vacancy: bool = False  # it was only announced, and goes
    vacancy_was: dict[str, Any] | None = None
    leaves_occupancy: bool = False
    activities: list[list[str]] = field(default_factory=list)  # before and after; empty: as they are
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def was(self) -> dict[str, Any]:
        return self.imported.values if self.imported else {}

    @property
    def is_own(self) -> bool:
        """The row came out of this register: what the town's own file said of the unit stands as it did."""
        return self.unit is not None and self.row.reference == self.unit.reference

    @property
    def says(self) -> dict[str, Any]:
        """What the file has said so far, a column that is gone from it included."""
        now = {name: value for name, value in self.row.values.items() if name not in self.unsaid}
        said = self.was if self.is_own else {**self.was, **now}
        return {**said, "occupancy": self.was.get("occupancy")} if self.leaves_occupancy and not self.is_own else said

    def leave_occupancy(self) -> None:
        """As if the row had not spoken of it, so that the next file is asked again."""
        self.sets_occupancy, self.leaves_occupancy = False, True

    @property
    def key(self) -> str:
        return self.imported.key if self.is_own and self.imported else self.row.key

    @property
    def changes_unit(self) -> bool:
        return bool(self.fields or self.activities) or self.sets_owner or self.sets_occupancy

    @property
    def must_be_remembered(self) -> bool:
        if self.is_own:
            return self.changes_unit
        return self.imported is None or self.says != self.was or self.imported.key != self.key


def names_said(change: Change) -> list[str]:
    return [name for name in FIELDS if name in change.row.values and name not in change.unsaid]


def unsaid(change: Change, columns: Columns) -> frozenset[str]:
    """Of a unit that is here. A name that was made from the address follows the address, where the file was not exported here."""
    if change.unit is None:
        return frozenset()
    return frozenset(name for name in _WITHOUT_A_COLUMN if FIELDS[name] not in columns.found
                     and (change.is_own if name == "name" else not change.row.values[name]))


def say(change: Change, code: ProblemCode, heading: str, value: Any) -> None:
    text = "—" if value is None else str(value)
    change.problems.append(RowProblem(change.row.number, heading, code, {"text": text}))


def keep(change: Change, columns: Columns, meaning: Meaning, value: Any) -> None:
    """The unit keeps what was corrected by hand. What the file says is told as it was typed, where a cell of it says it."""
    typed = line_of(columns.cell(change.row.cells, meaning))
    say(change, ProblemCode.KEPT_CORRECTION, columns.heading(meaning), typed or value)


def plain_value(unit: Unit, name: str) -> Any:
    """A unit's field in the form in which the file's values are kept."""
    value = getattr(unit, name)
    return str(value.quantize(Decimal("0.01"))) if name in _DECIMALS and value is not None else value


def model_value(name: str, value: Any) -> Any:
    return Decimal(value) if name in _DECIMALS and value is not None else value
