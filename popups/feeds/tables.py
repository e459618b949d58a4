"""CSV and XLSX that any spreadsheet opens as it should, and in which no cell is a formula."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from popups.reports.export import Cell
from vacancies.exchange.cells import guarded, printable

_MARK = "\ufeff"  # without it Excel takes UTF-8 for the old code page
_DELIMITERS = {"en": ","}  # where the comma is the decimal sign, spreadsheets expect semicolons
_DEGREES = 7  # decimals of a coordinate: a centimetre
_LONGEST = 32767  # characters that a cell of a workbook holds
_PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Line:
    """What csv.writer writes to: gives each line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(headings: list[str], rows: Iterable[list[Cell]], language: str) -> Iterator[str]:
    delimiter = _DELIMITERS.get(language, ";")
    writer = csv.writer(_Line(), delimiter=delimiter)
    yield _MARK + writer.writerow(headings)
    for row in rows:
        yield writer.writerow([_as_text(cell, "." if delimiter == "," else ",") for cell in row])


def _as_text(cell: Cell, decimal_sign: str) -> str:
    if isinstance(cell, str):
        return guarded(printable(cell))
    if isinstance(cell, Decimal | float):
        return f"{cell:.{_decimals(cell)}f}".replace(".", decimal_sign)
    return "" if cell is None else str(cell)


def _decimals(cell: Decimal | float) -> int:
    """Always as many: "57,424" could be a thousand."""
    return _DEGREES if isinstance(cell, float) else 2


def write_xlsx(file: IO[bytes], headings: list[str], rows: Iterable[list[Cell]], sheet: str) -> None:
    """Row by row: the library keeps none of them."""
    with Workbook(file, _PLAIN) as book:
        page = book.add_worksheet(sheet[:31])
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        page.freeze_panes(1, 0)
        page.set_column(0, len(headings) - 1, 16)
        page.write_row(0, 0, headings, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(page, number, column, cell, money)


def _write(page: Any, row: int, column: int, cell: Cell, money: Any) -> None:
    if isinstance(cell, str):
        if cell:
            page.write_string(row, column, guarded(printable(cell))[:_LONGEST])
    elif isinstance(cell, float):
        page.write_number(row, column, round(cell, _DEGREES))
    elif cell is not None:
        page.write_number(row, column, cell, money if isinstance(cell, Decimal) else None)
