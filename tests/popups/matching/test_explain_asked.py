"""What is there and what is asked, said in the numbers of the one who asks: a share of a shared unit, and days that both have."""

from dataclasses import replace

import pytest

from popups.matching.explaining.asked import Check, asked, dates_asked, most_days
from popups.matching.explaining.certificate import Certificate, Step
from popups.matching.explaining.standing import Standing
from popups.matching.problem import Placement
from tests.popups.matching.test_judge import ROW, UNIT, a_problem


def test_of_a_shared_unit_the_share_of_its_room_and_of_its_rent_is_told_rounded_against_the_one_who_asks():
    unit = replace(UNIT, mode="shared", capacity=2, area=45, rent=101, turnaround=0)
    standing = Standing(a_problem(unit=unit), ())
    said = {check.rule: check for check in asked(standing, ROW, unit)}
    assert said["area"] == Check("area", 22, 20, True)
    assert said["rent"] == Check("rent", 51, 120, True)


def test_a_stay_has_the_window_in_which_it_lies_wholly_and_else_none():
    for stay, window in ((Placement("A1", "U1", 49, 21), Check("window", 70, 70, True)), (Placement("A1", "U1", 84, 14), Check("window", 140, 98, True)),
                         (Placement("A1", "U1", 63, 14), Check("window", None, 77, False)), (Placement("A1", "U1", 77, 14), Check("window", None, 91, False))):
        assert dates_asked(ROW, stay, UNIT)[-1] == window


@pytest.mark.parametrize(("row", "windows", "most"), [
    ({}, ((0, 70), (84, 140)), 70), ({"earliest": 80}, ((0, 70), (84, 140)), 56), ({"earliest": 130, "latest_end": 200}, ((0, 200),), 7),
    ({"latest_end": 30}, ((3, 70),), 23), ({"earliest": 75, "latest_end": 80}, ((0, 70), (84, 140)), 0)])
def test_the_days_that_both_have_begin_on_the_grid_and_end_with_the_horizon(row, windows, most):
    row = replace(ROW, **row)
    assert most_days(Standing(a_problem(row), ()), row, windows) == most


def test_a_plan_is_clean_where_no_step_of_any_kind_betters_it():
    worth = Standing(a_problem(), (Placement("A1", "U1", 0, 14),)).worth(Placement("A1", "U1", 0, 14))
    step = (Step(worth, None),)
    assert Certificate((), (), ()).is_clean
    assert not any(Certificate(*lists).is_clean for lists in ((step, (), ()), ((), step, ()), ((), (), step)))
