"""Lists that came as files: one was imported, one waits in its preview. Walks the same verbs as the page."""

from datetime import datetime, time, timedelta

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone

from popups.demo.cast import Cast
from popups.demo.lists import MUNICIPAL, WALKED, municipal, walked
from vacancies.imports.first_look import guessed_columns
from vacancies.imports.headings import Meaning
from vacancies.imports.runs import begin_applying, choose_file, match_columns, start_and_look
from vacancies.imports.sources import fingerprint_of
from vacancies.imports.work import Work, begin_counting, carry_out
from vacancies.models import FieldVisit, ImportedRow, ImportRun, ImportSource, Owner, Unit, Vacancy

APPLIED, WAITING = -9, -2
A_WHILE = timedelta(minutes=18)


def import_lists(cast: Cast, runs: list[ImportRun]) -> None:
    """Called when the year has been lived: dated by hand, without dice. Each import is added to `runs` once its file is stored."""
    done = _matched(cast, runs, MUNICIPAL, municipal(cast.chronicle.day))
    begin_applying(run=done, by=cast.officer)
    carry_out(done, Work.APPLY)
    _matched(cast, runs, WALKED, walked(cast.chronicle.day))
    for run, offset in zip(runs, (APPLIED, WAITING), strict=True):
        _date(run, timezone.make_aware(datetime.combine(cast.chronicle.day(offset), time(10, 40))))


def _matched(cast: Cast, runs: list[ImportRun], name: str, text: str) -> ImportRun:
    """Sent, its columns taken as they were recognised, and counted."""
    run, seen = start_and_look(file=ContentFile(text.encode("utf-8-sig"), name=name), by=cast.officer)
    runs.append(run)
    run = choose_file(run=run, header_row=seen.header_row, by=cast.officer)
    known = guessed_columns(seen)
    columns = {f"#{index + 1}": str(known.get(index, Meaning.IGNORE)) for index in range(seen.width)}
    headings = fingerprint_of(seen.header.cells if seen.header else ())
    run = match_columns(run=run, mapping={"columns": columns}, headings=headings, by=cast.officer)
    begin_counting(run=run, by=cast.officer)
    carry_out(run, Work.COUNT)
    return run


def _date(run: ImportRun, began: datetime) -> None:
    """Everything the import wrote was written then."""
    run.refresh_from_db()
    ended = began + A_WHILE
    ImportRun.objects.filter(pk=run.pk).update(made_at=began, touched_at=ended, applied_at=ended if run.is_applied else None)
    if not run.is_applied:
        return
    models: tuple[type[Model], ...] = (Unit, Vacancy, Owner)
    for model in models:
        model.history.filter(history_change_reason__startswith=run.reason).update(history_date=ended)  # type: ignore[attr-defined]
    added = Unit.history.filter(history_change_reason=run.reason, history_type="+")
    Unit.objects.filter(pk__in=added.values("id")).update(created_at=ended)
    added.update(created_at=ended)
    FieldVisit.objects.filter(import_run=run).update(recorded_at=ended)
    ImportedRow.objects.filter(run=run).update(imported_at=ended)
    ImportSource.objects.filter(headings=run.report["headings"]).update(used_at=ended)
