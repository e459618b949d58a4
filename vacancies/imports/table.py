"""What every kind of file becomes: numbered rows of cells, that can be gone through more than once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

MOST_COLUMNS = 16_384  # as many as a spreadsheet has; workbook_reader.py knows it too
Cell = str | int | float | bool | date | datetime | None


class Row(NamedTuple):
    """number is what a spreadsheet shows at the left."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    kind: str
    rows: Callable[[], Iterator[Row]]
    is_text: bool = False
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
