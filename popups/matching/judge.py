"""Is a plan legal? Judged day by day and apart from everything that makes plans: no plan is kept that this finds fault with.

What was promised stands, also where promises break a rule of today among themselves; whoever comes on top of that breaks it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from popups.matching.eligible import failures
from popups.matching.problem import Application, MatchingProblem, Placement, Unit


@dataclass(frozen=True)
class Violation:
    """rule: what is broken. application, unit: where; empty where it is about neither."""

    rule: str
    application: str = ""
    unit: str = ""
    day: int | None = None

    def __str__(self) -> str:
        where = f" on day {self.day}" if self.day is not None else ""
        return f"{self.rule}: {self.application} in {self.unit}{where}"


def violations(problem: MatchingProblem, placements: Iterable[Placement]) -> list[Violation]:
    rows = list(placements)
    known = [row for row in rows if row.application in problem.application and row.unit in problem.unit]
    pins = frozenset(problem.pins)
    return [*_unknown(rows, known), *_alone(problem, known), *_crowded(problem, known, pins), *_counted(problem, known, pins), *_pins(problem, rows)]


def promises_broken(problem: MatchingProblem, new: Placement | None = None) -> list[Violation]:
    """The rules of today that pins break among themselves; no plan is blamed for them. new: only those in which this pin has a part."""
    rows = list(problem.pins)
    known = frozenset(row for row in rows if row != new) if new else frozenset[Placement]()
    return [*_crowded(problem, rows, known), *_counted(problem, rows, known)]


def _unknown(rows: list[Placement], known: list[Placement]) -> Iterator[Violation]:
    for row in rows:
        if row not in known:
            yield Violation("unknown", row.application, row.unit)


def _alone(problem: MatchingProblem, rows: list[Placement]) -> Iterator[Violation]:
    """What can be said of one placement without looking at any other. What was promised is kept, whatever the rules say now."""
    for row in rows:
        if row in problem.pins:
            continue
        application, unit = problem.application[row.application], problem.unit[row.unit]
        broken = [failure.rule for failure in failures(application, unit, problem)]
        broken += _dates(problem, application, unit, row)
        yield from (Violation(rule, row.application, row.unit) for rule in broken)


def _dates(problem: MatchingProblem, application: Application, unit: Unit, row: Placement) -> Iterator[str]:
    if row.start < max(0, application.earliest) or row.end > min(problem.days, application.latest_end):
        yield "dates"
    if not application.shortest <= row.days <= application.longest or (row.days - application.shortest) % application.step:
        yield "length"
    if row.start % application.start_step:
        yield "start-grid"
    if not any(first <= row.start and row.end <= end for first, end in unit.windows):
        yield "window"


def _crowded(problem: MatchingProblem, rows: list[Placement], pins: frozenset[Placement]) -> Iterator[Violation]:
    """On no day more in a unit than it takes, turnaround included, nor more of one activity in a street, but for days that pins alone take."""
    caps = {(rule.street, rule.category): rule.at_once for rule in problem.variety}
    in_unit: Counter[tuple[str, int]] = Counter()
    in_street: Counter[tuple[tuple[str, str], int]] = Counter()
    unpinned_in_unit: set[tuple[str, int]] = set()
    unpinned_in_street: set[tuple[tuple[str, str], int]] = set()
    for row in rows:
        application, unit = problem.application[row.application], problem.unit[row.unit]
        kind = (unit.street, application.category)
        here = [(row.unit, day) for day in range(row.start, row.end + (unit.turnaround if unit.capacity == 1 else 0))]
        there = [(kind, day) for day in range(row.start, row.end) if kind in caps]
        in_unit.update(here)
        in_street.update(there)
        if row not in pins:
            unpinned_in_unit.update(here)
            unpinned_in_street.update(there)
    for (name, day), count in in_unit.items():
        if count > problem.unit[name].capacity and (name, day) in unpinned_in_unit:
            yield Violation("capacity", unit=name, day=day)
    for ((street, category), day), count in in_street.items():
        if count > caps[street, category] and ((street, category), day) in unpinned_in_street:
            yield Violation("variety", category, street, day)


def _counted(problem: MatchingProblem, rows: list[Placement], pins: frozenset[Placement]) -> Iterator[Violation]:
    placed = Counter(row.application for row in rows)
    people = Counter(problem.application[row.application].applicant for row in rows)
    unpinned = {problem.application[row.application].applicant for row in rows if row not in pins}
    yield from (Violation("twice", name) for name, count in placed.items() if count > 1)
    yield from (Violation("limit", name) for name, count in people.items() if count > problem.limit and name in unpinned)


def _pins(problem: MatchingProblem, rows: list[Placement]) -> Iterator[Violation]:
    yield from (Violation("pin", pin.application, pin.unit) for pin in problem.pins if pin not in rows)
