"""The empty times of a unit: who could fill them, why nobody does, and what its owner could change so that somebody would."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from popups.matching.board import bits
from popups.matching.eligible import failures
from popups.matching.explaining.changes import Change, is_of_sharing, wider
from popups.matching.explaining.judged import accepts
from popups.matching.explaining.standing import NOBODY, Standing, Worth, touching
from popups.matching.problem import Application, MatchingProblem, Unit, house_of


@dataclass(frozen=True)
class Reason:
    """rule: fails for so many of those without a place. only: for so many it is the only one."""

    rule: str
    count: int
    only: int


@dataclass(frozen=True)
class Taker:
    """Somebody who could be there. now: the place that the plan gives them instead, None where it gives them none."""

    stay: Worth
    now: Worth | None


@dataclass(frozen=True)
class Opening:
    """With this change alone, each of these stays could be, one at a time; the most valuable first."""

    change: Change
    stays: tuple[Worth, ...]


@dataclass(frozen=True)
class Stretch:
    """Days [start, end) on which the unit has room for one more. waiting: how many applications have no place at all."""

    unit: str
    start: int
    end: int
    waiting: int
    takers: tuple[Taker, ...]
    reasons: tuple[Reason, ...]
    openings: tuple[Opening, ...]


def stretches(standing: Standing, unit_id: str) -> tuple[Stretch, ...]:
    """In the order of time; turnaround after a stay is not empty time."""
    unit = standing.problem.unit[unit_id]
    variants = [(change, changed, _may(standing, changed)) for change, changed in _variants(standing, unit)]
    found = []
    for start, end in empty_times(standing, unit):
        takers = tuple(sorted(_takers(standing, unit, (start, end)), key=lambda taker: (taker.now is not None, -taker.stay.value, taker.stay)))
        openings = tuple(_openings(standing, variants, (start, end)))
        found.append(Stretch(unit_id, start, end, len(standing.waiting), takers, _reasons(standing, unit, (start, end)), openings))
    return tuple(found)


def empty_times(standing: Standing, unit: Unit) -> list[tuple[int, int]]:
    """Each as long as it can be inside one window."""
    found = []
    for first, end in unit.windows:
        free = standing.free(unit) & bits(first, max(0, min(end, standing.problem.days) - first))
        while free:
            low = (free & -free).bit_length() - 1
            high = low + (~(free >> low) & (free >> low) + 1).bit_length() - 1
            found.append((low, high))
            free &= ~bits(low, high - low)
    return found


def _takers(standing: Standing, unit: Unit, time: tuple[int, int]) -> Iterator[Taker]:
    """Those who have no place, and those who have one that is worth less or more, without anybody else moving."""
    for row in standing.problem.applications:
        now = standing.place.get(row.id)
        if now in standing.pinned or now is not None and now.unit == unit.id or standing.failures(row, unit):
            continue
        if (stay := standing.best(row, unit, standing.own(row.id), during=time)) is not None:
            yield Taker(stay, standing.worth(now) if now else None)


def _reasons(standing: Standing, unit: Unit, time: tuple[int, int]) -> tuple[Reason, ...]:
    """Rules that fail, counted over everybody without a place; the most frequent first."""
    count: Counter[str] = Counter()
    only: Counter[str] = Counter()
    for row in standing.waiting:
        rules = list(dict.fromkeys((*(failure.rule for failure in standing.failures(row, unit)), *_of_the_time(standing, row, unit, time))))
        count.update(rules)
        only.update(rules if len(rules) == 1 else ())
    return tuple(Reason(rule, number, only[rule]) for rule, number in sorted(count.items(), key=lambda item: (-item[1], item[0])))


def _of_the_time(standing: Standing, row: Application, unit: Unit, time: tuple[int, int]) -> Iterator[str]:
    """dates: its own leave no stay there that touches this time. length: the time is too short. variety, limit: what others, or the
    applicant's other places, leave."""
    starts = standing.grid(row, unit, row.shortest) & touching(time, row.shortest)
    if not starts:
        yield "dates"
    elif not (starts := starts & standing.fitting(unit, row.shortest)):
        yield "length"
    if standing.is_limited(row):
        yield "limit"
    if starts and not starts & standing.varied(row, unit, row.shortest):
        yield "variety"


def _variants(standing: Standing, unit: Unit) -> Iterator[tuple[Change, Unit]]:
    """The unit with one thing changed, for all that would matter to anybody without a place; what is easiest for an owner first:
    a week more, a lower rent, longer notice, letting it whole or shared by two, another activity, and last what has to be built in."""
    rows = standing.waiting
    yield from wider(unit, standing.span)
    for rent in sorted({row.rent_max * unit.capacity for row in rows if 0 < row.rent_max * unit.capacity < unit.rent}, reverse=True):
        yield Change("rent", unit.rent - rent, rent), replace(unit, rent=rent)
    for notice in sorted({row.notice for row in rows if unit.notice is not None and row.notice > unit.notice}):
        yield Change("notice", notice - (unit.notice or 0), notice), replace(unit, notice=notice)
    yield from _other_mode(standing, unit)
    for use in sorted({row.category for row in rows} - unit.uses):
        yield Change("use", 1, "", use), replace(unit, uses=unit.uses | {use})
    for feature in sorted({need for row in rows for need in row.needs} - unit.features):
        yield Change("feature", 1, "", feature), replace(unit, features=unit.features | {feature})


def _other_mode(standing: Standing, unit: Unit) -> Iterator[tuple[Change, Unit]]:
    """Let whole, or by two halves of whatever kind is asked for; not a place that is only one of several of its house."""
    if unit.mode == "window" or unit.id != house_of(unit.id):
        return
    if unit.capacity > 1:
        yield Change("mode", 1, 1, "whole"), replace(unit, mode="whole", capacity=1)
    elif unit.mode == "whole":
        shares = {need for row in standing.waiting for need in row.needs if is_of_sharing(need)}
        word = shared_word(standing.problem)
        yield Change("mode", 1, 2, word), replace(unit, mode=word, capacity=2, features=unit.features | shares)


def shared_word(problem: MatchingProblem) -> str:
    """What sharing is called in this problem; the exchanged format and calls have different words for it."""
    words = {unit.mode for unit in problem.units} | {row.accept for row in problem.applications}
    return min(words - {"whole", "window", "any"}, default="shared")


def _may(standing: Standing, unit: Unit) -> list[Application]:
    return [row for row in standing.waiting if not failures(row, unit, standing.problem)]


def _openings(standing: Standing, variants: Iterable[tuple[Change, Unit, list[Application]]], time: tuple[int, int]) -> Iterator[Opening]:
    """Changes that bring somebody who could not be there without them, nor with less of the same."""
    told: dict[str, int] = {}
    for change, unit, rows in variants:
        stays = [stay for row in rows if (stay := _with(standing, row, unit, time)) is not None]
        is_more = change.kind not in ("rent", "notice") or len(stays) > told.get(change.kind, 0)
        if stays and is_more:
            told[change.kind] = len(stays)
            yield Opening(change, tuple(sorted(stays, key=lambda stay: (-stay.value, stay.placement))))


def _with(standing: Standing, row: Application, unit: Unit, time: tuple[int, int]) -> Worth | None:
    before = standing.problem.unit[unit.id]
    if not standing.failures(row, before) and standing.best(row, before, NOBODY, during=time) is not None:
        return None
    stay = standing.best(row, unit, during=time)
    return stay if stay is not None and accepts(standing, row, unit, stay.placement) else None
