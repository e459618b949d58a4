"""Every change that is told, applied alone, places the application, and no smaller one of the menu does. Held against trying the whole menu."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from popups.matching.explaining.changes import smallest_first
from popups.matching.explaining.remedies import Remedy, remedies
from popups.matching.explaining.standing import Standing, Worth
from popups.matching.judge import violations
from popups.matching.problem import Application, MatchingProblem, Placement, Unit, total
from tests.popups.matching.explained import SEEDS, a_standing, legal_stays, with_changed

ORDER = ["later", "earlier", "shorter", "district", "unlisted", "mode", "notice", "feature", "rent", "area", "window", "businesses"]


def merged(windows):
    found = []
    for first, end in sorted(windows):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((first, end))
    return tuple(found)


def the_menu(problem, row):
    """Every change of every size: (place in the order, size, name, side, day), and what it makes of the problem."""
    def of_row(kind, size, name="", **fields):
        return (ORDER.index(kind), size, name, "", 0), lambda now: with_changed(now, row=replace(now.application[row.id], **fields))

    for end in range(row.latest_end + row.start_step, problem.days + 1, row.start_step):
        yield of_row("later", end - row.latest_end, latest_end=end)
    for begin in range(row.earliest % row.start_step, row.earliest, row.start_step):
        yield of_row("earlier", row.earliest - begin, earliest=begin)
    for days in range(row.shortest - row.step, 0, -row.step):
        yield of_row("shorter", row.shortest - days, shortest=days)
    for district in sorted({unit.district for unit in problem.units} - set(row.districts)):
        yield of_row("district", 1, district, districts=(*row.districts, district))
    if not row.is_open:
        yield of_row("unlisted", 1, is_open=True)
    for mode in {unit.mode for unit in problem.units} - {row.accept} if row.accept != "any" else ():
        yield of_row("mode", 1, mode, accept=mode)
    for notice in {unit.notice for unit in problem.units if unit.notice is not None and unit.notice < row.notice}:
        yield of_row("notice", row.notice - notice, notice=notice)
    for rent in {-(-unit.rent // unit.capacity) for unit in problem.units if unit.rent > row.rent_max * unit.capacity}:
        yield of_row("rent", rent - row.rent_max, rent_max=rent)
    for area in {unit.area // unit.capacity for unit in problem.units if unit.area < row.area * unit.capacity} - {0}:
        yield of_row("area", row.area - area, area=area)
    for need in row.needs:
        def without(now, need=need):
            now_row = now.application[row.id]
            return with_changed(now, row=replace(now_row, needs=tuple(each for each in now_row.needs if each != need)))
        yield (ORDER.index("feature"), 1, need, "", 0), without
    yield from of_the_units(problem)
    if "businesses-first" in {condition.code for unit in problem.units for condition in unit.conditions}:
        yield (ORDER.index("businesses"), 1, "", "", 0), for_all


def for_all(now):
    """Who comes first is asked no more."""
    return replace(now, units=tuple(replace(unit, conditions=tuple(each for each in unit.conditions if each.code == "funding")) for unit in now.units))


def of_the_units(problem):
    dawn = min(first for unit in problem.units for first, _end in unit.windows)
    for unit in problem.units:
        for first, end in unit.windows:
            for side, day, wide in (("begin", max(dawn, first - 7), (max(dawn, first - 7), end)),
                                    ("end", min(problem.days, end + 7), (first, min(problem.days, end + 7)))):
                if wide != (first, end):
                    wider = replace(unit, windows=merged([window for window in unit.windows if window != (first, end)] + [wide]))
                    size = wide[1] - wide[0] - end + first
                    yield (ORDER.index("window"), size, unit.id, side, day), lambda now, wider=wider: with_changed(now, unit=wider)


def places(standing, row_id, problem):
    row = problem.application[row_id]
    return any(legal_stays(problem, standing.rows, row, unit) for unit in problem.units)


def key_of(change):
    return ORDER.index(change.kind), change.amount, change.name, change.side, change.to if change.kind == "window" else 0


def smallest(found):
    """Of each kind and name the smallest; windows each for itself."""
    kept = {}
    for keys in found:
        names = tuple((kind, name, side, day) for kind, _size, name, side, day in keys)
        kept[names] = min(keys, kept.get(names, keys))
    return sorted(kept.values())


def expected(standing, row):
    """By trying: nothing at all, every change alone, every two of different kinds."""
    menu = list(the_menu(standing.problem, row))
    if places(standing, row.id, standing.problem):
        return [()]
    if single := [(key,) for key, change in menu if places(standing, row.id, change(standing.problem))]:
        return smallest(single)
    found = []
    for (one, first), (two, second) in combinations(menu, 2):
        is_twice = one[0] == two[0] and ORDER[one[0]] != "feature"
        if not is_twice and places(standing, row.id, second(first(standing.problem))):
            found.append(tuple(sorted((one, two))))
    return smallest(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_changes_that_are_told_are_those_that_help_the_smallest_first(seed):
    standing = a_standing(seed, units=2, applications=5, weeks=5 if seed % 2 else 1)
    for row in standing.waiting:
        if not standing.is_limited(row):
            assert [tuple(map(key_of, remedy.changes)) for remedy in remedies(standing, row.id)] == expected(standing, row)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_change_applied_alone_places_the_application_as_told(seed):
    standing = a_standing(seed, units=4, applications=10)
    for row in standing.waiting:
        menu = dict(the_menu(standing.problem, row))
        for remedy in remedies(standing, row.id):
            problem, stay = standing.problem, remedy.stay.placement
            for change in remedy.changes:
                problem = menu[key_of(change)](problem)
            assert violations(problem, [*standing.rows, stay]) == []
            assert total(problem, (stay,)) == remedy.stay.value
            assert total(problem, (stay,)) == max(
                total(problem, (place,)) for unit in problem.units for place in legal_stays(problem, standing.rows, problem.application[row.id], unit))


def test_there_are_single_changes_pairs_and_people_for_whom_nothing_is_found():
    counts = [len(found[0].changes) if (found := remedies(standing, row.id)) else None
              for standing in map(a_standing, SEEDS) for row in standing.waiting]
    assert {0, 1, 2, None} <= set(counts)
    kinds = {change.kind for standing in map(a_standing, SEEDS) for row in standing.waiting for remedy in remedies(standing, row.id) for change in remedy.changes}
    assert kinds >= {"later", "earlier", "shorter", "district", "mode", "feature", "rent", "area", "window", "businesses"}


def test_pairs_are_told_only_where_no_single_change_helps_and_the_easiest_come_first():
    for standing in map(a_standing, SEEDS):
        for row in standing.waiting:
            found = [remedy.changes for remedy in remedies(standing, row.id)]
            assert len({len(changes) for changes in found}) <= 1
            assert [smallest_first(changes) for changes in found] == sorted(map(smallest_first, found))


ROW = Application("A1", "P1", 0, "craft", 5, (), 100, "any", ("D",), 0, (), True, 0, 28, 7, 7, 7, 7, 60, 100)
UNIT = Unit("U1", "S", "D", 40, frozenset(), frozenset({"craft"}), 100, "whole", 1, 0, ((0, 28),), None)


def a_plan_of(*rows, units=(UNIT,), placed=(), **more):
    return Standing(MatchingProblem(date(2026, 1, 5), 28, tuple(units), rows, **more), placed)


def test_for_those_with_a_place_and_those_with_as_many_as_they_may_have_nothing_is_sought():
    second, placed = replace(ROW, id="A2", latest_end=14), [Placement("A1", "U1", 0, 7)]
    standing = a_plan_of(ROW, second, placed=placed, limit=1)
    assert remedies(standing, "A1") == remedies(standing, "A2") == ()
    assert standing.is_limited(second)
    assert remedies(a_plan_of(ROW, second, placed=placed, limit=2), "A2") == (Remedy((), Worth(Placement("A2", "U1", 7, 7), 7284)),)


def told(standing, **limits):
    return [[(change.kind, change.name or change.to) for change in remedy.changes] for remedy in remedies(standing, "A1", **limits)]


def test_no_shorter_stay_is_proposed_than_the_call_allows():
    standing = a_plan_of(replace(ROW, shortest=28, longest=28), units=[replace(UNIT, windows=((0, 14),))])
    assert told(standing) == [[("shorter", 14)]]
    assert told(standing, least_days=14) == [[("shorter", 14)]]
    assert told(standing, least_days=15) == [[("shorter", 21), ("window", "U1")]]
    assert told(standing, least_days=22) == []


def test_whoever_would_take_the_whole_needs_no_kind_of_share_any_more():
    standing = a_plan_of(replace(ROW, accept="share", needs=("share-shelf", "share-zone")))
    assert told(standing) == [[("mode", "whole")]]
    heated = a_plan_of(replace(ROW, accept="share", needs=("share-shelf", "heating")))
    assert told(heated) == [[("mode", "whole"), ("feature", "heating")]]


def test_nothing_is_proposed_before_the_first_day_on_which_anything_is_free():
    late = replace(ROW, earliest=7, latest_end=14)
    units = [replace(UNIT, windows=((3, 28),), uses=frozenset()), replace(UNIT, id="U2", windows=((14, 28),))]
    assert told(a_plan_of(late, units=units)) == [[("later", 21)], [("window", "U2")]]
    early = replace(ROW, earliest=1, latest_end=9, start_step=1)
    assert told(a_plan_of(early, units=[replace(UNIT, windows=((3, 9),))])) == [[("later", 10), ("window", "U1")]]
    assert told(a_plan_of(early, units=[replace(UNIT, windows=((3, 9),)), replace(units[0], id="U3", windows=((2, 9),))])) == [[("window", "U1")]]


def test_dates_give_way_by_as_many_days_as_it_takes():
    assert told(a_plan_of(replace(ROW, earliest=10, latest_end=18))) == [[("later", 21)], [("earlier", 7)]]


def test_dates_that_are_too_close_give_way_at_both_ends():
    close = replace(ROW, earliest=10, latest_end=14, start_step=1)
    assert told(a_plan_of(close, units=[replace(UNIT, windows=((8, 16),))]))[0] == [("later", 15), ("earlier", 8)]


def test_a_smaller_change_that_does_not_suffice_hides_no_greater_one_that_does():
    cheap = replace(UNIT, rent=150, uses=frozenset({"food"}))
    assert told(a_plan_of(ROW, units=[cheap, replace(UNIT, id="U2", rent=200)])) == [[("rent", 200)]]
