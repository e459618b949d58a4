"""Reporting an empty shop, deciding on it and merging entries in a real browser: accessible, and as wide as a phone."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from popups.forms import from_people
from tests.axe import settle, violations
from tests.make import make_officer, make_report, make_unit
from tests.pressing import press
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies.models import Photo, Report
from vacancies.references import random_key

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at(page, address, width):
    """Goes there and names what is wrong."""
    page.goto(address)
    settle(page)
    found = violations(page)
    assert [(address, problem["id"], [node["html"][:140] for node in problem["nodes"]]) for problem in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def sign_in(context, site, person):
    client = Client()
    client.force_login(person)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": site}])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(new_context, live_server, width, scheme, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    site = live_server.url
    kept, merged = (make_unit(name="Aptieka", address_typed="Pils iela 4", floor_area_m2=area) for area in (46, 47))
    Photo.objects.create(unit=merged, key=random_key(), width=4, height=3, sha256="a" * 64)
    new = make_report(address="Pils iela 4", point=(57.424, 27.046), file=upload(encoded(make_image())), text="Tukšs. www.example.org")
    done = make_report(state="dismissed")
    context = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in ("/report/", f"/report/?unit={kept.reference}", "/report/sent/"):
        looked_at(page, f"{site}{address}", width)
    sign_in(context, site, make_officer())
    for address in ("/staff/reports/", f"/staff/reports/{new.key}/", f"/staff/reports/{done.key}/", "/staff/duplicates/",
                    f"/staff/duplicates/{kept.reference}/{merged.reference}/", "/staff/duplicates/?one=x&other=y"):
        looked_at(page, f"{site}{address}", width)
    assert complaints == []


def test_the_problems_of_a_decision_are_read_first_though_the_address_names_a_part_of_the_page(new_context, live_server):
    make_unit(name="Aptieka", address_typed="Pils iela 4")
    report = make_report(address="Pils iela 4")
    context = new_context(viewport={"width": 360, "height": 740})
    sign_in(context, live_server.url, make_officer())
    page = context.new_page()
    page.goto(f"{live_server.url}/staff/reports/{report.key}/")
    page.locator("#dismiss > summary").click()
    press(page, "#dismiss form button")
    assert page.url.endswith("#dismiss")
    expect(page.locator("#dismiss .ds-error-summary")).to_be_focused()


def test_a_phone_says_where_it_is_and_the_report_arrives(new_context, live_server, monkeypatch):
    monkeypatch.setattr(from_people, "LEAST_SECONDS", 0)
    unit = make_unit(name="Aptieka", latitude=57.42401, longitude=27.04601)
    context = new_context(viewport={"width": 360, "height": 740}, geolocation={"latitude": 57.424, "longitude": 27.046},
                          permissions=["geolocation"])
    page = context.new_page()
    page.goto(f"{live_server.url}/report/")
    expect(page.locator("[data-forget]"), "there is nothing to forget yet").to_be_hidden()
    page.locator("[data-ask]").click()
    page.locator("[data-forget]").wait_for()
    assert page.locator("[data-ask]").bounding_box()["height"] >= 44
    press(page, "form[enctype] button[type=submit]")
    press(page, f"button[value='{unit.reference}']")
    assert "told=1" in page.url
    report = Report.objects.get()
    assert (report.point, report.unit) == ((57.424, 27.046), unit)


def test_without_javascript_an_address_is_enough(new_context, live_server, monkeypatch):
    monkeypatch.setattr(from_people, "LEAST_SECONDS", 0)
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/report/")
    expect(page.locator("[data-ask]")).to_be_hidden()
    page.fill("[name=address]", "Pils iela 4")
    press(page, "form[enctype] button[type=submit]")
    assert "/report/sent/" in page.url
    assert Report.objects.get().address == "Pils iela 4"
