"""Reads a workbook in a process of its own and writes it to the standard output, one JSON line per row.

Run as `python -I workbook_reader.py FILE [SHEET]`. The library that unpacks workbooks can be made to ask for
hundreds of gigabytes by a file of one kilobyte (two cells at opposite corners of a sheet); here it can take
down nothing but this process. Without SHEET: every sheet's name and its first rows.
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
MOST_SECONDS = 300
MOST_COLUMNS = 16_384  # of any spreadsheet program: what says that it has more was made to do harm
HEAD = 60


def plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    if isinstance(cell, date):
        return {"on": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def rows_of(book: CalamineWorkbook, name: str):
    """Numbered as the sheet shows them, although the library begins at the first cell that is filled."""
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return
    if sheet.end[1] >= MOST_COLUMNS:
        raise SystemExit(1)
    first_row, first_column = sheet.start
    margin = [""] * first_column
    for number, cells in enumerate(sheet.iter_rows(), first_row + 1):
        yield [number, [*margin, *map(plain, cells)]]


def main(path: str, *sheets: str) -> None:
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        with suppress(ValueError, OSError):  # a system that has no such limit
            resource.setrlimit(kind, (most, most))
    book = CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))
    for name in sheets:
        for row in rows_of(book, name):
            sys.stdout.write(json.dumps(row) + "\n")
    for name in book.sheet_names if not sheets else []:
        head = [row for _, row in zip(range(HEAD), rows_of(book, name), strict=False)]
        sys.stdout.write(json.dumps([name, head]) + "\n")
    sys.stdout.write('"end"\n')


if __name__ == "__main__":
    main(*sys.argv[1:])
