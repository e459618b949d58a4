"""Reads a workbook in a process of its own and writes it to the standard output, one JSON line per row.

Run as `python -I workbook_reader.py FILE SECONDS [SHEET]`. The library that unpacks workbooks can be made to ask for
hundreds of gigabytes by a file of one kilobyte (two cells at opposite corners of a sheet); here it can take
down nothing but this process. Without SHEET: every sheet's name and its first rows, or how many columns it has where those
are too many. SECONDS of processor time; what needs more is stopped.
"""

import io
import json
import resource
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

MOST_MEMORY = 1536 * 1024 * 1024
MOST_COLUMNS = 1000  # as in table.py, which this process does not load
HEAD = 60


def plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    if isinstance(cell, date):
        return {"on": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def width_of(sheet: Any) -> int:
    return sheet.end[1] + 1 if sheet.start else 0


def rows_of(sheet: Any):
    """Numbered as the sheet shows them, although the library begins at the first cell that is filled."""
    if sheet.start is None:
        return
    first_row, first_column = sheet.start
    margin = [""] * first_column
    for number, cells in enumerate(sheet.iter_rows(), first_row + 1):
        yield [number, [*margin, *map(plain, cells)]]


def head_of(sheet: Any) -> Any:
    return width_of(sheet) if width_of(sheet) > MOST_COLUMNS else [row for _, row in zip(range(HEAD), rows_of(sheet), strict=False)]


def main(path: str, seconds: str, *names: str) -> None:
    limits = ((resource.RLIMIT_AS, MOST_MEMORY, MOST_MEMORY), (resource.RLIMIT_CPU, int(seconds), int(seconds) + 1))
    for kind, soft, hard in limits:
        with suppress(ValueError, OSError):  # a system that has no such limit
            resource.setrlimit(kind, (soft, hard))
    book = CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))
    for name in names:
        sheet = book.get_sheet_by_name(name)
        for row in rows_of(sheet) if width_of(sheet) <= MOST_COLUMNS else [width_of(sheet)]:
            sys.stdout.write(json.dumps(row) + "\n")
    for name in book.sheet_names if not names else []:
        sys.stdout.write(json.dumps([name, head_of(book.get_sheet_by_name(name))]) + "\n")
    sys.stdout.write('"end"\n')


if __name__ == "__main__":
    main(*sys.argv[1:])
