"""Every failed rule is told and none invented, and who would have to go is the least that would do. Held against trying everything."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from popups.matching.eligible import Failure, failures
from popups.matching.explaining.asked import asked
from popups.matching.explaining.displaced import Told, told, why_not, why_nowhere
from popups.matching.explaining.placed import why
from popups.matching.explaining.standing import Standing
from popups.matching.judge import violations
from popups.matching.problem import Application, MatchingProblem, Placement, Unit, total, value
from tests.popups.matching.explained import SEEDS, a_standing, all_stays, legal_stays
from tests.popups.matching.problems import a_problem

OF_THE_TIME = {"dates", "length", "start-grid", "window"}


def pairs_of(standing):
    return [(row, unit) for row in standing.problem.applications for unit in standing.problem.units
            if row.id not in standing.place or standing.place[row.id].unit != unit.id]


def is_met(rule, row, unit):
    """The rules once more, in other words."""
    return {"use": row.category in unit.uses, "area": unit.area / unit.capacity >= row.area, "rent": unit.rent / unit.capacity <= row.rent_max,
            "mode": row.accept == "any" or row.accept == unit.mode, "notice": unit.notice is None or unit.notice >= row.notice,
            "district": unit.district in row.districts or unit.id in row.preferences, "not-listed": row.is_open or unit.id in row.preferences,
            "funding": dict(row.traits)["kind"] == "maker", "businesses-first": dict(row.traits)["kind"] == "maker", "forbidden": False,
            }[rule] if ":" not in rule else rule.split(":")[1] in unit.features


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rules_that_were_asked_are_met_or_fail_as_they_say(seed):
    standing = a_standing(seed)
    for row, unit in pairs_of(standing):
        checks = asked(standing, row, unit)
        assert all(check.is_met == is_met(check.rule, row, unit) for check in checks)
        unmet = [Failure(check.rule, check.have, check.need) for check in checks if not check.is_met]
        assert sorted(unmet, key=str) == sorted(failures(row, unit, standing.problem), key=str)
        assert {"use", "area", "rent", "mode", "district", *(f"feature:{need}" for need in row.needs)} <= {check.rule for check in checks}


@pytest.mark.parametrize("seed", SEEDS)
def test_all_failed_rules_of_a_pair_are_told_and_none_is_invented(seed):
    standing = a_standing(seed)
    problem = replace(standing.problem, variety=(), limit=99, pins=())
    for row, unit in pairs_of(standing):
        pair = why_not(standing, row.id, unit.id)
        tried = [{found.rule for found in violations(problem, [stay])} for stay in all_stays(problem, row, unit)]
        assert {failure.rule for failure in pair.failures} - {"dates"} == set.intersection(*tried) - OF_THE_TIME
        assert ("dates" in {failure.rule for failure in pair.failures}) == all(rules & OF_THE_TIME for rules in tried)


def test_too_short_a_time_says_how_many_days_there_are_and_how_many_are_needed():
    problem = a_problem(1)
    row = replace(problem.applications[0], earliest=8, latest_end=35, shortest=14, longest=28, start_step=7)
    unit = replace(problem.units[0], windows=((0, 21), (28, 42)))
    standing = Standing(replace(problem, units=(unit,), applications=(row,), forbids=frozenset()), ())
    assert why_not(standing, row.id, unit.id).failures[-1] == Failure("dates", 7, 14)


def unpinned(standing):
    return [row for row in standing.rows if row not in standing.problem.pins]


def least_loss(standing, row, unit):
    """Over every stay and every set of placements that may go; None where nothing helps."""
    own = standing.own(row.id)
    others = [place for place in unpinned(standing) if place not in own]
    losses = []
    for count in range(len(others) + 1):
        for gone in combinations(others, count):
            loss = sum(map(standing.value, gone))
            if not losses or loss < min(losses):
                rest = [place for place in standing.rows if place not in gone and place not in own]
                if legal_stays(standing.problem, rest, row, unit):
                    losses.append(loss)
    return min(losses, default=None)


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_would_have_to_go_is_the_least_that_would_do(seed):
    standing = a_standing(seed, applications=6)
    for row, unit in pairs_of(standing):
        pair = why_not(standing, row.id, unit.id)
        if pair.failures:
            continue
        own = sum(map(standing.value, standing.own(row.id)))
        least = least_loss(standing, row, unit) if standing.place.get(row.id) not in standing.pinned else None
        assert (pair.displacements[0].lost - own if pair.displacements else None) == least
        assert bool(pair.promised) == (least is None)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stay_is_legal_once_they_are_gone_and_not_before(seed):
    standing = a_standing(seed)
    ways = [(pair, way) for row in standing.problem.applications for pair in why_nowhere(standing, row.id) for way in pair.displacements]
    for pair, way in ways:
        gone, stay = {worth.placement for worth in way.gone}, way.stay.placement
        rest = [place for place in standing.rows if place not in gone and place.application != pair.application]
        assert violations(standing.problem, [*rest, stay]) == []
        assert total(standing.problem, (*rest, stay)) - total(standing.problem, standing.rows) == way.gain
        assert all(violations(standing.problem, [*rest, back, stay]) for back in gone)


def all_pairs():
    """Of all seeds, of those without a place."""
    return [pair for standing in map(a_standing, SEEDS) for row in standing.waiting for pair in why_nowhere(standing, row.id)]


def test_the_sets_that_would_have_to_go_are_told_cheapest_first_and_there_are_some():
    pairs = all_pairs()
    assert sum(bool(pair.displacements) for pair in pairs) > 20
    assert any(len(way.gone) > 1 for pair in pairs for way in pair.displacements)
    for pair in pairs:
        assert [way.lost for way in pair.displacements] == sorted(way.lost for way in pair.displacements)


def test_units_that_it_may_have_are_told_first_those_that_the_plan_would_win_most_by_before_the_others():
    orders = []
    for standing in map(a_standing, SEEDS):
        for row in standing.waiting:
            pairs = why_nowhere(standing, row.id)
            assert [len(pair.failures) for pair in pairs] == sorted(len(pair.failures) for pair in pairs)
            gains = [max(way.gain for way in pair.displacements) for pair in pairs if pair.displacements]
            assert gains == sorted(gains, reverse=True)
            orders.append(len(set(gains)))
    assert max(orders) > 1, "else nothing was put in order"


def test_the_applicant_is_told_how_many_but_never_who():
    pairs = [pair for pair in all_pairs() if pair.displacements and pair.displacements[0].gone]
    assert pairs
    for pair in pairs:
        said = told(pair)
        assert [row.others for row in said.taken] == [len(way.gone) for way in pair.displacements]
        assert (said.unit, said.failures, said.is_promised) == (pair.unit, (), False)
        assert not any(worth.placement.application in str(said) for way in pair.displacements for worth in way.gone)


def test_the_applicant_is_told_that_it_is_promised_and_not_to_whom():
    pairs = [pair for standing in map(a_standing, SEEDS) for row in standing.waiting for pair in why_nowhere(standing, row.id) if pair.promised]
    assert pairs
    assert all(told(pair) == Told(pair.unit, (), (), True) for pair in pairs)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_placement_says_its_rules_its_value_and_what_else_there_was(seed):
    standing = a_standing(seed)
    problem = standing.problem
    for stay in unpinned(standing):
        row, unit, said = problem.application[stay.application], problem.unit[stay.unit], why(standing, stay.application)
        assert all(check.is_met for check in said.checks)
        assert said.parts.points + said.parts.filled + said.parts.wish == value(row, unit, stay.days, problem.weights) == said.stay.value
        assert (said.rank is None) if unit.id not in row.preferences else row.preferences[said.rank - 1] == unit.id
        rest = tuple(place for place in standing.rows if place != stay)
        expected = {}
        for other in problem.units:
            legal = legal_stays(problem, rest, row, other)
            if {place for place in legal if place.start != stay.start or other != unit} or max((place.days for place in legal), default=0) > stay.days:
                expected[other.id] = max(value(row, other, place.days, problem.weights) for place in legal)
                starts = {place.start for place in legal if place.days == row.shortest}
                assert set(next(way for way in said.alternatives if way.stay.placement.unit == other.id).starts) == starts
        assert {way.stay.placement.unit: way.stay.value for way in said.alternatives} == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_those_a_placement_beat_could_have_been_there_without_it(seed):
    standing = a_standing(seed)
    for stay in unpinned(standing):
        unit, rest = standing.problem.unit[stay.unit], tuple(place for place in standing.rows if place != stay)
        expected = {}
        for row in standing.waiting:
            fresh = set(legal_stays(standing.problem, rest, row, unit)) - set(legal_stays(standing.problem, standing.rows, row, unit))
            if fresh:
                expected[row.id] = max(total(standing.problem, (place,)) for place in fresh)
        assert {worth.placement.application: worth.value for worth in why(standing, stay.application).beaten} == expected


def test_a_promise_that_the_rules_of_today_would_not_allow_says_which_are_not_met():
    pinned = (a_standing(seed, is_pinned=True) for seed in SEEDS)
    standing = next(standing for standing in pinned if violations(replace(standing.problem, pins=()), standing.problem.pins))
    pin = standing.problem.pins[0]
    said = why(standing, pin.application)
    assert said.is_pinned
    assert not all(check.is_met for check in said.checks)
    assert said.alternatives == said.beaten == ()


def test_who_was_promised_a_place_is_not_moved_to_another():
    pinned = [a_standing(seed, is_pinned=True) for seed in SEEDS]
    pairs = [(pin, pair) for standing in pinned for pin in standing.problem.pins for pair in why_nowhere(standing, pin.application)]
    eligible = [(pin, pair) for pin, pair in pairs if pair.is_eligible]
    assert eligible
    assert all(pair.promised == (pin,) and not pair.displacements for pin, pair in eligible)


def test_several_places_of_one_house_are_one_wish():
    problem = a_problem(1)
    row = replace(problem.applications[0], preferences=("U0/1", "U0/2", "U9"), is_open=True)
    units = [replace(problem.units[0], id=name) for name in ("U0/1", "U0/2", "U9")]
    standings = [Standing(replace(problem, units=tuple(units), applications=(row,), forbids=frozenset()), [Placement(row.id, unit.id, 0, 7)]) for unit in units]
    assert [why(standing, row.id).rank for standing in standings] == [1, 1, 2]


UNIT = Unit("U1", "S", "D", 40, frozenset(), frozenset({"craft"}), 100, "shared", 2, 0, ((0, 70),), None)
ROW = Application("A0", "P0", 0, "craft", 5, (), 100, "any", ("D",), 0, (), True, 0, 14, 14, 14, 7, 7, 60, 100)


def ways_in(*others, unit=UNIT, **row):
    """For somebody new, among others with (score, first day, days)."""
    rows = [replace(ROW, id=f"A{number}", applicant=f"P{number}", score=score, shortest=days) for number, (score, _start, days) in enumerate(others, 1)]
    stays = [Placement(f"A{number}", "U1", start, days) for number, (_score, start, days) in enumerate(others, 1)]
    problem = MatchingProblem(date(2026, 1, 5), 70, (unit,), (replace(ROW, **row), *rows))
    return [{worth.placement.application for worth in way.gone} for way in why_not(Standing(problem, stays), "A0", "U1").displacements]


@pytest.mark.parametrize(("long_score", "gone"), [(50, {"A1"}), (70, {"A2", "A3"})])
def test_one_who_stays_long_goes_rather_than_two_who_are_worth_more_together(long_score, gone):
    assert ways_in((long_score, 0, 14), (30, 0, 7), (30, 7, 7)) == [gone]


def test_of_many_ways_the_cheapest_are_told():
    whole = replace(UNIT, mode="whole", capacity=1)
    stays = [(50, 0, 14), (20, 14, 14), (40, 28, 14), (30, 42, 14), (60, 56, 14)]
    assert ways_in(*stays, unit=whole, latest_end=70, start_step=14) == [{"A2"}, {"A4"}, {"A3"}]


@pytest.mark.parametrize(("turnaround", "gone"), [(0, set()), (7, {"A1"})])
def test_who_begins_before_the_time_between_two_stays_is_over_has_to_go_too(turnaround, gone):
    whole = replace(UNIT, mode="whole", capacity=1, turnaround=turnaround)
    assert ways_in((50, 14, 14), unit=whole) == [gone]
