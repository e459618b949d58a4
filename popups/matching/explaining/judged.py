"""Would the judge accept it? No change is told before the plan, with that change alone and one more stay, was judged."""

from dataclasses import replace

from popups.matching.explaining.standing import Standing
from popups.matching.judge import violations
from popups.matching.problem import Application, MatchingProblem, Placement, Unit


def accepts(standing: Standing, application: Application, unit: Unit, stay: Placement) -> bool:
    """Everything placed stays where it is, and whoever was promised a place keeps the conditions too: no rule may be broken that is not now.

    Only those are judged that the new stay can touch: the same unit, street and activity, or applicant; no rule connects it with any other.
    """
    near = _touched(standing, application, unit)
    changed = _part(standing, application, unit, near)
    before = violations(_part(standing, standing.problem.application[application.id], standing.problem.unit[unit.id], near), near)
    return set(violations(changed, [*near, stay])) <= set(before)


def _touched(standing: Standing, application: Application, unit: Unit) -> list[Placement]:
    rule = (unit.street, application.category)
    found = {*standing.in_unit.get(unit.id, ()), *standing.of_person.get(application.applicant, ())}
    if rule in standing.at_once:
        found.update(standing.of_rule.get(rule, ()))
    return sorted(row for row in found if row.application != application.id)


def _part(standing: Standing, application: Application, unit: Unit, near: list[Placement]) -> MatchingProblem:
    problem = standing.problem
    units = {row.unit: problem.unit[row.unit] for row in near} | {unit.id: unit}
    rows = {row.application: problem.application[row.application] for row in near} | {application.id: application}
    return replace(problem, units=tuple(units.values()), applications=tuple(rows.values()), pins=())
