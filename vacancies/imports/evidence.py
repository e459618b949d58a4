"""What the cells of one column say together: the order of day and month is decided per column, never per cell.

A spreadsheet that saves its own dates as text writes them all in one pattern, with two digits (06/01/2022).
A person types 1/5/2025. So the two patterns are two hands: what is proven for one says nothing about the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from vacancies.imports.dates import SLASHED, read_date
from vacancies.imports.table import Cell, Row

_LONGEST_DATE = 40


@dataclass
class ColumnEvidence:
    orders: dict[str, set[str]] = field(default_factory=lambda: {"padded": set(), "loose": set(), "either": set()})
    patterns: set[str] = field(default_factory=set)
    typed_dates: int = 0
    own_dates: int = 0
    latest: date | None = None

    def see(self, cell: Cell, today: date) -> None:
        if isinstance(cell, date):
            self.own_dates += 1
            self._note(cell.date() if isinstance(cell, datetime) else cell)
        elif isinstance(cell, str) and any(letter.isdigit() for letter in cell[:_LONGEST_DATE]):
            found = SLASHED.fullmatch(cell.strip())
            if found:
                self._see_slashed(int(found[1]), int(found[3]), pattern_of(cell))
            elif len(cell) <= _LONGEST_DATE:
                self.typed_dates += 1
                self._note(read_date(cell, today=today).day)

    def _see_slashed(self, first: int, second: int, pattern: str) -> None:
        self.patterns.add(pattern)
        if first > 12 or second > 12:
            self.orders[pattern].add("dmy" if first > 12 else "mdy")

    def _note(self, day: date | None) -> None:
        if day and (self.latest is None or day > self.latest):
            self.latest = day

    def order_for(self, cell: Cell) -> str:
        """'dmy' or 'mdy' where the column proves it for cells written like this one, else ''."""
        pattern = pattern_of(cell)
        if not pattern:
            return ""
        if pattern == "either":
            pattern = "loose" if "loose" in self.patterns and "padded" not in self.patterns else "padded"
        proven = set(self.orders[pattern])
        if pattern == "padded" or "padded" not in self.patterns:
            proven |= self.orders["either"]
        return proven.pop() if len(proven) == 1 else ""

    def is_mixed(self) -> bool:
        """Typed dates beside the spreadsheet's own: then the own ones deserve a second look."""
        return self.typed_dates > 0


def pattern_of(cell: Cell) -> str:
    """'padded' (06/01/2022), 'loose' (1/5/2025), 'either' (10/23/2024), or '' when it is no slashed date."""
    found = SLASHED.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if not found:
        return ""
    parts = (found[1], found[3])
    if any(len(part) == 1 for part in parts):
        return "loose"
    return "padded" if any(part.startswith("0") for part in parts) else "either"


def evidence_of(rows: Iterable[Row], columns: set[int], today: date) -> dict[int, ColumnEvidence]:
    """One pass over the rows below the header. `columns` are the indexes of those that hold dates."""
    found = {index: ColumnEvidence() for index in columns}
    if not columns:
        return found
    for row in rows:
        for index in columns:
            if index < len(row.cells):
                found[index].see(row.cells[index], today)
    return found
