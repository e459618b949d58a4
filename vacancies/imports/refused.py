"""The rows that were refused, as a table of their own: to be mended in a spreadsheet and imported by themselves."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from vacancies.exchange.cells import guarded
from vacancies.imports import stored_files
from vacancies.imports.cells import shown
from vacancies.imports.runs import plan_of
from vacancies.models import ImportRun


def refused_lines(run: ImportRun, *, today: date) -> Iterator[list[str]]:
    """Headings first. Reads the file again while the lines are asked for. Raises FileNotFoundError once it was forgotten."""
    with stored_files.opened(run.key) as path:
        plan = plan_of(run, path, today=today)
        yield [_("Row"), _("Why"), *map(guarded, plan.columns.headings)]
        rows = plan.table.rows()
        for read in plan.rows():
            if read.is_refused:
                cells = next(row.cells for row in rows if row.number == read.number)
                why = " ".join(problem.message for problem in read.problems if problem.refuses)
                yield [str(read.number), why, *(guarded(shown(cell)) for cell in cells)]
