"""What goes on behind the pages: once at a time, stopped and taken up again, in a process of its own, forgotten in time."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from tests.make import make_import, make_officer, make_unit
from tests.vacancies.registers import dump
from tests.vacancies.sending_registers import counts
from vacancies.choices import ImportState
from vacancies.imports import apply as applying
from vacancies.imports import stored_files, work
from vacancies.imports.problems import Unreadable
from vacancies.imports.runs import (
    Work,
    begin_applying,
    correct_row,
    delete_run,
    forget_old_files,
    start_run,
)
from vacancies.imports.undo import undo_run
from vacancies.imports.work import (
    begin_counting,
    carry_out,
    has_stopped,
    is_long,
    start,
    take_up_again,
)
from vacancies.models import ImportRun, Unit

pytestmark = pytest.mark.django_db


def register_of(count, *, start_at=1, name="veikals"):
    rows = [f"Pils iela {number};{name};brīvs\n" for number in range(start_at, start_at + count)]
    return "Adrese;Telpas;Statuss\n" + "".join(rows)


def fresh(run):
    return ImportRun.objects.get(pk=run.pk)


class PowerCut(BaseException):
    pass


def cut_after(batches):
    """A stand-in for the note of progress: the power goes after so many batches."""
    left = [batches]

    def note(run):
        def at(row):
            ImportRun.objects.filter(pk=run.pk).update(rows_done=row)
            left[0] -= 1
            if left[0] == 0:
                raise PowerCut
        return at

    return note


def long_ago(run):
    ImportRun.objects.filter(pk=run.pk).update(touched_at=timezone.now() - timedelta(minutes=5))


def test_of_two_who_press_at_once_one_carries_it_out():
    officer, run = make_officer(), make_import()
    assert [begin_applying(run=run, by=officer), begin_applying(run=run, by=officer)] == [True, False]
    carry_out(fresh(run), Work.APPLY)
    assert begin_applying(run=run, by=officer) is False
    assert (Unit.objects.count(), fresh(run).state) == (1, ImportState.APPLIED)


def test_what_was_not_matched_cannot_be_applied_or_counted():
    run = start_run(file=ContentFile(register_of(1).encode(), name="r.csv"), by=make_officer())
    assert begin_applying(run=run, by=None) is False
    assert begin_counting(run=run, by=None) is False
    assert fresh(run).state == ImportState.CHOOSING


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_an_import_that_stops_goes_on_and_accounts_for_the_whole_file(monkeypatch, batches):
    monkeypatch.setattr(applying, "BATCH", 10)
    for number in range(1, 6):
        make_unit(name="veikals", address_typed=f"Pils iela {number}", is_published=False)
    before = dump()
    officer, run = make_officer(), make_import(text=register_of(35) + "KOPĀ:;;\n")
    begin_applying(run=run, by=officer)
    with monkeypatch.context() as patched:
        patched.setattr(work, "pulse", cut_after(batches))
        with pytest.raises(PowerCut):
            carry_out(fresh(run), Work.APPLY)
    stopped = fresh(run)
    assert (stopped.state, stopped.rows_done, has_stopped(stopped)) == (ImportState.APPLYING, batches * 10 + 1, False)
    assert take_up_again(run=run, by=officer) is None  # it may still be alive
    long_ago(run)
    assert has_stopped(fresh(run))
    assert [take_up_again(run=run, by=officer), take_up_again(run=run, by=officer)] == [Work.APPLY, None]
    carry_out(fresh(run), Work.APPLY)
    done = fresh(run)
    added, changed, unchanged, refused = counts(done.report["applied"])
    assert (added, refused, added + changed + unchanged + refused, done.report["applied"]["rows"]) == (30, 1, 36, 36)
    assert Unit.objects.count() == 35
    undone = undo_run(run=done, by=officer)
    assert (undone.removed, undone.put_back, undone.kept) == (30, changed, [])
    assert dump() == before


def test_counting_sees_what_was_corrected_meanwhile(monkeypatch):
    run = make_import(text=register_of(2))
    begin_counting(run=run, by=None)
    read, times = work._read, []

    def corrected_while_reading(reading, **options):
        account = read(reading, **options)
        times.append(1)
        if len(times) == 1:
            correct_row(run=run, number=2, cells={"0": ""}, by=None)
        return account

    monkeypatch.setattr(work, "_read", corrected_while_reading)
    carry_out(fresh(run), Work.COUNT)
    assert len(times) == 2
    assert counts(fresh(run).report["counted"]) == (1, 0, 0, 1)
    assert not Unit.objects.exists()


def test_only_one_counts_at_a_time_until_it_stops():
    run = make_import()
    assert [begin_counting(run=run, by=None), begin_counting(run=run, by=None)] == [True, False]
    long_ago(run)
    assert begin_counting(run=run, by=None) is True


def test_counting_ends_quietly_when_the_import_was_thrown_away_meanwhile(monkeypatch):
    run = make_import()
    begin_counting(run=run, by=None)
    read = work._read
    monkeypatch.setattr(work, "_read", lambda reading, **options: (read(reading, **options), run.delete())[0])
    work.count(fresh(run))
    assert not ImportRun.objects.exists()


def test_a_file_that_is_gone_is_told_and_nothing_is_written():
    run = make_import()
    begin_applying(run=run, by=None)
    stored_files.forget(run.key)
    carry_out(fresh(run), Work.APPLY)
    assert fresh(run).report["failure"][2] == "no_file"
    assert fresh(run).state == ImportState.APPLYING
    assert take_up_again(run=run, by=None) is Work.APPLY  # once somebody has put it back
    assert not Unit.objects.exists()


def test_a_long_file_is_left_to_another_process(monkeypatch, django_capture_on_commit_callbacks):
    begun = []
    monkeypatch.setattr(work, "detach", lambda run, what: begun.append((run.key, what)))
    monkeypatch.setattr(work, "APPLIED_HERE", 4)
    short, long = make_import(text=register_of(3)), make_import(text=register_of(4, name="salons"))
    assert (is_long(short, Work.APPLY), is_long(long, Work.APPLY), is_long(long, Work.COUNT)) == (False, True, False)
    for run in (short, long):
        begin_applying(run=run, by=None)
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            start(fresh(run), Work.APPLY)
    assert begun == [(long.key, Work.APPLY)]
    assert (fresh(short).state, fresh(long).state) == (ImportState.APPLIED, ImportState.APPLYING)


# What is kept, and for how long


def kept():
    return sorted(default_storage.listdir("imports")[1])


def aged(run, **moments):
    ImportRun.objects.filter(pk=run.pk).update(**moments)


def test_files_go_a_month_after_they_were_applied_and_a_week_after_they_were_left(monkeypatch):
    monkeypatch.setattr("vacancies.imports.runs.ORPHAN_AGE", timedelta(0))
    now = timezone.now()
    runs = {name: make_import(text=register_of(1, name=name)) for name in ("new", "left", "recent", "old", "running")}
    for name in ("recent", "old", "running"):
        begin_applying(run=runs[name], by=None)
    for name, age in (("recent", 29), ("old", 31)):
        carry_out(fresh(runs[name]), Work.APPLY)
        aged(runs[name], applied_at=now - timedelta(days=age))
    aged(runs["left"], touched_at=now - timedelta(days=8))
    aged(runs["running"], touched_at=now - timedelta(days=8))
    stored_files.keep("of-nobody", ContentFile(b"x"))
    assert forget_old_files() == 3
    assert kept() == sorted(runs[name].key for name in ("new", "recent", "running"))
    assert not ImportRun.objects.filter(pk=runs["left"].pk).exists()
    assert ImportRun.objects.filter(pk=runs["old"].pk).exists()
    assert forget_old_files() == 0


def test_a_file_that_is_just_being_sent_is_not_taken_for_nobodys():
    stored_files.keep("on-its-way", ContentFile(b"x"))
    assert forget_old_files() == 0
    assert kept() == ["on-its-way"]


def test_a_file_that_cannot_be_read_leaves_nothing_behind():
    with pytest.raises(Unreadable):
        start_run(file=ContentFile(b"%PDF-1.7", name="register.csv"), by=None)
    assert kept() == []


def test_the_same_file_sent_twice_is_one_import():
    officer = make_officer()
    first, second = (start_run(file=ContentFile(register_of(2).encode(), name="r.csv"), by=officer) for _ in range(2))
    assert first == second
    assert kept() == [first.key]


def test_what_runs_is_not_thrown_away(django_capture_on_commit_callbacks):
    run = make_import()
    begin_applying(run=run, by=None)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_run(run=run, by=None) is False
    assert kept() == [run.key]
    carry_out(fresh(run), Work.APPLY)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_run(run=fresh(run), by=None) is False
    assert (kept(), ImportRun.objects.count()) == ([], 1)
    undone = undo_run(run=fresh(run), by=None)
    assert undone.removed == 1


def test_a_name_that_leads_elsewhere_is_only_a_name(tmp_path):
    run = start_run(file=ContentFile(register_of(1).encode(), name="../../etc/passwd\x1b.csv"), by=None)
    assert run.file_name == "passwd.csv"
    assert kept() == [run.key]
