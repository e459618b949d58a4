"""The report counts every application once in each sort of group, by what it truly is, for the plan and for the queue alike."""

from dataclasses import replace

import pytest

from popups.matching.fairness import SORTS, report, tens
from popups.matching.judge import violations
from popups.matching.problem import Placement, total
from popups.matching.queue import first_come
from popups.matching.solve import solve
from tests.popups.matching.problems import a_problem, stays


def a_report(seed):
    problem = a_problem(seed, units=5, applications=30, weeks=12)
    placements = solve(problem, seconds=1).placements
    return problem, placements, report(problem, placements)


@pytest.mark.parametrize("seed", range(8))
def test_each_sort_of_group_adds_up_to_everybody(seed):
    problem, placements, found = a_report(seed)
    queue = first_come(problem)
    everybody = found.everybody
    assert (everybody.applied, everybody.placed, everybody.queue_placed) == (len(problem.applications), len(placements), len(queue))
    assert (everybody.days, everybody.queue_days) == (sum(row.days for row in placements), sum(row.days for row in queue))
    for by in SORTS:
        for name in ("applied", "eligible", "placed", "days", "queue_placed", "queue_days"):
            assert sum(getattr(group, name) for group in found.by(by)) == getattr(everybody, name)
    assert (found.value, found.queue_value) == (total(problem, placements), total(problem, queue))


@pytest.mark.parametrize("seed", range(8))
def test_eligible_is_whom_some_unit_would_suit_were_it_alone(seed):
    problem, _placements, found = a_report(seed)
    assert found.everybody.eligible == sum(any(True for _stay in stays(problem, row)) for row in problem.applications)
    assert found.everybody.placed <= found.everybody.eligible <= found.everybody.applied


def test_groups_are_counted_by_hand():
    problem, placements, found = a_report(3)
    placed = {row.application for row in placements}
    for by, what in (("kind", lambda row: dict(row.traits)["kind"]), ("category", lambda row: row.category), ("area", lambda row: row.districts[0]),
                     ("first_timer", lambda row: "yes" if row.is_first_timer else "no"), ("score", lambda row: f"{row.score}"[0] + "0")):
        for group in found.by(by):
            members = [row for row in problem.applications if what(row) == group.name]
            assert (group.applied, group.placed) == (len(members), sum(row.id in placed for row in members))
            assert group.more == group.placed - group.queue_placed


def test_each_part_of_town_counts_its_own_units_with_all_that_they_take_at_a_time():
    problem = a_problem(1, units=3, applications=1, weeks=4)
    here, there, empty = (replace(unit, id=name, district=district, capacity=capacity, windows=windows) for unit, name, district, capacity, windows in zip(
        problem.units, ("U1", "U2", "U3"), ("D1", "D2", "D3"), (2, 1, 1), (((7, 14), (21, 28)), ((0, 28),), ((14, 28),)), strict=True))
    row = replace(problem.applications[0], id="A1")
    asked = replace(problem, units=(here, there, empty), applications=(row,), forbids=frozenset())
    found = report(asked, [Placement("A1", "U1", 7, 7)]).areas
    assert [(area.name, area.units, area.offered, area.filled) for area in found] == [("D1", 1, 28, 7), ("D2", 1, 28, 0), ("D3", 1, 14, 0)]


def test_scores_are_told_in_tens_and_the_highest_ten_holds_a_hundred():
    assert [tens(score) for score in (0, 9, 10, 69, 70, 99, 100)] == ["0", "0", "10", "60", "70", "90", "90"]


def test_bands_of_scores_stand_in_the_order_of_the_scores():
    problem = a_problem(3, units=5, applications=30, weeks=12)
    spread = replace(problem, applications=tuple(replace(row, score=number * 100 // 29) for number, row in enumerate(problem.applications)))
    assert [group.name for group in report(spread, ()).by("score")] == [str(ten) for ten in range(0, 100, 10)]


@pytest.mark.parametrize("seed", range(8))
def test_parts_of_town_have_their_units_their_days_and_what_is_filled_of_them(seed):
    problem, placements, found = a_report(seed)
    assert sum(area.units for area in found.areas) == len(problem.units)
    assert sum(area.filled for area in found.areas) == sum(row.days for row in placements)
    assert all(0 <= area.filled <= area.offered and 0 <= area.queue_filled <= area.offered for area in found.areas)


def envious_by_hand(problem, placements):
    """By the judge alone: who has no place, though one of a lower score could be swapped for them in the same unit."""
    placed = {row.application for row in placements}
    found = set()
    for row in problem.applications:
        for holder in placements if row.id not in placed else ():
            other = problem.application[holder.application]
            if other.score >= row.score or other.applicant == row.applicant:
                continue
            rest = [stay for stay in placements if stay != holder]
            for stay in stays(problem, row):
                if stay.unit == holder.unit and not violations(problem, [*rest, stay]) and violations(problem, [*placements, stay]):
                    found.add((row.id, holder.application))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_envy_is_whom_a_place_of_a_lower_score_would_fit(seed):
    problem = a_problem(seed, units=3, applications=12, weeks=8)
    placements = first_come(problem)
    found = report(problem, placements)
    pairs = {(pair.stay.placement.application, pair.holder.placement.application) for pair in found.envy}
    assert pairs == envious_by_hand(problem, placements)
    assert found.envy == found.queue_envy
    assert found.envious == found.queue_envious == len({name for name, _holder in pairs})


def test_the_queue_leaves_somebody_envious():
    """Else the test above says nothing."""
    problems = [a_problem(seed, units=3, applications=12, weeks=8) for seed in range(6)]
    assert any(envious_by_hand(problem, first_come(problem)) for problem in problems)
