"""What would better a plan in one step, who is passed over, where many ask: nothing left out, nothing invented. Held against trying everything."""

from dataclasses import replace
from datetime import date

import pytest

from popups.matching.eligible import failures
from popups.matching.explaining.certificate import certify, envies
from popups.matching.explaining.contention import contention, possible_days, smeared
from popups.matching.explaining.standing import Standing
from popups.matching.judge import violations
from popups.matching.problem import Application, MatchingProblem, Placement, Unit, Variety, total
from popups.matching.solve import solve
from tests.popups.matching.explained import SEEDS, a_standing, all_stays, legal_stays


def without(standing, *gone):
    return tuple(row for row in standing.rows if row not in gone)


def legal_anywhere(standing, plan, row):
    return {stay for unit in standing.problem.units for stay in legal_stays(standing.problem, plan, row, unit)}


def best_gains(standing, found):
    """By application, the most that any of (stay, gone) wins; those that win nothing are left out."""
    gains = {}
    for stay, gone in found:
        gain = total(standing.problem, (stay,)) - total(standing.problem, gone)
        gains[stay.application] = max(gain, gains.get(stay.application, 0))
    return {name: gain for name, gain in gains.items() if gain > 0}


def free_to_go(standing):
    return [row for row in standing.rows if row not in standing.problem.pins]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_single_step_that_betters_the_plan_is_told(seed):
    standing = a_standing(seed)
    said = certify(standing)
    room = {row.id: legal_anywhere(standing, standing.rows, row) for row in standing.waiting}
    insertions = [(stay, ()) for stays in room.values() for stay in stays]
    moves = [(stay, (row,)) for row in free_to_go(standing)
             for stay in legal_anywhere(standing, without(standing, row), standing.problem.application[row.application])]
    swaps = [(stay, (gone,)) for row in standing.waiting for gone in free_to_go(standing)
             for stay in legal_anywhere(standing, without(standing, gone), row) - room[row.id]]
    for steps, tried in ((said.insertions, insertions), (said.moves, moves), (said.swaps, swaps)):
        assert {step.stay.placement.application: step.gain for step in steps} == best_gains(standing, tried)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_step_is_legal_and_wins_what_it_says(seed):
    standing = a_standing(seed)
    said = certify(standing)
    for step in (*said.insertions, *said.moves, *said.swaps):
        plan = (*(row for row in standing.rows if step.gone is None or row != step.gone.placement), step.stay.placement)
        assert violations(standing.problem, plan) == []
        assert total(standing.problem, plan) - total(standing.problem, standing.rows) == step.gain > 0


def test_a_plan_that_is_proven_the_best_has_a_clean_certificate_and_others_have_not():
    for seed in range(12):
        standing = a_standing(seed)
        plan = solve(standing.problem, seconds=2)
        assert plan.is_proven
        assert certify(Standing(standing.problem, plan.placements)).is_clean
    poor = [certify(a_standing(seed)) for seed in SEEDS]
    assert any(said.insertions for said in poor) and any(said.moves for said in poor) and any(said.swaps for said in poor)


@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_passed_over_for_a_lower_score_is_told_with_both_scores(seed):
    standing = a_standing(seed, applications=9)
    application, expected = standing.problem.application, {}
    for row in standing.waiting:
        for holder in free_to_go(standing):
            other, unit = application[holder.application], standing.problem.unit[holder.unit]
            fits = set(legal_stays(standing.problem, without(standing, holder), row, unit)) - set(
                legal_stays(standing.problem, standing.rows, row, unit))
            if other.score < row.score and other.applicant != row.applicant and fits:
                loss = total(standing.problem, (holder,)) - max(total(standing.problem, (stay,)) for stay in fits)
                expected[row.id, other.id] = (row.score, other.score, loss)
    said = envies(standing)
    told = {(envy.stay.placement.application, envy.holder.placement.application): (envy.score, envy.holder_score, envy.loss) for envy in said}
    assert told == expected
    assert len(told) == len(said)


def test_some_are_passed_over():
    assert sum(len(envies(a_standing(seed, applications=9))) for seed in SEEDS) > 2


@pytest.mark.parametrize("seed", SEEDS)
def test_demand_counts_who_may_be_there_in_each_week(seed):
    standing = a_standing(seed, weeks=5 if seed % 2 else 2)
    problem = replace(standing.problem, pins=())
    for unit in problem.units:
        days = [day for first, end in unit.windows for day in range(first, end)]
        said = contention(standing, unit.id)
        assert [row.start // 7 for row in said] == sorted({day // 7 for day in days})
        for demand in said:
            week = set(range(demand.start, demand.start + 7))
            asked = [row for row in problem.applications if not failures(row, unit, problem)
                     and any(week & set(range(stay.start, stay.end)) for stay in all_stays(problem, row, unit) if not violations(problem, [stay]))]
            assert demand.asked == len(asked)
            assert demand.room == unit.capacity
            assert demand.placed == sum(bool(week & set(range(row.start, row.end))) for row in standing.rows if row.unit == unit.id)


UNIT = Unit("U1", "S", "D", 40, frozenset(), frozenset({"craft", "music"}), 100, "whole", 1, 0, ((0, 14),), None)
ROW = Application("A0", "P0", 0, "craft", 5, (), 100, "any", ("D",), 0, (), True, 0, 14, 14, 14, 7, 7, 60, 100)


@pytest.mark.parametrize(("score", "applicant", "count"), [(59, "P1", 1), (60, "P1", 0), (61, "P1", 0), (59, "P0", 0)])
def test_nobody_is_passed_over_for_the_same_score_or_by_themselves(score, applicant, count):
    holder = replace(ROW, id="A1", applicant=applicant, score=score)
    assert len(envies(Standing(MatchingProblem(date(2026, 1, 5), 14, (UNIT,), (ROW, holder)), [Placement("A1", "U1", 0, 14)]))) == count


@pytest.mark.parametrize(("at_once", "count"), [(1, 1), (2, 0)])
def test_somebody_of_the_same_activity_next_door_may_be_who_stands_in_the_way(at_once, count):
    """Where the street takes both, there is room at once, and nobody has to go."""
    rows = ROW, replace(ROW, id="A1", applicant="P1", score=20)
    units = UNIT, replace(UNIT, id="U2", windows=((0, 14),))
    problem = MatchingProblem(date(2026, 1, 5), 14, units, rows, variety=(Variety("S", "craft", at_once),), forbids=frozenset({("A0", "U2")}))
    said = certify(Standing(problem, [Placement("A1", "U2", 0, 14)]))
    assert [(step.stay.placement.unit, step.gone.placement.application) for step in said.swaps] == [("U1", "A1")] * count
    assert len(said.insertions) == 1 - count


def test_a_stay_is_drawn_out_over_all_its_days():
    assert [smeared(0b1001, days) for days in (1, 2, 3, 5)] == [0b1001, 0b11011, 0b111111, 0b11111111]


def test_the_days_of_all_lengths_count_also_where_stays_are_shorter_than_the_time_between_their_starts():
    row = replace(ROW, shortest=1, longest=3, step=1, start_step=7)
    standing = Standing(MatchingProblem(date(2026, 1, 5), 14, (UNIT,), (row,)), ())
    assert possible_days(standing, row, UNIT) == 0b111_0000_111
