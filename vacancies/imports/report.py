"""What an import did: every row of the file is in exactly one of four numbers."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from vacancies.imports.plan import Plan
from vacancies.imports.problems import RowProblem, Unreadable


@dataclass
class Report:
    """rows are those below the headings that are not blank. added + changed + unchanged + refused == rows."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "added": self.added, "changed": self.changed, "unchanged": self.unchanged,
                "refused": self.refused, "problems": [problem.as_json() for problem in self.problems], **self.about}

    @property
    def by_code(self) -> list[tuple[str, int]]:
        return Counter(str(problem.code) for problem in self.problems).most_common()


def report_on(plan: Plan, *, is_dry_run: bool) -> Report:
    about = {
        "file": plan.file_name, "kind": plan.table.kind, "encoding": plan.table.encoding,
        "delimiter": plan.table.delimiter, "sheet": plan.table.sheet, "sheets": plan.table.sheets,
        "mended_text": plan.repair.name, "header_row": plan.columns.header_row, "seen_on": plan.seen_on.isoformat(),
        "columns": {meaning.value: plan.columns.headings[index] for meaning, index in plan.columns.found.items()},
        "not_imported": plan.columns.not_imported, "dry_run": is_dry_run,
    }
    return Report(problems=list(plan.notes), about=about)


def report_on_unreadable(file_name: str, error: Unreadable) -> Report:
    return Report(problems=[error.problem], about={"file": file_name})
