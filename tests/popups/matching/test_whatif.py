"""What if: each change does what its name says, leaves the problem it was made from alone, and can be kept as JSON."""

import json
from copy import deepcopy
from dataclasses import replace

import pytest

from popups.matching.judge import violations
from popups.matching.problem import Placement
from popups.matching.solve import solve
from popups.matching.whatif import (
    CHANGES,
    ChangeError,
    allow,
    changed,
    closes,
    exclude,
    forbid,
    lifted,
    opens,
    pin,
    read,
    unpin,
    weigh,
    withdraw,
)
from tests.popups.matching.problems import a_problem

STAY = Placement("A1", "U1", 14, 7)
EVERY = [withdraw("U1"), opens("U1", 21), closes("U1", 28), weigh("day", 200), exclude("A1"), forbid("A1", "U1"), allow("A1", "U1"), pin(replace(STAY, start=35)), unpin("A1")]


def a_town(**more):
    """One unit of two windows, U1, among others; a pin in its first window."""
    problem = a_problem(4, units=4, applications=12, weeks=10)
    units = tuple(replace(unit, windows=((7, 28), (35, 63))) if unit.id == "U1" else unit for unit in problem.units)
    return replace(problem, units=units, **({"pins": (STAY,)} | more))


def windows(*changes):
    return changed(a_town(), changes).unit["U1"].windows


@pytest.mark.parametrize("change", EVERY, ids=lambda change: change.code)
def test_a_change_is_kept_as_json_and_made_again_without_touching_the_problem(change):
    problem = a_town(forbids=frozenset({("A1", "U1")}) if change.code == "allow" else frozenset())
    before = deepcopy(problem)
    again = read(json.loads(json.dumps([change.as_data()])))
    assert again == (change,)
    assert changed(problem, again) == changed(problem, [change]) != problem
    assert problem == before


def test_something_may_stay_from_the_first_day_to_the_last():
    whole = replace(STAY, start=0, days=70)
    assert changed(a_town(), [pin(whole)]).pins == (whole,)
    assert changed(a_town(), [pin(replace(STAY, days=1))]).pins == (replace(STAY, days=1),)


def test_every_kind_of_change_is_tried_here():
    assert {change.code for change in EVERY} == set(CHANGES)


def test_a_unit_that_is_withdrawn_opens_later_or_closes_earlier_has_only_what_is_left():
    assert windows(withdraw("U1")) == ()
    assert windows(opens("U1", 14)) == ((14, 28), (35, 63))
    assert windows(opens("U1", 30)) == ((35, 63),)
    assert windows(closes("U1", 42)) == ((7, 28), (35, 42))
    assert windows(closes("U1", 7)) == ()
    assert windows(opens("U1", 14), closes("U1", 42)) == ((14, 28), (35, 42))


def test_a_unit_can_open_earlier_and_close_later_too_but_never_outside_the_season():
    assert windows(opens("U1", 0)) == ((0, 28), (35, 63)) == windows(opens("U1", -70))
    assert windows(closes("U1", 70)) == ((7, 28), (35, 70)) == windows(closes("U1", 700))


def test_a_house_is_all_of_its_places():
    problem = a_town(pins=())
    units = tuple(replace(unit, id=f"U1/{unit.id}") if unit.id in ("U2", "U3") else unit for unit in problem.units)
    town = replace(problem, units=units)
    left = {unit.id for unit in changed(town, [withdraw("U1")]).units if unit.windows}
    assert left == {unit.id for unit in town.units if not unit.id.startswith("U1")}
    assert {unit.id for unit in changed(town, [withdraw("U1/U2")]).units if not unit.windows} == {"U1/U2"}
    assert changed(town, [forbid("A1", "U1")]).forbids - town.forbids == {("A1", "U1"), ("A1", "U1/U2"), ("A1", "U1/U3")}


@pytest.mark.parametrize(("change", "is_lifted"), [
    (withdraw("U1"), True), (withdraw("U2"), False), (opens("U1", 14), False), (opens("U1", 15), True), (closes("U1", 21), False), (closes("U1", 20), True)])
def test_a_pin_goes_when_its_time_is_taken_away_and_only_then(change, is_lifted):
    problem = a_town()
    after = changed(problem, [change])
    assert lifted(problem, after) == ((STAY,) if is_lifted else ())
    assert (STAY in after.pins) is not is_lifted


def test_a_weight_is_doubled_and_rounded_down():
    weights = a_town().weights
    assert changed(a_town(), [weigh("day", 200)]).weights == replace(weights, day=24)
    assert changed(a_town(), [weigh("rank", 50)]).weights.rank == (180, 120, 60, 30, 30)
    assert changed(a_town(), [weigh("first_timer", 50)]).weights.first_timer == 7


def test_who_is_excluded_leaves_nothing_behind():
    after = changed(a_town(forbids=frozenset({("A1", "U2"), ("A2", "U2")})), [exclude("A1")])
    assert "A1" not in after.application
    assert (after.pins, after.forbids) == ((), frozenset({("A2", "U2")}))


def test_a_new_pin_takes_the_place_of_the_old_one():
    other = replace(STAY, unit="U2")
    assert changed(a_town(), [pin(other)]).pins == (other,)
    assert changed(a_town(), [pin(other), unpin("A1")]).pins == ()


def test_plans_of_a_changed_problem_go_by_the_change():
    problem = a_problem(4, units=4, applications=20, weeks=12)
    placed = solve(problem, seconds=1).placements[0]
    for change in (withdraw(placed.unit), forbid(placed.application, placed.unit), exclude(placed.application)):
        after = changed(problem, [change])
        plan = solve(after, seconds=1).placements
        assert violations(after, plan) == []
        assert placed.application not in {row.application for row in plan if row.unit == placed.unit}


@pytest.mark.parametrize(("change", "code"), [
    (withdraw("U9"), "unknown-unit"), (exclude("A99"), "unknown-application"), (forbid("A1", "U9"), "unknown-unit"), (weigh("luck", 200), "unknown-weight"),
    (weigh("day", -1), "unknown-weight"), (pin(replace(STAY, start=-7)), "impossible-pin"), (pin(replace(STAY, days=0)), "impossible-pin"),
    (pin(replace(STAY, start=70)), "impossible-pin")])
def test_a_change_about_what_is_not_there_says_so(change, code):
    with pytest.raises(ChangeError) as told:
        changed(a_town(), [change])
    assert told.value.code == code


@pytest.mark.parametrize("rows", [
    {}, "", None, [1], [{}], [{"code": "raze"}], [{"code": "withdraw"}], [{"code": "withdraw", "unit": 1}], [{"code": "opens", "unit": "U1", "day": "3"}],
    [{"code": "opens", "unit": "U1", "day": True}], [{"code": "withdraw", "unit": "U1", "more": 1}], [{"code": ["withdraw"], "unit": "U1"}]])
def test_what_is_no_change_is_not_read(rows):
    with pytest.raises(ChangeError) as told:
        read(rows)
    assert told.value.code == "unreadable"
