"""A backup holds every row and every photo, and comes back as it was."""

import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config import backup
from tests import postgres

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path: Path, monkeypatch):
    """Of this test alone; the tools read the name of the test's database and not of the real one."""
    settings.MEDIA_ROOT = tmp_path / "pictures"
    (settings.MEDIA_ROOT / "units").mkdir(parents=True)
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", connection.settings_dict["NAME"])


@pytest.fixture(autouse=True)
def _own_tools(monkeypatch):
    """PostgreSQL's programs of the same version as the server of this run."""
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", str(next(postgres.binaries())), prepend=":")


def execute(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def notes():
    execute("CREATE TABLE note (word varchar(20))")
    execute("INSERT INTO note VALUES ('first')")
    yield lambda: [word for (word,) in execute("SELECT word FROM note")]
    execute("DROP TABLE IF EXISTS note")


def photo(name: str, content: bytes = b"picture") -> Path:
    path = settings.MEDIA_ROOT / "units" / name
    path.write_bytes(content)
    return path


def test_what_was_saved_comes_back(notes, tmp_path):
    kept = photo("a.webp")
    saved = backup.make(str(tmp_path / "backups"))
    execute("INSERT INTO note VALUES ('later')")
    kept.unlink()
    connection.close()
    backup.restore(str(saved))
    connection.close()
    assert notes() == ["first"]
    assert kept.read_bytes() == b"picture"


def test_a_photo_added_or_removed_while_the_database_is_read_is_in(notes, tmp_path, monkeypatch):
    early = photo("early.webp")
    read = backup.copy_database

    def meanwhile(folder: Path) -> Path:
        early.unlink()
        photo("late.webp")
        return read(folder)

    monkeypatch.setattr(backup, "copy_database", meanwhile)
    with tarfile.open(backup.make(str(tmp_path / "backups"))) as archive:
        assert {"media/units/early.webp", "media/units/late.webp"} <= set(archive.getnames())


def test_nothing_half_made_is_left_behind(notes, tmp_path, monkeypatch):
    def full(folder: Path) -> Path:
        raise OSError("No space left on device")

    monkeypatch.setattr(backup, "copy_database", full)
    with pytest.raises(OSError, match="No space"):
        backup.make(str(tmp_path / "backups"))
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_is_readable_for_its_owner_alone(notes, tmp_path):
    assert backup.make(str(tmp_path)).stat().st_mode & 0o077 == 0


def test_a_name_that_leads_out_of_the_photos_is_refused(notes, tmp_path):
    saved = backup.make(str(tmp_path / "backups"))
    with tarfile.open(saved, "a") as archive:
        archive.add(photo("a.webp"), arcname="media/../../stolen.webp")
    with pytest.raises(backup.Unsaved):
        backup.restore(str(saved))
    assert not (tmp_path.parent / "stolen.webp").exists()
    assert notes() == ["first"]


def test_a_file_of_the_other_database_is_refused(notes, tmp_path):
    with tarfile.open(tmp_path / "other.tar", "w") as archive:
        archive.add(photo("a.webp"), arcname="something")
    with pytest.raises(backup.Unsaved):
        backup.restore(str(tmp_path / "other.tar"))
