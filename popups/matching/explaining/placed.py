"""Why somebody is where the plan puts them: the rules, the wish, what else there was, and who would have liked it too."""

from dataclasses import dataclass

from popups.matching.explaining.asked import Check, asked, dates_asked
from popups.matching.explaining.certificate import rivals
from popups.matching.explaining.standing import Standing, Worth, days_in
from popups.matching.problem import Placement, Unit, filled_value, points, wish_rank, wish_value


@dataclass(frozen=True)
class Parts:
    """Of a value: for having a place at all, for the days filled, for the wish."""

    points: int
    filled: int
    wish: int


@dataclass(frozen=True)
class Alternative:
    """Another unit, or other weeks of the same one, that the plan leaves room for. starts: days on which the shortest stay could begin."""

    stay: Worth
    starts: tuple[int, ...]


@dataclass(frozen=True)
class Why:
    """rank: its place among the wishes, 1 the first, None where the unit was not named. alternatives: the most valuable first.

    beaten: stays of those without a place that would have had room here had this one not been; the most valuable first.
    """

    stay: Worth
    parts: Parts
    is_pinned: bool
    checks: tuple[Check, ...]
    rank: int | None
    alternatives: tuple[Alternative, ...]
    beaten: tuple[Worth, ...]


def why(standing: Standing, application_id: str) -> Why:
    """Raises KeyError for somebody without a place."""
    problem, stay = standing.problem, standing.place[application_id]
    application, unit = problem.application[application_id], problem.unit[stay.unit]
    weights, rank = problem.weights, wish_rank(application, unit)
    return Why(
        stay=standing.worth(stay), is_pinned=stay in standing.pinned,
        parts=Parts(points(application, weights), filled_value(unit, stay.days, weights), wish_value(application, unit, weights)),
        checks=(*asked(standing, application, unit), *dates_asked(application, stay, unit)),
        rank=None if rank is None else rank + 1,
        alternatives=() if stay in standing.pinned else alternatives(standing, stay), beaten=rivals(standing, stay))


def alternatives(standing: Standing, stay: Placement) -> tuple[Alternative, ...]:
    """Where else it could be, everybody else staying where they are: one for each unit, the best stay there."""
    found = [other for unit in standing.problem.units if (other := _alternative(standing, stay, unit)) is not None]
    return tuple(sorted(found, key=lambda other: (-other.stay.value, other.stay.placement)))


def _alternative(standing: Standing, stay: Placement, unit: Unit) -> Alternative | None:
    application, own = standing.problem.application[stay.application], frozenset({stay})
    if standing.failures(application, unit):
        return None
    starts = standing.starts(application, unit, application.shortest, own)
    best = standing.best(application, unit, own)
    if best is None or best.placement == stay and starts == 1 << stay.start:
        return None
    return Alternative(best, tuple(days_in(starts)))
