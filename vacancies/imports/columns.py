"""Where the headings are, and what each column means."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from vacancies.imports.headings import Meaning, is_square_feet, meanings_of, price_unit
from vacancies.imports.mapping import Mapping, plain_heading
from vacancies.imports.problems import ProblemCode, RowProblem, Unreadable
from vacancies.imports.table import Cell, Row
from vacancies.imports.words import line_of

LOOKED_THROUGH = 60  # rows from the top among which the headings are sought
RUINED_NUMBER = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.I)
_LOOKS_LIKE_ADDRESS = re.compile(r"[^\W\d_]{3,}.*\d|\d.*[^\W\d_]{3,}")
_LONGEST_HEADING = 120
MOST_GUESSED = 1000  # columns: each guess takes half a millisecond, and every row at the top may be the headings
_IDENTIFYING = (Meaning.ADDRESS, Meaning.NAME, Meaning.OWN_NUMBER, Meaning.STATUS)


@dataclass(frozen=True)
class Columns:
    """The headings as the file has them, and for each meaning the index of its column."""

    header_row: int
    headings: list[str]
    found: dict[Meaning, int]
    notes: list[RowProblem] = field(default_factory=list)
    rent_unit: str = ""
    area_unit: str = "m2"

    def heading(self, meaning: Meaning) -> str:
        return self.headings[self.found[meaning]] if meaning in self.found else ""

    def label(self, meaning: Meaning) -> str:
        """A heading without its unit: 'Nomas maksa,\\nEUR/m² mēn.' → 'Nomas maksa'"""
        return line_of(self.heading(meaning).split(",")[0].split("(")[0])

    def cell(self, cells: list[Cell], meaning: Meaning) -> Cell:
        index = self.found.get(meaning)
        return cells[index] if index is not None and index < len(cells) else None

    @cached_property
    def plain_headings(self) -> list[str]:
        return [plain_heading(heading) for heading in self.headings]

    @property
    def not_imported(self) -> list[str]:
        used = {index for meaning, index in self.found.items() if meaning not in (Meaning.IGNORE, Meaning.OCCUPIER)}
        return [heading for index, heading in enumerate(self.headings) if heading and index not in used]


def count_headings(rows: list[Row], mapping: Mapping) -> int:
    """How many meanings the best row of these names: so the sheet with the register is told from its legend."""
    return max((len(_proposed(row, mapping)[0]) for row in rows), default=0)


def find_columns(head: list[Row], mapping: Mapping) -> Columns:
    """Raises Unreadable when none of the first rows can be the headings."""
    row = _header(head, mapping)
    found, notes = _proposed(row, mapping)
    headings = [line_of(cell) for cell in row.cells]
    below = [other for other in head if other.number > row.number]
    if _repeats(below, found.get(Meaning.OWN_NUMBER)) and not mapping.columns:
        notes.append(RowProblem(row.number, headings[found.pop(Meaning.OWN_NUMBER)], ProblemCode.REPEATING_NUMBERS))
    if Meaning.ADDRESS not in found and (index := _addresses_by_content(below, found)) is not None:
        found = {meaning: at for meaning, at in found.items() if at != index} | {Meaning.ADDRESS: index}
        notes.append(RowProblem(row.number, headings[index], ProblemCode.MEANING_FROM_CONTENT))
    if Meaning.ADDRESS not in found:
        raise Unreadable(ProblemCode.NO_HEADER, rows=LOOKED_THROUGH, line=row.number)
    raw_rent = str(row.cells[found[Meaning.RENT]]) if Meaning.RENT in found else ""
    unit = mapping.rent_unit or price_unit(raw_rent)
    if Meaning.RENT in found and not unit:
        notes.append(RowProblem(row.number, line_of(raw_rent), ProblemCode.RENT_UNIT_ASSUMED))
    if not {Meaning.STATUS, Meaning.IS_OCCUPIED, Meaning.IS_VACANT, Meaning.SINCE} & set(found):
        notes.append(RowProblem(row.number, "", ProblemCode.NO_STATUS_COLUMN))
    return Columns(row.number, headings, found, notes, unit, mapping.area_unit or _area_unit(headings, found))


def _area_unit(headings: list[str], found: dict[Meaning, int]) -> str:
    return "sqft" if Meaning.AREA in found and is_square_feet(headings[found[Meaning.AREA]]) else "m2"


def _header(head: list[Row], mapping: Mapping) -> Row:
    """The first of the rows that name most. One known heading alone may be chance, unless it names the place."""
    if mapping.header_row:
        chosen = [row for row in head if row.number == mapping.header_row]
    else:
        chosen = sorted(head, key=lambda row: -len(_proposed(row, mapping)[0]))[:1]
    meanings = set(_proposed(chosen[0], mapping)[0]) if chosen else set()
    if not meanings or (len(meanings) == 1 and not meanings & set(_IDENTIFYING)):
        raise Unreadable(ProblemCode.NO_HEADER, rows=LOOKED_THROUGH, line=head[0].number if head else 0)
    return chosen[0]


def _proposed(row: Row, mapping: Mapping) -> tuple[dict[Meaning, int], list[RowProblem]]:
    """Surest first; each column gets one meaning, each meaning one column, the leftmost of equals."""
    texts = [line_of(cell) if isinstance(cell, str) and len(cell) <= _LONGEST_HEADING else "" for cell in row.cells]
    taken = {index: meaning for index, text in enumerate(texts) if (meaning := mapping.meaning_for(text, index))}
    found: dict[Meaning, int] = {}
    for index, meaning in taken.items():
        found.setdefault(meaning, index)
    candidates = sorted((-score, index, meaning) for index, text in enumerate(texts[:MOST_GUESSED]) if index not in taken
                        for score, meaning in meanings_of(text))
    notes = []
    for _, index, meaning in candidates:
        if index in taken:
            continue
        taken[index] = meaning
        if meaning not in found:
            found[meaning] = index
        elif meaning is not Meaning.IGNORE:
            details = {"first": texts[found[meaning]], "meaning": meaning.value}
            notes.append(RowProblem(row.number, texts[index], ProblemCode.COLUMN_TWICE, details))
    return found, notes


def _repeats(rows: list[Row], index: int | None) -> bool:
    """A code of the town or of a kind of premises is no number of a place. What a spreadsheet ruined is another fault."""
    texts = [line_of(row.cells[index]) for row in rows if index is not None and index < len(row.cells)]
    filled = [text for text in texts if text and not RUINED_NUMBER.fullmatch(text)]
    return len(filled) >= 5 and len(set(filled)) <= len(filled) / 2


def _addresses_by_content(rows: list[Row], found: dict[Meaning, int]) -> int | None:
    """The column whose cells look most like addresses, for headings that say something else or nothing."""
    fixed = {index for meaning, index in found.items() if meaning not in (Meaning.POSTCODE, Meaning.TOWN, Meaning.NAME)}
    width = min(MOST_GUESSED, max((len(row.cells) for row in rows), default=0))
    shares = {index: _share(rows, index) for index in range(width) if index not in fixed}
    best = max(shares, key=lambda index: shares[index], default=None)
    return best if best is not None and shares[best] >= 0.6 else None


def _share(rows: list[Row], index: int) -> float:
    texts = [line_of(row.cells[index]) for row in rows if index < len(row.cells)]
    filled = [text for text in texts if text]
    like = [text for text in filled if " " in text and _LOOKS_LIKE_ADDRESS.search(text) and not text[:4].isdigit()]
    return len(like) / len(filled) if filled else 0.0


def is_header_again(row: Row, columns: Columns) -> bool:
    """A heading row that comes again further down, as on every printed page."""
    pairs = zip(row.cells, columns.plain_headings, strict=False)
    return all(plain_heading(line_of(cell)) == heading for cell, heading in pairs)
