"""Letters survive a mail server that refuses, hangs or hangs up, a sender that is killed, and two senders at once."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from popups.choices import LetterKind, NotSelectedReason
from popups.letters import PATIENCE, send_letter, send_waiting
from popups.lifecycle.applications import not_select, submit_application, take_into_review
from popups.models import Letter
from popups.models.letter import MOST_ATTEMPTS
from tests.concurrency import waiting
from tests.database_url import database_url
from tests.mail_server import Mood, mail_server
from tests.make import make_application, make_officer
from vacancies.problem import Refused

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(settings):
    with mail_server() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 0.5
        yield post


def write_one(post, mood=Mood.REFUSES) -> Letter:
    """A letter whose first attempt met a mail server in that mood. Then the server is well again."""
    post.mood = mood
    make_application()
    letter = Letter.objects.get()
    post.mood = Mood.TAKES
    return letter


def later(letter: Letter, **by: float) -> None:
    """As if that much time had gone by: what the letter waits for lies so much earlier."""
    letter.refresh_from_db()
    pause = timedelta(**by)
    letter.next_try_at -= pause
    letter.claimed_until = letter.claimed_until and letter.claimed_until - pause
    letter.save()


def test_a_letter_leaves_after_the_commit_with_its_own_message_id(post):
    make_application()
    letter = Letter.objects.get()
    assert letter.sent_at is not None
    assert post.message_ids == [letter.message_id]
    assert post.received[0]["To"] == letter.to_email


def test_a_letter_is_not_sent_before_the_commit(post):
    with transaction.atomic():
        make_application()
        assert post.received == []
    assert len(post.received) == 1


@transaction.atomic
def refuse_and_break(application) -> float:
    not_select(application=application, reason=NotSelectedReason.OTHER, note="Sorry.", by=make_officer())
    return 1 / 0


def test_a_verb_that_is_rolled_back_writes_and_sends_no_letter(post):
    application = make_application()
    with pytest.raises(ZeroDivisionError):
        refuse_and_break(application)
    assert not Letter.objects.filter(kind=LetterKind.NOT_SELECTED).exists()
    assert len(post.received) == 1


def test_a_verb_that_is_refused_writes_no_letter(post):
    application = take_into_review(application=make_application(), by=make_officer())
    with pytest.raises(Refused):
        submit_application(application=application, by=application.applicant.user)
    assert Letter.objects.count() == len(post.received) == 1


@pytest.mark.parametrize("mood", [Mood.REFUSES, Mood.HANGS, Mood.DROPS])
def test_a_mail_server_in_a_bad_mood_neither_stops_the_verb_nor_loses_the_letter(post, mood):
    letter = write_one(post, mood)
    assert letter.sent_at is None
    assert letter.attempts == 1
    assert letter.last_error
    assert send_waiting() == (0, 0), "it waits for a while first"
    later(letter, minutes=2)
    assert send_waiting() == (1, 0)
    assert set(post.message_ids) == {letter.message_id}


def test_nobody_listening_is_survived_too(post, settings):
    settings.EMAIL_PORT = 1
    make_application()
    letter = Letter.objects.get()
    assert letter.sent_at is None
    settings.EMAIL_PORT = post.port
    later(letter, minutes=2)
    assert send_waiting() == (1, 0)


def test_a_line_dropped_after_the_letter_was_read_can_double_it_only_under_the_same_message_id(post):
    letter = write_one(post, Mood.DROPS)
    later(letter, minutes=2)
    send_waiting()
    assert post.message_ids == [letter.message_id, letter.message_id]


def test_the_pauses_grow_and_the_attempts_end(post):
    letter = write_one(post)
    post.mood = Mood.REFUSES
    pauses = []
    for _ in range(MOST_ATTEMPTS + 3):
        letter.refresh_from_db()
        pauses.append(letter.next_try_at - timezone.now())
        later(letter, days=30)
        send_waiting()
    letter.refresh_from_db()
    assert letter.attempts == MOST_ATTEMPTS
    assert letter.is_given_up
    assert pauses[0] < pauses[1] < pauses[2]


def test_a_mail_server_that_is_away_is_not_asked_for_every_letter(post):
    letter = write_one(post)
    for number in range(9):
        copy_of(letter, number)
    Letter.objects.update(next_try_at=timezone.now(), attempts=0)
    post.mood = Mood.HANGS
    assert send_waiting() == (0, 10)
    assert Letter.objects.filter(attempts=1).count() == PATIENCE


def test_wrong_addresses_keep_no_other_letter_waiting(post):
    """A recipient who is refused for good says nothing about the server."""
    letter = write_one(post)
    post.mood = Mood.SOME
    for number in range(2 * PATIENCE):
        copy_of(letter, number, to=f"nobody{number}@example.org")
    copy_of(letter, 99, to="somebody@example.org")
    Letter.objects.filter(to_email__startswith="nobody").update(next_try_at=timezone.now() - timedelta(hours=1))
    post.received.clear()
    assert send_waiting() == (1, 2 * PATIENCE)
    assert [message["To"] for message in post.received] == ["somebody@example.org"]
    assert Letter.objects.filter(to_email__startswith="nobody", attempts=1, last_error__contains="(550, ").count() == 2 * PATIENCE


def test_letters_that_the_server_will_not_carry_keep_no_other_from_being_tried(post):
    letter = write_one(post)
    for number in range(PATIENCE + 2):
        copy_of(letter, number)
    post.mood = Mood.CONTENT
    send_waiting()
    assert Letter.objects.filter(attempts=1, last_error__contains="(554, ").count() == PATIENCE + 2


def test_a_mail_server_that_says_later_is_left_in_peace(post):
    letter = write_one(post)
    for number in range(PATIENCE + 2):
        copy_of(letter, number)
    post.mood = Mood.LATER
    assert send_waiting() == (0, PATIENCE + 2)
    assert Letter.objects.filter(attempts=1, last_error__contains="(451, ").count() == PATIENCE


def test_letters_that_another_sender_has_in_hand_count_as_no_failure(post):
    """While the first one is read, somebody else takes the next ones; the one behind them is sent all the same."""
    letter = write_one(post)
    for number in range(PATIENCE + 2):
        copy_of(letter, number)
    waiting = Letter.objects.filter(key__startswith="copy:").order_by("next_try_at")
    others = [row.pk for row in waiting[1:PATIENCE + 1]]

    def take_in_hand() -> None:
        Letter.objects.filter(pk__in=others).update(claimed_until=timezone.now() + timedelta(minutes=5))
        connections.close_all()

    post.meanwhile = take_in_hand
    assert send_waiting() == (2, 0)


def copy_of(letter: Letter, number: int, to: str = "") -> None:
    Letter.objects.create(
        key=f"copy:{number}", kind=letter.kind, to_user=letter.to_user, to_email=to or letter.to_email, language="lv",
        subject="x", text="x", next_try_at=timezone.now(), message_id=f"<{number}@example.org>")


def test_two_senders_at_once_send_once(post):
    letter = write_one(post)
    later(letter, minutes=2)
    start = threading.Barrier(8)
    sent = []

    def send():
        start.wait()
        sent.append(send_letter(letter.pk))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [False] * 7 + [True]
    assert len(post.received) == 1


SENDER = """
import django; django.setup()
from popups.letters import send_letter
send_letter({pk})
"""


def kill_while_sending(letter: Letter, post) -> None:
    """A sender in a process of its own, killed without mercy after it took the letter and before it sent it."""
    post.mood = Mood.HANGS
    environment = {**os.environ, "DATABASE_URL": database_url(connection), "DJANGO_SETTINGS_MODULE": "config.settings",
                   "DEBUG": "on", "EMAIL_URL": f"smtp://127.0.0.1:{post.port}"}
    sender = subprocess.Popen([sys.executable, "-c", SENDER.format(pk=letter.pk)], env=environment, cwd=ROOT)
    wait_until(lambda: Letter.objects.filter(pk=letter.pk, claimed_until__isnull=False).exists(), sender)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    post.mood = Mood.TAKES


def wait_until(is_so, sender: subprocess.Popen) -> None:
    end = time.monotonic() + waiting.PATIENCE
    while time.monotonic() < end:
        if is_so():
            return
        assert sender.poll() is None, "the sender ended before it was killed"
        time.sleep(0.05)
    pytest.fail("the sender never took the letter")


def test_a_letter_whose_sender_was_killed_is_sent_again_when_the_claim_runs_out(post):
    letter = write_one(post)
    later(letter, minutes=2)
    kill_while_sending(letter, post)
    assert send_waiting() == (0, 0), "it is still in the other sender's hands"
    later(letter, minutes=6)
    assert send_waiting() == (1, 0)
    assert post.message_ids == [letter.message_id]
