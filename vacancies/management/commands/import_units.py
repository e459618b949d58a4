"""Reads the town's own register of premises from a spreadsheet or text file into Skatlogs."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vacancies.imports.apply import apply
from vacancies.imports.at_work import collect_garbage_seldom
from vacancies.imports.mapping import mapping_from, read_mapping
from vacancies.imports.plan import Plan, make_plan
from vacancies.imports.problems import Unreadable
from vacancies.imports.report import Report, report_on_unreadable
from vacancies.imports.runs import run_of_command
from vacancies.imports.work import apply_as_run
from vacancies.problem import Refused
from vacancies.progress import Progress

_SHOWN_PROBLEMS = 40


class Command(BaseCommand):
    help = "Imports the town's own register of premises: CSV, XLSX, XLS or ODS. See docs/import.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help=_("JSON file that says what the columns mean"))
        parser.add_argument("--encoding", default="", help=_("encoding of a text file, for example cp1257"))
        parser.add_argument("--sheet", default="", help=_("name of the sheet to read"))
        parser.add_argument("--dry-run", action="store_true", help=_("say what would happen and write nothing"))
        parser.add_argument("--report", type=Path, help=_("write the whole account to this JSON file"))

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        collect_garbage_seldom()
        try:
            report = self._import(path, options)
        except Unreadable as error:
            _write_report(options["report"], report_on_unreadable(path.name, error))
            raise CommandError("\n".join(_reasons(path, error))) from error
        except Refused as refused:
            raise CommandError("\n".join(str(problem.message) for problem in refused.problems)) from refused
        except KeyboardInterrupt as error:
            raise CommandError(_("Stopped. What was read so far is complete; run the import again to go on.")) from error
        _write_report(options["report"], report)
        self._say_problems(report)
        self.stdout.write("\n".join(_summary(path, report, is_dry_run=options["dry_run"])))

    def _import(self, path: Path, options: dict[str, Any]) -> Report:
        mapping = read_mapping(options["mapping"]) if options["mapping"] else {}
        chosen = {"encoding": options["encoding"], "sheet": options["sheet"]}
        with Progress(_("Reading the file")):
            plan = make_plan(path, today=timezone.localdate(), mapping=mapping_from(mapping), **chosen)
        self._say_plan(plan)
        with Progress(_("Rows"), total=plan.last_row) as progress:
            if options["dry_run"]:
                return apply(plan, is_dry_run=True, on_progress=progress.at)
            return apply_as_run(run_of_command(path, mapping=mapping, **chosen), plan, on_progress=progress.at)

    def _say_plan(self, plan: Plan) -> None:
        if plan.table.sheet and len(plan.table.sheets) > 1:
            self.stdout.write(_("Reading the sheet “%(sheet)s” of %(sheets)s.") % {
                "sheet": plan.table.sheet, "sheets": ", ".join(plan.table.sheets)})
        if plan.table.encoding:
            self.stdout.write(_("The text is read as %(encoding)s.") % {"encoding": plan.table.encoding})
        self.stdout.write(_("The headings are in row %(row)s.") % {"row": plan.columns.header_row})
        for meaning, index in plan.columns.found.items():
            self.stdout.write(f"  {plan.columns.headings[index]}: {meaning}")
        if plan.columns.not_imported:
            self.stdout.write(_("Not imported: %(columns)s.") % {"columns": ", ".join(plan.columns.not_imported)})

    def _say_problems(self, report: Report) -> None:
        for problem in report.problems[:_SHOWN_PROBLEMS]:
            place = f"{problem.row} {problem.column}".strip()
            self.stdout.write(f"{place} [{problem.code}] {problem.message}")
        if (left := len(report.problems) - _SHOWN_PROBLEMS) > 0:
            self.stdout.write(ngettext("and %(count)d more; --report writes them all",
                                       "and %(count)d more; --report writes them all", left) % {"count": left})
            self.stdout.write(", ".join(f"{code}: {count}" for code, count in report.by_code))


def _summary(path: Path, report: Report, *, is_dry_run: bool) -> list[str]:
    values = {"file": path.name, "rows": report.rows, "added": report.added, "changed": report.changed,
              "unchanged": report.unchanged, "refused": report.refused}
    lines = [ngettext("%(file)s has %(rows)d row.", "%(file)s has %(rows)d rows.", report.rows) % values,
             _("Added: %(added)d. Changed: %(changed)d. Unchanged: %(unchanged)d. Refused: %(refused)d.") % values]
    if is_dry_run:
        lines.append(_("This was a trial: nothing was written."))
        return lines
    if report.added:
        lines.append(_("New units are not public. Look at them and publish them one by one."))
    lines.append(_("It can be looked at and undone on the page of imports: %(address)s") % {
        "address": settings.SITE_URL + reverse("vacancies:import-list")})
    return lines


def _reasons(path: Path, error: Unreadable) -> list[str]:
    lines = [_("%(file)s was not imported.") % {"file": path.name}, error.problem.message]
    for encoding, shown in error.preview.items():
        lines.append(_("As %(encoding)s the first lines with other letters would read:") % {"encoding": encoding})
        lines += [f"  {number}: {text}" for number, text in shown]
    return lines


def _write_report(path: Path | None, report: Report) -> None:
    """Beside its place first and then moved, so that a half-written account is never taken for a whole one."""
    if path is None:
        return
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise CommandError(_("The report could not be written: %(reason)s.") % {"reason": error}) from error
