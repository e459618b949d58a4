"""Whom a yes would leave without: from wishes, free days and what share of a unit is asked for."""

from datetime import date, timedelta

import pytest

from popups.choices import Outcome, Use
from popups.models import Call
from popups.reports.displaced import Ask, Free, displaced_by, fit_both
from tests.make import days, divide, make_tenancy, make_unit, today
from tests.popups.deciding import give, make_asking, make_closed_call
from vacancies.dates import period

START = date(2027, 3, 1)


def ask(first: int, after: int, length: int, *, shares: bool = False) -> Ask:
    return Ask(START + timedelta(first), START + timedelta(after), length, shares)


def gaps(*edges: tuple[int, int]) -> list[tuple[date, date]]:
    return [(START + timedelta(first), START + timedelta(after)) for first, after in edges]


@pytest.mark.parametrize(("one", "other", "free", "expected"), [
    (ask(0, 30, 15), ask(0, 30, 15), gaps((0, 30)), True),
    (ask(0, 30, 16), ask(0, 30, 15), gaps((0, 30)), False),
    (ask(10, 30, 10), ask(0, 20, 10), gaps((0, 30)), True),  # the one as late as it can be
    (ask(10, 25, 10), ask(6, 20, 10), gaps((0, 30)), False),
    (ask(0, 30, 10), ask(0, 30, 10), gaps((0, 10), (20, 30)), True),
    (ask(0, 30, 10), ask(0, 30, 11), gaps((0, 10), (20, 30)), False),
])
def test_two_fit_into_one_place_only_one_after_the_other(one, other, free, expected):
    assert fit_both(one, other, free) is expected


def test_who_shares_needs_one_space_and_who_does_not_needs_all():
    unit = Free({1: gaps((0, 30)), 2: gaps((15, 30))})
    whole, share = ask(0, 30, 20), ask(0, 30, 20, shares=True)
    assert (unit.has_room(whole), unit.has_room(share)) == (False, True)
    both = Free({1: gaps((0, 30)), 2: gaps((0, 30))})
    assert both.has_room_for_both(share, share)
    assert not both.has_room_for_both(whole, share)


def test_who_shares_may_be_there_on_days_on_which_the_whole_is_not_free():
    unit = Free({1: gaps((0, 40)), 2: gaps((20, 40))})
    whole, share = ask(0, 40, 20), ask(0, 40, 20, shares=True)
    assert unit.has_room_for_both(whole, share)
    assert unit.has_room_for_both(share, whole)
    assert not unit.has_room_for_both(whole, ask(0, 40, 21, shares=True))
    assert not Free({1: gaps((20, 40)), 2: gaps((20, 40)), 3: gaps((20, 40))}).has_room_for_both(whole, share)


@pytest.mark.django_db
class TestInACall:
    def ask_of_all_days(self, call: Call, **fields):
        window = {"earliest_start_on": days(60), "latest_end_on": days(239), "shortest_days": 120, "longest_days": 180}
        return make_asking(call, **window | fields)[0]

    def found(self, application, call):
        displaced = displaced_by(application, call, today())
        return displaced.unit, [(rival.application.pk, rival.elsewhere, rival.has_place) for rival in displaced.rivals]

    def test_who_wishes_the_same_for_the_same_days_is_left_without(self):
        call, unit = make_closed_call(), make_unit()
        one, other = self.ask_of_all_days(call, unit=unit), self.ask_of_all_days(call, unit=unit)
        assert self.found(one, call) == (unit, [(other.pk, None, False)])

    def test_who_has_another_wish_would_take_that(self):
        call, unit, second = make_closed_call(), make_unit(), make_unit()
        one, other = self.ask_of_all_days(call, unit=unit), self.ask_of_all_days(call, unit=unit)
        other.wishes.create(unit=second, rank=2)
        assert self.found(one, call) == (unit, [(other.pk, second, False)])

    def test_a_wish_that_is_taken_is_no_way_out_and_not_what_a_yes_means(self):
        call, unit, taken = make_closed_call(), make_unit(), make_unit()
        make_tenancy(unit=taken, start=days(50), end=days(250))
        one, other = self.ask_of_all_days(call, unit=taken), self.ask_of_all_days(call, unit=unit)
        one.wishes.create(unit=unit, rank=2)
        other.wishes.create(unit=taken, rank=2)
        assert self.found(one, call) == (unit, [(other.pk, None, False)])

    def test_somebody_with_a_place_is_told_apart_and_who_was_refused_is_left_out(self):
        call, unit = make_closed_call(), make_unit()
        one, placed, refused = (self.ask_of_all_days(call, unit=unit) for _row in range(3))
        give(placed, Outcome.PLACE)
        give(refused, Outcome.NOT_SELECTED)
        assert self.found(one, call) == (unit, [(placed.pk, None, True)])

    def test_shares_of_a_divided_unit_leave_nobody_without(self):
        call, unit = make_closed_call(), make_unit()
        divide(unit, "Plaukts", "Stūris")
        one, _other = (self.ask_of_all_days(call, unit=unit, use=Use.SHARED) for _row in range(2))
        assert self.found(one, call) == (unit, [])

    def test_the_page_says_on_which_of_the_asked_days_the_whole_is_free(self, client, officer):
        call, unit = make_closed_call(), make_unit()
        north, _south = divide(unit, "Plaukts", "Stūris")
        one = self.ask_of_all_days(call, unit=unit, use=Use.WHOLE, shortest_days=30)
        address = f"/staff/calls/{call.reference}/decide/{one.reference}/"
        assert "data-only" not in client.get(address).content.decode()
        make_tenancy(unit=unit, spaces=[north], use=Use.SHARED, start=days(50), end=days(100))
        assert displaced_by(one, call, today()).only == (days(100), days(240))
        text = client.get(address).content.decode()
        assert "data-only" in text
        assert period(days(100), days(240)) in text

    def test_applications_of_other_calls_are_no_rivals_here(self):
        call, unit = make_closed_call(), make_unit()
        one = self.ask_of_all_days(call, unit=unit)
        self.ask_of_all_days(make_closed_call(), unit=unit)
        assert self.found(one, call) == (unit, [])

    def test_the_page_names_them(self, client, officer):
        call, unit = make_closed_call(), make_unit()
        one, other = self.ask_of_all_days(call, unit=unit), self.ask_of_all_days(call, unit=unit)
        text = client.get(f"/staff/calls/{call.reference}/decide/{one.reference}/").content.decode()
        assert f'data-unit="{unit.reference}"' in text
        assert f'data-reference="{other.reference}" data-left=""' in text
