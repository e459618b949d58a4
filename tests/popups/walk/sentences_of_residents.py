"""What must be true of residents' ideas and of those who wished for e-mails."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

from django.utils import timezone

from popups.choices import IdeaState, LetterKind
from popups.lifecycle.alerts import MOST_A_DAY, MOST_OF_ONE
from popups.reports.alerts import FREED
from popups.rules.ideas import MOST_FROM_ONE
from tests.popups.walk.facts import Facts
from tests.popups.walk.sentences import Sentence

TOLD = {LetterKind.ALERT_FOUND, LetterKind.ALERT_CLOSING}
REFERENCE = re.compile(r"\((U-\w+)\)")


def each_supports_an_idea_once_and_from_one_connection_only_a_few_do(facts: Facts) -> list[str]:
    voters = Counter((row.idea_id, row.voter) for row in facts.supports)
    senders = Counter((row.idea_id, row.sender) for row in facts.supports if row.sender)
    return [f"{key}: {count}" for key, count in voters.items() if count > 1] + [f"{key}: {count}" for key, count in senders.items() if count > MOST_FROM_ONE]


def an_idea_was_settled_by_somebody_or_waits(facts: Facts) -> list[str]:
    return [f"{row} {row.state}: {row.settled_at} {row.settled_by_id}" for row in facts.ideas
            if not ((row.state == IdeaState.NEW) == (row.settled_at is None) == (row.settled_by_id is None))]


def nobody_is_told_before_they_said_yes(facts: Facts) -> list[str]:
    said = {row.key: row.confirmed_at for row in facts.alerts}
    told = [(letter, _key_of(letter)) for letter in facts.alert_letters if letter.kind in TOLD]
    return [f"{letter.key}" for letter, key in told if key in said and not (said[key] and said[key] <= letter.written_at)]


def whoever_stopped_is_told_nothing_more(facts: Facts) -> list[str]:
    return [f"{letter.key}" for letter in facts.alert_letters
            if letter.kind in TOLD and facts.stopped.get(_key_of(letter), letter.written_at) < letter.written_at]


def nobody_is_told_of_the_same_place_twice_unless_it_could_be_had_anew(facts: Facts) -> list[str]:
    found = defaultdict(list)
    for letter in facts.alert_letters:
        for name in REFERENCE.findall(letter.text) if letter.kind == LetterKind.ALERT_FOUND else ():
            found[_key_of(letter), name].append(letter.written_at)
    twice = {key: sorted(moments) for key, moments in found.items() if len(moments) > 1}
    could = _moments_of_units(facts) if twice else {}
    return [f"{key}: {pair}" for key, moments in twice.items() for pair in combinations(moments, 2)
            if not any(pair[0] < at <= pair[1] for at in could[key[1]])]


def _moments_of_units(facts: Facts) -> dict[str, list[datetime]]:
    """When each became public, was given back, or the last day of its tenancy had gone by."""
    moments = defaultdict(list)
    for name, at in [*facts.listings(), *_given_back(facts)]:
        moments[name].append(at)
    return moments


def _given_back(facts: Facts) -> Iterator[tuple[str, datetime]]:
    units = facts.unit_names()
    yield from ((units[line.unit_id], line.at) for line in facts.history if line.verb in FREED and line.unit_id in units)
    for row in facts.tenancies:
        yield units[row.unit_id], timezone.make_aware(datetime(row.end.year, row.end.month, row.end.day))


def no_address_is_asked_for_a_yes_more_often_than_it_can_bear(facts: Facts) -> list[str]:
    days = Counter((letter.to_email, timezone.localdate(letter.written_at)) for letter in facts.alert_letters if letter.kind == LetterKind.ALERT_CONFIRM)
    wishes = Counter(row.email for row in facts.alerts)
    return [f"{key}: {count}" for key, count in days.items() if count > MOST_A_DAY] + [
        f"{email}: {count} wishes" for email, count in wishes.items() if count > MOST_OF_ONE]


def _key_of(letter) -> str:
    """Of the wish that a letter is about; the wish itself may be gone."""
    return letter.key.split(":")[1]


SENTENCES: list[Sentence] = [
    each_supports_an_idea_once_and_from_one_connection_only_a_few_do, an_idea_was_settled_by_somebody_or_waits, nobody_is_told_before_they_said_yes,
    whoever_stopped_is_told_nothing_more, nobody_is_told_of_the_same_place_twice_unless_it_could_be_had_anew,
    no_address_is_asked_for_a_yes_more_often_than_it_can_bear]
