"""What looking at a workbook has shown, kept for a day: its sheets and the first rows of the one that was chosen.

Opening a workbook of 100,000 rows takes a second, and two pages look at it each time that they are shown. Its file never changes.
"""

from collections.abc import Iterator
from functools import partial

from django.core.cache import cache

from vacancies.imports import stored_files
from vacancies.imports.table import Row, Table
from vacancies.imports.workbooks import rows_of_sheet

_SECONDS = 24 * 60 * 60
_MOST_LETTERS = 1_000_000


def keep_table(key: str, table: Table | None, asked: str) -> None:
    """Only of a workbook: a text is looked at in a moment. asked: the sheet that was asked for; '' where the likeliest was taken."""
    if table is None or not table.sheets or sum(len(str(cell)) for row in table.head for cell in row.cells) > _MOST_LETTERS:
        return
    told = (table.kind, table.sheet, table.sheets, [tuple(row) for row in table.head])
    kept = cache.get(_name(key)) or {}
    cache.set(_name(key), {**kept, asked: told, table.sheet: told}, _SECONDS)


def kept_table(key: str, sheet: str) -> Table | None:
    told = (cache.get(_name(key)) or {}).get(sheet)
    if told is None or not stored_files.is_kept(key):
        return None
    kind, chosen, sheets, head = told
    return Table(kind=kind, sheet=chosen, sheets=sheets, head=[Row(number, cells) for number, cells in head],
                 rows=partial(_rows, key, chosen))


def _rows(key: str, sheet: str) -> Iterator[Row]:
    with stored_files.opened(key) as path:
        yield from rows_of_sheet(path, sheet)


def forget_table(key: str) -> None:
    cache.delete(_name(key))


def _name(key: str) -> str:
    return f"import-table-{key}"
