"""Why somebody is not in a unit: every rule that fails, or whose places would have to go and what they are worth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from popups.matching.eligible import Failure
from popups.matching.explaining.asked import too_short
from popups.matching.explaining.standing import Gone, Standing, Worth, days_in, gap
from popups.matching.problem import Application, Placement, Unit

MOST = 3  # ways in that are told for a pair

Cost = tuple[int, int, tuple[Placement, ...]]
Need = tuple[int, frozenset[Placement], int]  # first day, who is there, how many of them have to go


@dataclass(frozen=True)
class Displacement:
    """With `gone` out of the plan, and none of them back, this stay can be. lost: what they are worth together, and its own place where it has one.

    gone empty: there is room now.
    """

    stay: Worth
    gone: tuple[Worth, ...]
    lost: int

    @property
    def gain(self) -> int:
        """What the plan would win, mostly less than nothing."""
        return self.stay.value - self.lost


@dataclass(frozen=True)
class Pair:
    """Either rules fail, all of them named, or ways in, the least loss first, or promises that leave no way in.

    now: where the application is instead, if anywhere.
    """

    application: str
    unit: str
    failures: tuple[Failure, ...]
    displacements: tuple[Displacement, ...] = ()
    promised: tuple[Placement, ...] = ()
    now: Worth | None = None

    @property
    def is_eligible(self) -> bool:
        return not self.failures


@dataclass(frozen=True)
class Taken:
    """What the applicant is told of a displacement: how many others would have to go, never who, nor what they are worth."""

    start: int
    days: int
    others: int


@dataclass(frozen=True)
class Told:
    """A pair as the applicant may see it. is_promised: all of the time is promised to others, or the applicant has a promised place."""

    unit: str
    failures: tuple[Failure, ...]
    taken: tuple[Taken, ...]
    is_promised: bool


def why_not(standing: Standing, application_id: str, unit_id: str) -> Pair:
    """Of a pair that the plan does not have; of one that it has, see placed.why()."""
    application, unit = standing.problem.application[application_id], standing.problem.unit[unit_id]
    here = standing.place.get(application_id)
    now = standing.worth(here) if here else None
    wanting = standing.failures(application, unit)
    if (short := too_short(standing, application, unit)) is not None:
        wanting = (*wanting, short)
    if wanting:
        return Pair(application_id, unit_id, wanting, now=now)
    if here in standing.pinned:
        return Pair(application_id, unit_id, (), promised=(here,) if here else (), now=now)
    ways, promised = _ways_in(standing, application, unit)
    return Pair(application_id, unit_id, (), ways, () if ways else promised, now)


def why_nowhere(standing: Standing, application_id: str) -> tuple[Pair, ...]:
    """For each unit in which it is not: those that it may have first, the best gain first."""
    here = standing.place.get(application_id)
    pairs = [why_not(standing, application_id, unit.id) for unit in standing.problem.units if here is None or unit.id != here.unit]
    return tuple(sorted(pairs, key=lambda pair: (len(pair.failures), -max((way.gain for way in pair.displacements), default=0), pair.unit)))


def told(pair: Pair) -> Told:
    ways = tuple(Taken(way.stay.placement.start, way.stay.placement.days, len(way.gone)) for way in pair.displacements)
    return Told(pair.unit, pair.failures, ways, bool(pair.promised))


def _ways_in(standing: Standing, application: Application, unit: Unit) -> tuple[tuple[Displacement, ...], tuple[Placement, ...]]:
    """The cheapest sets that would have to go, each with the longest stay that it makes room for; else the promises in the way."""
    own = standing.own(application.id)
    found: set[Cost] = set()
    promised: set[Placement] = set()
    for start in days_in(standing.grid(application, unit, application.shortest)):
        needs = list(_in_the_way(standing, application, unit, start, own))
        cost = cheapest(standing, needs)
        if cost is not None:
            found.add(cost)
        else:
            promised.update(row for _day, rows, _count in needs for row in rows & standing.pinned)
    ways = [way for cost in sorted(found)[:MOST] if (way := _way(standing, application, unit, cost, own)) is not None]
    return tuple(sorted(ways, key=lambda way: (way.lost, -way.stay.value, way.stay.placement))), tuple(sorted(promised))


def _way(standing: Standing, application: Application, unit: Unit, cost: Cost, own: Gone) -> Displacement | None:
    gone = frozenset(cost[2])
    stay = standing.best(application, unit, own | gone, needing=gone)
    lost = cost[0] + sum(map(standing.value, own))
    return Displacement(stay, tuple(map(standing.worth, cost[2])), lost) if stay is not None else None


def _in_the_way(standing: Standing, application: Application, unit: Unit, start: int, own: Gone) -> Iterator[Need]:
    """Of each set at least so many have to go, for the shortest stay from that day."""
    end, rule = start + application.shortest, (unit.street, application.category)
    yield from crowds([row for row in standing.in_unit.get(unit.id, ()) if row not in own], start, end, unit.capacity, gap(unit))
    if rule in standing.at_once:
        yield from crowds([row for row in standing.of_rule.get(rule, ()) if row not in own], start, end, standing.at_once[rule], 0)
    mine = frozenset(standing.of_person.get(application.applicant, ())) - own
    if len(mine) >= standing.problem.limit:
        yield -1, mine, len(mine) - standing.problem.limit + 1


def crowds(rows: list[Placement], start: int, end: int, limit: int, after: int) -> Iterator[Need]:
    """On which days of the period are there too many for one more. after: days that stay empty after each stay, and after the new one."""
    near = [row for row in rows if row.start < end + after and row.end + after > start]
    for day in sorted({max(start, row.start) for row in near}):
        here = frozenset(row for row in near if row.start <= day < row.end + after)
        if len(here) >= limit:
            yield day, here, len(here) - limit + 1


def cheapest(standing: Standing, needs: Iterable[Need]) -> Cost | None:
    """The placements of least value, then the fewest, that meet every need; None where promises stand against it.

    Exact: needs are met one after the other, with no more than each asks for, and all ways of doing so are kept, cheapest for each choice.
    """
    reached: dict[Gone, Cost] = {frozenset(): (0, 0, ())}
    waiting = sorted(needs, key=lambda need: need[0])
    for place, (_day, rows, count) in enumerate(waiting):
        later = frozenset(row for _day, others, _count in waiting[place + 1:] for row in others)
        onward: dict[Gone, Cost] = {}
        for _active, cost in sorted(reached.items(), key=lambda item: item[1]):
            for more in _fewest(standing, rows, count, cost[2]):
                whole = tuple(sorted((*cost[2], *more)))
                new = (cost[0] + sum(map(standing.value, more)), len(whole), whole)
                key = frozenset(whole) & later
                onward[key] = min(new, onward.get(key, new))
        reached = onward
    return min(reached.values(), default=None)


def _fewest(standing: Standing, rows: frozenset[Placement], count: int, chosen: tuple[Placement, ...]) -> Iterator[tuple[Placement, ...]]:
    missing = count - sum(row in rows for row in chosen)
    free = sorted(rows - standing.pinned - frozenset(chosen))
    yield from combinations(free, missing) if missing > 0 else [()]
