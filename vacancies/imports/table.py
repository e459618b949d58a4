"""What every kind of file becomes: numbered rows of cells, that can be gone through more than once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from vacancies.readable import readable

MOST_COLUMNS = 1000  # real registers have up to three hundred; workbook_reader.py knows it too
Cell = str | int | float | bool | date | datetime | None


class Row(NamedTuple):
    """number is what a spreadsheet shows at the left."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """head: the first rows, where they were read already to tell what the file is."""

    kind: str
    rows: Callable[[], Iterator[Row]]
    is_text: bool = False
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    head: list[Row] = field(default_factory=list)


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not readable(cell).strip())


def first_rows(rows: Iterable[Row], most: int, most_cells: int) -> Iterator[Row]:
    """No more than so many rows and about so many cells: of a wide table fewer rows are as much work as many of a narrow one."""
    cells = 0
    for row in islice(rows, most):
        yield row
        cells += len(row.cells)
        if cells >= most_cells:
            return
