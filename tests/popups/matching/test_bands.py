"""Offers in bands: each is given the best there is beside those before it, whatever those below would bring."""

from dataclasses import replace

import pytest

from popups.matching.bands import band_of
from popups.matching.formats import FormatError, read_problem, write_problem
from popups.matching.judge import violations
from popups.matching.problem import MatchingProblem, Placement, total
from popups.matching.solve import solve
from tests.popups.matching.problems import a_problem, best_value, promised

PATIENCE = 600  # seconds of the clock on a busy machine: what is done is counted, not timed


def of_bands(problem: MatchingProblem, placements: tuple[Placement, ...], numbers: set[int]) -> tuple[Placement, ...]:
    return tuple(row for row in placements if band_of(problem.application[row.application], problem.bands) in numbers or row in problem.pins)


def only(problem: MatchingProblem, number: int, *, pins: tuple[Placement, ...]) -> MatchingProblem:
    """What is left to be asked for one band, said without the engine."""
    known = {row.application for row in pins}
    rows = tuple(row for row in problem.applications if row.id in known or band_of(row, problem.bands) == number)
    return replace(problem, applications=rows, pins=pins, bands=())


@pytest.mark.parametrize("seed", range(40))
def test_no_band_could_be_given_more_beside_those_before_it(seed):
    problem = replace(a_problem(seed, applications=7, weeks=5), bands=(75, 50))
    problem = promised(problem, seed, pins=1) if seed % 3 == 0 else problem
    plan = solve(problem, seconds=3, clock=PATIENCE)
    assert plan.is_proven and violations(problem, plan.placements) == []
    given = problem.pins
    for number in range(3):
        here = of_bands(problem, plan.placements, set(range(number + 1)))
        asked = only(problem, number, pins=given)
        assert total(problem, here) == best_value(asked)
        given = here
    assert plan.value == plan.bound == total(problem, plan.placements)


def test_bands_make_a_difference():
    """Else the test above says nothing: some plan of all at once gives the first band less."""
    def first(problem: MatchingProblem, bands: tuple[int, ...]) -> int:
        placements = solve(replace(problem, bands=bands), seconds=3, clock=PATIENCE).placements
        return total(problem, of_bands(replace(problem, bands=(75,)), placements, {0}))
    problems = [a_problem(seed, applications=7, weeks=5) for seed in range(40)]
    gained = [first(problem, (75,)) - first(problem, ()) for problem in problems]
    assert min(gained) >= 0 and max(gained) > 0


def test_one_band_for_all_is_as_if_there_were_none():
    for bands in ((0,), (100,)):
        problem = a_problem(4, units=4, applications=20, weeks=12)
        plan, other = (solve(asked, seconds=2, clock=PATIENCE) for asked in (problem, replace(problem, bands=bands)))
        assert plan.placements == other.placements and plan.value == other.value and other.is_proven


def test_the_bound_is_told_of_the_last_band_only_and_values_rise():
    told = []
    problem = replace(a_problem(11, units=6, applications=60, weeks=30), bands=(75, 50))
    plan = solve(problem, seconds=2, clock=PATIENCE, tell=lambda value, bound: told.append((value, bound)))
    values = [value for value, _bound in told]
    assert values == sorted(values) and values[-1] <= plan.value
    first = next(place for place, (_value, bound) in enumerate(told) if bound is not None)
    assert first > 0 and all(bound is not None and value <= bound for value, bound in told[first:])


def test_a_cancelled_run_in_bands_is_legal_and_says_that_it_was_cancelled():
    problem = replace(a_problem(9, units=6, applications=60, weeks=30), bands=(75, 50))
    plan = solve(problem, seconds=30, is_cancelled=lambda: True)
    assert plan.stopped_by == "cancelled" and plan.placements and violations(problem, plan.placements) == []


def test_bands_are_written_and_read_again_and_a_problem_without_them_is_written_as_ever():
    problem = replace(a_problem(1), bands=(80, 60))
    assert read_problem(write_problem(problem)) == problem
    assert "bands" not in write_problem(a_problem(1))
    assert solve(read_problem(write_problem(problem)), seconds=1, clock=PATIENCE) == solve(problem, seconds=1, clock=PATIENCE)


@pytest.mark.parametrize("bands", [(60, 80), (60, 60), ("x",)])
def test_bands_that_do_not_fall_are_refused(bands):
    with pytest.raises(FormatError):
        read_problem(write_problem(replace(a_problem(1), bands=bands)))
