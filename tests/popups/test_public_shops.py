"""The shop map: what is on it, what is open when, and how it is narrowed."""

import re

import pytest
import time_machine
from django.utils import timezone

from popups.choices import EventStatus, Use
from popups.models import Tenancy
from popups.reports.shop_map import PlaceKind, When, places
from popups.views.public.shops import SHOWN_PLACES
from tests.make import at, days, make_current_tenancy, make_event, make_shop, make_tenancy, make_unit, today
from tests.popups.asking import queries_of, shown_count
from vacancies.choices import ShopKind
from vacancies.opening_hours import DAYS

pytestmark = pytest.mark.django_db
ADDRESS, POINTS = "/shops/", "/shops/points.json"
EVERY_DAY = {day: [["10:00", "18:00"]] for day in DAYS}


def hours_on(day, opens="10:00", closes="18:00"):
    return {DAYS[day.weekday()]: [[opens, closes]]}


def shown(client, **filters):
    response = client.get(ADDRESS, filters)
    assert response.status_code == 200
    found = re.findall(r'<li class="place" id="([^"]+)"', response.content.decode())
    if found:
        assert shown_count(response) == len(found)
    assert len(client.get(POINTS, filters).json()["points"]) == len(found)
    return set(found)


def make_pop_up(*, hours=None, use=Use.WHOLE, **fields):
    tenancy = make_current_tenancy(**fields)
    Tenancy.objects.filter(pk=tenancy.pk).update(opening_hours=hours or {}, use=use)
    return tenancy


def test_shops_studios_and_current_pop_ups_are_on_the_map(client):
    shop, studio, pop_up = make_shop(), make_shop(kind=ShopKind.STUDIO), make_pop_up()
    make_shop(is_listed=False)
    make_shop(ends_on=days(-1), starts_on=days(-9))
    make_shop(starts_on=days(3))
    make_tenancy(start=days(5), end=days(9))
    make_pop_up(unit=make_unit(is_published=False))
    assert shown(client) == {shop.reference, studio.reference, pop_up.reference}


@pytest.mark.parametrize(("kind", "makes"), [
    (PlaceKind.SHOP, lambda: make_shop()), (PlaceKind.STUDIO, lambda: make_shop(kind=ShopKind.STUDIO)),
    (PlaceKind.SERVICE, lambda: make_shop(kind=ShopKind.SERVICE)), (PlaceKind.POP_UP, lambda: make_pop_up()),
    (PlaceKind.WINDOW, lambda: make_pop_up(use=Use.WINDOW))])
def test_one_kind_can_be_shown_alone(client, kind, makes):
    make_shop(), make_shop(kind=ShopKind.STUDIO), make_shop(kind=ShopKind.SERVICE), make_pop_up(), make_pop_up(use=Use.WINDOW)
    wanted = makes()
    found = shown(client, kind=kind)
    assert wanted.reference in found
    assert len(found) == 2


@pytest.mark.parametrize(("hour", "is_open", "later"), [(9, False, True), (10, True, False), (17, True, False), (18, False, False)])
def test_open_now_follows_the_towns_own_clock(client, hour, is_open, later):
    shop = make_shop(opening_hours=EVERY_DAY)
    with time_machine.travel(at(today(), hour), tick=False):
        assert shown(client, when=When.NOW) == ({shop.reference} if is_open else set())
        assert shown(client, when=When.TODAY) == {shop.reference}
        place = places(timezone.localtime())[0]
    assert (place.is_open_now, place.is_open_later) == (is_open, later)


def test_open_this_week_reaches_seven_days_and_the_pop_ups_that_open_in_them(client):
    in_week, never = make_shop(opening_hours=hours_on(days(3))), make_shop(opening_hours={})
    soon = make_tenancy(start=days(2), end=days(30))
    late = make_tenancy(start=days(9), end=days(30))
    for tenancy in (soon, late):
        Tenancy.objects.filter(pk=tenancy.pk).update(opening_hours=EVERY_DAY)
    assert shown(client, when=When.WEEK) == {in_week.reference, soon.reference}
    assert shown(client) == {in_week.reference, never.reference}


def test_a_pop_up_is_not_open_before_its_first_or_after_its_last_day():
    leaving = make_pop_up(hours=hours_on(days(2)), days_left=2)
    coming = make_tenancy(start=days(3), end=days(30))
    Tenancy.objects.filter(pk=coming.pk).update(opening_hours=hours_on(days(2)))
    assert leaving.reference != coming.reference
    assert places(timezone.localtime(), when=When.WEEK) == []


def test_a_window_display_is_on_view_at_any_hour(client):
    window = make_pop_up(use=Use.WINDOW)
    with time_machine.travel(at(today(), 3), tick=False):
        assert shown(client, when=When.NOW) == {window.reference}


def test_what_is_open_comes_first_and_then_by_latvian_name():
    names = ["Zivis", "Ķekars", "Kafija", "Šalles", "Suvenīri"]
    for name in names:
        make_shop(name=name, opening_hours=EVERY_DAY if name == "Zivis" else {})
    with time_machine.travel(at(today(), 12), tick=False):
        assert [place.name for place in places(timezone.localtime())] == ["Zivis", "Kafija", "Ķekars", "Suvenīri", "Šalles"]


def test_filters_that_are_not_understood_do_not_narrow(client):
    shop = make_shop()
    assert shown(client, when="never", kind="castle") == {shop.reference}


def test_a_town_without_shops_and_a_filter_without_shops_say_what_to_do(client):
    assert 'href="/units/"' in client.get(ADDRESS).content.decode()
    make_shop(opening_hours={})
    assert 'class="ds-button" href="/shops/"' in client.get(ADDRESS, {"when": "now"}).content.decode()


def test_a_point_leads_to_its_place_in_the_list(client):
    shop = make_shop()
    make_shop(latitude=None, longitude=None)
    points = client.get(POINTS).json()["points"]
    assert [point[5] for point in points] == [f"/shops/#{shop.reference}"]
    assert points[0][:2] == [57.425, 27.044]


def test_todays_events_are_beside_the_map(client):
    make_shop()
    with time_machine.travel(at(today(), 8), tick=False):
        tonight = make_event(status=EventStatus.CONFIRMED, starts_at=at(today(), 20))
        proposal = make_event(starts_at=at(today(), 20))
        text = client.get(ADDRESS).content.decode()
    assert tonight.title in text
    assert proposal.title not in text


def test_the_map_costs_the_same_queries_for_one_place_as_for_thirty(client):
    make_shop(unit=make_unit())
    make_pop_up()
    one = [queries_of(client, address) for address in (ADDRESS, f"{ADDRESS}?when=week", POINTS)]
    for _ in range(14):
        make_shop(unit=make_unit())
        make_pop_up()
    assert [queries_of(client, address) for address in (ADDRESS, f"{ADDRESS}?when=week", POINTS)] == one
    assert max(one) <= 6


def references_on(client, query):
    return re.findall(r'<li class="place" id="([^"]+)"', client.get(f"{ADDRESS}{query}").content.decode())


def test_a_long_list_comes_in_pages_and_a_point_leads_to_the_right_one(client):
    shops = [make_shop(name=f"Veikals {number:03}") for number in range(SHOWN_PLACES + 5)]
    for _ in range(3):
        make_shop(kind=ShopKind.STUDIO, name="Aa")
    first, second = references_on(client, "?kind=shop"), references_on(client, "?kind=shop&page=2")
    assert (len(first), len(second)) == (SHOWN_PLACES, 5)
    assert first + second == [shop.reference for shop in shops] == references_on(client, "?kind=shop&page=all")
    leads = {point[5] for point in client.get(POINTS, {"kind": "shop"}).json()["points"]}
    assert f"{ADDRESS}?kind=shop#{first[0]}" in leads
    assert f"{ADDRESS}?kind=shop&page=2#{second[-1]}" in leads
    assert "?page=2&amp;kind=shop" in client.get(ADDRESS, {"kind": "shop"}).content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "x", "9999999999999999999999", "٣"])
def test_a_page_that_does_not_exist_shows_one_that_does(client, number):
    shop = make_shop()
    assert references_on(client, f"?page={number}") == [shop.reference]
