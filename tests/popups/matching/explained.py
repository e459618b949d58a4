"""What explanations are held against: everything tried out, with the judge alone."""

import os
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from popups.matching.explaining.changes import BUSINESSES_FIRST
from popups.matching.explaining.standing import Standing
from popups.matching.judge import violations
from popups.matching.problem import Application, Condition, MatchingProblem, Placement, Unit
from tests.popups.matching.problems import a_problem, stays

SEEDS = range(int(os.environ.get("EXPLAINED", "20")))  # more of them by hand: EXPLAINED=300

Plan = tuple[Placement, ...]


def any_plan(problem: MatchingProblem, draw: Random, share: float = 0.8) -> Plan:
    """Legal, seldom good: stays drawn one after the other, and kept where the judge agrees."""
    found: list[Placement] = list(problem.pins)
    unpinned = replace(problem, pins=())
    choices = [stay for row in problem.applications for stay in stays(unpinned, row)]
    for stay in draw.sample(choices, int(len(choices) * share)):
        if not violations(problem, [*found, stay]):
            found.append(stay)
    return tuple(sorted(found))


def a_standing(seed: int, *, is_pinned: bool | None = None, **size: int) -> Standing:
    """Of a small random problem; pinned: with a promise that the rules of today would not all allow. None: every third has one."""
    is_pinned = seed % 3 == 2 if is_pinned is None else is_pinned
    draw = Random(f"plan {seed}")
    grain = 7 if seed % 2 else 1
    problem = a_problem(seed, **({"applications": 7, "grain": grain, "weeks": 5 if grain == 7 else 1} | size))
    if seed % 4 > 1:  # in a shared unit it means nothing, which has to be seen too
        problem = replace(problem, units=tuple(replace(unit, turnaround=grain) for unit in problem.units))
    if seed % 5 == 4:
        first = Condition(BUSINESSES_FIRST, "kind", frozenset({"maker"}))
        problem = replace(problem, units=tuple(replace(unit, conditions=(*unit.conditions, first)) for unit in problem.units))
    if is_pinned:
        pin = Placement(draw.choice(problem.applications).id, draw.choice(problem.units).id, 0, 2 * grain)
        problem = replace(problem, pins=(pin,))
    return Standing(problem, any_plan(problem, draw, draw.choice([0.05, 0.4, 1])))


def with_changed(problem: MatchingProblem, row: Application | None = None, unit: Unit | None = None) -> MatchingProblem:
    return replace(problem, units=tuple(unit if unit and each.id == unit.id else each for each in problem.units),
                   applications=tuple(row if row and each.id == row.id else each for each in problem.applications))


def all_stays(problem: MatchingProblem, row: Application, unit: Unit) -> Iterator[Placement]:
    """Of every start and length of the horizon, legal or not."""
    for start in range(problem.days):
        for days in range(row.shortest, row.longest + 1, row.step):
            yield Placement(row.id, unit.id, start, days)


def legal_stays(problem: MatchingProblem, plan: Plan, row: Application, unit: Unit) -> list[Placement]:
    """Those that the judge lets stand beside the plan."""
    if violations(problem, plan):
        raise ValueError("The plan is not legal to begin with.")
    return [stay for stay in all_stays(problem, row, unit) if stay.start % row.start_step == 0 and not violations(problem, [*plan, stay])]
