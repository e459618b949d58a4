"""What an officer can change about a plan to ask what if: its units and applications with their names, and what is fixed in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from popups.matching.formats import read_problem
from popups.matching.problem import MatchingProblem, house_of
from popups.models import Application, Plan
from popups.reports.plan_reasons import place_names

Named = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Ground:
    """Each by the name that the input of the plan has for it and the one that people know. places: units and parts of units.

    movable: applications that were promised nothing. fixed: those of them that stay somewhere. ruled_out: an application and a unit with a
    space between. first_day: from which days are counted.
    """

    first_day: date
    units: Named
    places: Named
    applications: Named
    movable: Named
    fixed: Named
    ruled_out: Named


def ground_of_changes(plan: Plan) -> Ground:
    """Three queries."""
    problem = read_problem(plan.problem)
    places = place_names(plan)
    units = {house_of(name): label.partition(": ")[0] if house_of(name) != name else label for name, label in places.items()}
    rows = Application.objects.filter(reference__in=[row.id for row in problem.applications]).order_by("title", "reference")
    applications = {row: f"{title} ({row})" if title else row for row, title in rows.values_list("reference", "title")}
    movable = {name: label for name, label in applications.items() if name not in plan.promised}
    pinned = {pin.application for pin in problem.pins}
    return Ground(problem.first_day, _sorted(units.items()), _sorted(places.items()), list(applications.items()), list(movable.items()),
                  [(name, label) for name, label in movable.items() if name in pinned], _ruled_out(problem, applications, units))


def _ruled_out(problem: MatchingProblem, applications: dict[str, str], units: dict[str, str]) -> Named:
    pairs = {(row, house_of(unit)) for row, unit in problem.forbids}
    return _sorted((f"{row} {unit}", f"{applications[row]}: {units[unit]}") for row, unit in pairs if row in applications and unit in units)


def _sorted(pairs: Iterable[tuple[str, str]]) -> Named:
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]))
