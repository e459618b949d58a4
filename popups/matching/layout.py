"""The problem as numbers: applications and units by their place in the sorted order, time in steps of the coarsest grid that fits.

Sets of steps are whole numbers used as bits: bit 5 is the sixth step. Where every date is a multiple of a week, a step is a week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import gcd
from typing import NamedTuple

from popups.matching.eligible import failures, periods
from popups.matching.problem import Application, MatchingProblem, Unit, points, wish_value


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


class _Town:
    """Finds the units of each application without asking about every pair: a city has ten million."""

    def __init__(self, problem: MatchingProblem, grain: int) -> None:
        self.problem, self.grain = problem, grain
        self.where = {unit.id: place for place, unit in enumerate(problem.units)}
        self.rules = {(rule.street, rule.category): place for place, rule in enumerate(problem.variety)}
        self.pins = {pin.application: self.where[pin.unit] for pin in problem.pins}
        self.units: dict[tuple[str, str], list[int]] = {}
        for place, unit in enumerate(problem.units):
            for use in unit.uses:
                self.units.setdefault((unit.district, use), []).append(place)

    def options(self) -> Iterator[tuple[Option, ...]]:
        """Wishes first, in their order; the others by the order of the parts of town, then of their names."""
        units = self.problem.units
        for row in self.problem.applications:
            found = (self._option(row, place) for place in sorted(self._likely(row)))
            yield tuple(sorted(filter(None, found), key=lambda option: (_rank(row, units[option.unit]), option.unit)))

    def _likely(self, row: Application) -> set[int]:
        """All that it may have, and some that it may not: where it wishes to be, that take its activity and have what it needs."""
        places = {self.where[name] for name in row.preferences if name in self.where}
        if row.is_open:
            needs, units = frozenset(row.needs), self.problem.units
            for district in row.districts:
                places.update(place for place in self.units.get((district, row.category), ()) if needs <= units[place].features)
        if row.id in self.pins:
            places.add(self.pins[row.id])
        return places

    def _option(self, row: Application, place: int) -> Option | None:
        unit, grain, is_pinned = self.problem.units[place], self.grain, self.pins.get(row.id) == place
        if not is_pinned and failures(row, unit, self.problem):
            return None
        parts = tuple((low // grain, high // grain) for low, high in periods(row, unit))
        starts = _starts(row, parts, grain)
        if not starts and not is_pinned:  # what was promised stays, whatever the rules say now
            return None
        need = row.shortest // grain + _turnaround(unit, grain)
        rule = self.rules.get((unit.street, row.category), -1)
        return Option(place, starts, need, wish_value(row, unit, self.problem.weights), rule, parts)


def _rank(row: Application, unit: Unit) -> tuple[int, int]:
    if unit.id in row.preferences:
        return row.preferences.index(unit.id), 0
    return len(row.preferences), row.districts.index(unit.district) if unit.district in row.districts else len(row.districts)


def _starts(row: Application, parts: tuple[tuple[int, int], ...], grain: int) -> int:
    bits, every = 0, max(1, row.start_step // grain)
    for low, high in parts:
        for step in range(low, high - row.shortest // grain + 1, every):
            bits |= 1 << step
    return bits
