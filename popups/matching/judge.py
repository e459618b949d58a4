"""Is a plan legal? Judged day by day and apart from everything that makes plans: no plan is kept that this finds fault with."""

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
    return [*_unknown(rows, known), *_alone(problem, known), *_crowded(problem, known), *_counted(problem, known), *_pins(problem, rows)]


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


def _crowded(problem: MatchingProblem, rows: list[Placement]) -> Iterator[Violation]:
    """On no day more in a unit than it takes, turnaround included, nor more of one activity in a street."""
    caps = {(rule.street, rule.category): rule.at_once for rule in problem.variety}
    in_unit: Counter[tuple[str, int]] = Counter()
    in_street: Counter[tuple[tuple[str, str], int]] = Counter()
    for row in rows:
        application, unit = problem.application[row.application], problem.unit[row.unit]
        kind = (unit.street, application.category)
        in_unit.update((row.unit, day) for day in range(row.start, row.end + (unit.turnaround if unit.capacity == 1 else 0)))
        in_street.update((kind, day) for day in range(row.start, row.end) if kind in caps)
    for (name, day), count in in_unit.items():
        if count > problem.unit[name].capacity:
            yield Violation("capacity", unit=name, day=day)
    for ((street, category), day), count in in_street.items():
        if count > caps[street, category]:
            yield Violation("variety", category, street, day)


def _counted(problem: MatchingProblem, rows: list[Placement]) -> Iterator[Violation]:
    placed = Counter(row.application for row in rows)
    people = Counter(problem.application[row.application].applicant for row in rows)
    yield from (Violation("twice", name) for name, count in placed.items() if count > 1)
    yield from (Violation("limit", name) for name, count in people.items() if count > problem.limit)


def _pins(problem: MatchingProblem, rows: list[Placement]) -> Iterator[Violation]:
    yield from (Violation("pin", pin.application, pin.unit) for pin in problem.pins if pin not in rows)
