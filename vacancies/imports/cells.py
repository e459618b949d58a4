"""The cells of single rows, as a person sees and mends them on the page."""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any

from vacancies.imports import stored_files
from vacancies.imports.corrections import mended
from vacancies.imports.mojibake import mend_cells, suspicion_of
from vacancies.imports.plan import read_rows
from vacancies.imports.shown_cells import keep_cells, kept_cells
from vacancies.imports.table import Cell, Row, first_rows
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
    """The headings of an import's table, and those of its rows that were asked for, broken letters mended."""

    headings: list[str]
    rows: dict[int, Row]

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


def sheet_of(run: ImportRun, path: Path, numbers: Collection[int]) -> Sheet:
    """Goes through the file once, no further than the last row asked for: opening a large workbook takes a second."""
    header_row, found = run.mapping.get("header_row", 0), dict[int, Row]()
    wanted = {header_row, *numbers}
    rows = _noting(read_rows(path, run.encoding, run.sheet), wanted, found)
    repair = suspicion_of(first_rows(rows, _ENOUGH_TO_SUSPECT, _MOST_CELLS)).verdict()
    deque(takewhile(lambda row: row.number < max(wanted), rows), maxlen=0)
    whole = {number: Row(number, mend_cells(row.cells, repair)[0]) for number, row in found.items()}
    header = whole.get(header_row, Row(0, []))
    return Sheet([line_of(cell) for cell in header.cells], {number: row for number, row in whole.items() if number in numbers})


def _noting(rows: Iterator[Row], wanted: set[int], found: dict[int, Row]) -> Iterator[Row]:
    for row in rows:
        if row.number in wanted:
            found[row.number] = row
        yield row


def boxes_of(run: ImportRun, numbers: Collection[int]) -> dict[int, list[Box]]:
    """The cells of these rows. Raises FileNotFoundError once the file was forgotten."""
    sheet = _kept_sheet(run, numbers) or _read_sheet(run, numbers)
    return {number: sheet.boxes(row, run.corrections.get(str(number), {})) for number, row in sheet.rows.items()}


def _read_sheet(run: ImportRun, numbers: Collection[int]) -> Sheet:
    with stored_files.opened(run.key) as path:
        return sheet_of(run, path, set(numbers))


def _kept_sheet(run: ImportRun, numbers: Collection[int]) -> Sheet | None:
    kept = kept_cells(run, numbers) if stored_files.is_kept(run.key) else None
    return kept and Sheet(kept[0], {number: Row(number, cells) for number, cells in kept[1].items()})


def keep_shown(run: ImportRun, path: Path, account: dict[str, Any]) -> None:
    """For the pages that will show these rows. One more way through the file."""
    sheet = sheet_of(run, path, {row[0] for row in account["shown"]})
    keep_cells(run, sheet.headings, {number: row.cells for number, row in sheet.rows.items()})


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
