"""The front page, the programme, the pages of words, and whether the house stands."""

import re

import pytest
import time_machine
from django.db import OperationalError, connection

from popups.choices import EventStatus
from popups.models import Tenancy
from tests.make import (
    at,
    days,
    make_current_tenancy,
    make_event,
    make_officer,
    make_shop,
    make_tenancy,
    make_unit,
    today,
)
from tests.popups.asking import queries_of, references, signed_in
from vacancies.opening_hours import DAYS

pytestmark = pytest.mark.django_db
EVERY_DAY = {day: [["10:00", "18:00"]] for day in DAYS}


def fronts(response):
    return [(front.reference, front.state) for front in response.context["today"].fronts]


def make_town(number):
    for _ in range(number):
        make_unit()
        tenancy = make_current_tenancy(unit=make_unit())
        Tenancy.objects.filter(pk=tenancy.pk).update(opening_hours=EVERY_DAY)
        make_tenancy(unit=make_unit(), start=days(3), end=days(9))
        make_shop(opening_hours=EVERY_DAY)
        make_event(status=EventStatus.CONFIRMED, starts_at=at(today(), 20))


def test_an_empty_town_has_a_front_page(client):
    response = client.get("/")
    assert response.status_code == 200
    assert {'action="/units/"', 'href="/units/"', 'href="/own-a-space/"', 'href="/programme/"'} <= set(
        re.findall(r'(?:href|action)="/[a-z/-]+"', response.content.decode()))


def test_the_front_page_shows_what_is_open_and_what_is_free(client):
    with time_machine.travel(at(today(), 9), tick=False):
        make_town(1)
        closed = make_shop(opening_hours={}, name="Slēgtais veikals")
        hidden = make_unit(is_published=False)
        response = client.get("/")
    shown = response.context["today"]
    assert len(shown.open_places) == 2
    assert closed.name not in [place.name for place in shown.open_places]
    assert len(shown.events) == 1
    # of the units with today's event and of the two without a tenancy, those that are free for a week
    assert len(references(response)) == 2
    assert hidden.reference not in response.content.decode()


def test_the_street_is_lit_where_something_is_open_and_never_longer_than_it_is(client):
    with time_machine.travel(at(today(), 9), tick=False):
        make_town(1)
        few = client.get("/")
        assert sorted(state for _reference, state in fronts(few)) == ["free", "free", "held", "open", "shop"]
        make_town(11)
        many = client.get("/")
    states = [state for _reference, state in fronts(many)]
    assert len(states) == len(set(fronts(many))) == 13
    assert {"free", "held", "open", "shop"} == set(states)
    assert many.content.decode().count('class="front-of ') - len(many.context["cards"]) == 13


def test_a_unit_with_several_tenants_is_one_front(client):
    unit = make_unit()
    first = make_current_tenancy(unit=unit, started_days_ago=10, days_left=1)
    Tenancy.objects.filter(pk=first.pk).update(start=days(-5))
    make_tenancy(unit=unit, start=days(2), end=days(9))
    assert fronts(client.get("/")) == [(unit.reference, "open")]


def test_the_front_page_costs_the_same_queries_in_any_town(client):
    with time_machine.travel(at(today(), 9), tick=False):
        make_town(1)
        one = queries_of(client, "/")
        make_town(9)
        assert queries_of(client, "/") == one <= 7


def test_the_programme_lists_confirmed_events_by_day_for_sixty_days(client):
    shown = [make_event(status=EventStatus.CONFIRMED, starts_at=at(days(ahead), hour)) for ahead, hour in
             ((2, 18), (2, 11), (59, 18))]
    make_event(status=EventStatus.CONFIRMED, starts_at=at(days(60), 18))
    make_event(status=EventStatus.HOST_AGREED, starts_at=at(days(3), 18))
    make_event(status=EventStatus.CANCELLED, starts_at=at(days(3), 18))
    make_event(status=EventStatus.CONFIRMED, starts_at=at(days(4), 18), unit=make_unit(is_published=False))
    response = client.get("/programme/")
    assert re.findall(r'<li class="event" id="([^"]+)"', response.content.decode()) == [
        shown[1].reference, shown[0].reference, shown[2].reference]
    assert [day for day, _events in response.context["days"]] == [days(2), days(59)]


def test_the_programme_costs_the_same_queries_for_one_event_as_for_thirty(client):
    make_event(status=EventStatus.CONFIRMED, starts_at=at(days(1), 10))
    one = queries_of(client, "/programme/")
    for number in range(29):
        make_event(status=EventStatus.CONFIRMED, starts_at=at(days(2 + number), 10))
    assert queries_of(client, "/programme/") == one <= 2


def test_an_empty_programme_leads_to_the_shop_map(client):
    assert 'class="ds-button" href="/shops/"' in client.get("/programme/").content.decode()


@pytest.mark.parametrize("address", ["/own-a-space/", "/accessibility/", "/privacy/"])
def test_the_pages_of_words_name_the_office_and_ask_the_database_nothing(client, settings, address):
    settings.OFFICE_EMAIL = "domnieki@example.org"
    assert "mailto:domnieki@example.org" in client.get(address).content.decode()
    assert queries_of(client, address) == 0


def test_the_colours_are_kept_in_a_cookie_and_lead_back(client):
    response = client.post("/scheme/", {"scheme": "dark", "next": "/units/?q=pils"})
    assert (response.status_code, response["Location"]) == (302, "/units/?q=pils")
    assert (response.cookies["scheme"].value, response.cookies["scheme"]["samesite"]) == ("dark", "Lax")
    assert 'data-color-scheme="dark"' in client.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_colour_switch_leads_nowhere_else(client, back):
    assert client.post("/scheme/", {"scheme": "light", "next": back})["Location"] == "/"


def test_an_unknown_colour_sets_nothing_and_looking_changes_nothing(client):
    assert "scheme" not in client.post("/scheme/", {"scheme": "pink"}).cookies
    assert client.get("/scheme/").status_code == 405


def test_the_house_stands(client):
    response = client.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_the_house_says_when_its_database_is_gone(client):
    def gone(execute, sql, params, many, context):
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(gone):
        response = client.get("/healthz/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert b"server closed" not in response.content


def test_the_privacy_notice_names_every_cookie(client, settings):
    text = client.get("/privacy/").content.decode()
    client.post("/i18n/setlang/", {"language": "en"})
    client.post("/scheme/", {"scheme": "dark"})
    client.force_login(make_officer())
    set_here = set(client.cookies)
    assert {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, settings.SESSION_COOKIE_NAME, "scheme"} <= set_here
    assert [name for name in set_here if f"<code>{name}</code>" not in text] == []


@pytest.mark.parametrize("address", ["/", "/units/", "/shops/", "/programme/", "/privacy/"])
def test_a_cache_keeps_the_languages_and_the_people_apart(client, address):
    response = client.get(address)
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in response["Vary"].split(",")}
    assert "no-store" in signed_in(make_officer()).get(address)["Cache-Control"]
