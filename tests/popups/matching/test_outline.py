"""The plan of a city is drawn from the stays that prices find nearly worth it: legal, good at once, and always the same."""

from dataclasses import replace
from random import Random

import pytest

from popups.matching import solve as solving
from popups.matching.board import Board
from popups.matching.columns import Columns, Stays
from popups.matching.judge import violations
from popups.matching.layout import lay_out
from popups.matching.outline import outline
from popups.matching.prices import settled
from popups.matching.problem import MatchingProblem, total
from popups.matching.search import first_plan
from popups.matching.solve import solve
from popups.matching.work import Work
from tests.popups.matching.problems import a_problem, promised

PATIENCE = 600  # seconds of the clock on a busy machine: what is done is counted, not timed


def a_town(seed: int) -> MatchingProblem:
    return a_problem(seed, units=6, applications=60, weeks=26)


@pytest.mark.parametrize("seed", range(12))
def test_an_outline_is_legal_whatever_was_promised_and_says_its_true_value(seed):
    problem = promised(a_town(seed), seed, pins=6) if seed % 2 else a_town(seed)
    layout = lay_out(problem)
    board, prices = Board(layout), settled(Stays(layout), 60, Work(60))
    assert outline(board, prices.nearest(400), Work(60))
    assert violations(problem, board.placements()) == []
    assert set(problem.pins) <= set(board.placements())
    assert board.value == total(problem, board.placements()) <= prices.bound


def test_an_outline_comes_far_nearer_to_the_bound_than_the_first_plan():
    left, left_at_first = 0, 0
    for seed in range(6):
        layout = lay_out(a_town(seed))
        board, prices = Board(layout), settled(Stays(layout), 150, Work(60))
        outline(board, prices.nearest(250), Work(60))
        left, left_at_first = left + prices.bound - board.value, left_at_first + prices.bound - first_plan(layout).value
    assert left < left_at_first / 3


def test_an_outline_without_work_left_leaves_the_board_as_it_was_and_says_so():
    layout = lay_out(a_town(3))
    board, prices = Board(layout), settled(Stays(layout), 30, Work(60))
    assert not outline(board, prices.nearest(400), Work(0.0))
    assert board.placements() == ()


def best_with(columns: Columns, paid: list[int], unit: int, steps: int, among: set[int]) -> int:
    """What the unit earns at most with stays that are all of these or none of them: step by step, from the last."""
    best = [0] * (steps + 1)
    for step in range(steps - 1, -1, -1):
        best[step] = max([best[step + 1], *(paid[place] + best[int(columns.end[place])] for place in among
                                            if int(columns.unit[place]) == unit and int(columns.start[place]) == step)])
    return best[0]


@pytest.mark.parametrize("seed", range(8))
def test_a_stay_falls_short_by_what_its_unit_earns_less_with_it(seed):
    layout = lay_out(a_problem(seed, units=3, applications=8, weeks=6, grain=7))
    prices = settled(Stays(layout), 40, Work(60))
    columns, paid = prices.segments.columns, prices._paid(prices.least).tolist()
    short = prices.short().tolist()
    assert min(short) >= 0
    for place in Random(seed).sample(range(len(columns)), min(12, len(columns))):
        unit, start, end = (int(getattr(columns, name)[place]) for name in ("unit", "start", "end"))
        everything = set(range(len(columns)))
        beside = {other for other in everything if int(columns.end[other]) <= start or int(columns.start[other]) >= end}
        free = best_with(columns, paid, unit, layout.steps, everything)
        assert short[place] == free - paid[place] - best_with(columns, paid, unit, layout.steps, beside)


def test_the_nearest_stays_are_those_that_fall_least_short_and_all_that_are_equal():
    prices = settled(Stays(lay_out(a_town(2))), 60, Work(60))
    short = prices.short()
    for count in (1, 50, 200):
        found = prices.nearest(count)
        most = sorted(short.tolist())[count - 1]
        assert len(found) == int((short <= most).sum()) >= count
    assert len(prices.nearest(10**6)) == len(short)


def test_the_order_of_the_rows_decides_nothing_of_a_city_either(monkeypatch):
    monkeypatch.setattr(solving, "PROVABLE", 0)
    monkeypatch.setattr(solving, "DRAWN", 0)
    problem = a_town(7)
    units, applications = Random(1).sample(problem.units, 6), Random(1).sample(problem.applications, 60)
    mixed = replace(problem, units=tuple(units), applications=tuple(applications))
    plans = [solve(asked, seconds=1, clock=PATIENCE) for asked in (problem, mixed)]
    assert plans[0] == plans[1]
    assert plans[0].stopped_by == ""
    assert violations(problem, plans[0].placements) == []


def test_whoever_cancels_need_not_wait_for_the_answer_of_a_city(monkeypatch):
    """The first question is asked, and given up within it: nothing of it stands."""
    layout, asked = lay_out(a_town(4)), []
    board, prices = Board(layout), settled(Stays(layout), 60, Work(60))
    columns = prices.nearest(1_000)
    outline(board, columns, Work(60, is_cancelled=lambda: len(asked) > 3 or asked.append(1)))
    assert (len(asked), board.placements()) == (4, ())
