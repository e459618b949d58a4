"""Plans are legal, the small ones are the best there are, and the same problem always gets the same one."""

import os
from dataclasses import replace
from random import Random

import pytest

from popups.matching import regions as dividing
from popups.matching import solve as solving
from popups.matching.board import Board
from popups.matching.columns import Stays, joined, question
from popups.matching.eligible import failures, periods
from popups.matching.highs import relaxed, whole
from popups.matching.judge import promises_broken, violations
from popups.matching.layout import lay_out
from popups.matching.prices import settled
from popups.matching.problem import Placement, total
from popups.matching.regions import Regions, answer_region, bound_of, solve_region
from popups.matching.search import first_plan, search
from popups.matching.solve import solve
from popups.matching.work import Work
from tests.popups.matching.problems import a_problem, best_value, promised
from tests.popups.matching.problems import stays as every_stay

TINY = range(int(os.environ.get("TINY", "40")))  # more of them by hand: TINY=300
PATIENCE = 600  # seconds of the clock on a busy machine: what is done is counted, not timed
SMALL = range(int(os.environ.get("SMALL", "150")))  # SMALL=1000


@pytest.mark.parametrize("seed", TINY)
def test_no_plan_is_better_than_the_proven_one(seed):
    problem = a_problem(seed, applications=5, grain=7 if seed % 2 else 1, weeks=5 if seed % 2 else 1)
    plan = solve(problem, seconds=2, clock=PATIENCE)
    assert plan.is_proven
    assert plan.value == total(problem, plan.placements) == best_value(problem) == plan.bound


@pytest.mark.parametrize("seed", SMALL)
def test_the_search_keeps_every_rule_and_says_the_true_value(seed):
    problem = a_problem(seed, units=5, applications=25, weeks=10, grain=7 if seed % 2 else 1)
    layout = lay_out(problem)
    board = search(first_plan(layout), rounds=60, seed=seed)
    assert violations(problem, board.placements()) == []
    assert board.value == total(problem, board.placements()) >= first_plan(layout).value


def test_the_prices_of_the_split_plan_prove_a_bound():
    for seed in range(12):
        problem = a_problem(seed, applications=5, weeks=5)
        layout = lay_out(problem)
        units = list(range(len(problem.units)))
        columns = Stays(layout).of(units)
        if len(columns):
            answer = relaxed(question(columns, Board(layout), units), Work(60))
            assert answer.bound >= best_value(problem) - 0.5


def test_the_question_beside_promises_that_break_each_other_has_the_answer_that_trying_everything_finds():
    for seed in range(40):
        problem = promised(a_problem(seed, applications=6, weeks=5), seed, pins=3)
        layout = lay_out(problem)
        units = list(range(len(problem.units)))
        columns, board = Stays(layout).of(units), Board(layout)
        if len(columns):
            answer = whole(question(columns, board, units), Work(60), nodes=1_000)
            assert board.value + answer.value == pytest.approx(best_value(problem))


def test_what_the_prices_prove_is_passed_by_no_plan():
    for seed in range(24):
        problem = a_problem(seed, applications=5, weeks=5)
        pinned = replace(problem, pins=solve(problem, seconds=1, clock=PATIENCE).placements[:1])
        for asked in (problem, pinned, promised(problem, seed, pins=3)):
            stays = Stays(lay_out(asked))
            if any(stays.waiting):
                assert settled(stays, 60, Work(60)).bound >= best_value(asked)


def test_the_prices_come_near_what_is_proven():
    problem = a_problem(2, units=6, applications=60, weeks=30)
    plan = solve(problem, seconds=4, clock=PATIENCE)
    assert plan.is_proven
    assert plan.value <= settled(Stays(lay_out(problem)), 200, Work(60)).bound <= 1.05 * plan.value


def test_a_stay_fits_exactly_where_the_judge_has_nothing_against_it():
    seen = set()
    for seed in range(30):
        problem = a_problem(seed, units=4, applications=12)
        layout, draw = lay_out(problem), Random(seed)
        board = first_plan(layout)
        columns = Stays(layout).of(list(range(4)))
        for column in draw.sample(range(len(columns)), min(60, len(columns))):
            row, spot = columns.stay(column)
            before = board.take(row) if board.spots[row] else None
            stay = Placement(problem.applications[row].id, problem.units[spot[0]].id, spot[1] * layout.grain, spot[2] * layout.grain)
            fits = board.fits(row, spot)
            assert fits == (not violations(problem, [*board.placements(), stay]))
            seen.add(fits)
            if before:
                board.put(row, before)
    assert seen == {True, False}


def test_a_split_plan_of_everything_becomes_a_legal_plan_that_is_nearly_as_good():
    problem = a_problem(13, units=6, applications=60, weeks=30)
    stays = Stays(lay_out(problem))
    board = first_plan(stays.layout)
    outcome = solve_region(board, stays, [unit for unit, rows in enumerate(stays.waiting) if rows], Work(60))
    assert violations(problem, board.placements()) == []
    assert board.value == total(problem, board.placements()) == first_plan(stays.layout).value + outcome.gain
    assert outcome.gain > 0.5 * outcome.room
    assert 0.9 * bound_of(board, outcome) <= board.value <= bound_of(board, outcome)


def test_a_region_that_is_everything_answered_at_a_stroke_is_the_best_plan_there_is():
    for seed in TINY:
        problem = a_problem(seed, applications=5, grain=7 if seed % 2 else 1, weeks=5 if seed % 2 else 1)
        if any(Stays(lay_out(problem)).waiting):
            board, before, outcome = answered(problem, Work(60))
            assert violations(problem, board.placements()) == []
            assert board.value == before + outcome.gain == total(problem, board.placements()) == best_value(problem) <= bound_of(board, outcome)


def test_a_region_answered_at_a_stroke_is_no_worse_than_it_was_with_the_fewest_stays_beside_those_that_stand_there(monkeypatch):
    monkeypatch.setattr(dividing, "NEAREST", 0)
    gains = []
    for seed in range(20):
        problem = a_problem(seed, units=5, applications=25, weeks=10, grain=7 if seed % 2 else 1)
        board, before, outcome = answered(problem, Work(60))
        assert violations(problem, board.placements()) == []
        assert before <= board.value == total(problem, board.placements()) == before + outcome.gain <= bound_of(board, outcome)
        gains.append(outcome.gain)
    assert 0 in gains and max(gains) > 0


@pytest.mark.parametrize("moment", [0, 1, 2, 5])
def test_a_region_answered_at_a_stroke_is_left_as_it_was_or_better_by_who_cancels(moment):
    problem = a_problem(13, units=6, applications=60, weeks=30)
    asked = iter(range(10**6))
    board, before, outcome = answered(problem, Work(60, lambda: next(asked) >= moment))
    assert violations(problem, board.placements()) == []
    assert before <= board.value == before + outcome.gain == total(problem, board.placements())


def test_nobody_who_was_promised_a_place_is_taken_from_it_by_a_region_answered_at_a_stroke():
    for seed in range(20):
        problem = promised(a_problem(seed, units=5, applications=25, weeks=10), seed, pins=3)
        board, before, outcome = answered(problem, Work(60))
        assert set(problem.pins) <= set(board.placements())
        assert violations(problem, board.placements()) == [] and board.value == before + outcome.gain


def answered(problem, work):
    """The board after all of its units were answered at a stroke, its value before, and what is said of it."""
    stays = Stays(lay_out(problem))
    board = first_plan(stays.layout)
    before = board.value
    return board, before, answer_region(board, stays, [unit for unit, rows in enumerate(stays.waiting) if rows], work)


@pytest.mark.parametrize(("at_a_stroke", "seconds", "ways"), [(True, 30.0, {"answered"}), (True, 9.0, {"solved"}), (False, 30.0, {"solved"})])
def test_regions_are_answered_at_a_stroke_while_there_is_work_enough_for_it(monkeypatch, at_a_stroke, seconds, ways):
    seen = set()
    for way, real in (("answered", answer_region), ("solved", solve_region)):
        monkeypatch.setattr(dividing, real.__name__, lambda *given, way=way, real=real: seen.add(way) or real(*given))
    stays = Stays(lay_out(a_problem(13, units=6, applications=60, weeks=30)))
    board = first_plan(stays.layout)
    before, found = board.value, list(Regions(board, stays, seed=1, at_a_stroke=at_a_stroke).better(Work(seconds, clock=PATIENCE)))
    assert seen == ways
    assert found == sorted(set(found)) and found[-1] == board.value > before


def test_a_last_polish_betters_what_was_left_and_never_takes_more_work_than_there_is():
    problem = a_problem(7, units=8, applications=60, weeks=20)
    run = solving._Run(first_plan(lay_out(problem)), Work(2.0, clock=60), 0, lambda _value, _bound: None)
    before = run.board.value
    solving._polish(run, 0.5)
    assert run.board.value > before and not violations(problem, run.board.placements()) and 0 < run.work.spent < 1.0
    after, run.work.spent = run.board.value, 2.0
    solving._polish(run, 0.5)
    assert run.board.value == after and run.work.spent == 2.0


def test_no_stay_is_found_where_a_rule_forbids_it_and_none_is_missed():
    for seed in range(20):
        problem = a_problem(seed, units=4, applications=12, grain=7 if seed % 2 else 1)
        layout = lay_out(problem)
        found = {(row.id, unit.id) for row, options in zip(problem.applications, layout.options, strict=True)
                 for unit in (problem.units[option.unit] for option in options)}
        may = {(row.id, unit.id) for row in problem.applications for unit in problem.units
               if not failures(row, unit, problem) and periods(row, unit)}
        assert found == may
        columns = joined([*map(Stays(layout)._make, range(4))])
        made = [Placement(problem.applications[row].id, problem.units[spot[0]].id, spot[1] * layout.grain, spot[2] * layout.grain)
                for row, spot in map(columns.stay, range(len(columns)))]
        assert sorted(made) == sorted(stay for row in problem.applications for stay in every_stay(problem, row))
        assert columns.value.tolist() == [total(problem, (stay,)) for stay in made]


@pytest.mark.parametrize("seconds", [0.05, 0.4])  # the small towns are proven at once; these two are searched, and solved by regions
def test_the_order_of_the_rows_decides_nothing(monkeypatch, seconds):
    monkeypatch.setattr(solving, "PROVABLE", 0)
    problem = a_problem(7, units=6, applications=60, weeks=26)
    units, applications = Random(1).sample(problem.units, 6), Random(1).sample(problem.applications, 60)
    assert tuple(applications) != problem.applications
    mixed = replace(problem, units=tuple(units), applications=tuple(applications))
    plans = [solve(asked, seconds=seconds, clock=PATIENCE) for asked in (problem, mixed, problem)]
    assert plans[0] == plans[1] == plans[2]
    assert plans[0].stopped_by == ""


def test_the_order_of_the_rows_decides_nothing_where_regions_are_answered_at_a_stroke(monkeypatch):
    monkeypatch.setattr(solving, "PROVABLE", 0)
    monkeypatch.setattr(solving, "_everything", lambda _run, _stays: None)  # which would leave no room
    monkeypatch.setattr(solving, "ENOUGH", 0.5)
    monkeypatch.setattr(dividing, "FEW", 10)
    strokes = []
    monkeypatch.setattr(dividing, "answer_region", lambda *given, real=answer_region: strokes.append(1) or real(*given))
    problem = a_problem(13, units=6, applications=60, weeks=30)
    mixed = replace(problem, units=tuple(Random(1).sample(problem.units, 6)), applications=tuple(Random(1).sample(problem.applications, 60)))
    plans = [solve(asked, seconds=2, clock=PATIENCE) for asked in (problem, mixed, problem)]
    assert plans[0] == plans[1] == plans[2]
    assert strokes and plans[0].stopped_by == ""


def test_pins_stay_where_they_are_also_against_the_rules_of_today():
    problem = a_problem(3, units=4, applications=20, weeks=12)
    pin = Placement(problem.applications[0].id, problem.units[0].id, 14, 21)
    pinned = replace(problem, pins=(pin,))
    plan = solve(pinned, seconds=1, clock=PATIENCE)
    assert pin in plan.placements
    assert violations(pinned, plan.placements) == []


@pytest.mark.parametrize("seed", TINY)
def test_no_plan_is_better_than_the_proven_one_also_where_promises_break_the_rules_of_today(seed):
    problem = promised(a_problem(seed, applications=6, grain=7 if seed % 2 else 1, weeks=5 if seed % 2 else 1), seed, pins=3)
    plan = solve(problem, seconds=2, clock=PATIENCE)
    assert plan.is_proven
    assert plan.value == total(problem, plan.placements) == best_value(problem) == plan.bound


@pytest.mark.parametrize("seed", range(30))
def test_a_larger_town_with_promises_that_break_each_other_has_a_legal_plan_and_a_bound(monkeypatch, seed):
    monkeypatch.setattr(solving, "PROVABLE", 0)
    problem = promised(a_problem(seed, units=5, applications=30, weeks=14), seed, pins=12)
    plan = solve(problem, seconds=0.4, clock=PATIENCE)
    assert set(problem.pins) <= set(plan.placements)
    assert violations(problem, plan.placements) == []
    assert plan.value <= plan.bound


def test_there_are_promises_that_break_each_rule_together():
    """Else the two tests above say nothing."""
    broken = {row.rule for seed in range(30) for row in promises_broken(promised(a_problem(seed, units=5, applications=30, weeks=14), seed, pins=12))}
    assert broken == {"capacity", "variety", "limit"}


def test_what_is_forbidden_is_not_planned():
    problem = a_problem(5, units=4, applications=20, weeks=12)
    placed = solve(problem, seconds=1, clock=PATIENCE).placements[0]
    without = replace(problem, forbids=problem.forbids | {(placed.application, placed.unit)})
    pairs = {(row.application, row.unit) for row in solve(without, seconds=1, clock=PATIENCE).placements}
    assert (placed.application, placed.unit) not in pairs


def test_a_cancelled_run_still_has_a_legal_plan_and_says_that_it_was_cancelled():
    problem = a_problem(9, units=6, applications=60, weeks=30)
    plan = solve(problem, seconds=30, is_cancelled=lambda: True)
    assert plan.stopped_by == "cancelled"
    assert plan.placements
    assert violations(problem, plan.placements) == []


def test_values_only_rise_while_it_runs_and_the_bound_is_never_passed():
    told = []
    solve(a_problem(11, units=6, applications=60, weeks=30), seconds=3, clock=PATIENCE, tell=lambda value, bound: told.append((value, bound)))
    values = [value for value, _bound in told]
    assert values == sorted(values)
    assert all(bound is None or value <= bound for value, bound in told)


def test_a_town_without_applications_has_an_empty_proven_plan():
    problem = replace(a_problem(1), applications=(), forbids=frozenset())
    plan = solve(problem, seconds=1)
    assert (plan.placements, plan.value, plan.is_proven) == ((), 0, True)
