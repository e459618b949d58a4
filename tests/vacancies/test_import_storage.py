"""Files of imports in a folder and in an object store, and what happens when one cannot be kept or is gone."""

import io
import lzma
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import make_import, make_officer, make_unit
from tests.vacancies.asking import codes as codes_of
from tests.vacancies.pictures import encoded, make_image
from tests.vacancies.registers import import_file, register, row
from tests.vacancies.sending_registers import apply, match, page, send, sent, upload
from vacancies import detached
from vacancies.choices import ImportState
from vacancies.imports import archives, stored_files, undo_added, work
from vacancies.imports.runs import Work, archive_of, delete_run, forget_old_files
from vacancies.imports.undo import undo_run
from vacancies.imports.work import begin_counting, carry_out
from vacancies.imports.zip_photos import open_archive, take_in
from vacancies.models import ImportRun, Owner, Photo, Unit
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
SMALL = encoded(make_image(200, 150))


class ObjectStore(FileSystemStorage):
    """Has no folders: only whole names exist, and an empty place is an empty list."""

    def exists(self, name):
        return Path(self.path(name)).is_file()

    def listdir(self, path):
        return super().listdir(path) if Path(self.path(path)).is_dir() else ([], [])


class FullDisk(FileSystemStorage):
    def _save(self, name, content):
        raise OSError("no space left")


def kept_in(settings, storage):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.{storage.__name__}"}}


def zipped(names, how=zipfile.ZIP_DEFLATED, data=SMALL):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", how) as archive:
        for name in names:
            archive.writestr(name, data)
    return written.getvalue()


@pytest.mark.parametrize("storage", [FileSystemStorage, ObjectStore])
def test_registers_with_owners_names_are_forgotten_wherever_they_are_kept(settings, storage, monkeypatch):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{storage.__module__}.{storage.__name__}"}}
    assert (stored_files.all_kept(), forget_old_files()) == ([], 0)
    stored_files.keep("of-nobody", ContentFile(b"owners"))
    monkeypatch.setattr("vacancies.imports.runs.ORPHAN_AGE", timedelta(days=-1))
    assert forget_old_files() == 1
    assert not stored_files.is_kept("of-nobody")


def test_a_store_that_is_full_is_said_with_a_sentence_and_nothing_stays(client, officer, settings, tmp_path):
    run = make_import(by=officer)
    apply(client, run)
    kept_in(settings, FullDisk)
    response = upload(client, sent("Adrese\nPils iela 1\n"))
    assert (response.status_code, codes_of(response)) == (422, {"not_stored"})
    response = client.post(page("photos", run), {"archive": sent(zipped(["a.jpg"]), "a.zip")})
    assert (response.status_code, codes_of(response)) == (422, {"not_stored"})
    undo_run(run=run, by=officer)
    assert client.post(page("again", run))["Location"] == page("file", run)
    assert ImportRun.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("import_units", str(register(tmp_path, row())))


def test_an_archive_is_stored_before_anything_is_locked_and_takes_the_place_of_the_one_before(client, officer, monkeypatch):
    """SQLite has one writer, and 200 MB travel long."""
    run = make_import(by=officer)
    apply(client, run)
    make_unit(address_typed="Pils iela 9")
    make_unit(address_typed="Pils iela 9", name="cita")
    outside, keep = len(connection.savepoint_ids), stored_files.keep
    depths = []

    def watched(*arguments, **options):
        depths.append(len(connection.savepoint_ids))
        return keep(*arguments, **options)

    monkeypatch.setattr(archives.stored_files, "keep", watched)
    names = []
    for _sending in range(2):
        client.post(page("photos", run), {"archive": sent(zipped(["Pils iela 9.jpg"]), "a.zip")})
        run.refresh_from_db()
        names.append(archive_of(run))
        assert stored_files.is_kept(names[-1])
    assert depths == [outside, outside]
    assert len(set(names)) == 2
    client.post(page("photos", run), {"archive": sent(b"no archive", "a.zip")})
    assert stored_files.is_kept(names[-1])
    assert forget_old_files() == 0


def damaged(data, name):
    """The first bytes of what is packed are turned over."""
    at = data.index(name.encode()) + len(name) + 9
    return data[:at] + bytes(255 - byte for byte in data[at:at + 4]) + data[at + 4:]


@pytest.mark.parametrize("how", [zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_STORED])
def test_one_damaged_file_does_not_stop_the_others_of_its_archive(tmp_path, how):
    make_unit(address_typed="Pils iela 77")
    make_unit(address_typed="Pils iela 78")
    path = tmp_path / "a.zip"
    path.write_bytes(damaged(zipped(["Pils iela 77.jpg", "Pils iela 78.jpg"], how), "Pils iela 77.jpg"))
    assert [str(one.fate) for one in take_in(open_archive(path), by=make_officer())] == ["refused", "added"]
    assert Photo.objects.count() == 1


@pytest.mark.parametrize("fault", [lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, MemoryError])
def test_whatever_goes_wrong_in_unpacking_a_file_refuses_it_alone(tmp_path, monkeypatch, fault):
    make_unit(address_typed="Pils iela 77")
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(["Pils iela 77.jpg"]))

    def broken(*_arguments):
        raise fault

    monkeypatch.setattr(zipfile.ZipExtFile, "read", broken)
    assert [one.code for one in take_in(open_archive(path), by=make_officer())] == ["unreadable"]


def test_what_a_process_of_its_own_says_reaches_the_journal(monkeypatch):
    asked = []
    monkeypatch.setattr(detached.subprocess, "Popen", lambda _command, **options: asked.append(options))
    work.detach(make_import(), Work.APPLY)
    assert asked[0].get("stderr") is None
    assert asked[0]["stdin"] == subprocess.DEVNULL


def test_an_import_that_is_thrown_away_while_it_is_counted_stops_quietly(monkeypatch):
    run = make_import()
    begin_counting(run=run, by=None)
    read = work._read

    def thrown_away_then_read(now):
        answer = read(now)
        delete_run(run=now, by=None)
        return answer

    monkeypatch.setattr(work, "_read", thrown_away_then_read)
    carry_out(run, Work.COUNT)
    assert not ImportRun.objects.exists()


def test_an_import_whose_file_went_with_it_stops_quietly():
    run = make_import()
    begin_counting(run=run, by=None)
    default_storage.delete(f"imports/{run.key}")
    ImportRun.objects.all().delete()
    carry_out(run, Work.COUNT)
    assert not ImportRun.objects.exists()


def test_no_row_of_an_import_by_command_is_mended_on_the_page(client, officer, tmp_path):
    call_command("import_units", str(register(tmp_path, row())), "--mapping", str(mapping_in(tmp_path)))
    run = ImportRun.objects.get()
    assert "header_row" not in run.mapping
    assert client.post(page("rows", run), {"row": "2", "cell-0": "Pils iela 5"}).status_code == 302
    run.refresh_from_db()
    assert (run.state, run.corrections) == (ImportState.APPLIED, {})


def mapping_in(folder):
    path = folder / "mapping.json"
    path.write_text('{"columns": {"Adrese": "address"}}', "utf-8")
    return path


def test_a_register_of_a_thousand_columns_can_be_matched_and_mended(client, officer):
    cells = ["Adrese", "Statuss", *(f"Cits {number}" for number in range(998))]
    run = send(client, sent(";".join(cells) + "\n" + ";".join(["Pils iela 1", "savāds", *["x"] * 998]) + "\n"))
    assert match(client, run).status_code == 302
    mended = {"row": "2", **{f"cell-{at}": "x" for at in range(1000)}, "cell-0": "Pils iela 5"}
    assert client.post(page("rows", run), mended).status_code == 302
    run.refresh_from_db()
    assert run.corrections["2"]["0"] == "Pils iela 5"


def test_owners_of_an_undone_import_go_in_pieces_and_all_of_them(client, officer, monkeypatch):
    monkeypatch.setattr(undo_added, "MOST_KEYS", 2)
    lines = "".join(f"Pils iela {number};SIA Nams {number}\n" for number in range(1, 6))
    run = send(client, sent("Adrese;Īpašnieks\n" + lines))
    match(client, run)
    apply(client, run)
    assert Owner.objects.count() == 5
    with CaptureQueriesContext(connection) as asked:
        run.refresh_from_db()
        undo_run(run=run, by=officer)
    assert not Owner.objects.exists()
    assert sum(one["sql"].startswith('DELETE FROM "vacancies_owner"') for one in asked) == 3


def test_units_are_locked_in_the_order_of_their_keys(tmp_path):
    path = register(tmp_path, *(row(f"Pils iela {number}") for number in (3, 1, 2)))
    import_file(path)
    with CaptureQueriesContext(connection) as asked:
        import_file(path)
    locking = [one["sql"] for one in asked if 'FROM "vacancies_unit"' in one["sql"] and 'JOIN "vacancies_importedrow"' in one["sql"]]
    assert locking
    assert all('ORDER BY "vacancies_unit"."id" ASC' in sql for sql in locking)


def test_keeping_refuses_with_the_field_it_was_sent_in(settings):
    kept_in(settings, FullDisk)
    with pytest.raises(Refused) as refused:
        stored_files.keep("x", ContentFile(b"x"), field="archive")
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [("not_stored", "archive")]
    assert Unit.objects.count() == 0
