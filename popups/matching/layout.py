"""The problem as numbers: applications and units by their place in the sorted order, time in steps of the coarsest grid that fits.

Sets of steps are whole numbers used as bits: bit 5 is the sixth step. Where every date is a multiple of a week, a step is a week.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import gcd
from operator import or_
from typing import NamedTuple

from popups.matching.eligible import failures, periods
from popups.matching.problem import Application, MatchingProblem, Unit, points, wish_value

LONG = 10**9  # days: who may stay without notice


class Option(NamedTuple):
    """One unit that one application may have. starts: bits on which its shortest stay may begin. need: steps that stay blocks.

    wish: what the rank is worth. variety: place of the rule about its street and activity, or -1. parts: periods it may lie in.
    """

    unit: int
    starts: int
    need: int
    wish: int
    variety: int
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Layout:
    """options: by application, best wish first. Stays run from `shortest` to `longest` in steps of `step`."""

    problem: MatchingProblem
    grain: int
    steps: int
    points: tuple[int, ...]
    shortest: tuple[int, ...]
    longest: tuple[int, ...]
    step: tuple[int, ...]
    start_step: tuple[int, ...]
    applicant: tuple[int, ...]
    capacity: tuple[int, ...]
    turnaround: tuple[int, ...]
    variety: tuple[int, ...]
    options: tuple[tuple[Option, ...], ...]
    option: tuple[dict[int, Option], ...]
    pinned: dict[int, tuple[int, int, int]]
    day_value: int

    @cached_property
    def people(self) -> int:
        return max(self.applicant, default=-1) + 1

    @cached_property
    def step_value(self) -> int:
        """What a step of a whole unit is worth."""
        return self.day_value * self.grain

    def filled(self, unit: int, steps: int) -> int:
        """What these steps of a unit are worth; the same rounding as problem.filled_value()."""
        return self.step_value * steps // self.capacity[unit]

    def worth(self, application: int, unit: int, steps: int) -> int:
        return self.points[application] + self.option[application][unit].wish + self.filled(unit, steps)


def grain_of(problem: MatchingProblem) -> int:
    """Days in a step: the greatest that divides every date and length."""
    numbers = [problem.days]
    for unit in problem.units:
        numbers += [unit.turnaround, *(day for window in unit.windows for day in window)]
    for row in problem.applications:
        numbers += [row.earliest, row.latest_end, row.shortest, row.longest, row.step, row.start_step]
    for pin in problem.pins:
        numbers += [pin.start, pin.days]
    return gcd(*numbers) or 1


def lay_out(problem: MatchingProblem) -> Layout:
    grain = grain_of(problem)
    rows, units = problem.applications, problem.units
    people = {name: place for place, name in enumerate(sorted({row.applicant for row in rows}))}
    where = {unit.id: place for place, unit in enumerate(units)}
    place_of = {row.id: place for place, row in enumerate(rows)}
    options = tuple(_Town(problem, grain).options())
    return Layout(
        problem=problem, grain=grain, steps=problem.days // grain,
        points=tuple(points(row, problem.weights) for row in rows),
        shortest=tuple(row.shortest // grain for row in rows), longest=tuple(row.longest // grain for row in rows),
        step=tuple(max(1, row.step // grain) for row in rows), start_step=tuple(max(1, row.start_step // grain) for row in rows),
        applicant=tuple(people[row.applicant] for row in rows),
        capacity=tuple(unit.capacity for unit in units),
        turnaround=tuple(_turnaround(unit, grain) for unit in units),
        variety=tuple(rule.at_once for rule in problem.variety),
        options=options, option=tuple({option.unit: option for option in row} for row in options),
        pinned={place_of[pin.application]: (where[pin.unit], pin.start // grain, pin.days // grain) for pin in problem.pins},
        day_value=problem.weights.day)


def _turnaround(unit: Unit, grain: int) -> int:
    return unit.turnaround // grain if unit.capacity == 1 else 0


class _Ladder:
    """Places by one number of theirs, as bits: asked for those that have so much or more, in one step."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.steps: list[int] = []
        self.bits, reached = [0], 0
        for place in sorted(range(len(numbers)), key=lambda place: -numbers[place]):
            reached |= 1 << place
            if self.steps and self.steps[-1] == -numbers[place]:
                self.bits[-1] = reached
            else:
                self.steps.append(-numbers[place])
                self.bits.append(reached)

    def at_least(self, number: int) -> int:
        return self.bits[bisect_right(self.steps, -number)]


class _Town:
    """Finds the units of each application without asking about every pair: a city has ten million."""

    def __init__(self, problem: MatchingProblem, grain: int) -> None:
        self.problem, self.grain, units = problem, grain, problem.units
        self.where = {unit.id: place for place, unit in enumerate(units)}
        self.rules = {(rule.street, rule.category): place for place, rule in enumerate(problem.variety)}
        self.pins = {pin.application: self.where[pin.unit] for pin in problem.pins}
        self.taking = _bits((unit.district, unit.uses) for unit in units)
        self.having = _bits(("", unit.features) for unit in units)
        self.mode = _bits(("", [unit.mode]) for unit in units)
        self.area = _Ladder([unit.area // unit.capacity for unit in units])
        self.rent = _Ladder([unit.rent // -unit.capacity for unit in units])
        self.blocked = [_turnaround(unit, grain) for unit in units]
        self.notice = _Ladder([LONG if unit.notice is None else unit.notice for unit in units])

    def options(self) -> Iterator[tuple[Option, ...]]:
        """Wishes first, in their order; the others by the order of the parts of town, then of their names."""
        units = self.problem.units
        for row in self.problem.applications:
            rank, fitting = _ranks(row), self._fitting(row) if row.is_open else 0
            places = {self.where[name] for name in row.preferences if name in self.where} | set(_places(fitting))
            if row.id in self.pins:
                places.add(self.pins[row.id])
            found = filter(None, [self._option(row, place, is_known=bool(fitting >> place & 1)) for place in sorted(places)])
            yield tuple(sorted(found, key=lambda option: rank(units[option.unit])))

    def _fitting(self, row: Application) -> int:
        """Bits of all places in its parts of town with which no rule of eligible.failures() fails but conditions and what is forbidden."""
        bits = self.area.at_least(row.area) & self.rent.at_least(-row.rent_max) & self.notice.at_least(row.notice)
        bits &= reduce(or_, (self.taking.get((district, row.category), 0) for district in row.districts), 0)
        for feature in row.needs:
            bits &= self.having.get(("", feature), 0)
        return bits if row.accept == "any" else bits & self.mode.get(("", row.accept), 0)

    def _option(self, row: Application, place: int, *, is_known: bool) -> Option | None:
        """is_known: fitting, so that only what is of this unit or this pair is asked."""
        unit, grain, is_pinned = self.problem.units[place], self.grain, self.pins.get(row.id) == place
        is_asked = not is_known or unit.conditions or (row.id, unit.id) in self.problem.forbids
        if is_asked and not is_pinned and failures(row, unit, self.problem):
            return None
        parts = tuple([(low // grain, high // grain) for low, high in periods(row, unit)])
        starts = _starts(row, parts, grain)
        if not starts and not is_pinned:  # what was promised stays, whatever the rules say now
            return None
        wish = wish_value(row, unit, self.problem.weights) if unit.id in row.preferences else 0
        return Option(place, starts, row.shortest // grain + self.blocked[place], wish, self.rules.get((unit.street, row.category), -1), parts)


def _bits(told: Iterable[tuple[str, Iterable[str]]]) -> dict[tuple[str, str], int]:
    """What each place has, in their order, turned round: the places that have it."""
    found: dict[tuple[str, str], int] = {}
    for place, (group, names) in enumerate(told):
        for name in names:
            found[group, name] = found.get((group, name), 0) | 1 << place
    return found


def _places(bits: int) -> Iterator[int]:
    while bits:
        yield bits.bit_length() - 1
        bits ^= 1 << bits.bit_length() - 1


def _ranks(row: Application) -> Callable[[Unit], tuple[int, int]]:
    """Sorts stably: places of one rank stay in their order."""
    wished = {name: rank for rank, name in reversed(list(enumerate(row.preferences)))}
    district = {name: rank for rank, name in reversed(list(enumerate(row.districts)))}
    last, nowhere = len(row.preferences), len(row.districts)
    return lambda unit: (wished[unit.id], 0) if unit.id in wished else (last, district.get(unit.district, nowhere))


def _starts(row: Application, parts: tuple[tuple[int, int], ...], grain: int) -> int:
    bits, every, least = 0, max(1, row.start_step // grain), row.shortest // grain
    for low, high in parts:
        bits |= ((1 << high - least - low + 1) - 1) << low if every == 1 else sum(1 << step for step in range(low, high - least + 1, every))
    return bits
