"""Reading or writing a whole file for an import in the browser: here and now when it is short, else in a process of its own.

A process may die. Whatever it does can be begun again: counting starts anew, and an import that goes on counts the rows
that it has done already as what they were then.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from vacancies.choices import ImportState
from vacancies.detached import start_command
from vacancies.imports import stored_files
from vacancies.imports.accounts import Collector, problem_as_json
from vacancies.imports.apply import apply
from vacancies.imports.archives import photos
from vacancies.imports.at_work import has_stopped, is_at_work, pulse, set_to_work, whose
from vacancies.imports.cells import keep_shown
from vacancies.imports.first_look import is_longer_than
from vacancies.imports.like_known import likes_of_added
from vacancies.imports.mapping import Mapping
from vacancies.imports.plan import Plan, read_table
from vacancies.imports.problems import ProblemCode, RowProblem, Unreadable
from vacancies.imports.report import Report
from vacancies.imports.runs import Work, archive_of, lock_run, move, plan_of
from vacancies.imports.twins import Twins
from vacancies.imports.undo import undo_run
from vacancies.imports.zip_photos import open_archive, photos_of
from vacancies.models import ImportRun

log = logging.getLogger(__name__)
COUNTED_HERE, APPLIED_HERE, UNDONE_HERE = 3000, 2000, 2000  # rows; more are left to another process
PHOTOS_HERE = 5  # a photo takes about a second
_HEAVY = 2 * 1024 * 1024  # bytes; a workbook of that size takes seconds for each time that it is opened
_PATIENCE = 5.0  # seconds to read the first rows; a file that takes longer will go on being slow


@transaction.atomic
def begin_counting(*, run: ImportRun, by: Any) -> bool:
    """False while somebody counts already: that one sees by itself that something was changed meanwhile."""
    run = lock_run(run)
    if run.state != ImportState.CHOOSING or "columns" not in run.mapping or (is_at_work(run) and not has_stopped(run)):
        return False
    set_to_work(run, Work.COUNT)
    return True


@transaction.atomic
def begin_undoing(*, run: ImportRun, by: Any) -> bool:
    """From here on there is no way back: whatever stops it, going on ends with all of it undone."""
    run = lock_run(run)
    if run.state != ImportState.APPLIED or is_at_work(run):
        return False
    move(run, ImportState.UNDOING)
    run.report = {**run.report, "by": by and by.pk}
    set_to_work(run, Work.UNDO)
    return True


@transaction.atomic
def take_up_again(*, run: ImportRun, by: Any) -> Work | None:
    """What stopped, for the one who may now go on with it; None when nothing has stopped, or somebody was quicker."""
    run = lock_run(run)
    if not is_at_work(run) or not (has_stopped(run) or "failure" in run.report):
        return None
    work = Work(run.report["work"])
    set_to_work(run, work)
    return work


def start(run: ImportRun, work: Work) -> None:
    """Short files are done when this returns; for others a process of its own begins after the commit."""
    if is_long(run, work):
        transaction.on_commit(partial(detach, run, work))
    else:
        carry_out(run, work)


def is_long(run: ImportRun, work: Work) -> bool:
    if work is Work.UNDO:
        applied = run.report.get("applied", {})
        return applied.get("added", 0) + applied.get("changed", 0) > UNDONE_HERE
    try:
        if work is Work.PHOTOS:
            with stored_files.opened(archive_of(run)) as path, open_archive(path) as archive:
                return len(photos_of(archive)) > PHOTOS_HERE
        with stored_files.opened(run.key) as path:
            if path.stat().st_size > _HEAVY:
                return True
            began, most = time.monotonic(), APPLIED_HERE if work is Work.APPLY else COUNTED_HERE
            table = read_table(path, run.encoding, run.sheet, Mapping())
            return is_longer_than(table, most) or time.monotonic() - began > _PATIENCE
    except (Unreadable, FileNotFoundError):
        return False  # said by the work itself


def detach(run: ImportRun, work: Work) -> None:
    start_command("carry_out_import", run.key, str(work))


def carry_out(run: ImportRun, work: Work) -> None:
    """Until it is done. What makes the file unreadable is kept as the import's failure, for the page to say."""
    log.info("Import %s: %s begins", run.key, work)
    try:
        _WORKS[work](run)
    except Unreadable as error:
        _fail(run, error.problem)
    except FileNotFoundError:
        _fail(run, RowProblem(0, "", ProblemCode.NO_FILE, {"text": run.file_name}))
    except ImportRun.DoesNotExist:
        log.info("Import %s was thrown away meanwhile", run.key)
    with suppress(ImportRun.DoesNotExist):
        run.refresh_from_db()


@transaction.atomic
def _fail(run: ImportRun, problem: RowProblem) -> None:
    if not ImportRun.objects.filter(pk=run.pk).exists():
        return  # thrown away meanwhile, its file too
    run = lock_run(run)
    run.report = {**run.report, "failure": problem_as_json(problem)}
    if run.state != ImportState.APPLYING:
        run.report.pop("work", None)
    run.save()


def _inputs(run: ImportRun) -> tuple[Any, ...]:
    return run.sheet, run.encoding, run.mapping, run.corrections


def count(run: ImportRun) -> None:
    """A dry run. When something was chosen or corrected meanwhile, once more from the beginning."""
    while True:
        run.refresh_from_db()
        account, last_row, _claimed = _read(run)
        if _counted(run, account, last_row):
            return


def _read(run: ImportRun, *, is_dry_run: bool = True) -> tuple[dict[str, Any], int, set[int]]:
    collector = Collector(run, Twins() if is_dry_run else None)
    with stored_files.opened(run.key) as path:
        plan = plan_of(run, path, today=timezone.localdate())
        ImportRun.objects.filter(pk=run.pk).update(rows_total=plan.last_row, touched_at=timezone.now())
        report = apply(plan, is_dry_run=is_dry_run, by=whose(run), run=run, on_progress=pulse(run), on_batch=collector.see)
        account = collector.as_json(report, plan.notes)
        if plan.last_row > COUNTED_HERE:
            keep_shown(run, path, account)
    return account, plan.last_row, collector.claimed


@transaction.atomic
def _counted(run: ImportRun, account: dict[str, Any], last_row: int) -> bool:
    now = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run.pk, state=ImportState.CHOOSING).first()
    if now is None:
        return True  # deleted or applied meanwhile
    if _inputs(now) != _inputs(run):
        return False
    now.report = {"headings": now.report.get("headings", ""), "counted": account}
    now.rows_total = last_row
    now.save()
    return True


def carry_on_applying(run: ImportRun) -> None:
    """The rows that this import has written before it was stopped are found done."""
    run.refresh_from_db()
    account, last_row, claimed = _read(run, is_dry_run=False)
    _applied(run, account, last_row, claimed)


def apply_as_run(run: ImportRun, plan: Plan, *, on_progress: Callable[[int], None]) -> Report:
    """For the command, which has made the plan itself: the same rows, the same account, and it can be undone as well."""
    collector, note = Collector(run), pulse(run)
    ImportRun.objects.filter(pk=run.pk).update(rows_total=plan.last_row)

    def tell(row: int) -> None:
        note(row)
        on_progress(row)

    report = apply(plan, run=run, on_progress=tell, on_batch=collector.see)
    _applied(run, collector.as_json(report, plan.notes), plan.last_row, collector.claimed)
    return report


def _applied(run: ImportRun, account: dict[str, Any], last_row: int, claimed: set[int]) -> None:
    account["like_known"] = likes_of_added(run, claimed)
    with transaction.atomic():
        now = lock_run(run)
        if now.state == ImportState.APPLYING:
            move(now, ImportState.APPLIED)
            now.applied_at = timezone.now()
            now.report = {"applied": account, "headings": now.report.get("headings", "")}
            now.rows_done = now.rows_total = last_row
            now.save()


def undo(run: ImportRun) -> None:
    run.refresh_from_db()
    undo_run(run=run, by=whose(run))


_WORKS: dict[Work, Callable[[ImportRun], None]] = {
    Work.COUNT: count, Work.APPLY: carry_on_applying, Work.UNDO: undo, Work.PHOTOS: photos}
