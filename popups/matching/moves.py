"""A placement put somewhere by hand: where it may go, who would have to leave, what it costs, and the plan that comes of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from popups.matching.explaining.displaced import Need, cheapest, crowds
from popups.matching.explaining.standing import Standing, Worth, days_in, gap
from popups.matching.problem import Application, MatchingProblem, Placement, Unit, value


class MoveError(ValueError):
    """This placement can be put nowhere like this: a rule or a promise stands against it."""


@dataclass(frozen=True, order=True)
class LegalMove:
    """gone: placements of others that would have to go, empty where there is room. effect: how much more the plan is worth then.

    Who has to go is the set of the least value that makes room; the effect counts them as gone, though some may find another place.
    """

    stay: Placement
    gone: tuple[Placement, ...]
    effect: int

    @property
    def is_free(self) -> bool:
        return not self.gone


@dataclass(frozen=True)
class Moved:
    """gone: who had to leave, where they were. again: where those of them are now for whom there was room. effect: on the value, all in all."""

    placements: tuple[Placement, ...]
    gone: tuple[Placement, ...]
    again: tuple[Placement, ...]
    effect: int

    @property
    def unplaced(self) -> tuple[Placement, ...]:
        """Who had to leave and found nothing."""
        found = {row.application for row in self.again}
        return tuple(row for row in self.gone if row.application not in found)


def legal_moves(problem: MatchingProblem, placements: Iterable[Placement], application: str) -> tuple[LegalMove, ...]:
    """Every stay but the one it has, by unit, first day and days. None for what is pinned, and none that would take the place of a pin."""
    standing = Standing(problem, placements)
    row = problem.application[application]
    if standing.own(application) & standing.pinned:
        return ()
    units = (unit for unit in problem.units if not standing.failures(row, unit))
    return tuple(sorted(move for unit in units for move in _in_unit(standing, row, unit)))


def move(problem: MatchingProblem, placements: Iterable[Placement], stay: Placement) -> Moved:
    """Puts it there. Who has to leave gets the best stay that is free elsewhere, the dearest first; nobody else is touched.

    Raises MoveError where it is not among the legal moves.
    """
    rows = tuple(sorted(placements))
    chosen = next((one for one in legal_moves(problem, rows, stay.application) if one.stay == stay), None)
    if chosen is None:
        raise MoveError(stay)
    plan = [row for row in rows if row.application != stay.application and row not in chosen.gone] + [stay]
    again: list[Placement] = []
    effect = chosen.effect
    for gone in sorted(chosen.gone, key=lambda row: (-_value(problem, row), row)):
        if (found := _best_free(Standing(problem, plan), gone.application)) is not None:
            plan.append(found.placement)
            again.append(found.placement)
            effect += found.value
    return Moved(tuple(sorted(plan)), chosen.gone, tuple(sorted(again)), effect)


def _in_unit(standing: Standing, row: Application, unit: Unit) -> Iterator[LegalMove]:
    own = standing.own(row.id)
    had, others = sum(map(standing.value, own)), _Others.of(standing, row, unit)
    for days in range(row.shortest, row.longest + 1, row.step):
        free, worth = standing.starts(row, unit, days, own), value(row, unit, days, standing.problem.weights)
        for start in days_in(standing.grid(row, unit, days)):
            stay = Placement(row.id, unit.id, start, days)
            cost = (0, 0, ()) if free >> start & 1 else cheapest(standing, others.in_the_way(stay))
            if cost is not None and stay not in own:
                yield LegalMove(stay, cost[2], worth - had - cost[0])


@dataclass(frozen=True)
class _Others:
    """Who may be in the way of one application in one unit: there, of its activity in the street (limited or not), its applicant's own."""

    unit: Unit
    near: list[Placement]
    mates: list[Placement]
    at_once: int
    mine: frozenset[Placement]
    limit: int

    @classmethod
    def of(cls, standing: Standing, row: Application, unit: Unit) -> "_Others":
        own, rule = standing.own(row.id), (unit.street, row.category)
        near = [other for other in standing.in_unit.get(unit.id, ()) if other not in own]
        mates = [other for other in standing.of_rule.get(rule, ()) if other not in own and rule in standing.at_once]
        mine = frozenset(standing.of_person.get(row.applicant, ())) - own
        return cls(unit, near, mates, standing.at_once.get(rule, 0), mine, standing.problem.limit)

    def in_the_way(self, stay: Placement) -> Iterator[Need]:
        """Of each set at least so many have to go."""
        yield from crowds(self.near, stay.start, stay.end, self.unit.capacity, gap(self.unit))
        yield from crowds(self.mates, stay.start, stay.end, self.at_once, 0)
        if len(self.mine) >= self.limit:
            yield -1, self.mine, len(self.mine) - self.limit + 1


def _best_free(standing: Standing, application: str) -> Worth | None:
    row = standing.problem.application[application]
    units = (unit for unit in standing.problem.units if not standing.failures(row, unit))
    found = (best for unit in units if (best := standing.best(row, unit)) is not None)
    return min(found, key=lambda best: (-best.value, best.placement.start, best.placement.unit), default=None)


def _value(problem: MatchingProblem, row: Placement) -> int:
    return value(problem.application[row.application], problem.unit[row.unit], row.days, problem.weights)
