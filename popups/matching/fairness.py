"""Whom a plan serves, group by group, and whom first come, first served would have served with the same applications."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from popups.matching.explaining.certificate import Envy, envies
from popups.matching.explaining.standing import Standing
from popups.matching.layout import lay_out
from popups.matching.problem import Application, MatchingProblem, Placement, total
from popups.matching.queue import first_come

Served = dict[str, Placement]


@dataclass(frozen=True)
class Group:
    """Applications that have something in common. eligible: for whom at least one unit would do, if it were theirs alone. days: of their stays.

    by: "kind" (of applicant), "category" (activity), "area" (the part of town named first), "first_timer" ("yes", "no"), or "score"
    (in tens: "60" is 60 to 69, "90" is 90 to 100).
    """

    by: str
    name: str
    applied: int
    eligible: int
    placed: int
    days: int
    queue_placed: int
    queue_days: int

    @property
    def more(self) -> int:
        """Placed by the plan beyond those whom the queue would have placed."""
        return self.placed - self.queue_placed


@dataclass(frozen=True)
class Area:
    """A part of town with its units. offered: days of all that they take at a time; filled: of these, by the plan and by the queue."""

    name: str
    units: int
    offered: int
    filled: int
    queue_filled: int


@dataclass(frozen=True)
class Fairness:
    """everybody: one group of all. envy: refused, while somebody with a lower score holds a place that would fit (explaining.certificate)."""

    everybody: Group
    groups: tuple[Group, ...]
    areas: tuple[Area, ...]
    value: int
    queue_value: int
    envy: tuple[Envy, ...]
    queue_envy: tuple[Envy, ...]

    def by(self, name: str) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.by == name)

    @property
    def envious(self) -> int:
        """Applications, not pairs."""
        return _envious(self.envy)

    @property
    def queue_envious(self) -> int:
        return _envious(self.queue_envy)


def tens(score: int) -> str:
    return str(min(max(score, 0), 99) // 10 * 10)


SORTS: dict[str, Callable[[Application], str]] = {
    "kind": lambda row: row.trait("kind"),
    "category": lambda row: row.category,
    "area": lambda row: row.districts[0] if row.districts else "",
    "first_timer": lambda row: "yes" if row.is_first_timer else "no",
    "score": lambda row: tens(row.score),
}


def report(problem: MatchingProblem, placements: Iterable[Placement], untold: frozenset[str] = frozenset()) -> Fairness:
    """Groups by sort in the order of SORTS, then by name. untold: applications that are not counted by score. Cost: first come, first served, and all pairs of placed and not, for both plans."""
    rows, queue = tuple(sorted(placements)), first_come(problem)
    served, waited = ({row.application: row for row in plan} for plan in (rows, queue))
    may = _eligible(problem) | served.keys() | waited.keys()
    groups = [_group(by, name, members, may, served, waited) for by, sort in SORTS.items() for name, members in _sorted_by(problem, sort, untold if by == "score" else frozenset())]
    return Fairness(
        everybody=_group("", "", list(problem.applications), may, served, waited), groups=tuple(groups), areas=_areas(problem, rows, queue),
        value=total(problem, rows), queue_value=total(problem, queue),
        envy=envies(Standing(problem, rows)), queue_envy=envies(Standing(problem, queue)))


def _eligible(problem: MatchingProblem) -> set[str]:
    """Whom one unit or more would suit, rules and dates, if nobody else were there."""
    return {row.id for row, options in zip(problem.applications, lay_out(problem).options, strict=True) if options}


def _sorted_by(problem: MatchingProblem, sort: Callable[[Application], str], without: frozenset[str]) -> list[tuple[str, list[Application]]]:
    found: dict[str, list[Application]] = defaultdict(list)
    for row in problem.applications:
        if row.id not in without:
            found[sort(row)].append(row)
    return sorted(found.items(), key=lambda item: (len(item[0]) if item[0].isdigit() else 0, item[0]))


def _group(by: str, name: str, members: list[Application], may: set[str], served: Served, waited: Served) -> Group:
    ids = [row.id for row in members]
    placed, queued = ([plan[row] for row in ids if row in plan] for plan in (served, waited))
    return Group(by, name, len(ids), sum(row in may for row in ids), len(placed), sum(row.days for row in placed),
                 len(queued), sum(row.days for row in queued))


def _areas(problem: MatchingProblem, rows: Iterable[Placement], queue: Iterable[Placement]) -> tuple[Area, ...]:
    filled, queued = _days_by_area(problem, rows), _days_by_area(problem, queue)
    found = []
    for name in sorted({unit.district for unit in problem.units}):
        units = [unit for unit in problem.units if unit.district == name]
        offered = sum(unit.capacity * (end - first) for unit in units for first, end in unit.windows)
        found.append(Area(name, len(units), offered, filled.get(name, 0), queued.get(name, 0)))
    return tuple(found)


def _days_by_area(problem: MatchingProblem, rows: Iterable[Placement]) -> dict[str, int]:
    days: dict[str, int] = defaultdict(int)
    for row in rows:
        days[problem.unit[row.unit].district] += row.days
    return days


def _envious(pairs: Iterable[Envy]) -> int:
    return len({pair.stay.placement.application for pair in pairs})
