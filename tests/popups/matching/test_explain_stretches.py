"""The empty times of a unit: who could be there, which rules keep the others away, and what an owner could change. Held against trying."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from popups.matching.eligible import failures
from popups.matching.explaining.standing import Standing
from popups.matching.explaining.stretches import stretches
from popups.matching.judge import violations
from popups.matching.problem import Application, MatchingProblem, Placement, Unit, total
from tests.popups.matching.explained import SEEDS, a_standing, all_stays, legal_stays, with_changed
from tests.popups.matching.test_explain_remedies import of_the_units


def every_stretch(seeds=SEEDS, **size):
    return [(standing, unit, said) for standing in (a_standing(seed, **size) for seed in seeds)
            for unit in standing.problem.units for said in stretches(standing, unit.id)]


def days_with_room(standing, unit):
    """By window: the days on which one more would not be too many."""
    after = unit.turnaround if unit.capacity == 1 else 0
    there = Counter(day for row in standing.rows if row.unit == unit.id for day in range(row.start, row.end + after))
    return [[day for day in range(first, end) if there[day] < unit.capacity] for first, end in unit.windows]


@pytest.mark.parametrize("seed", SEEDS)
def test_all_days_with_room_are_told_once_in_stretches_as_long_as_can_be(seed):
    standing = a_standing(seed)
    for unit in standing.problem.units:
        said = stretches(standing, unit.id)
        assert [day for row in said for day in range(row.start, row.end)] == [day for days in days_with_room(standing, unit) for day in days]
        borders = {first for first, _end in unit.windows}
        assert all(one.end < two.start or two.start in borders for one, two in zip(said, said[1:], strict=False))


def touches(said, stay):
    return stay.start < said.end and stay.end > said.start


@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_who_could_be_there_is_told_with_the_place_they_have_instead(seed):
    for standing, unit, said in every_stretch([seed]):
        expected = {}
        for row in standing.problem.applications:
            now = standing.place.get(row.id)
            if now is None or now.unit != unit.id and now not in standing.problem.pins:
                rest = tuple(place for place in standing.rows if place != now)
                found = [stay for stay in legal_stays(standing.problem, rest, row, unit) if touches(said, stay)]
                if found:
                    expected[row.id] = (max(total(standing.problem, (stay,)) for stay in found), now)
        assert {taker.stay.placement.application: (taker.stay.value, taker.now and taker.now.placement) for taker in said.takers} == expected


def rules_against(standing, unit, said, row):
    """What keeps it away, each rule asked for itself, of its shortest stays that touch this time."""
    problem = standing.problem
    found = {failure.rule for failure in failures(row, unit, problem)}
    shortest = [stay for stay in all_stays(problem, row, unit) if stay.days == row.shortest and touches(said, stay)]
    timely = [stay for stay in shortest if not {each.rule for each in violations(problem, [stay])} & {"dates", "length", "start-grid", "window"}]
    if not timely:
        return found | {"dates"} | limit_of(standing, row)
    roomy = [stay for stay in timely if not {(each.rule, each.unit) for each in violations(problem, [*standing.rows, stay])} & {("capacity", unit.id)}]
    if not roomy:
        return found | {"length"} | limit_of(standing, row)
    if all("variety" in {each.rule for each in violations(problem, [*standing.rows, stay])} for stay in roomy):
        found |= {"variety"}
    return found | limit_of(standing, row)


def limit_of(standing, row):
    held = sum(standing.problem.application[place.application].applicant == row.applicant for place in standing.rows)
    return {"limit"} if held >= standing.problem.limit else set()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rules_that_keep_people_away_are_counted(seed):
    for standing, unit, said in every_stretch([seed]):
        against = [rules_against(standing, unit, said, row) for row in standing.waiting]
        assert {reason.rule: reason.count for reason in said.reasons} == Counter(rule for rules in against for rule in rules)
        assert {reason.rule: reason.only for reason in said.reasons if reason.only} == Counter(
            rule for rules in against for rule in rules if len(rules) == 1)
        could = {taker.stay.placement.application for taker in said.takers if taker.now is None}
        assert could == {row.id for row, rules in zip(standing.waiting, against, strict=True) if not rules}
        assert said.waiting == len(standing.waiting)


def owners_menu(problem, unit, waiting):
    """Every change an owner could make: (kind, size, name, side, day) and the unit that it makes."""
    for key, make in of_the_units(problem):
        if key[2] == unit.id:
            yield ("window", key[1], key[2], key[3], key[4]), make(problem).unit[unit.id]
    for rent in {row.rent_max * unit.capacity for row in waiting}:
        if 0 < rent < unit.rent:
            yield ("rent", unit.rent - rent, "", "", 0), replace(unit, rent=rent)
    for notice in {row.notice for row in waiting}:
        if unit.notice is not None and notice > unit.notice:
            yield ("notice", notice - unit.notice, "", "", 0), replace(unit, notice=notice)
    for use in {"craft", "food", "music"} - unit.uses:
        yield ("use", 1, use, "", 0), replace(unit, uses=unit.uses | {use})
    for feature in {"water", "heating"} - unit.features:
        yield ("feature", 1, feature, "", 0), replace(unit, features=unit.features | {feature})
    mode, capacity = ("whole", 1) if unit.capacity > 1 else ("shared", 2)
    yield ("mode", 1, mode, "", 0), replace(unit, mode=mode, capacity=capacity)


def key_of(change):
    return change.kind, change.amount, change.name, change.side, change.to if change.kind == "window" else 0


def newcomers(standing, unit, changed, said):
    """Who could be there then and could not before, with the value of the best stay."""
    problem, found = with_changed(standing.problem, unit=changed), {}
    broken, before = (set(violations(replace(each, pins=()), standing.rows)) for each in (problem, standing.problem))
    if broken - before:  # also a promise is not to be broken by it
        return found
    for row in standing.waiting:
        before = any(touches(said, stay) for stay in legal_stays(standing.problem, standing.rows, row, unit))
        after = [stay for stay in legal_stays(problem, standing.rows, row, changed) if touches(said, stay)]
        if after and not before:
            found[row.id] = max(total(problem, (stay,)) for stay in after)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_owner_could_change_brings_those_it_says_and_nothing_is_left_out(seed):
    for standing, unit, said in every_stretch([seed], units=2):
        expected = {key: people for key, changed in owners_menu(standing.problem, unit, standing.waiting)
                    if (people := newcomers(standing, unit, changed, said))}
        told = {key_of(opening.change): {stay.placement.application: stay.value for stay in opening.stays} for opening in said.openings}
        assert all(expected[key] == people for key, people in told.items())
        for key in expected.keys() - told.keys():  # more of the same that brings nobody else is left out
            less = [told[other] for other in told if other[0] == key[0] and other[1] < key[1]]
            assert key[0] in ("rent", "notice") and expected[key] in less


@pytest.mark.parametrize("seed", SEEDS)
def test_each_stay_of_an_opening_is_legal_with_that_change_alone(seed):
    for standing, unit, said in every_stretch([seed], units=4, applications=10):
        menu = dict(owners_menu(standing.problem, unit, standing.waiting))
        for opening in said.openings:
            problem = with_changed(standing.problem, unit=menu[key_of(opening.change)])
            assert all(violations(problem, [*standing.rows, stay.placement]) == [] for stay in opening.stays)


def test_there_are_takers_reasons_and_openings_of_every_kind():
    told = [said for _standing, _unit, said in every_stretch(applications=10)]
    assert any(taker.now for said in told for taker in said.takers) and any(taker.now is None for said in told for taker in said.takers)
    assert {reason.rule for said in told for reason in said.reasons} >= {"dates", "length", "variety", "limit", "rent", "mode", "use", "feature:water"}
    assert {opening.change.kind for said in told for opening in said.openings} >= {"window", "rent", "mode", "use", "feature"}


def modes_told(pinned=None, **unit):
    """Of a unit with somebody who would share it and somebody who would have it whole. pinned: who was promised its first week."""
    rows = [Application(f"A{number}", f"P{number}", 0, "craft", 5, needs, 100, accept, ("D",), 0, (), True, 0, 28, 7, 7, 7, 7, 60, 100)
            for number, (accept, needs) in enumerate([("share", ("share-shelf",)), ("whole", ())])]
    fields = {"id": "U1", "street": "S", "district": "D", "area": 40, "features": frozenset(), "uses": frozenset({"craft"}), "rent": 100, "mode": "whole",
              "capacity": 1, "turnaround": 0, "windows": ((0, 28),), "notice": None}
    pins = (Placement("A9", "U1", 0, 7),) if pinned else ()
    rows += [replace(rows[0], id="A9", applicant="P9", accept=pinned, needs=())] if pinned else []
    problem = MatchingProblem(date(2026, 1, 5), 28, (Unit(**(fields | unit)),), tuple(rows), pins=pins)
    said = stretches(Standing(problem, pins), problem.units[0].id)
    return [(opening.change.name, [stay.placement.application for stay in opening.stays]) for row in said for opening in row.openings
            if opening.change.kind == "mode"]


def test_an_owner_could_let_it_by_halves_of_any_kind_or_whole_but_not_a_part_of_a_house_or_a_window():
    assert modes_told() == [("share", ["A0"])]
    assert modes_told(mode="share", capacity=2) == [("whole", ["A1"])]
    assert modes_told(id="U1/2") == modes_told(mode="share", capacity=2, id="U1/2") == modes_told(mode="window") == modes_told(mode="window", capacity=2) == []


def test_nobody_who_was_promised_a_whole_place_is_made_to_share_it():
    assert modes_told(pinned="any") == [("share", ["A0"])]
    assert modes_told(pinned="whole") == []
    assert modes_told(pinned="share") == [("share", ["A0"])]


@pytest.mark.parametrize(("capacity", "rent", "can_pay", "told"), [
    (2, 200, 60, [(80, 120)]), (2, 200, 99, [(2, 198)]), (2, 200, 100, []), (1, 200, 199, [(1, 199)]), (1, 200, 0, []), (3, 100, 33, [(1, 99)])])
def test_a_lower_rent_is_told_of_all_of_the_unit_however_many_share_it(capacity, rent, can_pay, told):
    unit = Unit("U1", "S", "D", 90, frozenset(), frozenset({"craft"}), rent, "share", capacity, 0, ((0, 28),), None)
    row = Application("A1", "P1", 0, "craft", 5, (), can_pay, "share", ("D",), 0, (), True, 0, 28, 7, 7, 7, 7, 60, 100)
    [said] = stretches(Standing(MatchingProblem(date(2026, 1, 5), 28, (unit,), (row,)), ()), "U1")
    assert [(opening.change.amount, opening.change.to) for opening in said.openings if opening.change.kind == "rent"] == told
