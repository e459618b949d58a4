"""What a register leaves open and nobody should guess row by row: asked once per column, or once per word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from vacancies.imports.dates import SLASHED
from vacancies.imports.evidence import ColumnEvidence, pattern_of
from vacancies.imports.headings import Meaning, price_unit
from vacancies.imports.mapping import plain_heading
from vacancies.imports.table import Row, first_rows
from vacancies.imports.words import line_of, status_of
from vacancies.latvian import fold

LOOKED_THROUGH = 20_000  # rows; what comes later is told at its row
_MOST_CELLS = 600_000
MOST_WORDS = 30
_NAMES_AREA_UNIT = re.compile(r"m2|kv\.? ?m|\bqm\b|sq\.? ?[mf]|ft2|square|kv\. ?ped")


@dataclass
class Questions:
    """Empty where the file answers by itself."""

    dates: list[str] = field(default_factory=list)  # examples of what can be read in two ways
    rent: bool = False
    area: bool = False
    statuses: list[str] = field(default_factory=list)  # words of the file's own


def questions_about(rows: Iterable[Row], headings: list[str], columns: dict[int, Meaning], *, header_row: int,
                    today: date) -> Questions:
    """headings as the file has them, units and line breaks included; columns: what each is taken to mean."""
    at = {meaning: index for index, meaning in columns.items()}
    dates, words = _Dates(today), dict[str, str]()
    if {Meaning.SINCE, Meaning.STATUS} & set(at):
        for row in first_rows(rows, LOOKED_THROUGH, _MOST_CELLS):
            if row.number > header_row:
                dates.see(row, at.get(Meaning.SINCE))
                _collect(row, at.get(Meaning.STATUS), words)
    rent, area = (_heading(headings, at.get(meaning)) for meaning in (Meaning.RENT, Meaning.AREA))
    return Questions(dates.undecided, rent is not None and not price_unit(rent),
                     area is not None and not _NAMES_AREA_UNIT.search(fold(area)), list(words.values()))


def _heading(headings: list[str], index: int | None) -> str | None:
    return None if index is None else headings[index] if index < len(headings) else ""


class _Dates:
    def __init__(self, today: date) -> None:
        self.evidence, self.today = ColumnEvidence(), today
        self.examples: dict[str, str] = {}

    def see(self, row: Row, index: int | None) -> None:
        if index is None or index >= len(row.cells):
            return
        cell = row.cells[index]
        self.evidence.see(cell, self.today)
        if pattern_of(cell) and isinstance(cell, str):
            found = SLASHED.fullmatch(cell.strip())
            if found and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3]:
                self.examples.setdefault(pattern_of(cell), cell.strip())

    @property
    def undecided(self) -> list[str]:
        return [cell for cell in self.examples.values() if not self.evidence.order_for(cell)]


def _collect(row: Row, index: int | None, words: dict[str, str]) -> None:
    text = line_of(row.cells[index]) if index is not None and index < len(row.cells) else ""
    if text and len(words) < MOST_WORDS and len(text) <= 100 and status_of(text).seen is None:
        words.setdefault(plain_heading(text), text)
