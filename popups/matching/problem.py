"""What a round of matching is asked: plain data, whole days, whole numbers. Nothing here or below knows of Django.

Time is counted in days from the first day of the horizon; periods are half-open. A tenancy takes [start, start + days). In a unit that
is let whole, the next one begins no earlier than `turnaround` days after its end; in a shared one at most `capacity` tenancies
lie on any day. Values are whole numbers, so that the same problem has the same best plan on every machine.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from operator import attrgetter


@dataclass(frozen=True)
class Condition:
    """A trait that an application must have one of these values of: what funding, the owner or the call asks for.

    code: the name of the rule, told in explanations. trait: which trait of the application is looked at.
    """

    code: str
    trait: str
    allowed: frozenset[str]


@dataclass(frozen=True)
class Unit:
    """rent: for the whole unit, in the money and for the time of `rent_max` (the exchanged format: whole currency units a week; calls:
    cents a month). windows: days on which it is free."""

    id: str
    street: str
    district: str
    area: int
    features: frozenset[str]
    uses: frozenset[str]
    rent: int
    mode: str
    capacity: int
    turnaround: int
    windows: tuple[tuple[int, int], ...]
    notice: int | None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Application:
    """received: its place in the order of arrival. score: 0 to 100. benefit: per cent. days: shortest, longest and step of a stay."""

    id: str
    applicant: str
    received: int
    category: str
    area: int
    needs: tuple[str, ...]
    rent_max: int
    accept: str
    districts: tuple[str, ...]
    notice: int
    preferences: tuple[str, ...]
    is_open: bool
    earliest: int
    latest_end: int
    shortest: int
    longest: int
    step: int
    start_step: int
    score: int
    benefit: int
    is_first_timer: bool = False
    traits: tuple[tuple[str, str], ...] = ()

    def trait(self, name: str) -> str:
        return dict(self.traits).get(name, "")


@dataclass(frozen=True)
class Weights:
    """point: for one point of score at a benefit of 100 %. day: for a day of a whole unit. rank: for the first wish, the second …"""

    point: int = 120
    first_timer: int = 15
    day: int = 12
    rank: tuple[int, ...] = (360, 240, 120, 60, 60)


@dataclass(frozen=True)
class Variety:
    """At most so many tenancies of one activity at a time in one street."""

    street: str
    category: str
    at_once: int

    @property
    def rule(self) -> tuple[str, str]:
        return self.street, self.category


@dataclass(frozen=True, order=True)
class Placement:
    application: str
    unit: str
    start: int
    days: int

    @property
    def end(self) -> int:
        return self.start + self.days


@dataclass(frozen=True)
class MatchingProblem:
    """forbids: (application, unit). pins: placements that every plan keeps as they are. Rows are sorted, so that their order decides nothing.

    bands: scores, falling. Whoever has the first or more is placed as if nobody else had applied, then whoever has the second, and so on.
    """

    first_day: date
    days: int
    units: tuple[Unit, ...]
    applications: tuple[Application, ...]
    weights: Weights = Weights()
    limit: int = 2
    variety: tuple[Variety, ...] = ()
    pins: tuple[Placement, ...] = ()
    forbids: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    bands: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name, key in (("units", "id"), ("applications", "id"), ("variety", "rule"), ("pins", "application")):
            object.__setattr__(self, name, tuple(sorted(getattr(self, name), key=attrgetter(key))))

    @cached_property
    def unit(self) -> dict[str, Unit]:
        return {row.id: row for row in self.units}

    @cached_property
    def application(self) -> dict[str, Application]:
        return {row.id: row for row in self.applications}

    def date_of(self, day: int) -> date:
        return self.first_day + timedelta(days=day)


def points(application: Application, weights: Weights) -> int:
    """What it is worth that this application has a place at all."""
    bonus = weights.first_timer if application.is_first_timer else 0
    return weights.point * (application.score * application.benefit * (100 + bonus)) // 10_000


def house_of(name: str) -> str:
    """What stands before a slash: several places of one house, such as U-7KQ4/1 and U-7KQ4/2, are one wish."""
    return name.partition("/")[0]


def wish_rank(application: Application, unit: Unit) -> int | None:
    """0 for the first wish; None where the unit was not wished for."""
    if unit.id not in application.preferences:
        return None
    return list(dict.fromkeys(map(house_of, application.preferences))).index(house_of(unit.id))


def wish_value(application: Application, unit: Unit, weights: Weights) -> int:
    rank = wish_rank(application, unit)
    return weights.rank[rank] if rank is not None and rank < len(weights.rank) else 0


def filled_value(unit: Unit, days: int, weights: Weights) -> int:
    return weights.day * days // unit.capacity


def value(application: Application, unit: Unit, days: int, weights: Weights) -> int:
    return points(application, weights) + filled_value(unit, days, weights) + wish_value(application, unit, weights)


def total(problem: MatchingProblem, placements: tuple[Placement, ...]) -> int:
    return sum(value(problem.application[row.application], problem.unit[row.unit], row.days, problem.weights) for row in placements)
