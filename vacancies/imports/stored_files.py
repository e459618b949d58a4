"""The files that people send for an import. They lie in private storage under a random name and are never served."""

import hashlib
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from vacancies.file_age import is_older
from vacancies.problem import Problem, Refused

log = logging.getLogger(__name__)
FOLDER = "imports"
NOT_STORED = _("The file could not be stored just now. Nothing was changed. Try again in a few minutes.")


def keep(name: str, file: File, *, field: str = "file") -> str:
    """Stores it under this name and returns its SHA-256. If it cannot be written whole, nothing stays and Refused says so.

    In place of what lies there: only a demonstration gives a name twice, after its database was deleted without its files.
    field: of the form to which the sentence belongs.
    """
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    try:
        _write(name, file)
    except Exception as problem:  # a full disk, a read-only folder, an object store that is away
        log.exception("The file of an import could not be stored")
        raise Refused([Problem("not_stored", NOT_STORED, field)]) from problem
    return digest.hexdigest()


def _write(name: str, file: File) -> None:
    forget(name)
    stored = default_storage.save(_path(name), file)
    if stored != _path(name):
        default_storage.delete(stored)
        raise FileExistsError(name)


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The file as a path on this machine; fetched for as long as it is needed where the storage is elsewhere.

    Raises FileNotFoundError once it was forgotten.
    """
    if not is_kept(name):
        raise FileNotFoundError(name)
    try:
        path = default_storage.path(_path(name))
    except NotImplementedError:
        with _fetched(name) as copy:
            yield copy
    else:
        yield Path(path)


@contextmanager
def _fetched(name: str) -> Iterator[Path]:
    with default_storage.open(_path(name)) as stored, tempfile.NamedTemporaryFile() as copy:
        for chunk in stored.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def is_kept(name: str) -> bool:
    return default_storage.exists(_path(name))


def forget(name: str) -> None:
    """Twice is harmless."""
    default_storage.delete(_path(name))


def all_kept() -> list[str]:
    """The name of every stored file."""
    try:
        return sorted(default_storage.listdir(FOLDER)[1])
    except FileNotFoundError:  # an object store has no folders and gives an empty list
        return []


def is_old(name: str, before: datetime) -> bool:
    """Whether it is there, and was written before that."""
    return is_older(_path(name), before)


def _path(name: str) -> str:
    return f"{FOLDER}/{name}"
