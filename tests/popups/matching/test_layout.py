"""What the engine is asked about: exactly the pairs that no rule forbids, wherever it looks them up instead of asking."""

from dataclasses import replace

import pytest

from popups.matching.eligible import failures
from popups.matching.layout import lay_out
from popups.matching.problem import Application, MatchingProblem, Unit
from tests.popups.matching.problems import a_problem, promised


def begins(row: Application, unit: Unit, problem: MatchingProblem, grain: int) -> set[int]:
    """Every step at which its shortest stay lies in a window, by trying all."""
    return {start // grain for start in range(0, problem.days, grain) if start % row.start_step == 0 and start >= row.earliest
            and start + row.shortest <= row.latest_end and any(first <= start and start + row.shortest <= end for first, end in unit.windows)}


def rank(row: Application, unit: Unit) -> tuple[int, int]:
    if unit.id in row.preferences:
        return row.preferences.index(unit.id), 0
    return len(row.preferences), row.districts.index(unit.district)


def possible(row: Application, problem: MatchingProblem, grain: int) -> dict[int, set[int]]:
    """By unit the steps at which it may begin; a pin may be anywhere."""
    pinned = {pin.unit for pin in problem.pins if pin.application == row.id}
    asked = {place: begins(row, unit, problem, grain) for place, unit in enumerate(problem.units)
             if unit.id in pinned or not failures(row, unit, problem)}
    return {place: steps for place, steps in asked.items() if steps or problem.units[place].id in pinned}


def on_the_edge(problem: MatchingProblem) -> MatchingProblem:
    """With rents that are one cent too many for some, and exactly what others can pay; with notice that is too short for some. Half may begin
    in every second step only."""
    rents = (60, 61, 250, 251)
    units = [replace(unit, rent=rents[place % 4] * unit.capacity - (place % 4 in {1, 3}) * (unit.capacity - 1), notice=(7, 14, None)[place % 3])
             for place, unit in enumerate(problem.units)]
    rows = [replace(row, start_step=row.start_step * (1 + place % 2)) for place, row in enumerate(problem.applications)]
    return replace(problem, units=tuple(units), applications=tuple(rows))


@pytest.mark.parametrize("seed", range(80))
def test_an_application_may_have_exactly_the_units_of_which_no_rule_fails_and_begin_on_exactly_the_days_that_fit(seed):
    grain = (7, 1)[seed % 4 == 3]
    problem = a_problem(seed, units=6, applications=25, weeks=8, grain=grain)
    problem = on_the_edge(promised(problem, seed) if seed % 2 else problem)
    layout = lay_out(problem)
    for place, row in enumerate(problem.applications):
        found = {option.unit: {step for step in range(layout.steps) if option.starts >> step & 1} for option in layout.options[place]}
        assert found == possible(row, problem, layout.grain)


@pytest.mark.parametrize("seed", range(20))
def test_wishes_come_first_in_their_order_and_what_is_alike_in_the_order_of_names(seed):
    problem = a_problem(seed, units=8, applications=25, weeks=8)
    for row, options in zip(problem.applications, lay_out(problem).options, strict=True):
        ranks = [(rank(row, problem.units[option.unit]), option.unit) for option in options]
        assert ranks == sorted(ranks)
