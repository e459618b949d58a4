"""Places that light up when a placement is taken in the hand: all legal ones, none that is not, and what is said of them comes true."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations

import pytest

from popups.matching.judge import violations
from popups.matching.moves import MoveError, legal_moves, move
from popups.matching.problem import MatchingProblem, Placement, total
from popups.matching.solve import solve
from popups.matching.whatif import changed, pin
from tests.popups.matching.problems import a_problem, stays


def a_plan(seed: int, **size: int) -> tuple[MatchingProblem, tuple[Placement, ...]]:
    """With a pin or two, of what was placed anyway."""
    problem = a_problem(seed, **size)
    placements = solve(problem, seconds=1).placements
    return changed(problem, [pin(row) for row in placements[:seed % 3]]), placements


def ways(problem: MatchingProblem, placements: tuple[Placement, ...], stay: Placement) -> Iterator[tuple[Placement, ...]]:
    """Every set of others without which the stay is legal, by trying all of them."""
    others = [row for row in placements if row.application != stay.application]
    free = [row for row in others if row not in problem.pins]
    for gone in chain.from_iterable(combinations(free, count) for count in range(len(free) + 1)):
        if not violations(problem, [row for row in others if row not in gone] + [stay]):
            yield gone


@pytest.mark.parametrize("seed", range(30))
def test_all_legal_moves_are_there_with_the_least_that_must_go_and_the_true_effect(seed):
    problem, placements = a_plan(seed, applications=7, grain=7 if seed % 2 else 1, weeks=6 if seed % 2 else 2)
    pinned = {row.application for row in problem.pins}
    for application in problem.applications:
        found = {one.stay: one for one in legal_moves(problem, placements, application.id)}
        if application.id in pinned:
            assert found == {}
            continue
        left = [row for row in placements if row.application != application.id]
        expected = {}
        for stay in stays(replace(problem, pins=()), application):
            sets = list(ways(problem, placements, stay))
            if sets and stay not in placements:
                expected[stay] = max(total(problem, (*(row for row in left if row not in gone), stay)) for gone in sets) - total(problem, placements)
        assert {stay: one.effect for stay, one in found.items()} == expected
        for stay, one in found.items():
            assert violations(problem, [row for row in left if row not in one.gone] + [stay]) == []
            assert one.is_free == (not one.gone)


@pytest.mark.parametrize("seed", range(20))
def test_a_move_leaves_a_legal_plan_moves_nobody_else_and_says_who_is_where(seed):
    problem, placements = a_plan(seed, units=5, applications=30, weeks=12)
    tried = 0
    for application in problem.applications[:12]:
        legal = legal_moves(problem, placements, application.id)
        for one in [*[one for one in legal if one.gone][:2], *[one for one in legal if one.is_free][:1]]:
            moved = move(problem, placements, one.stay)
            tried += 1
            assert violations(problem, moved.placements) == []
            assert one.stay in moved.placements
            assert moved.effect == total(problem, moved.placements) - total(problem, placements) >= one.effect
            assert moved.gone == one.gone
            untouched = {row for row in placements if row not in one.gone and row.application != application.id}
            assert set(moved.placements) == untouched | {one.stay} | set(moved.again)
            assert {row.application for row in moved.again} | {row.application for row in moved.unplaced} == {row.application for row in moved.gone}
            assert move(problem, placements[::-1], one.stay) == moved
    assert tried


def test_somebody_who_has_to_leave_finds_another_place_where_there_is_one():
    found = (move(problem, placements, one.stay) for problem, placements in (a_plan(seed, units=5, applications=20, weeks=12) for seed in range(6))
             for row in problem.applications for one in legal_moves(problem, placements, row.id)[:20] if one.gone)
    assert any(moved.again for moved in found)


def test_who_has_to_leave_and_fits_nowhere_is_named():
    found = (move(problem, placements, one.stay) for problem, placements in (a_plan(seed, units=3, applications=20, weeks=8) for seed in range(6))
             for row in problem.applications for one in legal_moves(problem, placements, row.id)[:20] if one.gone)
    assert any(moved.unplaced for moved in found)


def test_what_is_no_legal_move_is_refused():
    problem, placements = a_plan(2, units=5, applications=20, weeks=12)
    pinned = problem.pins[0]
    for stay in (replace(pinned, start=pinned.start + 7), replace(placements[-1], start=problem.days + 7), placements[-1]):
        with pytest.raises(MoveError):
            move(problem, placements, stay)
