"""The cells of the rows that the pages of an import show, kept for a day by whoever has counted or written them.

A page of twenty rows would else go through the whole file, a workbook of 100,000 rows in more than a second. Pages only look here: where
nothing is kept, or more rows are asked for, they read the file.
"""

from collections.abc import Collection
from typing import Any

from django.core.cache import cache

from vacancies.imports.table import Cell
from vacancies.models import ImportRun

_SECONDS = 24 * 60 * 60
_MOST_LETTERS = 2_000_000
Kept = tuple[list[str], dict[int, list[Cell]]]  # the headings, and the cells of each row


def keep_cells(run: ImportRun, headings: list[str], rows: dict[int, list[Cell]]) -> None:
    if sum(len(str(cell)) for cells in rows.values() for cell in cells) <= _MOST_LETTERS:
        cache.set(_name(run), (_reading(run), headings, rows), _SECONDS)


def kept_cells(run: ImportRun, numbers: Collection[int]) -> Kept | None:
    """None unless all these rows are kept as the file is read now."""
    kept: tuple[Any, list[str], dict[int, list[Cell]]] = cache.get(_name(run)) or (None, [], {})
    reading, headings, rows = kept
    if reading != _reading(run) or not rows.keys() >= set(numbers):
        return None
    return headings, {number: rows[number] for number in numbers}


def forget_cells(run: ImportRun) -> None:
    cache.delete(_name(run))


def _name(run: ImportRun) -> str:
    return f"import-cells-{run.key}"


def _reading(run: ImportRun) -> list[Any]:
    return [run.sheet, run.encoding, run.mapping.get("header_row", 0)]
