"""A plan mended tells as few people as possible otherwise, keeps every rule and promise, and the small ones cannot be mended better."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from popups.matching import retelling
from popups.matching.judge import violations
from popups.matching.problem import Application, MatchingProblem, Placement, Unit, Variety, Weights, total
from popups.matching.queue import first_come
from popups.matching.repair import Anew, is_upheaval, repair, usual_prices
from popups.matching.retelling import Prices
from popups.matching.solve import solve
from popups.matching.whatif import changed, closes, exclude, pin, withdraw
from tests.popups.matching.problems import a_problem, best_value, stays

TINY = range(int(os.environ.get("TINY", "25")))  # more of them by hand: TINY=300
NOTHING = Prices(0, 0)


def best_score(problem: MatchingProblem, score: Callable[[Placement], int]) -> int:
    """The highest sum of scores of any legal plan, by trying everything, with the judge alone. Exponential."""
    choices = [list(stays(replace(problem, pins=()), row)) for row in problem.applications if row.id not in {row.application for row in problem.pins}]
    reach = [0] * (len(choices) + 1)
    for place in range(len(choices) - 1, -1, -1):
        reach[place] = reach[place + 1] + max((score(stay) for stay in choices[place]), default=0)

    def best(place: int, chosen: tuple[Placement, ...], so_far: int, found: int) -> int:
        if place == len(choices) or so_far + reach[place] <= found:
            return max(so_far, found)
        for stay in sorted(choices[place], key=lambda stay: -score(stay)):
            if not violations(problem, (*chosen, stay)):
                found = best(place + 1, (*chosen, stay), so_far + score(stay), found)
        return best(place + 1, chosen, so_far, found)
    return best(0, problem.pins, sum(map(score, problem.pins)), -1)


def told_and_changed(seed: int, **size: int) -> tuple[tuple[Placement, ...], MatchingProblem]:
    """A plan, and the problem as it became after people were told of it: one of six things happened, often beside somebody new."""
    problem, draw = a_problem(seed, **size), Random(seed)
    late = draw.choice(problem.applications).id if draw.random() < 0.5 else ""
    told = solve(changed(problem, [exclude(late)] if late else []), seconds=1).placements
    stay = draw.choice(told) if told else None
    if stay is None:
        return told, problem
    everywhere = tuple(Variety(street, kind, 1) for street in ("S1", "S2") for kind in ("craft", "food", "music"))
    alone = tuple(replace(unit, capacity=1, turnaround=0) for unit in problem.units)
    happened = [
        lambda: changed(problem, [exclude(stay.application)]), lambda: changed(problem, [withdraw(stay.unit)]),
        lambda: changed(problem, [closes(stay.unit, stay.start + 7)]), lambda: replace(problem, limit=1, variety=everywhere),
        lambda: replace(problem, units=alone), lambda: changed(problem, [pin(replace(stay, application=late))]) if late else problem]
    return told, draw.choice(happened)()


def crowded_and_strict(seed: int) -> tuple[tuple[Placement, ...], MatchingProblem]:
    """A plan that was legal when units took six at a time, and a problem in which they take one."""
    problem = a_problem(seed, applications=6, weeks=5)
    strict = replace(problem, limit=1, units=tuple(replace(unit, capacity=1, turnaround=0) for unit in problem.units))
    wide = replace(strict, limit=6, variety=(), units=tuple(replace(unit, capacity=6, area=6 * unit.area) for unit in strict.units))
    return solve(wide, seconds=1).placements, strict


def retold(problem: MatchingProblem, told: tuple[Placement, ...], placements: tuple[Placement, ...]) -> int:
    return sum(row.application in problem.application and row not in placements for row in told)


@pytest.mark.parametrize("seed", TINY)
def test_no_repair_is_worth_more_after_the_price_of_what_is_told_otherwise(seed):
    told, problem = told_and_changed(seed, applications=5, grain=7 if seed % 2 else 1, weeks=5 if seed % 2 else 1)
    prices, were = Prices(1_500, 4_000), {row.application for row in told} - {row.application for row in problem.pins}
    mended = repair(problem, told, prices=prices)

    def score(stay: Placement) -> int:
        return total(problem, (stay,)) + (2_500 if stay.application in were else 0) + (1_500 if stay in told and stay not in problem.pins else 0)
    assert mended.is_proven
    assert violations(problem, mended.placements) == []
    assert sum(map(score, mended.placements)) == best_score(problem, score)


@pytest.mark.parametrize("seed", TINY)
def test_strictly_the_fewest_are_told_otherwise_and_then_no_plan_is_worth_more(seed):
    told, problem = told_and_changed(seed + 1_000, applications=5, grain=7 if seed % 2 else 1, weeks=5 if seed % 2 else 1)
    mended = repair(problem, told, prices=NOTHING, most=0)
    much = 10_000_000
    best = best_score(problem, lambda stay: total(problem, (stay,)) + much * (stay in told))
    assert mended.is_proven
    assert violations(problem, mended.placements) == []
    assert mended.value + much * mended.kept == best


@pytest.mark.parametrize("seed", TINY)
def test_of_those_who_cannot_all_stay_as_many_as_can_do_and_then_no_plan_is_worth_more(seed):
    told, strict = crowded_and_strict(seed)
    mended = repair(strict, told, prices=NOTHING, most=0)
    much = 10_000_000
    assert mended.value + much * mended.kept == best_score(strict, lambda stay: total(strict, (stay,)) + much * (stay in told))
    assert mended.is_proven


def test_there_are_those_who_cannot_all_stay():
    """Else the test above says nothing."""
    assert sum(_has_conflict(told, strict) for told, strict in map(crowded_and_strict, TINY)) > len(TINY) // 5


def _has_conflict(told: tuple[Placement, ...], problem: MatchingProblem) -> bool:
    free = replace(problem, pins=())
    alone = [row for row in told if row.application in problem.application and not violations(free, [row])]
    return bool(violations(free, alone))


def a_street(*rows: dict[str, object], units: int) -> MatchingProblem:
    """Units that are alike, each for one stay of four weeks; rows: what is said of each application."""
    base = a_problem(3, units=1, applications=1)
    unit = replace(base.units[0], capacity=1, turnaround=0, mode="whole", uses=frozenset({"craft"}), windows=((0, 28),), conditions=(), notice=None, rent=0)
    row = replace(base.applications[0], category="craft", area=0, needs=(), accept="any", districts=("D",), preferences=(), is_open=True, earliest=0,
                  latest_end=28, shortest=28, longest=28, step=7, start_step=7, score=60, benefit=100, is_first_timer=False)
    applications = tuple(replace(row, id=f"A{number}", applicant=f"P{number}", **said) for number, said in enumerate(rows))
    return replace(base, days=28, units=tuple(replace(unit, id=f"U{number}") for number in range(units)), applications=applications, variety=(), forbids=frozenset())


def test_nobody_is_moved_for_less_than_the_price_also_where_something_else_is_won_in_the_same_answer():
    """A0 would like U1 better, but for less than the price; A1 is new, and there is room for it."""
    problem = a_street({"preferences": ("U1",)}, {"preferences": ("U2",), "is_open": False}, units=3)
    told = (Placement("A0", "U0", 0, 28),)
    gain = total(problem, (Placement("A0", "U1", 0, 28),)) - total(problem, told)
    mended = repair(problem, told, prices=Prices(gain + 1, 0))
    assert set(mended.placements) == {*told, Placement("A1", "U2", 0, 28)} and gain > 0
    moved = repair(problem, told, prices=Prices(gain - 1, 0))
    assert Placement("A0", "U1", 0, 28) in moved.placements


def test_nobody_loses_a_place_for_less_than_the_price_also_where_something_else_is_won_in_the_same_answer():
    """A1 scores higher than A0, who was told of the only unit that A1 would have; A2 is new, and there is room for it."""
    problem = a_street({"preferences": ("U0",), "is_open": False}, {"score": 70, "preferences": ("U0",), "is_open": False},
                       {"preferences": ("U1",), "is_open": False}, units=2)
    told = (Placement("A0", "U0", 0, 28),)
    gain = total(problem, (Placement("A1", "U0", 0, 28),)) - total(problem, told)
    mended = repair(problem, told, prices=Prices(0, gain + 1))
    assert set(mended.placements) == {*told, Placement("A2", "U1", 0, 28)} and gain > 0
    dropped = repair(problem, told, prices=Prices(0, gain - 1))
    assert set(dropped.placements) == {Placement("A1", "U0", 0, 28), Placement("A2", "U1", 0, 28)}


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("everything", [6_000, 0])
def test_who_is_told_otherwise_is_named_with_where_from_and_where_to(seed, everything, monkeypatch):
    """Also where only the promising stays of a few units at a time are asked about, as in a city."""
    monkeypatch.setattr(retelling, "ALL", everything)
    monkeypatch.setattr(retelling, "AREA", everything or 60)
    told, problem = told_and_changed(seed, units=6, applications=40, weeks=14)
    mended = repair(problem, told)
    after = {row.application: row for row in told if row.application in problem.application}
    for row in mended.retold:
        assert after.pop(row.application, None) == row.before
        if row.after:
            after[row.application] = row.after
    assert tuple(sorted(after.values())) == mended.placements
    assert violations(problem, mended.placements) == []
    assert mended.value == total(problem, mended.placements)
    assert mended.disturbed == retold(problem, told, mended.placements)
    assert {row.application for row in mended.gone} == {row.application for row in told} - problem.application.keys()


@pytest.mark.parametrize("seed", range(12))
def test_nobody_is_moved_beyond_those_who_must_be_where_that_is_asked(seed, monkeypatch):
    monkeypatch.setattr(retelling, "ALL", 6_000 if seed % 2 else 0)
    told, problem = told_and_changed(seed, units=6, applications=40, weeks=14)
    strict, one, free = (repair(problem, told, prices=NOTHING, most=most) for most in (0, 1, None))
    assert strict.disturbed <= one.disturbed <= strict.disturbed + 1
    assert strict.value <= one.value <= free.value or seed % 2 == 0  # only what is asked as a whole is proven
    assert [row for row in strict.retold if row.before and not row.is_forced] == [] or _has_conflict(told, problem)


def test_moving_somebody_must_be_worth_its_price():
    told, problem = next((told, problem) for told, problem in (told_and_changed(seed, units=6, applications=40, weeks=14) for seed in range(40))
                         if repair(problem, told, prices=NOTHING).disturbed > repair(problem, told, prices=NOTHING, most=0).disturbed)
    cheap, dear = repair(problem, told, prices=NOTHING), repair(problem, told, prices=Prices(10**6, 2 * 10**6))
    assert dear.disturbed < cheap.disturbed
    assert dear.value <= cheap.value


def test_pins_are_never_touched_whatever_was_told():
    for seed in range(5):
        told, problem = told_and_changed(seed, units=6, applications=40, weeks=14)
        promised = changed(problem, [pin(row) for row in told[:6] if row.application in problem.application])
        assert promised.pins
        mended = repair(promised, told, prices=NOTHING)
        assert set(promised.pins) <= set(mended.placements)


def test_where_nobody_was_told_anything_it_is_the_best_plan():
    for seed in range(10):
        problem = a_problem(seed, applications=5, weeks=5)
        mended = repair(problem, ())
        assert mended.value == best_value(problem)
        assert mended.of("new") == mended.retold


def test_a_plan_that_nothing_happened_to_stays_as_it_is():
    for seed in range(10):
        problem = a_problem(seed, units=5, applications=20, weeks=10)
        told = solve(problem, seconds=30)
        assert told.is_proven
        mended = repair(problem, told.placements)
        assert (mended.placements, mended.retold, mended.kept) == (tuple(sorted(told.placements)), (), len(told.placements))


def test_the_order_of_rows_decides_nothing_and_twice_is_the_same():
    told, problem = told_and_changed(5, units=6, applications=40, weeks=14)
    mixed = replace(problem, units=tuple(Random(1).sample(problem.units, 6)),
                    applications=tuple(Random(1).sample(problem.applications, len(problem.applications))))
    first = repair(problem, told)
    assert repair(mixed, tuple(reversed(told))) == first == repair(problem, told)


@pytest.mark.parametrize(("limits", "why"), [({"is_cancelled": lambda: True}, "cancelled"), ({"seconds": 1e-9}, "clock")])
def test_a_repair_that_is_stopped_keeps_what_can_be_kept_fills_what_is_free_and_says_so(limits, why):
    problem = a_problem(4, units=6, applications=40, weeks=14)
    told = solve(problem, seconds=1).placements[::2]
    mended, strict = repair(problem, told, **limits), repair(problem, told, prices=NOTHING, most=0)
    assert (mended.stopped_by, mended.is_proven) == (why, False)
    assert mended.kept == strict.kept
    assert mended.of("new")
    assert violations(problem, mended.placements) == []


def test_what_was_told_of_a_unit_that_is_not_there_any_more_is_forced():
    problem = a_problem(7, units=6, applications=40, weeks=14)
    told = solve(problem, seconds=1).placements
    name = told[0].unit
    without = replace(problem, units=tuple(unit for unit in problem.units if unit.id != name))
    mended = repair(without, told)
    there = {row.application for row in told if row.unit == name}
    assert there
    assert {row.application for row in mended.retold if row.is_forced} == there


def after_many_came_late(seed: int) -> tuple[tuple[Placement, ...], MatchingProblem]:
    """A fifth of the applications came after people were told of a plan."""
    problem = replace(a_problem(seed, units=12, applications=160, weeks=26), pins=())
    return solve(replace(problem, applications=problem.applications[:128]), seconds=1, clock=600).placements, problem


def an_upheaval() -> tuple[tuple[Placement, ...], MatchingProblem]:
    """The first of these in which the usual prices would move many."""
    seasons = map(after_many_came_late, range(8))
    return next((told, problem) for told, problem in seasons if repair(problem, told, seconds=1, clock=600).anew)


def test_where_many_would_be_moved_no_more_than_fifteen_in_a_hundred_of_a_new_plan_are_unless_that_lost_a_tenth_of_what_is_won():
    seen = set()
    for seed in range(8):
        told, problem = after_many_came_late(seed)
        usual = repair(problem, told, prices=usual_prices(problem, told), seconds=1, clock=600)
        mended = repair(problem, told, seconds=1, clock=600)
        is_counted = mended.placements != usual.placements
        assert is_upheaval(usual, len(told)) == (mended.anew is not None)
        assert not is_counted or mended.disturbed - mended.helpless <= mended.anew.disturbed * 15 // 100
        assert mended.won >= 0.9 * usual.won
        assert violations(problem, mended.placements) == []
        seen.add((is_upheaval(usual, len(told)), is_counted))
    assert seen == {(False, False), (True, False), (True, True)}


def test_where_many_came_late_everybody_is_planned_anew_beside_it_however_few_the_usual_prices_move():
    told, problem = next((told, problem) for told, problem in map(after_many_came_late, range(8)) if repair(problem, told, seconds=1, clock=600).anew is None)
    late = {row.id for row in problem.applications[128:]}
    mended = repair(problem, told, late=late, seconds=1, clock=600)
    assert mended.anew and mended.won >= 0.9 * repair(problem, told, seconds=1, clock=600).won
    assert repair(problem, told, late=sorted(late)[:1], seconds=1, clock=600).anew is None


def test_a_repair_that_moves_many_says_what_planning_everybody_anew_comes_to():
    told, problem = an_upheaval()
    mended, anew = repair(problem, told, seconds=1, clock=600), solve(problem, seconds=1, clock=600)
    assert mended.anew == Anew(anew.value, sum(row not in anew.placements for row in told))
    assert repair(replace(problem, bands=(60,)), told, seconds=1, clock=600).anew == mended.anew, "repairs do not look at bands"


def test_who_cannot_be_helped_does_not_count_among_those_whom_a_new_plan_moves(monkeypatch):
    monkeypatch.setattr("popups.matching.repair.AS_GOOD", 0)
    told, problem = an_upheaval()
    inside = {unit.id: sum(row.unit == unit.id for row in told) for unit in problem.units}
    closed = sorted(inside, key=lambda unit: (-inside[unit], unit))[:2]
    mended = repair(changed(problem, list(map(withdraw, closed))), told, prices=None, seconds=1, clock=600)
    assert mended.anew
    may, might = (mended.anew.disturbed - mended.helpless) * 15 // 100, mended.anew.disturbed * 15 // 100
    assert mended.disturbed - mended.helpless <= may < might


def test_a_repair_that_is_stopped_while_everybody_is_planned_anew_is_the_usual_one():
    told, problem = an_upheaval()
    asked: list[int] = []
    usual = repair(problem, told, prices=usual_prices(problem, told), seconds=1, clock=600, is_cancelled=lambda: bool(asked.append(0)))
    left = len(asked) + 5

    def is_cancelled() -> bool:
        nonlocal left
        left -= 1
        return left < 0
    stopped = repair(problem, told, seconds=1, clock=600, is_cancelled=is_cancelled)
    assert (stopped.placements, stopped.anew, stopped.stopped_by) == (usual.placements, None, "cancelled")


def test_what_a_repair_won_is_what_the_plan_is_worth_more_and_who_must_move_is_no_upheaval():
    told, problem = after_many_came_late(2)
    assert repair(problem, told).won == repair(problem, told).value - total(problem, told)
    name = max({row.unit for row in told}, key=lambda unit: (sum(row.unit == unit for row in told), unit))
    without = changed(problem, [withdraw(name)])
    mended = repair(without, told, prices=Prices(10**6, 2 * 10**6))
    assert mended.helpless == sum(row.unit == name for row in told)
    assert not is_upheaval(mended, len(told))


def test_the_usual_price_of_a_move_is_a_fifth_of_a_place():
    problem = a_problem(7, units=6, applications=40, weeks=14)
    told = solve(problem, seconds=1).placements
    assert usual_prices(problem, told).moved == total(problem, told) // len(told) // 5
    assert usual_prices(problem, ()) == NOTHING


@pytest.mark.parametrize("seed", range(4))
def test_one_decline_moves_two_at_most_in_a_plan_that_could_have_been_better_all_along(seed):
    problem = replace(a_problem(seed, units=12, applications=160, weeks=26), pins=())
    told = first_come(problem)
    without = changed(problem, [exclude(told[0].application)])
    mended = repair(without, told, late=(), seconds=1, clock=600)
    assert mended.disturbed <= 2
    assert repair(without, told, prices=usual_prices(without, told), seconds=1, clock=600).disturbed > 2, "it would pay"
    assert violations(without, mended.placements) == []


def a_ring() -> MatchingProblem:
    """Three stand in a ring: each would rather be where the next one is, and nobody can go there alone."""
    unit = Unit("U0", "S1", "D", 60, frozenset(), frozenset({"craft"}), 50, "whole", 1, 0, ((0, 28),), None)
    row = Application("A0", "P0", 0, "craft", 5, (), 100, "any", ("D",), 0, (), is_open=False, earliest=0, latest_end=28, shortest=28, longest=28, step=7,
                      start_step=7, score=60, benefit=100)
    units = tuple(replace(unit, id=f"U{place}") for place in range(3))
    rows = tuple(replace(row, id=f"A{place}", applicant=f"P{place}", preferences=(f"U{(place + 1) % 3}", f"U{place}")) for place in range(3))
    return MatchingProblem(date(2026, 1, 5), 28, units, rows, limit=1, weights=Weights(rank=(5_000, 100)))


def test_whoever_could_have_been_better_off_all_along_stays_where_they_were_told():
    problem = a_ring()
    told = tuple(Placement(f"A{place}", f"U{place}", 0, 28) for place in range(3))
    assert repair(problem, told, prices=usual_prices(problem, told)).disturbed == 3, "it would pay"
    assert repair(problem, told).retold == ()
    assert repair(problem, told, late=["A0"]).retold == (), "who came late was told nothing"
