"""The public pages in a real browser: accessible, as wide as the phone, quick with JavaScript and whole without."""

import pytest
from playwright.sync_api import expect

from popups.choices import EventStatus
from popups.models import Tenancy
from tests.axe import settle, violations
from tests.make import at, days, divide, make_current_tenancy, make_event, make_shop, make_unit
from tests.pressing import press
from vacancies.opening_hours import DAYS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(live_server):
    """A shared unit with a pop-up and an event, a free one, a shop."""
    unit = make_unit(name="Pirmais pop-up salons", address_typed="Dārza iela 10", has_water=True, public_text="Divas zāles.")
    left, _right = divide(unit, "Lielā zāle", "Mazā zāle")
    tenancy = make_current_tenancy(unit=unit, spaces=[left], use="shared")
    Tenancy.objects.filter(pk=tenancy.pk).update(opening_hours={day: [["00:00", "23:59"]] for day in DAYS})
    make_event(unit=unit, status=EventStatus.CONFIRMED, starts_at=at(days(3), 18))
    make_unit(name="Vecā grāmatnīca", address_typed="Pils iela 52", latitude=57.4266, longitude=27.0431, has_kitchen=True)
    make_shop(opening_hours={"mon": [["10:00", "18:00"]]})
    return live_server.url, unit


def addresses(unit):
    stay = f"{unit.get_absolute_url()}?space=2&first_day="
    return ["/", "/units/", "/units/?q=pils&rent_max=maz&area_min=500", unit.get_absolute_url(), f"{stay}{days(9)}&last_day={days(20)}",
            f"{stay}{days(9)}&last_day={days(3)}", "/shops/", "/shops/?when=now&kind=studio", "/programme/", "/own-a-space/",
            "/accessibility/", "/privacy/"]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_public_page_is_accessible_and_fits(new_context, town, width, scheme):
    site, unit = town
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce").new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if "422" not in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in addresses(unit):
        page.goto(f"{site}{address}")
        settle(page)
        found = violations(page)
        assert [(address, problem["id"], [node["html"][:120] for node in problem["nodes"]]) for problem in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert complaints == []


def test_filters_apply_as_they_change_and_going_back_undoes_them(page, town):
    site, _unit = town
    page.goto(f"{site}/units/")
    page.fill("#id_q", "gramatnica")
    page.wait_for_url("**/units/?q=gramatnica")
    expect(page.locator("#results [data-reference]")).to_have_count(1)
    expect(page.locator("#count")).to_have_attribute("data-count", "1")
    expect(page.locator(".leaflet-marker-icon")).to_have_count(1)
    page.go_back()
    page.wait_for_url("**/units/")
    page.locator("#count[data-count='2']").wait_for()
    expect(page.locator("#id_q")).to_have_value("")


def test_without_javascript_the_filters_are_a_form_and_the_list_is_the_map(new_context, town):
    site, unit = town
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/units/")
    page.fill("#id_q", "salons")
    press(page, ".catalogue-filters button[type=submit]")
    expect(page.locator("#results [data-reference]")).to_have_count(1)
    expect(page.locator("[data-map]")).to_be_hidden()
    press(page, "#results .unit-card-name a")
    page.fill("#id_first_day", days(9).isoformat())
    page.fill("#id_last_day", days(20).isoformat())
    press(page, "aside button[type=submit]")
    expect(page.locator("#cost")).to_be_visible()
    expect(page.locator("#apply")).to_have_attribute("href", f"/apply/?unit={unit.reference}")


def test_on_a_phone_the_button_for_applying_is_always_on_the_screen(new_context, town):
    site, unit = town
    page = new_context(viewport={"width": 360, "height": 640}).new_page()
    page.goto(f"{site}{unit.get_absolute_url()}")
    for share in (0, 0.5):
        page.evaluate(f"scrollTo(0, document.body.scrollHeight * {share})")
        box = page.locator("#apply").bounding_box()
        assert 0 <= box["y"] <= 640 - box["height"]
        assert box["height"] >= 44
