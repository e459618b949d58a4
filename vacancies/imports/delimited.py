"""Rows of a text file, whatever separates its cells."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

from vacancies.imports.decode import PREVIEW_LINES, encoding_of
from vacancies.imports.problems import ProblemCode, Unreadable
from vacancies.imports.table import MOST_COLUMNS, Row, Table

_DELIMITERS = ";,\t|"
_SAMPLE_RECORDS = 200
_SAMPLE_LETTERS = 1 << 18
_LONG_LINE = 20 * MOST_COLUMNS
_END = "\x1e-end-of-file-"  # swallowed into a cell when a quotation mark is left open


def read_delimited(path: Path, chosen_encoding: str = "") -> Table:
    encoding = encoding_of(path, chosen_encoding)
    delimiter = _delimiter_of(path, encoding)
    return Table(kind="csv", is_text=True, encoding=encoding, delimiter=delimiter,
                 rows=lambda: _rows(path, encoding, delimiter))


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(chain(_not_endless(file, delimiter), [_END]), delimiter=delimiter)
        number, opened_in = 0, 1
        try:
            for number, cells in enumerate(reader, 1):
                if cells == [_END]:
                    return
                if cells and cells[-1].endswith(_END):
                    break
                if len(cells) > MOST_COLUMNS:
                    raise _too_wide(len(cells), number)
                yield Row(number, list(cells))
                opened_in = reader.line_num + 1
        except csv.Error as error:
            raise Unreadable(ProblemCode.OPEN_QUOTE, line=opened_in) from error
    raise Unreadable(ProblemCode.OPEN_QUOTE, line=opened_in)


def _not_endless(lines: Iterable[str], delimiter: str) -> Iterator[str]:
    """A line of millions of cells is not even taken apart. Separators inside quotation marks are no columns, hence the margin."""
    for number, line in enumerate(lines, 1):
        if len(line) > _LONG_LINE and (found := line.count(delimiter)) > _LONG_LINE:
            raise _too_wide(found, number)
        yield line


def _too_wide(columns: int, line: int) -> Unreadable:
    return Unreadable(ProblemCode.TOO_MANY_COLUMNS, line=line, found=columns, most=MOST_COLUMNS)


def preview_cells(path: Path, encodings: Sequence[str]) -> dict[str, list[tuple[int, list[str]]]]:
    """The first rows that hold letters beyond ASCII, as each of these encodings would show them.

    Taken apart before the letters are known, which ASCII's separators allow: latin-1 keeps every byte as it is.
    """
    found: list[Row] = []
    with suppress(Unreadable):  # what is wrong further down is said once the letters are chosen
        rows = _rows(path, "latin-1", _delimiter_of(path, "latin-1"))
        found.extend(islice((row for row in rows if not "".join(map(str, row.cells)).isascii()), PREVIEW_LINES))
    return {encoding: [(row.number, [str(cell).encode("latin-1").decode(encoding, "replace").strip()[:200] for cell in row.cells])
                       for row in found] for encoding in encodings}


def _delimiter_of(path: Path, encoding: str) -> str:
    """The separator under which most rows have the same number of cells, and as many as can be."""
    with path.open(encoding=encoding, newline="") as file:
        lines = file.read(_SAMPLE_LETTERS).splitlines(keepends=True)
    return max(_DELIMITERS, key=lambda delimiter: _regularity(lines, delimiter))


def _regularity(lines: list[str], delimiter: str) -> int:
    widths: Counter[int] = Counter()
    try:
        for cells in islice(csv.reader(lines, delimiter=delimiter), _SAMPLE_RECORDS):
            widths[len(cells)] += 1
    except csv.Error:
        pass
    return max((width * rows for width, rows in widths.items() if width > 1), default=0)
