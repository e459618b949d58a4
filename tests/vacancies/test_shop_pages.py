"""Permanent shops and studios: listed, entered, corrected, closed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.make import days, make_officer, make_shop, make_unit, today
from tests.vacancies.asking import codes, data_of, queries_of, statuses
from vacancies.choices import Activity, ShopKind
from vacancies.lifecycle.saving import mark_of
from vacancies.lifecycle.shops import add_shop, change_shop, close_shop
from vacancies.models import Shop
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
LIST, NEW = "/staff/shops/", "/staff/shops/new/"


def page_of(shop):
    return reverse("vacancies:shop-edit", args=[shop.reference])


def empty_form(client) -> dict:
    return data_of(client.get(NEW).context["form"])


def opened(client, shop) -> dict:
    return data_of(client.get(page_of(shop)).context["form"])


def shown(client, **asked) -> list[str]:
    return [shop.name for shop in client.get(LIST, asked).context["shops"]]


# Entering

def test_a_studio_outside_the_register_is_entered_with_its_hours(client, officer):
    typed = empty_form(client) | {
        "name": "Māla māja", "kind": "studio", "activity": "crafts", "address": "Brūža iela 7", "latitude": "57,42",
        "longitude": "27,04", "opening_hours_mon": "10-13, 14-18", "opening_hours_sat": "11:00–15:00", "website": "malamaja.example",
        "shows_making": "on", "sells_here": "on", "is_listed": "on", "public_text": "Māls.", "starts_on": "01.05.2020."}
    response = client.post(NEW, typed)
    assert response.status_code == 302, response.context["form"].errors
    shop = Shop.objects.get()
    assert (shop.kind, shop.activity, shop.point, str(shop.starts_on)) == (ShopKind.STUDIO, Activity.CRAFTS, (57.42, 27.04), "2020-05-01")
    assert shop.opening_hours == {"mon": [["10:00", "13:00"], ["14:00", "18:00"]], "sat": [["11:00", "15:00"]]}
    assert (shop.website, shop.shows_making, shop.is_listed) == ("https://malamaja.example", True, True)
    assert shop.history.get().history_user == officer
    assert response["Location"] == page_of(shop)


@pytest.mark.parametrize("typed", ["{0.reference}", "{0.reference} whatever stands behind it", "darza 10", "Dārza iela 10"])
def test_the_unit_of_a_shop_is_found_by_reference_or_words(client, officer, typed):
    unit = make_unit(address_typed="Dārza iela 10", name="Stūra māja")
    make_unit(address_typed="Pils iela 3")
    client.post(NEW, empty_form(client) | {"name": "Aptieka", "unit": typed.format(unit)})
    shop = Shop.objects.get()
    assert (shop.unit, shop.shown_address, shop.point) == (unit, "Dārza iela 10", (unit.latitude, unit.longitude))


def test_the_page_of_a_unit_hands_its_reference_over(client, officer):
    unit = make_unit()
    assert client.get(NEW, {"unit": unit.reference}).context["form"]["unit"].value().startswith(unit.reference)
    assert client.get(NEW, {"unit": "nonsense"}).status_code == 200


@pytest.mark.parametrize(("typed", "code"), [("U-XXXX", "unknown_unit"), ("nowhere", "unknown_unit"), ("now\0here", "unknown_unit"), ("Dārza", "several_units")])
def test_a_unit_that_cannot_be_told_is_asked_for_again(client, officer, typed, code):
    first, second = make_unit(address_typed="Dārza iela 1"), make_unit(address_typed="Dārza iela 2")
    response = client.post(NEW, empty_form(client) | {"name": "Aptieka", "unit": typed})
    assert (response.status_code, codes(response), Shop.objects.count()) == (422, {code}, 0)
    page = response.content.decode()
    kept = typed.replace("\0", " ")  # a NUL is read as a blank everywhere
    assert f'value="{kept}"' in page
    assert (first.reference in page and second.reference in page) is (code == "several_units")


def test_all_problems_come_at_once_and_nothing_typed_is_lost(client, officer):
    typed = empty_form(client) | {"name": "", "kind": "nonsense", "latitude": "57", "opening_hours_mon": "18-10", "opening_hours_tue": "all day",
                                  "website": "no address", "starts_on": "once", "public_text": "Kept text"}
    response = client.post(NEW, typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {
        "name", "kind", "address", "longitude", "opening_hours", "website", "starts_on"}
    assert {"place_missing", "half_point", "hours_backwards", "hours_unreadable"} <= codes(response)
    for kept in ("Kept text", "all day", "18-10", "once"):
        assert kept in response.content.decode()
    assert not Shop.objects.exists()


def test_a_form_sent_twice_enters_one_shop(client, officer):
    typed = empty_form(client) | {"name": "Aptieka", "address": "Pils iela 1", "once": str(uuid4())}
    assert client.post(NEW, typed)["Location"] == client.post(NEW, typed)["Location"]
    assert Shop.objects.count() == 1


# Correcting

def test_an_unchanged_form_sent_back_changes_nothing(client, officer):
    shop = make_shop(unit=make_unit(), opening_hours={"mon": [["10:00", "18:00"]]}, starts_on=today(), website="https://a.example")
    assert client.post(page_of(shop), opened(client, shop)).status_code == 302
    assert shop.history.count() == 1


def test_a_shop_is_hidden_for_a_while(client, officer):
    shop = make_shop()
    sent = opened(client, shop)
    sent.pop("is_listed")
    client.post(page_of(shop), sent)
    assert not Shop.objects.listed().exists()


@pytest.mark.parametrize("field", ["reference", "ends_on"])
def test_a_field_that_the_page_does_not_show_changes_nothing(client, officer, field):
    shop = make_shop()
    before = getattr(shop, field)
    client.post(page_of(shop), opened(client, shop) | {"name": "Other", field: "2026-01-01"})
    shop.refresh_from_db()
    assert (shop.name, getattr(shop, field)) == ("Other", before)


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(client, officer):
    shop = make_shop(name="Before", opening_hours={"mon": [["10:00", "18:00"]]})
    mine = opened(client, shop)
    unit = make_unit()
    change_shop(shop=shop, mark=mark_of(shop), by=make_officer(), name="Theirs", unit=unit, sells_here=False,
                opening_hours={"tue": [["09:00", "12:00"]]})
    response = client.post(page_of(shop), mine | {"name": "Mine", "public_text": "New"})
    assert response.status_code == 409
    merged = response.context["merged"]
    assert [(clash.typed, clash.now) for clash in merged.clashes] == [("Mine", "Theirs")]
    assert len(merged.taken_over) == 3
    assert client.post(page_of(shop), data_of(response.context["form"])).status_code == 302
    shop.refresh_from_db()
    assert (shop.name, shop.public_text, shop.unit, shop.sells_here) == ("Mine", "New", unit, False)
    assert shop.opening_hours == {"tue": [["09:00", "12:00"]]}


# Closing

def test_a_shop_closes_and_is_open_after_all(client, officer):
    shop = make_shop(starts_on=days(-300))
    for _ in range(2):
        assert client.post(page_of(shop), {"close": "yes", "last_day": days(-1).strftime("%d.%m.%Y.")}).status_code == 302
    shop.refresh_from_db()
    assert (shop.ends_on, shop.history.first().history_user) == (today(), officer)
    assert not Shop.objects.on(today()).exists()
    for _ in range(2):
        client.post(page_of(shop), {"reopen": "yes"})
    shop.refresh_from_db()
    assert (shop.ends_on, shop.history.count()) == (None, 3)


@pytest.mark.parametrize(("typed", "code"), [("", "required"), ("x", "invalid"), ("1999-01-01", "end_before_start")])
def test_a_closing_day_that_cannot_be_is_refused(client, officer, typed, code):
    shop = make_shop(starts_on=days(-300))
    response = client.post(page_of(shop), {"close": "yes", "last_day": typed})
    assert (response.status_code, codes(response)) == (422, {code})
    shop.refresh_from_db()
    assert shop.ends_on is None


def test_a_closed_shop_cannot_open_after_its_end(client, officer):
    shop = make_shop()
    close_shop(shop=shop, last_day=days(-10), by=officer)
    response = client.post(page_of(shop), opened(client, shop) | {"starts_on": today().isoformat()})
    assert (response.status_code, codes(response)) == (422, {"end_before_start"})


# The list

def test_the_list_finds_by_name_by_address_and_by_the_units_address(client, officer):
    make_shop(name="Ābols", address="Pils iela 5")
    make_shop(name="Bumbieris", unit=make_unit(address_typed="Dārza iela 10"), address="")
    assert set(shown(client)) == {"Bumbieris", "Ābols"}
    assert shown(client, q="āboLS".lower()) == shown(client, q="ĀBOLS") == shown(client, q="pils") == ["Ābols"]
    assert shown(client, q="darza bumb") == ["Bumbieris"]
    assert shown(client, q="nothing") == []


def test_closed_shops_are_shown_when_asked_for(client, officer):
    close_shop(shop=make_shop(name="Gone"), last_day=days(-1), by=officer)
    close_shop(shop=make_shop(name="Closing"), last_day=days(5), by=officer)
    assert shown(client) == ["Closing"]
    assert set(shown(client, closed="on")) == {"Closing", "Gone"}


def test_an_empty_list_says_what_to_do_first(client, officer):
    assert NEW in client.get(LIST).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "2"])
def test_a_page_that_is_not_there_is_the_nearest_one(client, officer, page):
    make_shop(name="Only")
    assert shown(client, page=page) == ["Only"]


def test_thirty_shops_cost_no_more_queries_than_one(client, officer):
    make_shop(unit=make_unit())
    first = queries_of(client, LIST)
    for number in range(30):
        make_shop(unit=make_unit() if number % 2 else None)
    assert len(shown(client)) == 31
    assert queries_of(client, LIST) == first <= 10


# Who may

def test_officers_keep_shops_and_reviewers_read_the_list(client):
    shop = make_shop()
    nobody = {"officer": 200, "surveyor": 404, "reviewer": 404, "applicant": 404, "anonymous": 302}
    assert statuses(page_of(shop)) == statuses(NEW) == nobody
    assert statuses(LIST) == nobody | {"reviewer": 200}


def test_a_shop_that_is_not_there_is_not_found(client, officer):
    assert client.get("/staff/shops/S-XXXX/").status_code == 404


def test_looking_changes_nothing(client, officer):
    shop = make_shop()
    client.get(page_of(shop), {"close": "yes", "last_day": "2026-01-01"})
    assert shop.history.count() == 1


def test_a_shop_that_is_still_to_open_in_a_unit_gives_its_tenants_their_notice_first():
    unit = make_unit()
    with pytest.raises(Refused) as refused:
        add_shop(by=make_officer(), name="Maiznīca", unit=unit, starts_on=days(3))
    assert refused.value.codes == ["still_to_open"]
    assert add_shop(by=make_officer(), name="Maiznīca", unit=unit, starts_on=days(-3)).unit == unit
