"""The engine that proposes performances: legal, fair, as many as can be, and always the same."""

from dataclasses import replace
from random import Random

import pytest

from popups.matching.performances import propose, wanted_too
from popups.matching.solve import IllegalPlanError
from popups.matching.stages import Busy, Slot, why_nowhere
from popups.matching.stages_judge import faults
from tests.popups.matching.stages import FIRST, a_season, a_stage, an_act, day


def places(programme):
    return [(slot.act, slot.stage, slot.start) for slot in programme.slots]


def most_acts(season):
    """As many acts as can have one performance at all: every way there is, on the grid of half hours."""

    def best(left, slots):
        if not left:
            return 0
        most = best(left[1:], slots)
        for stage in season.stages:
            for date in season.dates:
                for start in range(0, 1440, 30):
                    slot = Slot(date, start, stage.id, left[0].id, left[0].minutes)
                    if most < len(left) and not faults(season, [*slots, slot]):
                        most = max(most, 1 + best(left[1:], [*slots, slot]))
        return most

    return best([act for act in season.acts if not act.plays], [])


def small_season(dice):
    names = ["S1", "S2"][:dice.randint(1, 2)]
    days = dice.randint(1, 2)
    stages = [a_stage(name, opens=dice.choice([960, 990, 1015]), closes=dice.choice([1080, 1140, 1200]), loudest=dice.randint(0, 2),
                      refused=frozenset(dice.sample([day(0), day(1)], dice.choice([0, 0, 1]))),
                      busy=tuple([Busy(day(dice.randint(0, 1)), 1020, 1060)] * dice.choice([0, 0, 1]))) for name in names]
    acts = [an_act(f"A{number}", minutes=dice.choice([25, 45, 60, 90]), loudness=dice.choice([None, 0, 1, 2]),
                   opens=dice.choice([0, 1000, 1050]), closes=dice.choice([1110, 1200, 1440]), times=dice.randint(1, 2), score=dice.randint(0, 100),
                   weekdays=frozenset(dice.choice([(), (1,), (2,)])), is_open=dice.random() < 0.6, wishes=tuple(dice.sample(names, 1)))
            for number in range(dice.randint(1, 4))]
    return a_season(acts, stages, days)


@pytest.mark.parametrize("seed", range(60))
def test_as_many_acts_play_as_can_and_nobody_twice_before(seed):
    season = small_season(Random(seed))
    programme = propose(season)
    assert faults(season, programme.slots) == []
    assert programme.is_proven
    assert len({slot.act for slot in programme.slots}) == most_acts(season)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_decides_nothing_and_the_same_is_proposed_again(seed):
    season, dice = small_season(Random(seed)), Random(seed)
    acts, stages = list(season.acts), list(season.stages)
    dice.shuffle(acts)
    dice.shuffle(stages)
    assert propose(replace(season, acts=tuple(acts), stages=tuple(stages))) == propose(season) == propose(season)


def test_everybody_plays_once_before_anybody_plays_twice():
    often, once = an_act("A", times=5, score=100), an_act("B", score=0)
    season = a_season([often, once], [a_stage(closes=720)])  # 10 to 12: one and a half performances of an hour
    assert {slot.act for slot in propose(season).slots} == {"A"}
    season = a_season([replace(often, plays=frozenset({day(5)})), once], [a_stage(closes=720)])
    assert [slot.act for slot in propose(season).slots] == ["B"], "who plays already waits for the others"
    season = a_season([often, once], [a_stage(closes=720)], days=3)
    assert sorted(slot.act for slot in propose(season).slots) == ["A", "A", "B"]


def test_an_act_plays_once_a_day_and_its_performances_lie_apart():
    slots = propose(a_season([an_act(times=3)], [a_stage("S"), a_stage("T")], days=21)).slots
    assert [(slot.day - FIRST).days for slot in slots] == [0, 6, 12]
    assert len(propose(a_season([an_act(times=3)], [a_stage("S"), a_stage("T")], days=1)).slots) == 1


def test_one_act_more_is_worth_more_than_any_score_or_wish():
    loved = an_act("A", minutes=240, score=100, wishes=("S",), is_open=False)
    others = [an_act(name, minutes=60, score=0, wishes=("S",), is_open=False) for name in "BC"]
    season = a_season([loved, *others], [a_stage(opens=960, closes=1200)])
    assert {slot.act for slot in propose(season).slots} == {"B", "C"}


def test_the_better_score_wins_one_place_and_then_the_better_wish_is_kept():
    season = a_season([an_act("A", score=40), an_act("B", score=41)], [a_stage(closes=660)])
    assert [slot.act for slot in propose(season).slots] == ["B"]
    season = a_season([an_act("A", wishes=("T", "S"), is_open=False)], [a_stage("S"), a_stage("T")], days=3)
    assert [slot.stage for slot in propose(season).slots] == ["T"]


def test_of_equal_days_the_place_is_taken_that_likes_it():
    season = a_season([an_act()], [a_stage("S"), a_stage("T", glad=frozenset({FIRST}))])
    assert [slot.stage for slot in propose(season).slots] == ["T"]


def test_between_two_performances_lies_the_changeover():
    acts = [an_act("A", minutes=45), an_act("B", minutes=45)]
    slots = propose(a_season(acts, [a_stage(closes=750)], changeover=30)).slots
    assert sorted(slot.start for slot in slots) == [600, 690]  # 10.00 to 10.45, and 11.15 at the earliest: on the half hour 11.30
    assert len(propose(a_season(acts, [a_stage(closes=720)], changeover=30)).slots) == 1
    assert len(propose(a_season(acts, [a_stage(closes=720)], changeover=0)).slots) == 2


def test_hours_that_are_not_on_the_grid_are_never_passed():
    season = a_season([an_act(opens=1001, closes=1120, minutes=70)], [a_stage(opens=1015, closes=1130)])
    [slot] = propose(season).slots
    assert 1015 <= slot.start
    assert slot.end <= 1120


def test_where_nothing_is_said_only_who_asked_for_it_plays():
    season = a_season([an_act("A"), an_act("B", wishes=("S",))], [a_stage(is_unsaid=True)])
    assert [slot.act for slot in propose(season).slots] == ["B"]


def test_without_acts_without_stages_without_days_nothing_is_proposed():
    assert propose(a_season([], [a_stage()])).slots == ()
    assert propose(a_season([an_act()], [])).slots == ()
    assert propose(a_season([an_act(first=day(3))], [a_stage()])).slots == ()


@pytest.mark.parametrize(("act", "stage", "rule"), [
    ({"loudness": 2}, {"loudest": 1}, "loudness"),
    ({"opens": 1300}, {}, "quiet"),
    ({"is_open": False, "wishes": ("T",)}, {}, "wish"),
    ({}, {"is_unsaid": True}, "unsaid"),
    ({"areas": frozenset({"old"})}, {"areas": frozenset({"new"})}, "area"),
    ({}, {"refused": frozenset({FIRST})}, "host"),
    ({}, {"shut": frozenset({FIRST})}, "shut"),
    ({}, {"busy": (Busy(FIRST, 540, 1320, "X"),)}, "taken"),
])
def test_each_rule_keeps_an_act_away_and_is_named(act, stage, rule):
    season = a_season([an_act(**act)], [a_stage(**stage)])
    assert propose(season).slots == ()
    [(name, failed)] = why_nowhere(season.acts[0], season, []).stages
    assert (name, [obstacle.rule for obstacle in failed]) == ("S", [rule])
    assert propose(a_season([an_act()], [a_stage()])).slots != ()


@pytest.mark.parametrize(("act", "rule"), [({"opens": 1000, "closes": 1030}, "length"), ({"weekdays": frozenset({2})}, "days"), ({"first": day(1)}, "days")])
def test_what_lies_in_the_act_itself_is_named_first(act, rule):
    season = a_season([an_act(**act)], [a_stage()])
    assert propose(season).slots == ()
    assert [obstacle.rule for obstacle in why_nowhere(season.acts[0], season, []).own] == [rule]


def test_all_that_fails_is_told_with_what_there_is_and_what_would_be_needed():
    season = a_season([an_act(loudness=2, opens=1200, minutes=150, is_open=False, wishes=("S", "T"))],
                      [a_stage("S", loudest=0), a_stage("T", refused=frozenset({FIRST}))])
    told = dict(why_nowhere(season.acts[0], season, []).stages)
    assert [(one.rule, one.have, one.need) for one in told["S"]] == [("loudness", 0, 2), ("quiet", 120, 150)]
    assert [one.rule for one in told["T"]] == ["quiet", "host"]


def test_who_is_told_who_has_the_time_instead():
    season = a_season([an_act("A", score=90), an_act("B", score=10)], [a_stage(closes=660)])
    slots = propose(season).slots
    assert [(one.rule, one.have) for one in why_nowhere(season.act["B"], season, slots).stages[0][1]] == [("taken", "A")]


def test_who_else_wished_for_the_same_hour_is_known():
    acts = [an_act("A", wishes=("S",), score=90), an_act("B", wishes=("S",)), an_act("C", wishes=("S",), opens=1200), an_act("D")]
    season = a_season(acts, [a_stage(closes=660), a_stage("T")])
    slot = next(slot for slot in propose(season).slots if slot.stage == "S")
    assert (slot.act, wanted_too(season, slot)) == ("A", ["B"])


@pytest.mark.parametrize(("changed", "fault"), [
    ({"day": day(1)}, "weekday"), ({"day": day(40)}, "dates"), ({"start": 540}, "quiet hours"), ({"minutes": 30}, "length"),
    ({"start": 1270}, "quiet hours"), ({"act": "Z"}, "unknown"), ({"stage": "Z"}, "unknown"), ({"day": day(7)}, "host"), ({"day": day(14)}, "shut"),
    ({"day": day(21)}, "taken"), ({"stage": "LOW"}, "loudness"), ({"act": "WISHES"}, "wish"), ({"stage": "DARK"}, "unsaid"), ({"act": "PLAYS"}, "plays already")])
def test_the_judge_finds_each_fault(changed, fault):
    mondays = {"weekdays": frozenset({1}), "times": 2}
    acts = [an_act(**mondays), an_act("WISHES", is_open=False, wishes=("LOW",), **mondays), an_act("PLAYS", plays=frozenset({FIRST}), **mondays)]
    stage = a_stage(refused=frozenset({day(7)}), shut=frozenset({day(14)}), busy=(Busy(day(21), 600, 700),))
    season = a_season(acts, [stage, a_stage("LOW", loudest=0), a_stage("DARK", is_unsaid=True)], days=28)
    good = Slot(FIRST, 600, "S", "A", 60)
    assert faults(season, [good]) == []
    assert any(found.startswith(fault) for found in faults(season, [replace(good, **changed)]))


def test_the_judge_counts_performances_days_and_minutes_between():
    season = a_season([an_act(times=1), an_act("B")], [a_stage(), a_stage("T")], days=3)
    first = Slot(FIRST, 600, "S", "A", 60)
    assert [fault.split(":")[0] for fault in faults(season, [first, replace(first, start=700, stage="T")])] == ["twice a day", "too often"]
    assert [fault.split(":")[0] for fault in faults(season, [first, replace(first, start=689, act="B")])] == ["taken"]
    assert faults(season, [first, replace(first, start=690, act="B")]) == []


def test_a_programme_that_breaks_a_rule_is_never_shown(monkeypatch):
    monkeypatch.setattr("popups.matching.performances.faults", lambda season, slots: ["made up"])
    with pytest.raises(IllegalPlanError, match="made up"):
        propose(a_season([an_act()], [a_stage()]))
