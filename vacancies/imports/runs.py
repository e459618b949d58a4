"""What a person does with an import in the browser, up to the moment when the rows are read or written."""

import hashlib
import json
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import IMPORT_MOVES, ImportState
from vacancies.imports import stored_files
from vacancies.imports.decisions import with_decision
from vacancies.imports.first_look import Look, look_at
from vacancies.imports.kept_questions import forget_questions
from vacancies.imports.kept_tables import forget_table, keep_table, kept_table
from vacancies.imports.mapping import mapping_from
from vacancies.imports.plan import Plan, make_plan
from vacancies.imports.shown_cells import forget_cells
from vacancies.imports.sources import remember
from vacancies.models import ImportRun
from vacancies.problem import Problem, Refused
from vacancies.references import random_key

MOST_BYTES = 25 * 1024 * 1024
MOST_BYTES_OF_PHOTOS = 200 * 1024 * 1024
FILE_KEPT_DAYS, UNUSED_KEPT_DAYS = 30, 7
ORPHAN_AGE = timedelta(hours=1)
PHOTOS = "-photos"  # follows the key in the name of an archive of photos, and a number of its own follows it


class Work(StrEnum):
    """What goes on for longer than a page can wait: report["work"] of the import, while it lasts."""

    COUNT = "count"
    APPLY = "apply"
    UNDO = "undo"
    PHOTOS = "photos"


def start_run(*, file: File, by: Any) -> ImportRun:
    """Keeps the file and opens an import of it; the same file sent again gives the one that is being prepared.

    Raises Unreadable for what no choice can make readable; then nothing stays.
    """
    return start_and_look(file=file, by=by)[0]


def start_and_look(*, file: File, by: Any) -> tuple[ImportRun, Look]:
    """The same, with what was seen on the way: looking at a large workbook takes seconds, so once is enough."""
    key = random_key()
    fingerprint = stored_files.keep(key, file)
    try:
        with stored_files.opened(key) as path:
            seen = look_at(path)
        twin = ImportRun.objects.filter(sha256=fingerprint, made_by=by, state=ImportState.CHOOSING).first()
        if twin and stored_files.is_kept(twin.key):
            stored_files.forget(key)
            return twin, look(twin) if twin.encoding or twin.sheet else seen
        keep_table(key, seen.table, "")
        return ImportRun.objects.create(key=key, file_name=_printable(file.name or ""), sha256=fingerprint, made_by=by), seen
    except BaseException:
        stored_files.forget(key)
        raise


def start_again(*, run: ImportRun, by: Any) -> ImportRun:
    """The same file once more after its import was undone, read, matched, mended and decided as it was; pressed twice, one import.

    An import of its own, so that the history tells the two apart. Raises FileNotFoundError once the file was forgotten.
    """
    same = ImportRun.objects.filter(state=ImportState.CHOOSING, sha256=run.sha256, made_by=by, mapping=run.mapping, corrections=run.corrections)
    if (twin := same.first()) and stored_files.is_kept(twin.key):
        return twin
    key = random_key()
    with stored_files.opened(run.key) as path, path.open("rb") as opened:
        stored_files.keep(key, File(opened))
    try:
        return ImportRun.objects.create(
            key=key, file_name=run.file_name, sha256=run.sha256, made_by=by, sheet=run.sheet, encoding=run.encoding, mapping=run.mapping,
            corrections=run.corrections, report={"headings": run.report.get("headings", "")})
    except BaseException:
        stored_files.forget(key)
        raise


def kept_until(run: ImportRun) -> date | None:
    """The last day on which the file of a written import is surely here; None for one that was not written."""
    return timezone.localdate(run.applied_at) + timedelta(days=FILE_KEPT_DAYS - 1) if run.applied_at else None


def run_of_command(path: Path, *, sheet: str, encoding: str, mapping: dict[str, Any]) -> ImportRun:
    """An import that begins at once. A copy of its file is kept too, so that a stopped one can go on from its page."""
    key = random_key()
    with path.open("rb") as opened:
        fingerprint = stored_files.keep(key, File(opened))
    return ImportRun.objects.create(
        key=key, file_name=_printable(path.name), sha256=fingerprint, sheet=sheet, encoding=encoding, mapping=mapping,
        state=ImportState.APPLYING, report={"work": str(Work.APPLY)})


def _printable(name: str) -> str:
    return "".join(letter for letter in Path(name).name if letter.isprintable())[:255]


def look(run: ImportRun) -> Look:
    """Raises FileNotFoundError when the file was forgotten, Unreadable as at the beginning."""
    with stored_files.opened(run.key) as path:
        table = kept_table(run.key, run.sheet)
        seen = look_at(path, encoding=run.encoding, sheet=run.sheet, header_row=run.mapping.get("header_row", 0), table=table)
    if table is None:
        keep_table(run.key, seen.table, run.sheet)
    return seen


def plan_of(run: ImportRun, path: Path, *, today: date) -> Plan:
    return make_plan(path, today=today, encoding=run.encoding, sheet=run.sheet, mapping=mapping_from(run.mapping),
                     file_name=run.file_name, corrections=run.corrections)


def lock_run(run: ImportRun) -> ImportRun:
    """Raises ImportRun.DoesNotExist where it was thrown away meanwhile."""
    found = next(iter(ImportRun.objects.select_for_update(of=("self",)).filter(pk=run.pk)), None)
    if found is None:
        raise ImportRun.DoesNotExist
    return found


def move(run: ImportRun, to: ImportState) -> None:
    """For a locked run. Does not save."""
    assert to in IMPORT_MOVES[ImportState(run.state)]  # noqa: S101 (whoever calls has looked)
    run.state = to


@transaction.atomic
def choose_file(*, run: ImportRun, sheet: str = "", encoding: str = "", header_row: int, by: Any) -> ImportRun:
    """How the file is read. What was matched and corrected before belongs to another reading, and is dropped if it is one."""
    run = lock_run(run)
    if run.state != ImportState.CHOOSING:
        return run
    if (run.sheet, run.encoding, run.mapping.get("header_row")) != (sheet, encoding, header_row):
        run.sheet, run.encoding, run.mapping = sheet, encoding, {"header_row": header_row}
        run.corrections, run.report = {}, {}
        run.save()
    return run


@transaction.atomic
def match_columns(*, run: ImportRun, mapping: dict[str, Any], headings: str, by: Any) -> ImportRun:
    """What the columns mean. The row of the headings stays as it was chosen; `headings` is its fingerprint."""
    run = lock_run(run)
    if run.state == ImportState.CHOOSING:
        run.mapping = {**mapping, "header_row": run.mapping.get("header_row", 0)}
        mapping_from(run.mapping)
        run.report = {"headings": headings}
        run.save()
    return run


@transaction.atomic
def correct_row(*, run: ImportRun, number: int, cells: dict[str, str | None], by: Any) -> ImportRun:
    """Lays these cells over the row, in place of what was corrected in it before. No cells: the row is as in the file."""
    run = lock_run(run)
    if run.state == ImportState.CHOOSING:
        others = {key: value for key, value in run.corrections.items() if key != str(number)}
        run.corrections = others | ({str(number): cells} if cells else {})
        run.save(update_fields=["corrections", "touched_at"])
    return run


@transaction.atomic
def decide(*, run: ImportRun, number: int, said: str | list[str] | None, by: Any) -> ImportRun:
    """Whether a row that would be added is a unit of the register: which one, or none of these; None: open again."""
    run = lock_run(run)
    if run.state == ImportState.CHOOSING:
        run.corrections = with_decision(run.corrections, number, said)
        run.save(update_fields=["corrections", "touched_at"])
    return run


def reading_of(run: ImportRun) -> str:
    """A fingerprint of all that was chosen, matched, mended and decided."""
    said = json.dumps([run.sheet, run.encoding, run.mapping, run.corrections], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def begin_applying(*, run: ImportRun, by: Any, reading: str = "") -> bool:
    """True for the one who may now carry it out: of two who press at once, the other gets False.

    reading: of what the person has seen; Refused where it was changed in another window since. The columns are remembered
    for the next file with these headings.
    """
    run = lock_run(run)
    if run.state != ImportState.CHOOSING or "columns" not in run.mapping:
        return False
    if reading and reading != reading_of(run):
        raise Refused([Problem("changed_meanwhile", _("Something was changed in another window since you looked. Nothing was written. "
                                                      "Look at the rows again."))])
    move(run, ImportState.APPLYING)
    run.rows_done = 0
    run.report = {**run.report, "by": by and by.pk, "work": Work.APPLY}
    run.save()
    remember(run)
    return True


@transaction.atomic
def delete_run(*, run: ImportRun, by: Any) -> bool:
    """What was never applied goes with its file. Of what was applied only the files go: the undoing needs the rest.

    True when the whole import is gone.
    """
    found = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run.pk).first()
    if found is None or found.state == ImportState.APPLYING:
        return found is None
    transaction.on_commit(lambda: _forget_files(found))
    if found.state == ImportState.CHOOSING:
        found.delete()
        return True
    return False


def _forget_files(run: ImportRun) -> None:
    stored_files.forget(run.key)
    stored_files.forget(archive_of(run))
    forget_cells(run)
    forget_table(run.key)
    forget_questions(run.key)


def archive_of(run: ImportRun) -> str:
    """The name under which the photos that were sent last are kept. Each sending has its own: storing 200 MB takes long."""
    return str(run.report.get("archive") or run.key + PHOTOS)


def forget_old_files() -> int:
    """Files of imports that were applied a month ago; imports that nobody went on with for a week; files nobody knows.

    Returns how many files went. Safe to run twice, also at the same moment.
    """
    now = timezone.now()
    ImportRun.objects.filter(state=ImportState.CHOOSING, touched_at__lt=now - timedelta(days=UNUSED_KEPT_DAYS)).delete()
    kept = set(ImportRun.objects.filter(applied_at=None).values_list("key", flat=True))
    kept |= set(ImportRun.objects.filter(applied_at__gte=now - timedelta(days=FILE_KEPT_DAYS)).values_list("key", flat=True))
    old = [name for name in stored_files.all_kept() if name.partition(PHOTOS)[0] not in kept and stored_files.is_old(name, now - ORPHAN_AGE)]
    for name in old:
        stored_files.forget(name)
    return len(old)
