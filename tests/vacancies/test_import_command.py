"""The command: what it prints, writes and returns, on a terminal and off it, and when it is killed."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.make import make_officer, make_unit
from tests.vacancies.registers import DATA, everything_stored, register, row
from vacancies.imports import apply as applying
from vacancies.imports.headings import Meaning
from vacancies.imports.problems import ProblemCode
from vacancies.imports.undo import undo_run
from vacancies.imports.work import carry_on_applying
from vacancies.models import ImportRun, Unit
from vacancies.progress import Progress

XLSX = DATA / "aluksne_synthetic_register.xlsx"
CP1257 = DATA / "aluksne_synthetic_register_cp1257.csv"
PARTS = {"rows", "added", "changed", "unchanged", "refused", "problems"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(*arguments, **options):
    out = io.StringIO()
    call_command("import_units", *map(str, arguments), stdout=out, skip_checks=True, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_the_report_accounts_for_every_row(tmp_path):
    run(CP1257, "--encoding", "cp1257", "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert PARTS <= set(report)
    assert (report["rows"], report["added"], report["changed"], report["unchanged"], report["refused"]) == (25, 22, 0, 0, 3)
    assert all(set(problem) == {"row", "column", "code", "message"} for problem in report["problems"])
    assert [problem["row"] for problem in report["problems"]] == sorted(problem["row"] for problem in report["problems"])
    assert (report["encoding"], report["header_row"]) == ("cp1257", 4)
    assert set(os.listdir(tmp_path)) - {"media"} == {"report.json"}, "and no half-written one beside it"


@pytest.mark.django_db
def test_a_trial_run_writes_no_unit_but_the_report(tmp_path):
    run(XLSX, "--dry-run", "--report", tmp_path / "report.json")
    assert not Unit.objects.exists()
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["added"] == 22


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_ends_with_code_1_its_reason_and_line(tmp_path):
    with pytest.raises(CommandError) as caught:
        run(CP1257, "--report", tmp_path / "report.json")
    assert caught.value.returncode == 1
    assert "Alūksnes novada" in str(caught.value)  # the preview
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["rows"] == 0
    assert [(problem["row"], problem["code"]) for problem in report["problems"]] == [(1, "unknown_encoding")]


@pytest.mark.django_db
def test_an_unknown_sheet_lists_the_sheets_there_are():
    with pytest.raises(CommandError, match="Skaidrojumi"):
        run(XLSX, "--sheet", "Telpas")
    assert "Skaidrojumi" in run(XLSX)  # and the choice is told


@pytest.mark.django_db
def test_a_mapping_file_is_read(tmp_path):
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"columns": {"Statuss": "ignore"}}', encoding="utf-8")
    run(XLSX, "--mapping", mapping)
    assert Unit.objects.exists()
    mapping.write_text('{"columns": {"Statuss": "colour"}}', encoding="utf-8")
    with pytest.raises(CommandError, match="colour"):
        run(XLSX, "--mapping", mapping)


@pytest.mark.django_db
def test_a_report_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        run(XLSX, "--report", tmp_path / "nowhere" / "report.json")


def test_progress_is_shown_on_a_terminal_and_leaves_no_line_behind():
    terminal = Terminal()
    with Progress("Rows", total=10, stream=terminal) as progress:
        progress.at(5)
    shown = terminal.getvalue()
    assert "5" in shown
    assert "10" in shown
    assert shown.endswith("\r\x1b[2K")
    assert "\n" not in shown


def test_progress_is_not_written_into_a_file_or_pipe():
    pipe = io.StringIO()
    with Progress("Rows", total=10, stream=pipe) as progress:
        progress.at(5)
    assert pipe.getvalue() == ""


@pytest.mark.django_db
def test_the_command_shows_its_progress_only_on_a_terminal(monkeypatch):
    for stream, shows in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        out = run(XLSX)
        assert bool(stream.getvalue()) is shows
        assert "\x1b" not in out


@pytest.mark.django_db(transaction=True)
def test_an_import_that_breaks_off_between_two_batches_is_completed_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(applying, "BATCH", 10)
    path = register(tmp_path, *(row(f"Pils iela {number}") for number in range(1, 36)))

    class PowerCut(Exception):
        pass

    batches = iter([False, True])

    def cut():
        if next(batches):
            raise PowerCut

    write = applying._Import._write
    monkeypatch.setattr(applying._Import, "_write", lambda self, changes: (write(self, changes), cut()))
    with pytest.raises(PowerCut):
        run(path)
    assert Unit.objects.count() == 10  # the second batch was undone as a whole
    monkeypatch.setattr(applying._Import, "_write", write)
    run(path)
    assert Unit.objects.count() == Unit.history.count() == 35
    before = everything_stored()
    run(path)
    assert everything_stored() == before


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_outright_leaves_whole_units_and_is_completed_by_the_next(tmp_path):
    path = register(tmp_path, *(row(f"Pils iela {number}") for number in range(1, 3001)))
    process = start_import(path)
    deadline = time.monotonic() + 120
    while not Unit.objects.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = Unit.objects.count()
    assert done % applying.BATCH == 0
    assert done
    assert not Unit.objects.filter(spaces=None).exists()
    assert not Unit.objects.filter(imported_row=None).exists()
    run(path)
    assert Unit.objects.count() == Unit.history.count() == 3000


def start_import(path: Path) -> subprocess.Popen:
    """A process of its own on the tests' database."""
    database = settings.DATABASES["default"]
    name = database["TEST"]["NAME"] if "sqlite" in database["ENGINE"] else database["NAME"]
    url = f"sqlite:///{name}" if "sqlite" in database["ENGINE"] else f"postgres://{database['USER']}@/{database['HOST']}/{name}"
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen([sys.executable, "manage.py", "import_units", str(path), "--skip-checks"],
                            cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_make_every_unit_once(tmp_path):
    path = register(tmp_path, *(row(f"Pils iela {number}") for number in range(1, 1201)))
    both = [start_import(path), start_import(path)]
    assert [process.wait(timeout=300) for process in both] == [0, 0]
    assert Unit.objects.count() == Unit.history.count() == 1200


def test_every_problem_code_and_every_meaning_is_explained_to_the_officer():
    words = (settings.BASE_DIR / "docs" / "import.md").read_text("utf-8")
    assert [member for member in (*ProblemCode, *Meaning) if f"`{member}`" not in words] == []


@pytest.mark.django_db
def test_what_the_command_brought_is_listed_beside_the_others_and_can_be_undone_as_a_whole(tmp_path):
    make_unit(address_typed="Rīgas iela 2")
    before = everything_stored()
    out = run(register(tmp_path, *(row(f"Pils iela {number}") for number in range(1, 4))))
    made = ImportRun.objects.get()
    assert (made.is_applied, made.made_by, made.report["applied"]["added"], made.rows_done) == (True, None, 3, made.rows_total)
    assert reverse("vacancies:import-list") in out
    undone = undo_run(run=made, by=make_officer())
    assert (undone.removed, undone.put_back, undone.kept) == (3, 0, [])
    assert everything_stored()[1:] == before[1:]


@pytest.mark.django_db
def test_a_trial_leaves_no_import_behind(tmp_path):
    run(register(tmp_path, row("Pils iela 1")), "--dry-run")
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_an_interrupted_command_can_go_on_from_the_page_of_its_import(tmp_path, monkeypatch):
    path = register(tmp_path, *(row(f"Pils iela {number}") for number in range(1, 8)))
    monkeypatch.setattr(applying, "BATCH", 3)

    def stop(self, row_number):
        raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "at", stop)
    with pytest.raises(CommandError):
        run(path)
    stopped = ImportRun.objects.get()
    assert (Unit.objects.count(), stopped.is_applied) == (3, False)
    carry_on_applying(stopped)
    stopped.refresh_from_db()
    assert (Unit.objects.count(), stopped.is_applied, stopped.report["applied"]["added"]) == (7, True, 7)
