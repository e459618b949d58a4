"""What became of every row, as it is kept with an import: the counts of all rows, and the first rows of each kind.

Kept as {"rows", "added", "changed", "unchanged", "refused", "codes": [[code, how often]], "notes": [problem],
"shown": [[row, what became of it, [problem], [changed field], reference of the unit]],
"twins": how many of the added rows may be in the register already, "likely": {row that is shown: [reference of such a unit]}};
a problem is [row, column, code, details, which of the sentences]. The sentence itself is made when it is shown, in the reader's language.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vacancies.imports.change import Change
from vacancies.imports.ledger import Outcome, outcome_of
from vacancies.imports.problems import EXTRA_BLANK_CELLS, KEPT_VACANCY, MENDED_TEXT, ProblemCode, RowProblem
from vacancies.imports.report import Report
from vacancies.imports.rows import ReadRow
from vacancies.imports.twins import Twins
from vacancies.models import ImportRun, Unit
from vacancies.own_fields import field_of

REFUSED = "refused"
MOST_SHOWN = 500  # rows of each kind; the counts are of all
_LABELS: dict[str, Promise] = {  # of one row; the numbers of them all have words of their own
    Outcome.ADDED: pgettext_lazy("one row", "Added"), Outcome.CHANGED: pgettext_lazy("one row", "Changed"),
    Outcome.UNCHANGED: pgettext_lazy("one row", "Unchanged"), REFUSED: pgettext_lazy("one row", "Refused")}
_COLOURS: dict[str, str] = {Outcome.ADDED: "success", Outcome.CHANGED: "info", Outcome.UNCHANGED: "neutral", REFUSED: "danger"}
_OTHER_FIELDS: dict[str, Promise] = {"occupancy": _("empty or in use"), "activities": _("permitted activities")}
_NO_PLACE = frozenset({ProblemCode.TOTAL_ROW, ProblemCode.REPEATED_HEADER})
_SENTENCES = (None, EXTRA_BLANK_CELLS, MENDED_TEXT, KEPT_VACANCY)


@dataclass
class RowAccount:
    number: int
    outcome: str
    problems: list[RowProblem] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    unit: str = ""
    twins: list[str] = field(default_factory=list)

    @property
    def has_problems(self) -> bool:
        return bool(self.problems)

    @property
    def is_no_place(self) -> bool:
        """No cell would help: a total stays a total."""
        return any(problem.code in _NO_PLACE for problem in self.problems)

    @property
    def can_be_mended(self) -> bool:
        """Refused, and another cell would help."""
        return any(problem.refuses for problem in self.problems) and not self.is_no_place

    @property
    def label(self) -> str | Promise:
        return _LABELS[self.outcome]

    @property
    def colour(self) -> str:
        return _COLOURS[self.outcome]

    @property
    def field_labels(self) -> list[str | Promise]:
        return [_OTHER_FIELDS.get(name) or field_of(Unit, name).verbose_name for name in self.fields]


@dataclass
class Collector:
    """Told of every row while a file is read; remembers no more than it may show. twins: only for a trial, which asks about them."""

    run: ImportRun | None = None
    twins: Twins | None = None
    shown: list[RowAccount] = field(default_factory=list)
    kinds: Counter[tuple[str, bool, bool]] = field(default_factory=Counter)
    claimed: set[int] = field(default_factory=set)  # units of the register that rows of the file are

    def see(self, rows: list[ReadRow], changes: list[Change]) -> None:
        if self.twins:
            self.twins.see(changes)
        found = [RowAccount(row.number, REFUSED, row.problems) for row in rows if row.is_refused]
        told = [self._account(change) for change in changes]
        self.claimed |= {change.unit.pk for change, row in zip(changes, told, strict=True) if change.unit and row.outcome != Outcome.ADDED}
        found += told
        for row in sorted(found, key=lambda row: row.number):
            kind = (row.outcome, row.has_problems, bool(self.twins and row.number in self.twins.found))
            self.kinds[kind] += 1
            if self.kinds[kind] <= MOST_SHOWN:
                self.shown.append(row)

    def _account(self, change: Change) -> RowAccount:
        names = [*change.fields, *["owner"] * change.sets_owner, *["occupancy"] * change.sets_occupancy,
                 *["activities"] * bool(change.activities)]
        return RowAccount(change.row.number, str(outcome_of(change, self.run)), [*change.row.problems, *change.problems],
                          names if change.unit else [], change.unit.reference if change.unit else "")

    def as_json(self, report: Report, notes: list[RowProblem]) -> dict[str, Any]:
        """notes: what was found about the file as a whole."""
        return {"rows": report.rows, "added": report.added, "changed": report.changed, "unchanged": report.unchanged,
                "refused": report.refused, "codes": [list(pair) for pair in report.by_code], **self._likely(),
                "notes": [problem_as_json(problem) for problem in notes],
                "shown": [[row.number, row.outcome, [problem_as_json(problem) for problem in row.problems], row.fields,
                           row.unit] for row in self.shown]}


    def _likely(self) -> dict[str, Any]:
        """One query."""
        found = self.twins.left() if self.twins else {}
        likely = {row.number: found[row.number] for row in self.shown if row.number in found}
        names = dict(Unit.objects.filter(pk__in={pk for keys in likely.values() for pk in keys}).values_list("pk", "reference"))
        return {"twins": len(found), "likely": {str(row): [names[pk] for pk in keys] for row, keys in likely.items()}} if found else {}


def problem_as_json(problem: RowProblem) -> list[Any]:
    details = {name: value if isinstance(value, int) else str(value) for name, value in problem.details.items()}
    return [problem.row, problem.column, str(problem.code), details, _SENTENCES.index(problem.said)]


def problem_from(said: list[Any]) -> RowProblem:
    row, column, code, details, sentence = said
    return RowProblem(row, column, ProblemCode(code), details, _SENTENCES[sentence])


def rows_from(account: dict[str, Any]) -> list[RowAccount]:
    likely = account.get("likely", {})
    return [RowAccount(number, outcome, [problem_from(said) for said in problems], fields, unit, likely.get(str(number), []))
            for number, outcome, problems, fields, unit in account.get("shown", [])]
