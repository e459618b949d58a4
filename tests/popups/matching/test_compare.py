"""Two plans side by side: who gains and who loses adds up to the difference, and each word is true."""

from dataclasses import replace
from datetime import date

import pytest

from popups.matching.compare import compare
from popups.matching.problem import Application, MatchingProblem, Placement, Unit, total
from popups.matching.repair import repair
from popups.matching.retelling import Prices
from popups.matching.solve import solve
from popups.matching.whatif import changed, exclude, weigh, withdraw
from tests.popups.matching.problems import a_problem

UNITS = tuple(Unit(f"U{number}", "S", "D", 40, frozenset(), frozenset({"craft"}), 10, "whole", 1, 0, ((0, 70),), None) for number in range(3))
ROW = Application("A1", "P1", 0, "craft", 20, (), 120, "any", ("D",), 0, ("U0", "U1"), True, 0, 70, 14, 28, 7, 7, 60, 100)
TOWN = MatchingProblem(date(2026, 1, 5), 70, UNITS, (ROW, replace(ROW, id="A2", applicant="P2")))
HERE = Placement("A1", "U1", 14, 14)


@pytest.mark.parametrize(("after", "changes", "judgement"), [
    (None, ("unplaced",), "loss"),
    (replace(HERE, unit="U0"), ("better-wish", "elsewhere"), "gain"),
    (replace(HERE, unit="U2"), ("worse-wish", "elsewhere"), "loss"),
    (replace(HERE, unit="U0", days=21), ("better-wish", "longer", "elsewhere"), "gain"),
    (replace(HERE, unit="U2", days=21, start=7), ("worse-wish", "longer", "elsewhere", "other-dates"), "loss"),
    (replace(HERE, days=28), ("longer",), "gain"),
    (replace(HERE, start=21), ("other-dates",), "change")])
def test_each_difference_is_named_and_judged_by_what_matters_most(after, changes, judgement):
    found = compare(TOWN, [HERE], [after] if after else [])
    assert [(row.application, row.changes, row.judgement) for row in found.people] == [("A1", changes, judgement)]
    back = compare(TOWN, [after] if after else [], [HERE])
    opposite = {"gain": "loss", "loss": "gain", "change": "change"}
    assert [(row.judgement, row.value, row.days) for row in back.people] == [(opposite[judgement], -found.people[0].value, -found.people[0].days)]


def test_nothing_differs_between_a_plan_and_itself():
    found = compare(TOWN, [HERE], [HERE])
    assert (found.people, found.units, found.before) == ((), (), found.after)
    assert (found.before.placed, found.before.days, found.before.empty, found.before.first_wishes) == (1, 14, 196, 0)


def test_places_of_one_house_are_the_same_wish():
    units = (replace(UNITS[0], id="U0/1"), replace(UNITS[0], id="U0/2"))
    town = replace(TOWN, units=units, applications=(replace(ROW, preferences=("U0/1", "U0/2")),))
    found = compare(town, [replace(HERE, unit="U0/1")], [replace(HERE, unit="U0/2")])
    assert [row.changes for row in found.people] == [("elsewhere",)]
    assert found.after.first_wishes == 1


@pytest.mark.parametrize("seed", range(20))
def test_the_differences_add_up_to_the_difference_of_the_plans(seed):
    problem = a_problem(seed, units=6, applications=40, weeks=14)
    before = solve(problem, seconds=1).placements
    other = changed(problem, [withdraw("U1")])
    after = repair(other, before, prices=Prices(0, 0)).placements
    found = compare(problem, before, after, changed=other)
    assert sum(row.value for row in found.people) == total(problem, after) - total(problem, before) == found.after.value - found.before.value
    assert sum(row.days for row in found.people) == found.after.days - found.before.days == sum(unit.after - unit.before for unit in found.units)
    assert {row.application for row in found.people} == {row.application for row in set(before) ^ set(after)}
    assert found == compare(problem, before[::-1], after[::-1], changed=other)
    judged = [row.judgement for row in found.people]
    assert judged == sorted(judged, key=["loss", "gain", "change"].index)
    assert len(found.judged("gain")) + len(found.judged("loss")) + len(found.judged("change")) == len(found.people)


def test_both_plans_are_counted_with_the_weights_of_the_first_problem():
    found = compare(TOWN, [HERE], [HERE], changed=changed(TOWN, [weigh("day", 500)]))
    assert found.people == ()
    assert found.before.value == found.after.value


def test_who_is_in_one_of_the_problems_only_is_told_apart():
    without = changed(TOWN, [exclude("A1")])
    gone, = compare(TOWN, [HERE], [], changed=without).people
    new, = compare(without, [], [HERE], changed=TOWN).people
    assert (gone.is_gone, gone.is_new, new.is_gone, new.is_new) == (True, False, False, True)
