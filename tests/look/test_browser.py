"""The style guide in a real browser: nothing for axe to find, nothing wider than a phone, everything by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def guide(settings, live_server):
    settings.ROOT_URLCONF = "tests.look.urls"
    return f"{live_server.url}/styleguide/"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_is_accessible_and_fits(new_context, guide, width, scheme):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce").new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(guide)
    found = violations(page)
    assert [(problem["id"], [node["html"][:120] for node in problem["nodes"]]) for problem in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []


def test_arrow_keys_move_between_the_bars_of_the_timeline(page, guide):
    page.goto(guide)
    bars = page.locator("[data-timeline]").first.locator("tbody tr").first.locator("a.bar-link")
    bars.first.focus()
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert second != bars.first.get_attribute("aria-label")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2


def test_a_click_on_free_weeks_fills_the_form_of_the_offer(page, guide):
    page.goto(guide)
    slot = page.locator("[data-pick] a.bar-link[data-unit]").last
    slot.click()
    assert page.input_value("[name=unit]") == slot.get_attribute("data-unit")
    assert page.input_value("[name=space]") == slot.get_attribute("data-space")
    first, last = page.input_value("[name=first_day]"), page.input_value("[name=last_day]")
    assert slot.get_attribute("data-start") <= first <= last < slot.get_attribute("data-end")
    assert "#" not in page.url.removeprefix(guide), "the link was not followed"


def test_days_are_picked_and_moved_with_the_keyboard_alone(page, guide):
    page.goto(guide)
    slot = page.locator("[data-pick] a.bar-link[data-unit]").last
    slot.focus()
    page.keyboard.press("Enter")
    assert page.input_value("[name=first_day]") == slot.get_attribute("data-start")
    before = page.input_value("[name=last_day]")
    page.keyboard.press("Alt+ArrowRight")
    assert page.input_value("[name=last_day]") > before
    page.keyboard.press("Shift+ArrowRight")
    assert page.input_value("[name=first_day]") > slot.get_attribute("data-start")


def test_dragging_over_free_weeks_picks_just_those(page, guide):
    page.goto(guide)
    slot = page.locator("[data-pick] a.bar-link[data-unit]").last
    slot.scroll_into_view_if_needed()
    box = slot.locator("rect").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 10, steps=6)
    page.mouse.up()
    days = page.evaluate("(Date.parse(document.querySelector('[name=last_day]').value) - Date.parse(document.querySelector('[name=first_day]').value)) / 864e5")
    whole = page.evaluate("s => (Date.parse(s.dataset.end) - Date.parse(s.dataset.start)) / 864e5", slot.element_handle())
    assert abs(days - whole / 2) < 8


def test_the_phone_menu_works_without_a_script(new_context, guide):
    page = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    page.goto(guide)
    expect(page.locator(".phone-menu .pop-panel")).to_be_hidden()
    page.locator(".phone-menu > summary").click()
    expect(page.locator(".phone-menu .pop-panel")).to_be_visible()


def test_a_menu_closes_with_escape_and_gives_the_focus_back(page, guide):
    page.goto(guide)
    page.locator(".tools details.pop > summary").click()
    page.keyboard.press("Escape")
    expect(page.locator("details.pop[open]")).to_have_count(0)
    expect(page.locator(".tools details.pop > summary")).to_be_focused()
