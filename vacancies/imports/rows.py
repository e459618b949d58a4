"""From one row of cells to what it says about one place, or to the reason why it says nothing."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from vacancies.imports.columns import Columns, is_header_again
from vacancies.imports.draft import Draft
from vacancies.imports.evidence import ColumnEvidence
from vacancies.imports.facts import owner, read_facts
from vacancies.imports.headings import Meaning
from vacancies.imports.identity import keys_of, name_and_address
from vacancies.imports.mapping import Mapping
from vacancies.imports.mojibake import Repair, mend_cells
from vacancies.imports.occupancy import occupancy
from vacancies.imports.own_facts import version_of
from vacancies.imports.problems import EXTRA_BLANK_CELLS, MENDED_TEXT, ProblemCode, RowProblem
from vacancies.imports.table import Cell, Row, is_blank
from vacancies.imports.words import is_total, line_of, what_is_not_premises
from vacancies.references import as_printed

_LONGEST = {"name": 200, "address_typed": 300, "own_number": 60}
_MEANINGS = {"name": Meaning.NAME, "address_typed": Meaning.ADDRESS, "own_number": Meaning.OWN_NUMBER}


@dataclass(frozen=True)
class ReadRow:
    """values is what the file says, as plain JSON; keys tell the place again at the next import, best first."""

    number: int
    keys: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    reference: str = ""  # Skatlogs' own, in a file that was exported here
    version: int | None = None
    mark: str = ""  # of what was known of vacancies and visits when the file was exported
    same_as: str = ""  # the unit that a person chose for a row that would be new
    other_than: tuple[str, ...] = ()  # the units of which a person said that they are other places
    cells: list[Cell] = field(default_factory=list)  # as typed, what was broken mended

    @property
    def key(self) -> str:
        """By which the place is known again first of all: 'u:' a reference, 'n:' a number, 'a:' the address and name."""
        return f"u:{self.reference}" if self.reference else self.keys[0]

    @property
    def is_refused(self) -> bool:
        return any(problem.refuses for problem in self.problems)

    def refused(self, code: ProblemCode, **details: Any) -> "ReadRow":
        problem = RowProblem(self.number, "", code, details)
        return replace(self, problems=[*self.problems, problem])


@dataclass(frozen=True)
class RowReader:
    columns: Columns
    repair: Repair
    mapping: Mapping
    dates: ColumnEvidence
    is_text: bool
    today: date

    def read(self, row: Row) -> ReadRow | None:
        """None for a blank row, which is no row of the register."""
        if all(is_blank(cell) for cell in row.cells):
            return None
        cells, broken = mend_cells(row.cells, self.repair)
        draft = Draft(row.number, cells, self.columns)
        self._refuse_what_is_no_place(draft)
        if draft.is_refused:
            return ReadRow(row.number, problems=draft.problems)
        self._point_out_broken(draft, broken)
        return self._place(draft)

    def _refuse_what_is_no_place(self, draft: Draft) -> None:
        if is_total(text for cell in draft.cells if (text := line_of(cell))):
            draft.problem(ProblemCode.TOTAL_ROW)
        elif is_header_again(Row(draft.number, draft.cells), self.columns):
            draft.problem(ProblemCode.REPEATED_HEADER)
        elif self.is_text and len(draft.cells) != len(self.columns.headings):
            self._say_width(draft)

    def _say_width(self, draft: Draft) -> None:
        """Never aligned in silence; but blank cells beyond the last heading have moved nothing."""
        details = {"found": len(draft.cells), "expected": len(self.columns.headings)}
        beyond = draft.cells[len(self.columns.headings):]
        said = EXTRA_BLANK_CELLS if beyond and all(is_blank(cell) for cell in beyond) else None
        draft.problems.append(RowProblem(draft.number, "", ProblemCode.SHIFTED_ROW, details, said))

    def _point_out_broken(self, draft: Draft, broken: dict[int, tuple[str, bool]]) -> None:
        """One line per row for what was mended and one for what was not."""
        for was_mended in (True, False):
            cells = {index: text for index, (text, mended) in broken.items() if mended is was_mended}
            if cells:
                first = min(cells)
                column = self.columns.headings[first] if first < len(self.columns.headings) else ""
                draft.problems.append(RowProblem(draft.number, column, ProblemCode.BROKEN_TEXT,
                                                 {"text": "; ".join(cells.values())}, MENDED_TEXT if was_mended else None))

    def _place(self, draft: Draft) -> ReadRow:
        name, address = name_and_address(draft)
        if not address and not draft.is_own:
            draft.problem(ProblemCode.NO_ADDRESS, Meaning.ADDRESS)
            return ReadRow(draft.number, problems=draft.problems)
        if not draft.is_own and (other := what_is_not_premises(draft.line(Meaning.NAME), address, draft.text(Meaning.REMARKS))):
            draft.problem(ProblemCode.NOT_PREMISES, text=other)
            return ReadRow(draft.number, problems=draft.problems)
        keys, own_number = keys_of(draft, address)
        values = {"own_number": own_number, "name": name, "address_typed": address, **read_facts(draft)}
        values["owner"] = owner(draft)
        values["occupancy"] = occupancy(draft, self.mapping, self.dates, self.today)
        values["internal_note"] = "\n".join(filter(None, [draft.text(Meaning.REMARKS), *draft.note]))
        self._refuse_what_does_not_fit(draft, values)
        return ReadRow(draft.number, keys, values, draft.problems, as_printed(draft.line(Meaning.REFERENCE))[:12], *version_of(draft),
                       cells=draft.cells)

    def _refuse_what_does_not_fit(self, draft: Draft, values: dict[str, Any]) -> None:
        for name, most in _LONGEST.items():
            if len(values[name]) > most:
                draft.problem(ProblemCode.TOO_LONG, _MEANINGS[name], length=len(values[name]), most=most)
        if len(draft.misfits) > 1:
            draft.problem(ProblemCode.SLIPPED_CELLS, columns=", ".join(draft.misfits))
