"""One row while it is being read: its cells, what was found wrong, and what is worth keeping as a note."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from vacancies.imports.columns import Columns
from vacancies.imports.headings import Meaning
from vacancies.imports.numbers import BadNumber
from vacancies.imports.problems import ProblemCode, RowProblem
from vacancies.imports.table import Cell
from vacancies.imports.words import line_of, text_of

_MISFITS = frozenset({ProblemCode.BAD_NUMBER, ProblemCode.UNREADABLE_DATE, ProblemCode.BAD_COORDINATES})


@dataclass
class Draft:
    number: int
    cells: list[Cell]
    columns: Columns
    problems: list[RowProblem] = field(default_factory=list)
    note: list[str] = field(default_factory=list)

    def has(self, *meanings: Meaning) -> bool:
        return not self.columns.found.keys().isdisjoint(meanings)

    @property
    def is_own(self) -> bool:
        """A row of a file that was exported here: it says no more and no less than its cells."""
        return Meaning.REFERENCE in self.columns.found and bool(self.line(Meaning.REFERENCE))

    def cell(self, meaning: Meaning) -> Cell:
        """None for whatever stands for nothing: blank, '—', '#N/A'."""
        cell = self.columns.cell(self.cells, meaning)
        return cell if text_of(cell) else None

    def line(self, meaning: Meaning) -> str:
        return line_of(self.columns.cell(self.cells, meaning)) if meaning in self.columns.found else ""

    def text(self, meaning: Meaning) -> str:
        return text_of(self.columns.cell(self.cells, meaning))

    def problem(self, code: ProblemCode, meaning: Meaning | None = None, **details: Any) -> None:
        heading = self.columns.heading(meaning) if meaning else ""
        self.problems.append(RowProblem(self.number, heading, code, details))

    def keep(self, meaning: Meaning) -> None:
        """What has no field of its own goes to the internal note under its heading."""
        self.note.append(self.said(meaning))

    def said(self, meaning: Meaning, text: str = "") -> str:
        return f"{self.columns.label(meaning)}: {text or self.plain(meaning)}"

    def plain(self, meaning: Meaning) -> str:
        """Numbers in one form, whether the file held them as numbers or as text."""
        cell = self.cell(meaning)
        if isinstance(cell, float):
            return format(Decimal(repr(cell)).normalize(), "f").replace(".", ",")
        return line_of(cell)

    def number_from(self, meaning: Meaning, read: Callable[[Cell], Decimal | None]) -> Decimal | None:
        try:
            return read(self.cell(meaning))
        except BadNumber as error:
            self.problem(error.code, meaning, text=self.line(meaning))
            return None

    @property
    def misfits(self) -> list[str]:
        """Columns whose cells are of the wrong kind. One is a slip of the pen, two are a row that moved sideways."""
        return [problem.column for problem in self.problems if problem.code in _MISFITS]

    @property
    def is_refused(self) -> bool:
        return any(problem.refuses for problem in self.problems)
