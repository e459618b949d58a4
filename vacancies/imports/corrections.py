"""Cells that a person mended on the page, laid over the file. The file itself stays as it was sent.

Kept with the import as {"17": {"3": "Pils iela 5", "10": null}}: the row as a spreadsheet numbers it, the column from
0, the cell. null takes a cell away, for rows that have more cells than the headings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from vacancies.imports.table import Row, Table

Corrections = Mapping[str, Mapping[str, str | None]]
NO_CORRECTIONS: Corrections = {}


def corrected(table: Table, corrections: Corrections) -> Table:
    """The same table with the mended cells; its rows are still read one by one, as they are asked for."""
    if not corrections:
        return table
    return replace(table, rows=lambda: _laid_over(table.rows(), corrections))


def _laid_over(rows: Iterator[Row], corrections: Corrections) -> Iterator[Row]:
    for row in rows:
        cells = corrections.get(str(row.number))
        yield mended(row, cells) if cells else row


def mended(row: Row, cells: Mapping[str, str | None]) -> Row:
    """Cells beyond the end of the row make it longer; those taken away at its end make it shorter."""
    width = max([len(row.cells), *(int(index) + 1 for index in cells)])
    whole = [*row.cells, *[""] * (width - len(row.cells))]
    for index, cell in cells.items():
        whole[int(index)] = cell
    while whole and len(whole) - 1 in _taken_away(cells):
        whole.pop()
    return Row(row.number, whole)


def _taken_away(cells: Mapping[str, str | None]) -> set[int]:
    return {int(index) for index, cell in cells.items() if cell is None}
