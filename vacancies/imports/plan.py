"""The whole of one file, ready to be shown or applied: what it is, what its columns mean, and its rows.

Rows are read as they are asked for, so that a file of any length needs little memory. Only the keys of the
places seen so far are remembered, to find the rows that repeat one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path

from vacancies.imports.columns import LOOKED_THROUGH, Columns, count_headings, find_columns
from vacancies.imports.corrections import NO_CORRECTIONS, Corrections, corrected
from vacancies.imports.dates import plain, read_date
from vacancies.imports.decisions import Decisions, decisions_from
from vacancies.imports.delimited import read_delimited
from vacancies.imports.evidence import ColumnEvidence, evidence_of
from vacancies.imports.geojson import read_geojson
from vacancies.imports.headings import Meaning
from vacancies.imports.mapping import Mapping
from vacancies.imports.mojibake import Repair, mend_cells, suspicion_of
from vacancies.imports.problems import ProblemCode, RowProblem, Unreadable
from vacancies.imports.recognise import FileKind, recognise
from vacancies.imports.rows import ReadRow, RowReader
from vacancies.imports.table import Row, Table
from vacancies.imports.words import line_of
from vacancies.imports.workbooks import read_workbook, rows_of_sheet
from vacancies.latvian import fold

Seen = dict[str, tuple[int, int, int]]  # key → row, hash of its facts, hash of its place

_WITHOUT_SHEETS = (FileKind.TEXT, FileKind.GEOJSON)
_STATE_OF = re.compile(r"(?:stavoklis uz|dati uz|uz datumu|as of|as at|stand)\b\D{0,10}(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d)")


@dataclass(frozen=True)
class Plan:
    """seen_on is the day the file speaks of: its own where it names one and holds nothing later, else the import's."""

    file_name: str
    table: Table
    columns: Columns
    repair: Repair
    reader: RowReader
    seen_on: date
    last_row: int
    notes: list[RowProblem] = field(default_factory=list)
    decisions: Decisions = field(default_factory=Decisions)

    def rows(self) -> Iterator[ReadRow]:
        """Every row below the headings that is not blank, each with what is wrong with it."""
        seen: Seen = {}
        for row in self.table.rows():
            if row.number > self.columns.header_row and (found := self.reader.read(row)):
                yield found if found.is_refused else _once(self._decided(found), seen)

    def _decided(self, row: ReadRow) -> ReadRow:
        same, other = self.decisions.same.get(row.number, ""), self.decisions.other.get(row.number, ())
        return replace(row, same_as=same, other_than=tuple(other)) if same or other else row


def _once(row: ReadRow, seen: Seen) -> ReadRow:
    """Refuses the second row about one place. A number of its own tells two places at one address apart."""
    best, place = row.key, row.keys[-1]
    bare = f"without a number {place}"
    told, facts = hash(place), hash((row.values.get("floor_area_m2"), str(row.values.get("occupancy"))))
    if repeated := seen.get(best) or seen.get(bare):
        first, first_facts, first_place = repeated
        if first_place != told:
            return row.refused(ProblemCode.REPEATED_REFERENCE, first=first, text=row.values["own_number"])
        same = first_facts == facts
        return row.refused(ProblemCode.DUPLICATE_ROW if same else ProblemCode.CONTRADICTING_ROW, first=first)
    for key in [best, *row.keys] if best != place else [place, bare]:
        seen.setdefault(key, (row.number, facts, told))
    return row


def make_plan(path: Path, *, today: date, encoding: str = "", sheet: str = "", mapping: Mapping | None = None,
              file_name: str = "", corrections: Corrections = NO_CORRECTIONS) -> Plan:
    """Reads the file through, two or three times, and keeps nothing of it but what is said here. Raises Unreadable."""
    mapping = mapping or Mapping()
    table = corrected(read_table(path, encoding, sheet, mapping), corrections)
    suspicion = suspicion_of(table.rows())
    repair = suspicion.verdict()
    head = [Row(row.number, mend_cells(row.cells, repair)[0]) for row in islice(table.rows(), LOOKED_THROUGH)]
    columns = find_columns(head, mapping)
    if Meaning.REFERENCE in columns.found:
        repair = Repair()  # our own files are whole; what looks broken in them was typed so
    dates = _dates(table, columns, today)
    reader = RowReader(columns, repair, mapping, dates, table.is_text, today)
    seen_on, notes = _state_date(head, columns, dates, today)
    return Plan(file_name or path.name, table, columns, repair, reader, seen_on, suspicion.rows,
                [*notes, *columns.notes], decisions_from(corrections))


def read_table(path: Path, encoding: str, sheet: str, mapping: Mapping) -> Table:
    kind = recognise(path)
    if kind in _WITHOUT_SHEETS:
        if sheet:
            raise Unreadable(ProblemCode.NO_SUCH_SHEET, text=sheet, sheets="—")
        return read_geojson(path) if kind is FileKind.GEOJSON else read_delimited(path, encoding)
    return read_workbook(path, kind, sheet=sheet, judge=lambda rows: count_headings(rows, mapping))


def read_rows(path: Path, encoding: str, sheet: str) -> Iterator[Row]:
    """Of a sheet that was chosen, a workbook is opened once for them, and not to look at its other sheets."""
    if sheet and recognise(path) not in _WITHOUT_SHEETS:
        return rows_of_sheet(path, sheet)
    return read_table(path, encoding, sheet, Mapping()).rows()


def _dates(table: Table, columns: Columns, today: date) -> ColumnEvidence:
    index = columns.found.get(Meaning.SINCE)
    if index is None:
        return ColumnEvidence()
    below = (row for row in table.rows() if row.number > columns.header_row)
    return evidence_of(below, {index}, today)[index]


def _state_date(head: list[Row], columns: Columns, dates: ColumnEvidence, today: date) -> tuple[date, list[RowProblem]]:
    """'Stāvoklis uz: 23.07.2019.' above the headings; not believed when rows below are later."""
    for row in head:
        found = _STATE_OF.search(fold(" ".join(line_of(cell) for cell in row.cells)))
        if row.number >= columns.header_row or not found:
            continue
        day = read_date(found[1], today=today).day
        if day and day <= today and (dates.latest is None or dates.latest <= day):
            return day, []
        if day:
            return today, [RowProblem(row.number, "", ProblemCode.OLD_STATE_DATE, {"day": plain(day)})]
    return today, []
