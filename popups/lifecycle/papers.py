"""Papers come and go while an application may still be changed."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import PaperKind
from popups.models import Application, Paper, User
from popups.papers import MOST_PAPERS, clean_name, keep, paper_problems, read_type
from vacancies.file_age import is_older
from vacancies.photos import fingerprint_of
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.references import random_key
from vacancies.sure import sure

FOLDER = "papers"
LOOSE_AGE = timedelta(hours=1)


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update(no_key=True).get(pk=application.pk)


def _not_editable(application: Application) -> list[Problem]:
    if application.state.is_editable:
        return []
    return [Problem("not_editable", _("It has been sent and cannot be changed now."))]


def _keep(application: Application, kind: str, file: File) -> Paper:
    file_type = sure(read_type(file))
    paper = Paper(application=application, key=random_key(), kind=kind, size=file.size,
                  file_name=clean_name(file.name or "", file_type), content_type=file_type.content_type)
    keep(paper.stored_name, file)
    try:
        paper.save()
    except BaseException:
        default_storage.delete(paper.stored_name)
        raise
    return paper


def _is_there(application: Application, file: File) -> bool:
    """The same bytes came before: a form that was sent twice. Reads only stored papers of exactly that size."""
    for paper in application.papers.filter(size=file.size):
        with suppress(FileNotFoundError), default_storage.open(paper.stored_name) as stored:
            if fingerprint_of(stored) == fingerprint_of(file):
                return True
    return False


@transaction.atomic
def add_papers(*, application: Application, files: Sequence[File], kind: PaperKind | str, by: User) -> list[Paper]:
    """All of them or none; what was written before a failure is removed again. Raises OSError when the disk says no.

    One that the application has already is not added again.
    """
    application = _locked(application)
    files = [file for file in files if not _is_there(application, file)]
    problems = _not_editable(application) + [problem for file in files for problem in paper_problems(file)]
    if application.papers.count() + len(files) > MOST_PAPERS:
        text = _("You can add at most ten papers. Remove one you do not need, or put several into one PDF.")
        problems.append(Problem("too_many_papers", text, "papers"))
    refuse_if(problems)
    kept: list[Paper] = []
    try:
        for file in files:
            kept.append(_keep(application, kind, file))
    except BaseException:
        for paper in kept:
            default_storage.delete(paper.stored_name)
        raise
    return kept


@transaction.atomic
def remove_paper(*, paper: Paper, by: User | None) -> None:
    """The row goes now, the file after the commit, so that there is never a row without its file."""
    problems = _not_editable(_locked(paper.application))
    if problems:
        raise Refused(problems)
    drop_paper(paper)


def drop_paper(paper: Paper) -> None:
    """The row goes now, the file after the commit. A storage that fails keeps neither the next file nor the page from going on."""
    paper.delete()
    transaction.on_commit(lambda: default_storage.delete(paper.stored_name), robust=True)


def remove_loose_papers() -> int:
    """Removes files that no paper knows, once they are older than an hour; returns how many.

    A server that is killed between the file and the commit leaves them, and they may name people whose data was erased. The hour protects
    an upload under way.
    """
    before = timezone.now() - LOOSE_AGE
    try:
        files = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:  # an object store has no folders and gives an empty list
        files = []
    known = set(Paper.objects.values_list("key", flat=True))
    loose = [f"{FOLDER}/{name}" for name in files if name not in known]
    return sum(_drop_old(name, before) for name in loose)


def _drop_old(name: str, before: datetime) -> bool:
    if not is_older(name, before):
        return False
    default_storage.delete(name)
    return True
