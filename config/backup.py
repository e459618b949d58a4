"""Saves the database and the photos in one file, and brings them back; both databases, while people go on working.

Photos are read before the database and once more after it: one added in between has its row in the copy, and one
removed in between was read before. So no row of the copy is without its file. Used by bin/backup and bin/restore.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SQLITE, POSTGRES = "database.sqlite3", "database.dump"


class Unsaved(Exception):
    """A backup or a restore that did not happen; the sentence says why."""


def is_sqlite() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def postgres_environment() -> dict[str, str]:
    """The connection by environment: an argument with a password would show in the list of processes."""
    database = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return os.environ | {name: str(database[key]) for name, key in names.items() if database.get(key)}


def call(*command: str) -> None:
    try:
        subprocess.run(command, env=postgres_environment(), check=True)  # noqa: S603
    except FileNotFoundError as missing:
        raise Unsaved(f"{command[0]} is missing. On Debian: apt-get install postgresql-client") from missing
    except subprocess.CalledProcessError as failed:
        raise Unsaved(f"{command[0]} did not finish; its lines above say why.") from failed


def copy_database(folder: Path) -> Path:
    """One moment of the database, as a file in `folder`; writers are not held up."""
    if not is_sqlite():
        target = folder / POSTGRES
        call("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return target
    source, target = Path(settings.DATABASES["default"]["NAME"]), folder / SQLITE
    if not source.exists():
        raise Unsaved(f"There is no database at {source}.")
    with closing(sqlite3.connect(source, timeout=60)) as connection:
        connection.execute("VACUUM INTO ?", [str(target)])
    return target


def is_kept_here() -> bool:
    """Else photos and papers are in an S3 store, which keeps copies of its own."""
    return settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage")


def photos() -> Iterator[Path]:
    if not is_kept_here():
        return iter(())
    return (path for path in sorted(settings.MEDIA_ROOT.rglob("*")) if path.is_file())


def add_photos(archive: tarfile.TarFile, known: set[Path]) -> None:
    """Adds what is not yet in; a file that is removed at this moment is no loss."""
    for path in photos():
        try:
            if path not in known:
                archive.add(path, arcname=str(Path("media") / path.relative_to(settings.MEDIA_ROOT)))
                known.add(path)
        except FileNotFoundError:
            continue


def make(target: str) -> Path:
    """Writes skatlogs-<moment>.tar into the folder `target`, readable for its owner alone."""
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    finished = folder / f"skatlogs-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.tar"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as workplace:
        unfinished = Path(workplace) / "archive.tar"
        unfinished.touch(mode=0o600)
        known: set[Path] = set()
        with tarfile.open(unfinished, "w") as archive:
            add_photos(archive, known)
            database = copy_database(Path(workplace))
            archive.add(database, arcname=database.name)
            add_photos(archive, known)
        unfinished.rename(finished)
    return finished


def restore(source: str) -> Path:
    """Puts a backup in the place of what is there; the service must be stopped. Returns where the photos are.

    SQLite: the file that was there is kept beside the new one, with `.before` at its end.
    PostgreSQL: all or nothing, in one transaction.
    """
    workplace = Path(tempfile.mkdtemp(prefix="skatlogs-restore-"))
    with tarfile.open(source) as archive:
        wanted = SQLITE if is_sqlite() else POSTGRES
        if wanted not in archive.getnames():
            raise Unsaved(f"{source} holds no {wanted}: it was made with the other kind of database.")
        put_photos(archive)
        put(archive, wanted, workplace / wanted)
    if is_sqlite():
        put_sqlite(workplace / wanted)
    else:
        call("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
             f"--dbname={settings.DATABASES['default']['NAME']}", str(workplace / wanted))
    (workplace / wanted).unlink(missing_ok=True)
    workplace.rmdir()
    return settings.MEDIA_ROOT


def put_photos(archive: tarfile.TarFile) -> None:
    """All names are looked at before anything is written: one that leads out of the folder refuses the whole file."""
    names = [member.name for member in archive if member.isfile() and member.name.startswith("media/")]
    for name in names:
        if ".." in Path(name).parts:
            raise Unsaved(f"the file names {name}, which lies outside the photos.")
    for name in names:
        put(archive, name, settings.MEDIA_ROOT.joinpath(*Path(name).parts[1:]))


def put(archive: tarfile.TarFile, name: str, target: Path) -> None:
    """Content only. Owners, modes and links of the archive mean nothing here, and Python 3.11 may lack tar filters."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source = archive.extractfile(name)
    if source is None:
        raise Unsaved(f"{name} in the file is not a file.")
    with source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy)


def put_sqlite(copy: Path) -> None:
    target = Path(settings.DATABASES["default"]["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        old = Path(f"{target}{ending}")
        if old.exists():
            old.replace(f"{target}.before{ending}")
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(target)) as connection:
        source.backup(connection)


def main(words: list[str]) -> int:
    if len(words) != 2 or words[0] not in ("make", "restore"):
        print("Usage: bin/backup FOLDER, or bin/restore FILE", file=sys.stderr)  # noqa: T201
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        done = make(words[1]) if words[0] == "make" else restore(words[1])
    except (Unsaved, ImproperlyConfigured, OSError, tarfile.TarError, sqlite3.Error) as failed:
        print(f"Nothing was done: {failed}", file=sys.stderr)  # noqa: T201
        return 1
    print(f"Saved as {done}" if words[0] == "make" else f"Restored. Photos are in {done}")  # noqa: T201
    if not is_kept_here():
        print("Photos and papers are in the S3 store, not in this file: switch on its versions, or copy the bucket.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
