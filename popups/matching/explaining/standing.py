"""A plan that is asked about and never changed: what is free, who fits where, also when somebody were not there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from popups.matching.board import bits, run_starts
from popups.matching.eligible import Failure, failures, periods
from popups.matching.problem import Application, MatchingProblem, Placement, Unit, value

Gone = frozenset[Placement]
NOBODY: Gone = frozenset()


@dataclass(frozen=True, order=True)
class Worth:
    """A stay and what it adds to the plan."""

    placement: Placement
    value: int


class Standing:
    """Sets of days are whole numbers used as bits. `gone`: placements that are looked through as if they were not there."""

    def __init__(self, problem: MatchingProblem, placements: Iterable[Placement]) -> None:
        self.problem, self.rows = problem, tuple(sorted(placements))
        self.place = {row.application: row for row in self.rows}
        self.waiting = tuple(row for row in problem.applications if row.id not in self.place)
        self.pinned = frozenset(problem.pins)
        self.at_once = {rule.rule: rule.at_once for rule in problem.variety}
        self.in_unit: dict[str, list[Placement]] = defaultdict(list)
        self.of_rule: dict[tuple[str, str], list[Placement]] = defaultdict(list)
        self.of_person: dict[str, list[Placement]] = defaultdict(list)
        for row in self.rows:
            application, unit = problem.application[row.application], problem.unit[row.unit]
            self.in_unit[unit.id].append(row)
            self.of_rule[unit.street, application.category].append(row)
            self.of_person[application.applicant].append(row)
        begins = [first for unit in problem.units for first, _end in unit.windows]
        self.span = max(0, min(begins, default=0)), problem.days  # before any unit is free, nothing may begin
        self._value = {row: value(problem.application[row.application], problem.unit[row.unit], row.days, problem.weights) for row in self.rows}
        self._everywhere = bits(0, problem.days + max((unit.turnaround for unit in problem.units), default=0) + 1)
        self._free: dict[tuple[str, int, int, Gone], int] = {}
        self._calm: dict[tuple[tuple[str, str], Gone], int] = {}
        self._failures: dict[tuple[str, str], tuple[Failure, ...]] = {}

    def failures(self, application: Application, unit: Unit) -> tuple[Failure, ...]:
        """Of the problem as it is; asked once for each pair. For what would be, ask eligible.failures()."""
        if (found := self._failures.get((application.id, unit.id))) is None:
            found = self._failures[application.id, unit.id] = tuple(failures(application, unit, self.problem))
        return found

    def value(self, row: Placement) -> int:
        """Of a placement of this plan."""
        return self._value[row]

    def worth(self, row: Placement) -> Worth:
        return Worth(row, self.value(row))

    def own(self, application: str) -> Gone:
        """Its own placement, which never stands in its own way."""
        return frozenset({self.place[application]}) if application in self.place else NOBODY

    def free(self, unit: Unit, gone: Gone = NOBODY) -> int:
        """Days on which one more may be in the unit; the turnaround after a stay is not free."""
        key = (unit.id, unit.capacity, unit.turnaround, gone)
        if (found := self._free.get(key)) is None:
            rows = (row for row in self.in_unit.get(unit.id, ()) if row not in gone)
            found = self._free[key] = self._everywhere & ~full(((row.start, row.days + gap(unit)) for row in rows), unit.capacity)
        return found

    def calm(self, rule: tuple[str, str], gone: Gone = NOBODY) -> int:
        """Days on which the street takes one more of the activity."""
        if (found := self._calm.get((rule, gone))) is None:
            rows = (row for row in self.of_rule.get(rule, ()) if row not in gone)
            found = self._calm[rule, gone] = self._everywhere & ~full(((row.start, row.days) for row in rows), self.at_once[rule])
        return found

    def is_limited(self, application: Application, gone: Gone = NOBODY) -> bool:
        """The applicant has as many places as anybody may have."""
        rows = self.of_person.get(application.applicant, ())
        return len(rows) >= self.problem.limit and sum(row not in gone for row in rows) >= self.problem.limit

    def grid(self, application: Application, unit: Unit, days: int) -> int:
        """Days on which a stay of that length may begin if the unit were empty: windows, dates, start days."""
        found, every = 0, started_every(application.start_step, self.problem.days)
        for low, high in periods(application, unit):
            if (count := min(high, self.problem.days) - days - low + 1) > 0:
                found |= every & bits(low, count)
        return found

    def fitting(self, unit: Unit, days: int, gone: Gone = NOBODY) -> int:
        """Days on which so long a stay finds the unit free, the turnaround after it included."""
        return run_starts(self.free(unit, gone), days + gap(unit))

    def varied(self, application: Application, unit: Unit, days: int, gone: Gone = NOBODY) -> int:
        """Days on which so long a stay of its activity is not too much for the street."""
        rule = (unit.street, application.category)
        return run_starts(self.calm(rule, gone), days) if rule in self.at_once else self._everywhere

    def starts(self, application: Application, unit: Unit, days: int, gone: Gone = NOBODY) -> int:
        """Days on which a stay of that length can begin in this plan. Rules about the pair are asked elsewhere."""
        if not (found := self.grid(application, unit, days)) or self.is_limited(application, gone):
            return 0
        found &= self.fitting(unit, days, gone)
        return found and found & self.varied(application, unit, days, gone)

    def best(self, application: Application, unit: Unit, gone: Gone = NOBODY, *, needing: Gone = NOBODY,
             during: tuple[int, int] | None = None) -> Worth | None:
        """The longest stay that can be, then the earliest.

        needing: of `gone`, those without whose going the stay could not be, each of them. during: it takes a day of this period.
        """
        if not self.starts(application, unit, application.shortest, gone):
            return None
        for days in range(application.longest, application.shortest - 1, -application.step):
            found = self.starts(application, unit, days, gone)
            for back in needing if found else ():
                found &= ~self.starts(application, unit, days, gone - {back})
            if found and during is not None:
                found &= touching(during, days)
            if found:
                row = Placement(application.id, unit.id, next(days_in(found)), days)
                return Worth(row, value(application, unit, days, self.problem.weights))
        return None


def gap(unit: Unit) -> int:
    return unit.turnaround if unit.capacity == 1 else 0


def full(spans: Iterable[tuple[int, int]], limit: int) -> int:
    """Days that `limit` of these spans (first day, days) take together."""
    if limit < 1:
        return -1
    levels = [0] * limit
    for start, days in spans:
        mask = bits(max(start, 0), days + min(start, 0))
        for level in range(limit - 1, 0, -1):
            levels[level] |= levels[level - 1] & mask
        levels[0] |= mask
    return levels[-1]


@cache
def started_every(step: int, days: int) -> int:
    return sum(1 << day for day in range(0, days, step))


def touching(period: tuple[int, int], days: int) -> int:
    """Starts with which a stay of that length takes at least a day of the period."""
    low = max(0, period[0] - days + 1)
    return bits(low, period[1] - low)


def days_in(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
