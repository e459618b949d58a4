"""The one periodic job: does what is due, once, says what it did, and does not stop at one failure."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from popups import tick as tick_module
from popups.choices import EndReason, LetterKind, OfferStatus, Verb
from popups.letters import write_letter
from popups.lifecycle.papers import remove_loose_papers
from popups.models import History, Letter, Occupancy, Offer, Tenancy, User
from popups.tick import PARTS, tick
from tests.concurrency.waiting import PATIENCE
from tests.database_url import database_url
from tests.make import days, make_applicant, make_current_tenancy, make_offer, make_officer, make_user, today
from vacancies.imports.runs import forget_old_files
from vacancies.lifecycle.photo_files import remove_orphans
from vacancies.models import SentForm

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


def run(day=None) -> list:
    return list(tick(day))


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def test_a_lapsed_offer_expires_gives_its_days_back_and_tells_the_applicant_once():
    offer = make_offer(start=days(9), answer_by_on=days(3))
    run(days(3))
    offer.refresh_from_db()
    assert offer.state is OfferStatus.OPEN, "the last day to answer is still theirs"
    for _ in range(2):
        run(days(4))
    offer.refresh_from_db()
    assert offer.state is OfferStatus.EXPIRED
    assert not Occupancy.objects.exists()
    assert kinds().count(LetterKind.OFFER_EXPIRED) == 1
    line = History.objects.get(verb=Verb.OFFER_EXPIRED)
    assert line.by is None


def test_an_offer_is_reminded_of_two_days_before_and_once():
    make_offer(start=days(9), answer_by_on=days(5))
    run(days(2))
    assert LetterKind.OFFER_REMINDER not in kinds()
    for day in (3, 4, 5):
        run(days(day))
    assert kinds().count(LetterKind.OFFER_REMINDER) == 1


@pytest.mark.parametrize("status", [OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.WITHDRAWN])
def test_an_answered_offer_is_neither_reminded_of_nor_expired(status):
    offer = make_offer(status=status, start=days(9), answer_by_on=days(1))
    run(days(1))
    run(days(8))
    offer.refresh_from_db()
    assert offer.state is status
    assert not {LetterKind.OFFER_REMINDER, LetterKind.OFFER_EXPIRED} & set(kinds())


def test_a_tenancy_is_reminded_of_its_end_fourteen_days_before_its_last_day_and_once():
    tenancy = make_current_tenancy(days_left=20)
    run(tenancy.last_day - timedelta(days=15))
    assert LetterKind.TENANCY_REMINDER not in kinds()
    for before in (14, 13, 0):
        run(tenancy.last_day - timedelta(days=before))
    run(tenancy.end)
    assert kinds().count(LetterKind.TENANCY_REMINDER) == 1


def test_a_tenancy_whose_end_was_announced_by_letter_is_not_reminded_of():
    tenancy = make_current_tenancy(days_left=20)
    Tenancy.objects.filter(pk=tenancy.pk).update(end_reason=EndReason.LEFT_EARLY, ended_at=timezone.now())
    run(tenancy.last_day)
    assert LetterKind.TENANCY_REMINDER not in kinds()


def test_waiting_letters_are_sent():
    letter = write_letter(LetterKind.OFFER_REMINDER, to=make_user(), key="one", offer=make_offer())
    Letter.objects.update(sent_at=None, attempts=0, next_try_at=timezone.now())
    mail.outbox.clear()
    run()
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert letter.message_id in {message.extra_headers["Message-ID"] for message in mail.outbox}


def test_old_notes_of_sent_forms_and_expired_sessions_are_removed_and_fresh_ones_stay():
    for name, age in (("a", 31), ("b", 29)):
        form = SentForm.objects.create(token=f"00000000-0000-0000-0000-00000000000{name}", path="/")
        SentForm.objects.filter(pk=form.pk).update(sent_at=timezone.now() - timedelta(days=age))
        Session.objects.create(session_key=name, expire_date=timezone.now() + timedelta(days=30 - age))
    run()
    assert SentForm.objects.get().token.hex.endswith("b")
    assert Session.objects.get().session_key == "b"


def test_only_accounts_that_nobody_used_are_removed():
    long_ago = timezone.now() - timedelta(days=31)
    unused = make_user(date_joined=long_ago)
    staying = [make_user(), make_user(date_joined=long_ago, last_login=long_ago), make_officer(date_joined=long_ago),
               make_user(date_joined=long_ago, is_superuser=True), make_applicant(user=make_user(date_joined=long_ago)).user]
    run()
    assert not User.objects.filter(pk=unused.pk).exists()
    assert User.objects.filter(pk__in=[user.pk for user in staying]).count() == len(staying)


def test_an_account_that_something_tells_of_stays():
    person = make_user(date_joined=timezone.now() - timedelta(days=31))
    write_letter(LetterKind.OFFER_REMINDER, to=person, key="one", offer=make_offer())
    assert not any(done.is_failure for done in run())
    assert User.objects.filter(pk=person.pk).exists()


def test_it_says_a_sentence_for_every_part(capsys):
    call_command("tick", verbosity=2)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(PARTS)
    assert all(line.endswith(".") and re.search(r"\d", line) for line in lines)


def test_parts_that_found_nothing_to_do_are_left_out(capsys):
    make_offer(start=days(9), answer_by_on=days(2))
    with override("en"):
        call_command("tick")
        call_command("tick")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 reminder to answer an offer was written."
    assert not any(line.startswith("0 ") for line in lines)
    assert lines[-1] == "Nothing was due."


def test_one_failing_part_is_reported_and_does_not_stop_the_others(capsys, monkeypatch):
    offer = make_offer(start=days(9), answer_by_on=today())
    Offer.objects.filter(pk=offer.pk).update(answer_by_on=days(-1))
    monkeypatch.setattr(tick_module, "PARTS", (tick_module.Part("Breaking", lambda day: 1 / 0, str), *PARTS))
    with pytest.raises(CommandError) as failure:
        call_command("tick")
    assert failure.value.returncode == 1
    assert "division by zero" in capsys.readouterr().err
    offer.refresh_from_db()
    assert offer.state is OfferStatus.EXPIRED


def test_one_row_that_cannot_be_dealt_with_does_not_keep_the_others_waiting(monkeypatch):
    offers = [make_offer(start=days(9), answer_by_on=days(1)) for _ in range(3)]
    real = tick_module.expire_offer

    def breaks_on_the_second(*, offer, today):
        if offer.pk == offers[1].pk:
            raise RuntimeError
        return real(offer=offer, today=today)

    monkeypatch.setattr(tick_module, "expire_offer", breaks_on_the_second)
    failures = [done.sentence for done in run(days(2)) if done.is_failure]
    assert len(failures) == 1
    assert offers[1].reference in failures[0]
    assert Offer.objects.filter(status=OfferStatus.EXPIRED).count() == 2


@pytest.mark.parametrize(("sweep", "folder"), [(remove_orphans, "photos"), (forget_old_files, "imports"), (remove_loose_papers, "papers")])
def test_a_file_that_another_job_swept_up_a_moment_ago_stops_nothing(settings, tmp_path, monkeypatch, sweep, folder):
    settings.MEDIA_ROOT = tmp_path
    names = [default_storage.save(f"{folder}/{number:032x}.webp", ContentFile(b"x")) for number in range(3)]
    for name in names:
        os.utime(tmp_path / name, (0, 0))
    real = default_storage.get_modified_time

    def gone(name):
        if name == names[1]:
            (tmp_path / name).unlink()
        return real(name)

    monkeypatch.setattr(default_storage, "get_modified_time", gone)
    assert sweep() == 2
    assert not any((tmp_path / name).exists() for name in names)


RACE = """
import django; django.setup()
from datetime import date
from popups.tick import tick
input()
assert not [done for done in tick(date.fromisoformat("{day}")) if done.is_failure]
"""


def start_ticking(day) -> subprocess.Popen:
    """Among the files of the tests: whatever no row knows is removed, and these rows know nothing of the files of this checkout."""
    environment = {**os.environ, "DATABASE_URL": database_url(connection), "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "on",
                   "EMAIL_URL": "memorymail://"}
    return subprocess.Popen([sys.executable, "-c", RACE.format(day=day)], env=environment, cwd=ROOT, text=True,
                            stdin=subprocess.PIPE, stderr=subprocess.PIPE)


def test_four_jobs_in_processes_of_their_own_at_once_do_everything_once():
    lapsed = [make_offer(start=days(19), answer_by_on=days(3)) for _ in range(6)]
    due = [make_offer(start=days(19), answer_by_on=days(5)) for _ in range(6)]
    jobs = [start_ticking(days(4)) for _ in range(4)]
    for job in jobs:
        job.stdin.write("\n")
        job.stdin.flush()
    for job in jobs:
        errors = job.communicate(timeout=2 * PATIENCE)[1]
        assert job.returncode == 0, errors
    assert History.objects.filter(verb=Verb.OFFER_EXPIRED).count() == len(lapsed)
    assert kinds().count(LetterKind.OFFER_EXPIRED) == len(lapsed)
    assert kinds().count(LetterKind.OFFER_REMINDER) == len(due)
    assert not Letter.objects.filter(attempts__gt=1).exists()
    assert not Letter.objects.filter(sent_at__isnull=True).exists()
