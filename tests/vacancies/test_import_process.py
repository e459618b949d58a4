"""Long registers are written by a process of their own, which may be killed at any moment.

Nothing here depends on how fast the machine is: a process begins when the test lets it, and is killed after its first piece.
"""

import re
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.html import strip_tags

from tests.make import make_import, make_officer
from tests.vacancies.sending_registers import counts, page
from vacancies import detached
from vacancies.choices import ImportState
from vacancies.imports import work
from vacancies.imports.apply import BATCH as APPLIED_AT_ONCE
from vacancies.imports.undo import BATCH as UNDONE_AT_ONCE
from vacancies.models import ImportRun, Unit

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 2600
TEXT = "Adrese;Telpas;Statuss\n" + "".join(f"Pils iela {number};veikals;brīvs\n" for number in range(1, ROWS + 1))


@pytest.fixture
def processes(monkeypatch, tmp_path, settings):
    """Those that the pages start, on the tests' database and folder. None outlives its test."""
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setenv("MEDIA_ROOT", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", address_of_the_database())
    started, begin = [], subprocess.Popen

    def remembered(command, **options):
        if "carry_out_import" not in command:
            return begin(command, **options)
        started.append(begin(["sh", "-c", 'read -r go; exec "$@"', "sh", *command], **options | {"stdin": subprocess.PIPE}))
        return started[-1]

    monkeypatch.setattr(detached.subprocess, "Popen", remembered)
    yield started
    for process in started:
        process.kill()
        process.wait()


def address_of_the_database():
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        return f"sqlite:///{database['TEST']['NAME']}"
    return f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}"


def let_go(process):
    process.stdin.write(b"go\n")
    process.stdin.close()


def begun_and_killed(process, run, work):
    """The one that waits is replaced by one that a kill meets after the first piece of its work."""
    process.kill()
    died = subprocess.run([sys.executable, "-m", "tests.vacancies.dying_process", run.key, work, "--skip-checks"],
                          cwd=settings.BASE_DIR, check=False, timeout=600)
    assert died.returncode == -signal.SIGKILL


def until(condition):
    deadline = time.monotonic() + 180
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert condition()


def state(run):
    return ImportRun.objects.get(pk=run.pk).state


def test_a_long_register_is_counted_and_written_while_the_page_shows_how_far_it_is(client, processes, monkeypatch):
    monkeypatch.setattr(work, "COUNTED_HERE", 1000)
    client.force_login(make_officer())
    run = make_import(text=TEXT)
    client.post(page("rows", run))
    shown = client.get(page("rows", run)).content.decode()
    assert "hx-trigger" in shown
    assert not re.search(r"\d", strip_tags(shown[shown.index('id="progress"'):].partition("</section>")[0])), "how many rows there are is not known yet"
    let_go(processes[0])
    until(lambda: "counted" in ImportRun.objects.get(pk=run.pk).report)
    assert counts(ImportRun.objects.get(pk=run.pk).report["counted"]) == (ROWS, 0, 0, 0)
    assert not Unit.objects.exists()
    for _press in range(2):
        assert client.post(page("apply", run)).status_code == 302
    assert len(processes) == 2  # one counted, one writes
    assert 'id="progress"' in client.get(page("file", run)).content.decode()
    let_go(processes[1])
    until(lambda: state(run) == ImportState.APPLIED)
    assert counts(ImportRun.objects.get(pk=run.pk).report["applied"]) == (ROWS, 0, 0, 0)
    assert Unit.objects.count() == ROWS
    assert "hx-trigger" not in client.get(page("file", run)).content.decode()


def gone_on_with_after_the_kill(client, run: ImportRun, processes) -> None:
    """The page says after a while that it has stopped; pressed twice, its button starts one process more."""
    assert 'id="progress"' in client.get(page("file", run)).content.decode()
    ImportRun.objects.filter(pk=run.pk).update(touched_at=timezone.now() - timedelta(minutes=3))
    assert 'id="stopped"' in client.get(page("file", run)).content.decode()
    for _press in range(2):
        client.post(page("apply", run))
    assert len(processes) == 2
    let_go(processes[1])


def test_a_killed_process_is_noticed_and_gone_on_with_from_the_page(client, processes):
    client.force_login(make_officer())
    run = make_import(text=TEXT)
    client.post(page("apply", run))
    begun_and_killed(processes[0], run, "apply")
    assert Unit.objects.count() == APPLIED_AT_ONCE
    gone_on_with_after_the_kill(client, run, processes)
    until(lambda: state(run) == ImportState.APPLIED)
    assert counts(ImportRun.objects.get(pk=run.pk).report["applied"]) == (ROWS, 0, 0, 0)
    assert Unit.objects.count() == Unit.history.count() == ROWS


def test_an_undoing_that_was_killed_is_gone_on_with_from_the_page_till_nothing_is_left(client, processes, monkeypatch):
    monkeypatch.setattr(work, "APPLIED_HERE", 10_000)
    client.force_login(make_officer())
    run = make_import(text=TEXT)
    client.post(page("apply", run))
    assert Unit.objects.count() == ROWS
    client.post(page("undo", run))
    begun_and_killed(processes[0], run, "undo")
    left = Unit.objects.count()
    assert left == ROWS - UNDONE_AT_ONCE
    assert (state(run), ROWS - ImportRun.objects.get(pk=run.pk).report["undone"]["removed"]) == (ImportState.UNDOING, left)
    gone_on_with_after_the_kill(client, run, processes)
    until(lambda: state(run) == ImportState.UNDONE)
    assert (Unit.objects.count(), ImportRun.objects.get(pk=run.pk).report["undone"]["removed"]) == (0, ROWS)
    assert 'id="undone"' in client.get(page("file", run)).content.decode()


def test_the_command_knows_its_imports_only():
    with pytest.raises(CommandError):
        call_command("carry_out_import", "no-such-key", "apply", skip_checks=True)
