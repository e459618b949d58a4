"""Whatever people do, in whatever order, possible or not: nothing impossible comes of it, and what is refused changes nothing."""

import os
from collections import Counter

import pytest
from django.db import connection
from django.test import TestCase

from popups.models import Letter
from popups.rules.retention import ERASED, KINDS, TOLD_AND_GONE
from popups.tick import tick
from tests.popups.walk import (
    sentences,
    sentences_of_calls,
    sentences_of_nearness,
    sentences_of_people,
    sentences_of_residents,
    steps,
    steps_of_calls,
    steps_of_people,
    steps_of_residents,
    steps_of_the_group,
)
from tests.popups.walk.facts import Facts
from tests.popups.walk.town import Ledger, Town, choose, differing, found, travel, try_step

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("random walks")]  # the last test counts what all of them did
LENGTH = 150
LOOKS = 2  # the sentences are asked after every second step: asking is most of the work
YEARS = (1, 3, 12)  # after the walk; tenancies are kept longest
SEEDS = range(int(os.environ.get("WALKS", "6")))  # more of them by hand: WALKS=200
ROOMS = (steps, steps_of_calls, steps_of_people, steps_of_the_group, steps_of_residents)
SENTENCES = (sentences.SENTENCES + sentences_of_calls.SENTENCES + sentences_of_people.SENTENCES + sentences_of_nearness.SENTENCES
             + sentences_of_residents.SENTENCES)
STEPS = {step: weight for room in ROOMS for step, weight in room.STEPS.items()}
NEVER_REFUSED = {name for room in ROOMS for name in room.NEVER_REFUSED}


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def contradictions(town: Town, rows: dict) -> dict[str, list[str]]:
    facts = Facts(rows, town.erased, town.stopped)
    return {sentence.__name__: rows for sentence in SENTENCES if (rows := sentence(facts))}


def walk(town: Town, ledger: Ledger, length: int = LENGTH) -> None:
    tried = 0
    while tried < length:
        before, is_done = ledger.rows, try_step(town, choose(town, STEPS))
        if is_done is None:
            continue
        tried += 1
        after = ledger.read_again()
        last = "\n".join(town.story[-15:])
        if not is_done:
            assert not differing(before, after), f"refused, and written all the same: {differing(before, after)}\n{last}"
        elif tried % LOOKS == 0:
            wrong = contradictions(town, after)
            assert not wrong, f"{wrong}\n{last}"


def job_runs() -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert not [done.sentence for done in tick() if done.is_failure]


def grow_old(town: Town, ledger: Ledger) -> None:
    """Years go by in which only the periodic job does anything: what was kept long enough goes, and the second time nothing is left to do."""
    for years in YEARS:
        town.wait(24 * 366 * years)
        job_runs()
        before = ledger.read_again()
        job_runs()
        after = ledger.read_again()
        wrong = contradictions(town, after)
        assert not wrong, f"after {years} more years: {wrong}\n" + "\n".join(town.story[-15:])
        assert not differing(before, after), f"the second time something was left to do: {differing(before, after)}"
        assert not Letter.objects.filter(kind__in=TOLD_AND_GONE).exclude(to_email=ERASED).exists(), "the address of a letter about an erasure"
        assert not {kind.code: list(rows) for kind in KINDS if (rows := kind.due(town.today))}


@pytest.fixture(scope="module")
def counted():
    return {"done": Counter(), "refused": Counter()}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_order_of_steps_leads_to_anything_impossible(seed, counted):
    with travel() as clock:
        town = found(seed, clock)
        ledger = Ledger()
        with connection.execute_wrapper(ledger.watch):
            walk(town, ledger)
            grow_old(town, ledger)
    counted["done"] += town.done
    counted["refused"] += town.refused


def test_the_walks_did_nearly_everything_and_were_refused_most(counted):
    """A walk that stands still proves nothing. Not every one of so few walks meets every chance; WALKS=60 does."""
    names = {step.__name__ for step in STEPS}
    assert len(names - set(counted["done"])) <= len(names) // 10, sorted(names - set(counted["done"]))
    missing = names - NEVER_REFUSED - set(counted["refused"])
    assert len(missing) <= len(names) // 4, sorted(missing)
