"""A unit in a plan: its weeks, who is there, and of every empty time who could have filled it, why nobody does, and what would help."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from popups.matching.explaining.contention import WEEK, Demand, contention
from popups.matching.explaining.standing import Standing
from popups.matching.explaining.stretches import Opening, Reason, Stretch, Taker, stretches
from popups.matching.problem import house_of
from popups.models import Application, Placement
from popups.reports.plan_picture import Open
from popups.reports.plan_reasons import Names, Stay, standing_of, stay_of, words_of
from popups.reports.plan_words import Words, owner_sentence, rule_name

MOST = 5  # names that are told of those who could fill a time


@dataclass(frozen=True)
class Could:
    """Somebody who could be here, and where the plan has them instead; None: nowhere."""

    application: Application
    stay: Stay
    now: Stay | None


@dataclass(frozen=True)
class WhyEmpty:
    """A rule that fails for so many of those without a place. only: for so many nothing else does."""

    code: str
    name: str
    count: int
    only: int


@dataclass(frozen=True)
class Help:
    """If the owner changed this alone, each of these could be here, one at a time."""

    kind: str
    sentence: str
    first: Could
    others: int


@dataclass(frozen=True)
class Empty:
    """Days [start, end) with room for one more. waiting: applications without any place. more: takers beyond those named."""

    start: date
    end: date
    waiting: int
    takers: list[Could]
    more: int
    reasons: list[WhyEmpty]
    helps: list[Help]


@dataclass(frozen=True)
class Weeks:
    """Days [start, end) in which every week is alike: so many could be there, so many have room, so many are there."""

    start: date
    end: date
    asked: int
    room: int
    placed: int


@dataclass(frozen=True)
class PlaceInPlan:
    """A unit, or the part of it that can be had by itself."""

    name: str
    free: list[tuple[date, date]]
    placements: list[Placement]
    empty: list[Empty]
    weeks: list[Weeks]


def unit_in(shown: Open, reference: str, kept: frozenset[int]) -> list[PlaceInPlan]:
    """Each of its parts; none where the plan does not know the unit. Four queries. kept: of whom this reader learns no reasons."""
    units = [unit for unit in shown.problem.units if house_of(unit.id) == reference]
    standing, words = standing_of(shown), words_of(shown)
    found = {unit.id: stretches(standing, unit.id) for unit in units}
    names = Names(shown, {name for rows in found.values() for row in rows for name in _named(row)})
    return [PlaceInPlan(
        words.place(unit.id), [(words.date_of(first), words.date_of(end)) for first, end in unit.windows],
        [row for row in shown.placements if row.place == unit.id],
        [_empty(row, names, words, kept) for row in found[unit.id]], list(_weeks(contention(standing, unit.id), standing, words))) for unit in units]


def _named(row: Stretch) -> Iterable[str]:
    yield from (taker.stay.placement.application for taker in row.takers)
    yield from (stay.placement.application for opening in row.openings for stay in opening.stays)


def _empty(row: Stretch, names: Names, words: Words, kept: frozenset[int]) -> Empty:
    takers = [could for taker in row.takers for could in _taker(taker, names, words, kept)]
    helps = [found for opening in row.openings for found in _help(opening, names, words, kept)]
    return Empty(words.date_of(row.start), words.date_of(row.end), row.waiting, takers[:MOST], max(0, len(takers) - MOST),
                 [_why(reason) for reason in row.reasons], helps)


def _taker(taker: Taker, names: Names, words: Words, kept: frozenset[int]) -> list[Could]:
    now = stay_of(taker.now.placement, words) if taker.now else None
    return [Could(row, stay_of(taker.stay.placement, words), now) for row in names.of([taker.stay.placement.application], kept)]


def _why(reason: Reason) -> WhyEmpty:
    return WhyEmpty(reason.rule, rule_name(reason.rule), reason.count, reason.only)


def _help(opening: Opening, names: Names, words: Words, kept: frozenset[int]) -> list[Help]:
    coming = [Could(row, stay_of(stay.placement, words), None) for stay in opening.stays
              for row in names.of([stay.placement.application], kept)]
    return [Help(opening.change.kind, owner_sentence(opening.change, words), coming[0], len(coming) - 1)] if coming else []


def _weeks(rows: Iterable[Demand], standing: Standing, words: Words) -> Iterable[Weeks]:
    """Neighbouring weeks that are alike, told once."""
    numbered = enumerate(rows)
    for (_run, asked, room, placed), group in groupby(numbered, lambda item: (item[1].start // WEEK - item[0], item[1].asked, item[1].room, item[1].placed)):
        found = [row for _number, row in group]
        end = min(found[-1].start + WEEK, standing.problem.days)
        yield Weeks(words.date_of(found[0].start), words.date_of(end), asked, room, placed)
