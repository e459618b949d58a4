"""The judge knows every way to break a rule, and the rules say what is there and what is asked."""

from dataclasses import replace
from datetime import date

import pytest

from popups.matching.eligible import Failure, failures, periods
from popups.matching.judge import promises_broken, violations
from popups.matching.problem import Application, Condition, MatchingProblem, Placement, Unit, Variety

UNIT = Unit("U1", "S", "D", 40, frozenset({"water"}), frozenset({"craft"}), 100, "whole", 1, 7, ((0, 70), (84, 140)), 28)
ROW = Application("A1", "P1", 0, "craft", 20, ("water",), 120, "any", ("D",), 14, ("U1",), True, 0, 140, 14, 28, 7, 7, 60, 100)


def a_problem(*rows: Application, unit: Unit = UNIT, **more: object) -> MatchingProblem:
    return MatchingProblem(date(2026, 1, 5), 140, (unit,), rows or (ROW,), **more)


@pytest.mark.parametrize(("row", "unit", "failure"), [
    ({"category": "food"}, {}, Failure("use", "craft", "food")),
    ({"area": 50}, {}, Failure("area", 40, 50)),
    ({"area": 21}, {"capacity": 2, "mode": "shared"}, Failure("area", 20, 21)),
    ({"needs": ("water", "heating")}, {}, Failure("feature:heating", None, "heating")),
    ({"rent_max": 99}, {}, Failure("rent", 100, 99)),
    ({"accept": "shared"}, {}, Failure("mode", "whole", "shared")),
    ({"notice": 56}, {}, Failure("notice", 28, 56)),
    ({"districts": ("E",), "preferences": ()}, {}, Failure("district", "D", "E")),
    ({"is_open": False, "preferences": ()}, {}, Failure("not-listed", None, "")),
    ({"traits": (("kind", "ngo"),)}, {"conditions": (Condition("funding", "kind", frozenset({"maker"})),)}, Failure("funding", "ngo", "maker")),
])
def test_each_hard_rule_says_what_is_there_and_what_is_asked(row, unit, failure):
    assert failures(ROW, UNIT) == []
    assert failures(replace(ROW, **row), replace(UNIT, **unit)) == [failure]


def test_all_rules_that_fail_are_named_at_once():
    row = replace(ROW, category="food", area=90, rent_max=1)
    assert [failure.rule for failure in failures(row, UNIT, a_problem(forbids=frozenset({("A1", "U1")})))] == ["use", "area", "rent", "forbidden"]


def test_a_stay_lies_in_one_window_and_begins_on_the_grid():
    assert periods(replace(ROW, earliest=3, latest_end=100), UNIT) == [(7, 70), (84, 100)]


@pytest.mark.parametrize(("stay", "rule"), [
    (Placement("A1", "U1", 0, 7), "length"), (Placement("A1", "U1", 0, 35), "length"), (Placement("A1", "U1", 0, 15), "length"), (Placement("A1", "U1", 3, 14), "start-grid"),
    (Placement("A1", "U1", 63, 21), "window"), (Placement("A1", "U1", 133, 14), "dates"), (Placement("A9", "U1", 0, 14), "unknown")])
def test_a_stay_that_cannot_be_is_found(stay, rule):
    assert violations(a_problem(), [Placement("A1", "U1", 0, 14)]) == []
    assert rule in {violation.rule for violation in violations(a_problem(), [stay])}


def test_two_in_a_whole_unit_keep_its_turnaround():
    other = replace(ROW, id="A2", applicant="P2")
    problem = a_problem(ROW, other)
    assert {row.rule for row in violations(problem, [Placement("A1", "U1", 0, 14), Placement("A2", "U1", 14, 14)])} == {"capacity"}
    assert violations(problem, [Placement("A1", "U1", 0, 14), Placement("A2", "U1", 21, 14)]) == []


def test_a_shared_unit_takes_as_many_as_it_has_room_for():
    rows = [replace(ROW, id=f"A{number}", applicant=f"P{number}", area=5) for number in range(3)]
    problem = a_problem(*rows, unit=replace(UNIT, capacity=2, mode="shared", turnaround=0))
    stays = [Placement(row.id, "U1", 0, 14) for row in rows]
    assert violations(problem, stays[:2]) == []
    assert {row.rule for row in violations(problem, stays)} == {"capacity"}


def test_variety_limits_and_pins_are_kept():
    other = replace(ROW, id="A2", applicant="P1")
    shared = replace(UNIT, capacity=2, mode="shared", turnaround=0)
    stays = [Placement("A1", "U1", 0, 14), Placement("A2", "U1", 7, 14)]
    assert violations(a_problem(ROW, other, unit=shared), stays) == []
    assert {row.rule for row in violations(a_problem(ROW, other, unit=shared, variety=(Variety("S", "craft", 1),)), stays)} == {"variety"}
    assert {row.rule for row in violations(a_problem(ROW, other, unit=shared, limit=1), stays)} == {"limit"}
    assert {row.rule for row in violations(a_problem(pins=(Placement("A1", "U1", 84, 14),)), stays[:1])} == {"pin"}


@pytest.mark.parametrize(("unit", "rules", "broken"), [
    ({"capacity": 1, "turnaround": 7}, {}, "capacity"), ({"capacity": 2}, {"limit": 1}, "limit"), ({"capacity": 2}, {"variety": (Variety("S", "craft", 1),)}, "variety")])
def test_what_was_promised_may_break_a_rule_of_today_but_nobody_may_come_on_top(unit, rules, broken):
    rows = [replace(ROW, id=f"A{number}", applicant="P1", area=5) for number in range(3)]
    shared = replace(UNIT, mode="shared", **{"turnaround": 0, **unit})
    told = Placement("A0", "U1", 0, 14), Placement("A1", "U1", 14 if broken == "capacity" else 7, 14)
    problem = a_problem(*rows, unit=shared, pins=told, **rules)
    assert violations(problem, told) == []
    assert {row.rule for row in promises_broken(problem)} == {broken}
    on_top = Placement("A2", "U1", 7, 14)
    assert broken in {row.rule for row in violations(problem, [*told, on_top])}
    assert broken in {row.rule for row in promises_broken(replace(problem, pins=(*told, on_top)), on_top)}


def rules_broken(problem: MatchingProblem, *stays: Placement) -> list[str]:
    return [violation.rule for violation in violations(problem, stays)]


def test_nothing_begins_before_the_horizon_or_ends_after_it_whatever_the_dates_of_the_application_and_of_the_unit_are():
    problem = a_problem(replace(ROW, earliest=-14, latest_end=200), unit=replace(UNIT, windows=((-14, 200),)))
    assert rules_broken(problem, Placement("A1", "U1", 126, 14)) == rules_broken(problem, Placement("A1", "U1", 0, 14)) == []
    assert rules_broken(problem, Placement("A1", "U1", 133, 14)) == rules_broken(problem, Placement("A1", "U1", -7, 14)) == ["dates"]


def test_what_was_promised_is_blamed_for_no_rule_of_today():
    stay = Placement("A1", "U1", 63, 35)
    assert set(rules_broken(a_problem(replace(ROW, category="food")), stay)) == {"use", "length", "window"}
    assert rules_broken(a_problem(replace(ROW, category="food"), pins=(stay,)), stay) == []


def test_in_a_shared_unit_the_next_one_comes_at_once():
    shared = replace(UNIT, mode="shared", capacity=2)
    rows = [replace(ROW, id=f"A{number}", applicant=f"P{number}") for number in range(3)]
    stays = [Placement("A0", "U1", 0, 14), Placement("A1", "U1", 0, 14)]
    assert rules_broken(a_problem(*rows, unit=shared), *stays, Placement("A2", "U1", 14, 14)) == []
    assert set(rules_broken(a_problem(*rows, unit=shared), *stays, Placement("A2", "U1", 7, 14))) == {"capacity"}


def test_a_street_counts_those_who_are_there_and_not_the_days_after_them():
    rows, other = [replace(ROW, id=f"A{number}", applicant=f"P{number}") for number in range(2)], replace(UNIT, id="U2")
    problem = replace(a_problem(*rows, variety=(Variety("S", "craft", 1),)), units=(UNIT, other))
    assert rules_broken(problem, Placement("A0", "U1", 0, 14), Placement("A1", "U2", 14, 14)) == []
    assert set(rules_broken(problem, Placement("A0", "U1", 0, 14), Placement("A1", "U2", 7, 14))) == {"variety"}


def test_nobody_has_two_places_for_one_application():
    assert rules_broken(a_problem(), Placement("A1", "U1", 0, 14), Placement("A1", "U1", 28, 14)) == ["twice"]
