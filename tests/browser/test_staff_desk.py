"""Map, areas, table and bulk bar in a real browser: with many units, by keyboard, without a script, on paper."""

from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect
from pypdf import PdfReader

from popups.demo.bulk import fill
from tests.axe import settle, violations
from tests.make import make_area, make_officer, make_owner, make_unit
from tests.pressing import press
from vacancies.choices import OwnerKind
from vacancies.lifecycle.views import keep_view
from vacancies.models import Area, BulkChange, Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def session_of(person) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.create()
    return session.session_key


@pytest.fixture
def office(new_context, live_server):
    """A function that opens the office of one officer in a browser of a given kind."""
    officer = make_officer()
    cookie = {"name": "sessionid", "value": session_of(officer), "url": live_server.url}

    def open_office(path, **kind):
        context = new_context(base_url=live_server.url, reduced_motion="reduce", **kind)
        context.add_cookies([cookie])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        return page

    open_office.officer = officer
    return open_office


def focused(page) -> str:
    return page.evaluate("document.activeElement.closest('tr')?.dataset.reference || ''")


def on_the_map(page) -> None:
    try:
        expect(page.locator("[data-staff-map][data-ready]")).to_be_visible()
    except AssertionError as late:
        late.add_note(f"The browser said: {page.complaints}")
        raise


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_every_page_is_accessible_and_fits(office, width, scheme):
    make_unit(name="Vecā grāmatnīca", latitude=57.4266, longitude=27.0431)
    area = make_area(name="Centrs")
    view = keep_view(name="Tukšas", query="occupancy=vacant", is_shared=True, by=office.officer)
    page = office("/staff/units/", viewport={"width": width, "height": 800}, color_scheme=scheme)
    for address in ("/staff/units/", "/staff/units/?occupancy=vacant&print=1", "/staff/map/", "/staff/map/?box=1,1,2,2", "/staff/areas/",
                    f"/staff/areas/{area.key}/", "/staff/views/", f"/staff/views/{view.pk}/"):
        page.goto(address)
        settle(page)
        found = violations(page)
        assert [(address, problem["id"], [node["html"][:120] for node in problem["nodes"]]) for problem in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert page.complaints == []


def test_the_map_holds_thousands_and_the_list_follows_what_it_shows(office):
    fill(units=2000, applications=0)
    page = office("/staff/map/")
    on_the_map(page)
    expect(page.locator(".map-cluster").first).to_be_visible()
    assert page.get_attribute("[data-staff-map]", "data-ready") == "2000"
    expect(page.locator("#count")).to_have_attribute("data-count", "2000")
    page.locator("[data-staff-map]").focus()
    for _time in range(3):
        page.keyboard.press("+")
    page.wait_for_url("**box=*")
    expect(page.locator("#count")).not_to_have_attribute("data-count", "2000")
    assert 0 < int(page.get_attribute("#count", "data-count")) < 2000
    table = page.locator("#map-list a[href^='/staff/units/?']").get_attribute("href")
    page.locator("[data-map-unbox]").click()
    expect(page.locator("#count")).to_have_attribute("data-count", "2000")
    assert "box=" in table
    assert page.complaints == []


def test_every_pin_lies_where_its_unit_is(office):
    for step in range(5):
        make_unit(latitude=57.42 + step * 0.004, longitude=27.03 + step * 0.004)
    page = office("/staff/map/?seen=never", viewport={"width": 1280, "height": 900})
    on_the_map(page)
    off = page.evaluate("""[...document.querySelectorAll(".unit-pin.leaflet-interactive")].map((pin) => {
        const [box, pane] = [pin, pin.parentElement].map((one) => one.getBoundingClientRect());
        return [box.x + box.width / 2 - pane.x - pin._leaflet_pos.x, box.y + box.height / 2 - pane.y - pin._leaflet_pos.y];
    })""")
    assert len(off) == 5
    assert all(abs(step) < 1 for pin in off for step in pin), "pixels between a pin and its place"


def test_a_pin_is_opened_by_keyboard_and_tells_its_unit(office):
    unit = make_unit(name="Vecā aptieka")
    page = office("/staff/map/")
    on_the_map(page)
    pin = page.locator(".unit-pin.leaflet-interactive")
    assert unit.reference in pin.get_attribute("aria-label")
    expect(pin.locator("b")).not_to_be_empty()
    pin.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f".map-popup a[href='/staff/units/{unit.reference}/']")).to_have_text("Vecā aptieka")


def test_the_buttons_of_a_map_have_the_words_of_the_page_not_those_of_its_library(office):
    make_unit()
    page = office("/staff/map/")
    on_the_map(page)
    page.locator(".unit-pin.leaflet-interactive").focus()
    page.keyboard.press("Enter")
    box = page.locator("[data-staff-map]")
    for button, words in (("control-zoom-in", "zoom-in"), ("control-zoom-out", "zoom-out"), ("popup-close-button", "close")):
        expect(box.locator(f".leaflet-{button}")).to_have_attribute("aria-label", box.get_attribute(f"data-{words}"))


def test_an_area_is_drawn_with_the_mouse_and_with_the_keyboard_and_corners_are_taken_back(office):
    page = office("/staff/areas/new/")
    page.fill("#id_name", "Ezermala")
    for across, down in ((120, 120), (300, 120), (210, 220), (100, 260)):
        page.locator("[data-area-map]").click(position={"x": across, "y": down})
    expect(page.locator(".area-corner")).to_have_count(4)
    page.locator("[data-corner-undo]").click()
    assert len(page.input_value("#id_corners").splitlines()) == 3
    page.locator("[data-area-map]").focus()
    page.keyboard.press("ArrowLeft")
    page.locator("[data-corner-add]").focus()
    page.keyboard.press("Enter")
    assert len(page.input_value("#id_corners").splitlines()) == 4
    page.locator("[data-corner-undo]").click()
    press(page, "#area-form button.ds-button")
    assert page.url.endswith("/staff/areas/")
    assert len(Area.objects.get(key="ezermala").ring) == 3


def test_the_name_of_an_area_is_text_on_every_map_of_areas(office):
    name = "<img src=/no-such-picture onerror=alert(1)>"
    area = make_area(name=name)
    for address in ("/staff/areas/", "/staff/areas/new/", f"/staff/areas/{area.key}/"):
        page = office(address)
        if address != f"/staff/areas/{area.key}/":  # there it is the outline that is being drawn
            expect(page.locator(".map-name-area")).to_have_text(name)
        assert page.locator("img[src='/no-such-picture']").count() == 0
        assert page.complaints == []


@pytest.fixture
def three():
    """Their owner, the town itself, agrees to whatever is done with them."""
    town = make_owner(kind=OwnerKind.MUNICIPALITY)
    return [make_unit(name=name, address_typed=f"Pils iela {number}", is_published=False, owner=town) for number, name in enumerate("ABC", 1)]


def test_the_table_is_walked_ticked_and_opened_by_keyboard(office, three):
    page = office("/staff/units/")
    page.keyboard.press("j")
    assert focused(page) == three[0].reference
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    assert focused(page) == three[2].reference, "it stops at the end"
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.locator("input[name=unit]:checked").evaluate_all("all => all.map(box => box.value)") == [three[1].reference]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/staff/units/{three[1].reference}/")


def test_after_the_way_back_from_a_unit_the_keys_go_on_from_there(office, three):
    page = office("/staff/units/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    before = focused(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{before}/")
    page.go_back()
    expect(page.locator("table[data-keys]")).to_be_visible()
    expect(page.locator("[data-keys-open]")).to_be_visible()  # the script has run
    page.keyboard.press("k")
    assert focused(page) == page.locator("#units tbody tr").first.get_attribute("data-reference")


def test_no_key_is_taken_from_somebody_who_types(office, three):
    page = office("/staff/units/")
    page.keyboard.press("/")
    page.keyboard.type("jkx?/")
    assert page.input_value("input[name=q]") == "jkx?/"
    assert page.locator("input[name=unit]:checked").count() == 0
    assert not page.locator("dialog[open]").count()
    page.fill("input[name=q]", "")  # else leaving the box would search
    page.locator("input[name=unit]").first.check()  # shows the bar
    page.locator("select[name=verb]").focus()
    page.keyboard.press("j")
    assert focused(page) == ""


def test_single_keys_are_switched_off_and_stay_off(office, three):
    page = office("/staff/units/")
    page.keyboard.press("?")
    expect(page.locator("dialog[data-keys-help]")).to_be_visible()
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    for _time in range(2):
        page.keyboard.press("j")
        page.keyboard.press("?")
        assert focused(page) == ""
        assert not page.locator("dialog[open]").count()
        page.reload()
    page.locator("#units tbody a").first.focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == three[1].reference, "the arrows are no single letters"
    page.locator("[data-keys-open] button").click()
    expect(page.locator("dialog[data-keys-help]")).to_be_visible()


def test_many_are_ticked_published_and_taken_back(office, three, settings):
    settings.ZEAL_ALLOWLIST = [{"model": "vacancies.Unit", "field": name} for name in ("get()", "talk", "owner")]  # each unit by the verb that changes one
    page = office("/staff/units/")
    page.locator("[data-tick-all]").check()
    expect(page.locator("[data-ticked]")).to_contain_text("3")
    page.select_option("select[name=verb]", "publish")
    press(page, "#bulk .bulk-row button")
    assert page.url.endswith("/staff/units/")
    assert Unit.objects.filter(published_at__isnull=False).count() == 3
    press(page, "form.undo button")
    assert "/staff/changes/" in page.url
    assert not Unit.objects.filter(published_at__isnull=False).exists()


def test_what_to_do_with_many_is_asked_once_one_is_ticked_and_no_row_moves(office, three):
    page = office("/staff/units/", viewport={"width": 1280, "height": 900})
    bar, first = page.locator("#bulk"), page.locator("#units tbody tr").first
    assert first.bounding_box()["y"] <= 450, "the table begins high"
    expect(bar).to_be_hidden()
    assert page.locator("[data-ticked-aloud]").text_content() == ""
    before = first.bounding_box()
    box = page.locator(f"input[value='{three[1].reference}']")
    box.check()
    expect(bar).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-ticked-aloud]")).to_contain_text("1")
    assert first.bounding_box() == before
    box.uncheck()
    expect(bar).to_be_hidden()


def test_the_bar_is_reached_by_keyboard_and_all_ticks_are_taken_away(office, three):
    page = office("/staff/units/")
    page.keyboard.press("b")
    assert page.evaluate("document.activeElement.name") != "verb", "nothing is ticked, so there is nothing to do"
    page.locator(f"input[value='{three[2].reference}']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "verb", "Enter leads there and sends nothing"
    page.locator("#units a").first.focus()
    page.keyboard.press("b")
    assert page.evaluate("document.activeElement.name") == "verb"
    page.locator("[data-untick]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bulk")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('[data-tick-all]')"), "the focus is not lost with the bar"
    assert not BulkChange.objects.exists()
    assert page.complaints == []


@pytest.mark.parametrize("address", ["/staff/units/?published=no", "/staff/map/?published=no"])
def test_further_filters_in_use_are_open_at_a_desk_and_folded_away_on_a_phone(office, three, address):
    for width, is_open in ((1280, True), (360, False)):
        page = office(address, viewport={"width": width, "height": 740})
        expect(page.locator("select[name=published]")).to_be_visible(visible=is_open)
        expect(page.locator("[data-filter-more] summary")).to_contain_text("1")
    page.locator("[data-filter-more] summary").click()
    expect(page.locator("select[name=published]")).to_be_visible()


def test_without_a_script_the_table_changes_many_and_the_map_is_a_list(office, three):
    page = office("/staff/units/", java_script_enabled=False)
    expect(page.locator("#bulk")).to_be_visible()
    page.check(f"input[value='{three[0].reference}']")
    page.select_option("select[name=verb]", "publish")
    press(page, "#bulk .bulk-row button")
    assert BulkChange.objects.get().rows.count() == 1
    page.goto("/staff/map/")
    expect(page.locator("#map-list [data-reference]")).to_have_count(3)
    expect(page.locator("[data-staff-map]")).to_be_hidden()
    page.goto("/staff/areas/new/")
    expect(page.locator("#id_corners")).to_be_visible()
    expect(page.locator("[data-area-draw]")).to_be_hidden()


def test_the_list_on_paper_names_its_filters_and_repeats_its_headings(office):
    fill(units=130, applications=0)
    page = office("/staff/units/?published=yes&print=1")
    heading = page.locator("#units thead th").first.inner_text()
    paper = PdfReader(BytesIO(page.pdf(format="A4")))
    said = ["".join(sheet.extract_text().split()) for sheet in paper.pages]
    assert len(said) > 1
    assert all("".join(heading.split()) in text for text in said), "the headings stand on every sheet"
    label, value = page.locator(".paper-head dt").first.text_content(), page.locator(".paper-head dd").first.text_content()
    assert "".join((label + value).split()) in said[0]
    assert "Skatlogs" in said[0]
    unit = Unit.objects.listed().order_by("sort_key").last()
    assert unit.reference in "".join(said)
