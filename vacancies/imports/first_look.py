"""What a file shows before anything was chosen: its sheets, its letters, its first rows, and where the headings may be."""

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from vacancies.imports.columns import LOOKED_THROUGH, MOST_GUESSED, find_columns
from vacancies.imports.delimited import preview_cells
from vacancies.imports.headings import Meaning, meanings_of
from vacancies.imports.mapping import Mapping
from vacancies.imports.mojibake import mend_cells, suspicion_of
from vacancies.imports.plan import read_table
from vacancies.imports.problems import ProblemCode, RowProblem, Unreadable
from vacancies.imports.table import Row, Table, first_rows, is_blank
from vacancies.imports.words import line_of

# What a person can still put right by choosing; everything else must be put right in the file.
CHOOSABLE = frozenset({ProblemCode.UNKNOWN_ENCODING, ProblemCode.WRONG_ENCODING, ProblemCode.NO_HEADER,
                       ProblemCode.NO_SUCH_SHEET})
ENCODINGS = ("cp1257", "cp1252", "iso8859-13", "cp1250", "cp775", "cp1251")
_ENOUGH_TO_SUSPECT = 5000  # rows among which broken letters are sought; the import itself looks at all
_MOST_CELLS = 200_000
_SAMPLES = 3


@dataclass(frozen=True)
class Look:
    """table is None while the letters cannot be read; then preview shows them as each encoding would have them."""

    table: Table | None = None
    head: list[Row] = field(default_factory=list)
    header_row: int = 0
    problem: RowProblem | None = None
    preview: dict[str, list[tuple[int, list[str]]]] = field(default_factory=dict)

    @property
    def is_clear(self) -> bool:
        """Nothing is left to choose: the letters are told, there is one sheet, and one row has the headings."""
        return self.table is not None and self.problem is None and len(self.table.sheets) < 2

    @property
    def header(self) -> Row | None:
        return next((row for row in self.head if row.number == self.header_row), None)

    @property
    def below(self) -> list[Row]:
        return [row for row in self.head if row.number > self.header_row]

    @property
    def width(self) -> int:
        """As many as the headings, or as the rows below them where those are wider and filled."""
        widths = [max((at + 1 for at, cell in enumerate(row.cells) if not is_blank(cell)), default=0) for row in self.below]
        return max([len(self.header.cells) if self.header else 0, *widths])


def look_at(path: Path, *, encoding: str = "", sheet: str = "", header_row: int = 0, table: Table | None = None) -> Look:
    """table: what was seen of a workbook before. Raises Unreadable for what no choice can make readable."""
    try:
        table = table or read_table(path, encoding, sheet, Mapping())
    except Unreadable as error:
        if error.problem.code not in CHOOSABLE:
            raise
        shown = preview_cells(path, ENCODINGS) if error.preview or encoding else {}
        return Look(problem=error.problem, preview=shown)
    suspects = table.head or list(first_rows(table.rows(), _ENOUGH_TO_SUSPECT, _MOST_CELLS))
    repair = suspicion_of(suspects).verdict()
    head = [Row(row.number, mend_cells(row.cells, repair)[0]) for row in suspects[:LOOKED_THROUGH]]
    shown = preview_cells(path, ENCODINGS) if encoding and table.is_text else {}
    try:
        found = find_columns(head, Mapping(header_row=header_row))
    except Unreadable as error:
        return Look(table, head, header_row, None if header_row else error.problem, shown)
    return Look(table, head, found.header_row, None, shown)


def guessed_columns(look: Look) -> dict[int, Meaning]:
    """The index of each column that seems to mean something, and what."""
    try:
        found = find_columns(look.head, Mapping(header_row=look.header_row)).found
    except Unreadable:
        found = {}
        for index, cell in enumerate(look.header.cells[:MOST_GUESSED] if look.header else []):
            for _score, meaning in meanings_of(line_of(cell))[:1]:
                found.setdefault(meaning, index)
    return {index: meaning for meaning, index in found.items()}


def samples(look: Look, index: int) -> list[str]:
    """The first different things that stand in this column."""
    texts = [line_of(row.cells[index]) for row in look.below if index < len(row.cells)]
    return list(dict.fromkeys(text for text in texts if text))[:_SAMPLES]


def is_longer_than(table: Table, most: int) -> bool:
    """Reads no further than it must."""
    return sum(1 for _row in islice(table.rows(), most + 1)) > most
