"""Results that are sent twice send nothing the second time, also when the process is killed in the middle of it, wherever that is."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from popups.choices import CallState, LetterKind, Outcome
from popups.letters import CLAIM
from popups.lifecycle.results import send_results
from popups.models import Application, Call, Decision, History, Letter
from tests.database_url import database_url
from tests.make import make_officer
from tests.popups.deciding import make_decided_call

pytestmark = pytest.mark.django_db(transaction=True)
OUTCOMES = (Outcome.PLACE, Outcome.RESERVE, Outcome.NOT_SELECTED)
LETTERS = len(OUTCOMES)
MOST_STEPS = 200  # far more than there are; a count that never ends would hide a process that never gets anywhere
DIED, DONE = -signal.SIGKILL, 0


class Sender:
    """Another process, which sends and is killed as often as one likes."""

    def __init__(self, outbox: Path) -> None:
        told = {"DATABASE_URL": database_url(connection), "EMAIL_URL": f"filemail:///{outbox}", "DEBUG": "on"}
        self.outbox = outbox
        self.process = subprocess.Popen([sys.executable, "-m", "tests.faults.dying_sender"], cwd=settings.BASE_DIR, env=os.environ | told,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def sends(self, what: str, *, dies_after: int | None = None, together: int = 1, **about: str) -> list[int]:
        """How each of the processes that did it together ended."""
        order = {"what": what, "dies_after": dies_after, "together": together, **about}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        assert self.process.wait(60) == 0
        self.process.stdout.close()

    def delivered(self) -> list[tuple[str, str]]:
        """(to, Message-ID) of each letter that the mail server took."""
        found = [part for file in self.outbox.glob("*") for part in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")]
        read = [message_from_bytes(part.lstrip()) for part in found if b"\nTo: " in b"\n" + part]
        return [(letter["To"], letter["Message-ID"]) for letter in read]

    def empty(self) -> None:
        for file in self.outbox.glob("*"):
            file.unlink()


@pytest.fixture
def sender(tmp_path) -> Iterator[Sender]:
    found = Sender(tmp_path)
    yield found
    found.close()


def decided() -> tuple[Call, dict[str, str], list[Application]]:
    call, rows = make_decided_call(outcomes=OUTCOMES, places=1)
    Letter.objects.all().delete()
    return call, {"call": call.reference, "by": make_officer().email}, rows


def what_stands(call: Call) -> dict[str, object]:
    """Everything that telling changes."""
    rows = Application.objects.filter(call=call)
    return {"state": Call.objects.get(pk=call.pk).state, "history": History.objects.count(),
            "statuses": Counter(rows.values_list("status", flat=True)), "decided": rows.exclude(decided_at=None).count(),
            "told": Decision.objects.exclude(told_at=None).count(),
            "letters": sorted(Letter.objects.values_list("key", flat=True))}


def once_each(call: Call, before: dict[str, object]) -> dict[str, object]:
    refused = OUTCOMES.count(Outcome.NOT_SELECTED)
    keys = sorted(f"result:{row.reference}" for row in Application.objects.filter(call=call))
    return {"state": CallState.SENT, "history": before["history"] + LETTERS + 1, "letters": keys, "told": LETTERS, "decided": LETTERS,
            "statuses": Counter({"not_selected": refused, "shortlisted": LETTERS - refused})}


def test_killed_at_any_step_of_telling_either_nobody_is_told_or_everybody_once(sender):
    call, press, _rows = decided()
    before = what_stands(call)
    for number in count():
        assert sender.sends("results", dies_after=number, **press) == [DIED]
        if (now := what_stands(call)) != before:
            break
        assert number < MOST_STEPS
    assert number > 10, "the last kill came after the commit; there is more to be done before it"
    assert now == once_each(call, before)
    assert sender.sends("results", **press) == [DONE]
    send_results(call=call, by=make_officer())
    assert what_stands(call) == now


def five_minutes_go_by() -> None:
    """The letter in the hands of the sender that died is anybody's again."""
    Letter.objects.exclude(claimed_until=None).update(claimed_until=timezone.now() - CLAIM)


def test_killed_at_any_step_of_sending_letters_nobody_goes_without_and_at_most_one_gets_the_same_letter_again(sender):
    call, _press, rows = decided()
    send_results(call=call, by=make_officer())
    told = {row.applicant.user.email: Letter.objects.get(key=f"result:{row.reference}").message_id for row in rows}
    doubled = Counter()
    for number in count():
        sender.empty()
        Letter.objects.update(sent_at=None, claimed_until=None, attempts=0)
        ended = sender.sends("letters", dies_after=number)
        assert sender.sends("letters") == [DONE]
        assert not Letter.objects.filter(sent_at=None, claimed_until=None).exists(), "only what it held in its hands waits"
        five_minutes_go_by()
        assert [sender.sends("letters") for _time in range(2)] == [[DONE]] * 2
        copies = Counter(sender.delivered())
        assert set(copies) == set(told.items()) and sum(copies.values()) <= LETTERS + 1, (number, copies)
        doubled[sum(copies.values()) - LETTERS] += 1
        if ended == [DONE]:
            break
        assert number < MOST_STEPS
    assert doubled[1] == LETTERS, "each of them once: killed between the mail server's yes and the line that says so"
    assert doubled[0] > 2 * LETTERS


def test_two_officers_who_send_at_the_same_moment_and_two_jobs_that_carry_the_letters_tell_everybody_once(sender):
    for _round in range(2):
        call, press, rows = decided()
        before = what_stands(call) | {"history": History.objects.count(), "told": 0, "decided": 0}
        told_before = Decision.objects.exclude(told_at=None).count()
        assert sender.sends("results", together=3, **press) == [DONE] * 3
        now = what_stands(call)
        assert now | {"told": now["told"] - told_before} == once_each(call, before)
        assert set(Letter.objects.values_list("kind", flat=True)) == {LetterKind.RESULT_PLACE, LetterKind.RESULT_RESERVE, LetterKind.NOT_SELECTED}
        sender.empty()
        assert sender.sends("letters", together=3) == [DONE] * 3
        assert Counter(to for to, _id in sender.delivered()) == Counter(row.applicant.user.email for row in rows)
