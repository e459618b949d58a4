"""Two plans side by side: who gains, who loses, by how much. They may belong to two problems, the second of them changed.

Values of both are counted with the weights of the first problem; else a weight that is doubled would look like a gain of everybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from popups.matching.problem import MatchingProblem, Placement, Unit, Weights, value, wish_rank

NO_WISH = 1_000  # rank of a unit that was not wished for: behind every wish


@dataclass(frozen=True)
class Stay:
    """What one application has in one plan. rank: 1 for the first wish, None where it did not name the unit."""

    placement: Placement
    value: int
    rank: int | None


@dataclass(frozen=True)
class Difference:
    """changes: from its own point of view, of "placed", "unplaced", "better-wish", "worse-wish", "longer", "shorter", "elsewhere", "other-dates".

    value, days: how much more, after less before. is_gone, is_new: only one of the two problems knows this application.
    """

    application: str
    before: Stay | None
    after: Stay | None
    changes: tuple[str, ...]
    value: int
    days: int
    is_gone: bool = False
    is_new: bool = False

    @property
    def judgement(self) -> str:
        """gain, loss or change: a place counts more than the rank of the wish, and that more than the length."""
        first = self.changes[0]
        return "gain" if first in GAINS else "loss" if first in LOSSES else "change"


GAINS, LOSSES = ("placed", "better-wish", "longer"), ("unplaced", "worse-wish", "shorter")
ORDER = ("loss", "gain", "change")


@dataclass(frozen=True)
class UnitDifference:
    """before, after: days of tenancies in it. Several at a time count each."""

    unit: str
    before: int
    after: int


@dataclass(frozen=True)
class Totals:
    """empty: days for which the units are free to be let, less those filled; a shared unit counts once for each that it takes."""

    placed: int
    value: int
    days: int
    empty: int
    first_wishes: int


@dataclass(frozen=True)
class Comparison:
    """people: only those for whom something differs; losses first, the greatest first. units: only those that differ, by name."""

    people: tuple[Difference, ...]
    units: tuple[UnitDifference, ...]
    before: Totals
    after: Totals

    def judged(self, judgement: str) -> tuple[Difference, ...]:
        return tuple(row for row in self.people if row.judgement == judgement)


def compare(problem: MatchingProblem, before: Iterable[Placement], after: Iterable[Placement], *, changed: MatchingProblem | None = None) -> Comparison:
    """changed: the problem of the second plan, where it is another one."""
    other = changed or problem
    old, new = _stays(problem, before, problem.weights), _stays(other, after, problem.weights)
    found = [_difference(name, old.get(name), new.get(name), problem, other) for name in sorted(old.keys() | new.keys())
             if _spot(old.get(name)) != _spot(new.get(name))]
    people = sorted(found, key=lambda row: (ORDER.index(row.judgement), -abs(row.value), row.application))
    return Comparison(tuple(people), _units(old, new), _totals(problem, old), _totals(other, new))


def _stays(problem: MatchingProblem, placements: Iterable[Placement], weights: Weights) -> dict[str, Stay]:
    return {row.application: _stay(problem, row, weights) for row in sorted(placements)}


def _stay(problem: MatchingProblem, row: Placement, weights: Weights) -> Stay:
    application, unit = problem.application[row.application], problem.unit[row.unit]
    rank = wish_rank(application, unit)
    return Stay(row, value(application, unit, row.days, weights), None if rank is None else rank + 1)


def _spot(stay: Stay | None) -> Placement | None:
    return stay.placement if stay else None


def _difference(name: str, old: Stay | None, new: Stay | None, problem: MatchingProblem, other: MatchingProblem) -> Difference:
    worth = (new.value if new else 0) - (old.value if old else 0)
    days = (new.placement.days if new else 0) - (old.placement.days if old else 0)
    return Difference(name, old, new, tuple(_changes(old, new)), worth, days,
                      is_gone=name not in other.application, is_new=name not in problem.application)


def _changes(old: Stay | None, new: Stay | None) -> list[str]:
    """What matters most comes first."""
    if old is None or new is None:
        return ["placed" if old is None else "unplaced"]
    rank = (new.rank or NO_WISH) - (old.rank or NO_WISH)
    days, is_elsewhere = new.placement.days - old.placement.days, new.placement.unit != old.placement.unit
    found = [("better-wish", rank < 0), ("worse-wish", rank > 0), ("longer", days > 0), ("shorter", days < 0),
             ("elsewhere", is_elsewhere), ("other-dates", new.placement.start != old.placement.start)]
    return [name for name, is_so in found if is_so]


def _units(old: dict[str, Stay], new: dict[str, Stay]) -> tuple[UnitDifference, ...]:
    before, after = _filled(old), _filled(new)
    names = sorted(before.keys() | after.keys())
    return tuple(UnitDifference(name, before.get(name, 0), after.get(name, 0)) for name in names if before.get(name, 0) != after.get(name, 0))


def _filled(stays: dict[str, Stay]) -> dict[str, int]:
    days: dict[str, int] = {}
    for stay in stays.values():
        days[stay.placement.unit] = days.get(stay.placement.unit, 0) + stay.placement.days
    return days


def _totals(problem: MatchingProblem, stays: dict[str, Stay]) -> Totals:
    filled = _filled(stays)
    empty = sum(max(0, _offered(unit) - filled.get(unit.id, 0)) for unit in problem.units)
    return Totals(len(stays), sum(stay.value for stay in stays.values()), sum(filled.values()), empty,
                  sum(stay.rank == 1 for stay in stays.values()))


def _offered(unit: Unit) -> int:
    return unit.capacity * sum(end - first for first, end in unit.windows)
