"""Archives of photos that are sent for a written import: kept, taken in, and asked about where a name fits several units."""

from datetime import datetime
from functools import partial
from typing import Any
from zipfile import ZipFile

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import ImportState
from vacancies.imports import stored_files
from vacancies.imports.at_work import is_at_work, pulse, set_to_work, whose
from vacancies.imports.runs import PHOTOS, Work, archive_of, lock_run
from vacancies.imports.zip_photos import Sent, open_archive, photos_of, sent_from, take_in, take_in_as
from vacancies.models import ImportRun, Unit
from vacancies.problem import Problem, refuse_if
from vacancies.references import random_key


def begin_photos(*, run: ImportRun, file: File, by: Any) -> bool:
    """Keeps the archive and says that it is to be taken in. Raises Refused for what is no archive of photos.

    It is stored before anything is locked: nobody waits to write while 200 MB travel.
    """
    if not _may_begin(run):
        return False
    name = f"{run.key}{PHOTOS}-{random_key()}"
    stored_files.keep(name, file, field="archive")
    begun = False
    try:
        with stored_files.opened(name) as path:
            open_archive(path).close()
        begun = _begin(run, name, by)
    finally:
        if not begun:
            stored_files.forget(name)
    return begun


def _may_begin(run: ImportRun) -> bool:
    return run.state == ImportState.APPLIED and not is_at_work(run)


@transaction.atomic
def _begin(run: ImportRun, name: str, by: Any) -> bool:
    """In place of the archive that was sent before."""
    run = lock_run(run)
    if not _may_begin(run):
        return False
    transaction.on_commit(partial(stored_files.forget, archive_of(run)))
    told = {"by": by and by.pk, "archive": name, "archive_at": timezone.now().isoformat()}
    run.report, run.rows_total = {**run.report, **told}, 0  # how many photos: known once they are taken in
    set_to_work(run, Work.PHOTOS)
    return True


def photos(run: ImportRun) -> None:
    """Taken in before it was stopped: found again, and not kept twice."""
    run.refresh_from_db()
    by, note, since = whose(run), pulse(run), run.report.get("archive_at")
    with stored_files.opened(archive_of(run)) as path, open_archive(path) as archive:
        ImportRun.objects.filter(pk=run.pk).update(rows_total=len(photos_of(archive)), touched_at=timezone.now())
        sent = []
        for number, one in enumerate(take_in(archive, by=by, reason=run.reason, since=since and datetime.fromisoformat(since)), 1):
            sent.append(one.as_json())
            note(number)
    with transaction.atomic():
        now = lock_run(run)
        now.report = {part: said for part, said in now.report.items() if part != "work"} | {"photos": sent}
        now.save()
    if not any(one.fits for one in map(sent_from, sent)):
        stored_files.forget(archive_of(run))


def choose_for_photo(*, run: ImportRun, at: int, reference: str, by: Any) -> Sent:
    """Gives the photo at this place of the archive to one of the units that its name fits. The archive goes with the last one.

    Where it could not be stored just now, it can be chosen again. Raises LookupError for what was not offered, FileNotFoundError once
    the archive is gone, and Refused once the import is undone.
    """
    run.refresh_from_db()
    _refuse_unless_offered(run, at, reference)
    with stored_files.opened(archive_of(run)) as path, open_archive(path) as archive, transaction.atomic():
        now = lock_run(run)
        _refuse_unless_offered(now, at, reference)  # somebody else may have chosen at this moment
        sent = _given(archive, at, Unit.objects.get(reference=reference), by, run.reason)
        if sent.code == "not_stored":
            return sent
        now.report["photos"][at] = sent.as_json()
        now.save()
    if not any(sent_from(one).fits for one in now.report["photos"]):
        stored_files.forget(archive_of(run))
    return sent


def undone_problems(run: ImportRun) -> list[Problem]:
    """The units that its photos are for may be gone, or go at this moment."""
    if run.is_undoing or run.is_undone:
        return [Problem("undone", _("This import was undone meanwhile, so its photos are not taken in. Add photos on the page of a unit."))]
    return []


def _refuse_unless_offered(run: ImportRun, at: int, reference: str) -> None:
    refuse_if(undone_problems(run))
    if not run.is_applied or is_at_work(run) or reference not in sent_from(run.report.get("photos", [])[at]).fits:
        raise LookupError(reference)


def _given(archive: ZipFile, at: int, unit: Unit, by: Any, reason: str) -> Sent:
    """To the entry into which the chosen one was merged since, also at this moment."""
    while True:
        while unit.merged_into is not None:
            unit = unit.merged_into
        sent = take_in_as(archive, at, unit, by=by, reason=reason)
        if sent.code != "merged":
            return sent
        unit.refresh_from_db()
