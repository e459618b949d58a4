"""Where one could be put, as the script of the picture asks for it: the same as on the page, of one page of units, and nothing of what is kept."""

import pytest
from django.urls import reverse

from popups.lifecycle.reviewing import declare_conflict
from popups.models import Plan
from popups.reports.plan_moves import moves_of
from popups.reports.plan_picture import opened
from popups.rules.nearness import kept_from
from popups.views.staff import planning
from tests.popups.matching.planned import make_plan, make_season

pytestmark = pytest.mark.django_db


def address(name, plan, row):
    return reverse(f"popups:{name}", args=[plan.call.reference, plan.reference, row.application.reference])


def ways_of(told):
    """As on the page with the list: place, first day, days, the period in words, what it does."""
    return {(place, start, days, told["periods"][period], *told["effects"][effect])
            for place, about in told["places"].items() for start, days, period, effect in about["ways"]}


def test_the_script_is_told_what_the_list_says(client, officer):
    plan = make_plan(make_season(units=2, applications=3), by=officer)
    row = plan.placements.order_by("start", "pk").first()
    told = client.get(address("plan-places", plan, row)).json()
    shown = opened(plan)
    listed = [way for place, _name, _count in moves_of(shown, row.application.reference).units
              for way in moves_of(shown, row.application.reference, place).ways]
    said = ways_of(told)
    assert {(place, start, days) for place, start, days, *_words in said} == {(way.place, (way.start - shown.start).days, (way.end - way.start).days) for way in listed}
    assert {says for *_way, says, _is_over in said} == {". ".join(filter(None, [way.worth, way.loses])) for way in listed}
    assert any(way.gone for way in listed) and {is_over for *_way, is_over in said} == {True, False}
    assert told["first"] == [row.place, (row.start - shown.start).days] and row.unit.name in told["now"] and told["more"] == ""


def test_what_the_script_sends_back_makes_a_plan_and_twice_the_same(client, officer):
    plan = make_plan(make_season(units=1, applications=2), by=officer)
    row = plan.placements.order_by("start", "pk").first()
    told = client.get(address("plan-places", plan, row)).json()
    way = moves_of(opened(plan), row.application.reference).ways[-1]
    first, second = (client.post(told["list"], {"to": way.key, "once": told["once"]}) for _click in range(2))
    assert first["Location"] == second["Location"] and Plan.objects.count() == 2
    assert client.get(address("plan-places", plan, row)).json()["once"] != told["once"], "the next move is another form"


def test_only_units_on_the_page_of_the_picture_are_told_and_the_others_are_counted(client, officer, monkeypatch):
    monkeypatch.setattr(planning, "UNITS", 2)
    plan = make_plan(make_season(units=3, applications=1), by=officer)
    row = plan.placements.get()
    pages = [client.get(f"{address('plan-places', plan, row)}?page={number}").json() for number in (1, 2)]
    assert [len(told["places"]) for told in pages] == [2, 1] and not set(pages[0]["places"]) & set(pages[1]["places"])
    assert [told["others"] for told in pages] == [1, 2] and all(told["more"] for told in pages)


def test_whose_worth_is_not_for_this_reader_is_pushed_out_without_a_number(client, officer):
    plan = make_plan(make_season(units=1, applications=2), by=officer)
    near, row = plan.placements.order_by("start")
    declare_conflict(application=near.application, by=officer)
    moves = moves_of(opened(plan), row.application.reference, kept=kept_from(officer, plan.call))
    over = [way for way in moves.ways if way.gone]
    assert over and all(way.effect is None and way.worth == "" for way in over)
    assert all(way.effect is not None for way in moves.ways if not way.gone)
    told = client.get(address("plan-places", plan, row)).json()
    assert {says for says, is_over in told["effects"] if is_over} == {way.loses for way in over}
    assert client.get(address("plan-places", plan, near)).status_code == 404


def test_the_picture_lets_nobody_take_hold_of_what_is_fixed_or_stands_too_near(client, officer):
    plan = make_plan(make_season(units=1, applications=3), by=officer)
    free, fixed, near = plan.placements.order_by("start")[:3]
    plan.placements.filter(pk=fixed.pk).update(is_pinned=True)
    declare_conflict(application=near.application, by=officer)
    page = client.get(reverse("popups:plan", args=[plan.call.reference, plan.reference])).content.decode()
    assert page.count(f'data-moves="{address("plan-places", plan, free)}?page=1"') == 2, "on its bar and in the list"
    for row in (fixed, near):
        assert address("plan-places", plan, row) not in page


def test_a_plan_that_is_still_being_made_has_no_places(client, officer):
    plan = make_plan(make_season(), by=officer)
    row = plan.placements.first()
    Plan.objects.update(ended_at=None)
    assert client.get(address("plan-places", plan, row)).status_code == 404


def test_the_answer_costs_the_same_for_many_units(client, officer, django_assert_num_queries):
    for number in (1, 9):
        plan = make_plan(make_season(units=number, applications=number + 1), by=officer)
        row = plan.placements.order_by("start", "pk").first()
        assert any(is_over for _says, is_over in client.get(address("plan-places", plan, row)).json()["effects"])
        with django_assert_num_queries(11):
            client.get(address("plan-places", plan, row))
