"""The cells of single rows, as a person sees and mends them on the page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from vacancies.imports import stored_files
from vacancies.imports.corrections import mended
from vacancies.imports.mapping import Mapping
from vacancies.imports.mojibake import Repair, mend_cells, suspicion_of
from vacancies.imports.plan import read_table
from vacancies.imports.table import Cell, Row, Table, first_rows
from vacancies.imports.words import line_of
from vacancies.models import ImportRun

_ENOUGH_TO_SUSPECT, _MOST_CELLS = 5000, 200_000


@dataclass(frozen=True)
class Box:
    """One cell. at is its column from 0; typed is what the person made of it, in_file what the file says.

    is_missing: the file's row ends before it.
    """

    at: int
    heading: str
    in_file: str
    typed: str
    is_missing: bool = False
    is_headed: bool = True

    @property
    def is_corrected(self) -> bool:
        return self.typed != self.in_file

    @property
    def has_lines(self) -> bool:
        return "\n" in self.typed


@dataclass(frozen=True)
class Sheet:
    """The table of an import with its headings."""

    table: Table
    repair: Repair
    headings: list[str]
    header_row: int

    def rows(self, numbers: Collection[int]) -> dict[int, Row]:
        """As they stand in the file, broken letters mended. Reads no further than the last one asked for."""
        found: dict[int, Row] = {}
        last = max(numbers, default=0)
        for row in self.table.rows():
            if row.number > last:
                break
            if row.number in numbers:
                found[row.number] = Row(row.number, mend_cells(row.cells, self.repair)[0])
        return found

    def boxes(self, row: Row, corrections: dict[str, str | None]) -> list[Box]:
        """Every cell of the row, at least as many as there are headings."""
        now = mended(row, corrections)
        width = max(len(self.headings), len(row.cells), len(now.cells))
        return [Box(at, self._heading(at), _text(row, at), _text(now, at), at >= len(row.cells), at < len(self.headings))
                for at in range(width)]

    def _heading(self, at: int) -> str:
        return self.headings[at] if at < len(self.headings) else ""


def _text(row: Row, at: int) -> str:
    return shown(row.cells[at]) if at < len(row.cells) else ""


def shown(cell: Cell) -> str:
    """A cell as a person would type it."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, float):
        return format(Decimal(repr(cell)).normalize(), "f").replace(".", ",")
    return "" if cell is None else str(cell).replace("\r\n", "\n").strip()


def sheet_of(run: ImportRun, path: Path) -> Sheet:
    table = read_table(path, run.encoding, run.sheet, Mapping())
    repair = suspicion_of(first_rows(table.rows(), _ENOUGH_TO_SUSPECT, _MOST_CELLS)).verdict()
    header_row = run.mapping.get("header_row", 0)
    header = next((row for row in table.rows() if row.number == header_row), Row(0, []))
    return Sheet(table, repair, [line_of(cell) for cell in mend_cells(header.cells, repair)[0]], header_row)


def boxes_of(run: ImportRun, numbers: Collection[int]) -> dict[int, list[Box]]:
    """The cells of these rows. Raises FileNotFoundError once the file was forgotten."""
    with stored_files.opened(run.key) as path:
        sheet = sheet_of(run, path)
        return {number: sheet.boxes(row, run.corrections.get(str(number), {}))
                for number, row in sheet.rows(set(numbers)).items()}


def corrections_from(boxes: list[Box], typed: list[str], width: int) -> dict[str, str | None]:
    """What must be laid over the file for the row to say what was typed. width: how many headings there are.

    A cell beyond the headings that was emptied is taken away; a row that is too short gets its missing cells.
    """
    changed: dict[str, str | None] = {}
    for box, text in zip(boxes, typed, strict=False):
        text = text.replace("\r\n", "\n").replace("\0", "").strip()
        if box.at >= width and not text:
            changed[str(box.at)] = None
        elif box.is_missing or text != box.in_file:
            changed[str(box.at)] = text
    return changed
