"""The walk on a phone-sized screen: nothing for axe to find, nothing wider than the phone, everything as large as a thumb."""

import pytest
from playwright.sync_api import expect

from tests.axe import violations
from tests.browser.walking import ITEMS, cut, picture
from tests.make import make_unit
from tests.vacancies.pictures import HEIC

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = """() => [...document.querySelectorAll("button, a, select, summary, input:not([type=file]), textarea")]
  .filter(one => one.checkVisibility() && !one.closest(".leaflet-control-attribution, .ds-skip-link") && one.type !== "checkbox")
  .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5)).map(([html, box]) => [html, box.width, box.height])"""


def wrong_with(page):
    found = violations(page)
    wrong = [(problem["id"], problem["nodes"][0]["html"][:160], problem["nodes"][0].get("failureSummary", "")[:200]) for problem in found]
    if page.evaluate("document.documentElement.scrollWidth") > 360:
        wrong.append("wider than the phone")
    return wrong + page.evaluate(SMALL)


@pytest.mark.parametrize(("scheme", "language"), [("light", "lv"), ("dark", "en"), ("light", "de")])
def test_every_state_of_the_walk_is_accessible_and_fits(phone, scheme, language):
    unit = make_unit(name="Bijusī ļoti gara nosaukuma grāmatnīca un kancelejas preču veikals", latitude=57.4247, longitude=27.0464)
    walker = phone(color_scheme=scheme)
    walker.page.context.add_cookies([{"name": "django_language", "value": language, "url": walker.site}])
    complaints = []
    walker.page.on("console", lambda said: complaints.append(said.text) if not ("422" in said.text or "by Playwright" in said.text) else None)
    walker.open()
    assert walker.page.get_attribute("html", "lang") == language
    walker.page.locator("#units [data-unit]").wait_for()
    wrong = {"list": wrong_with(walker.page)}
    walker.start_new(picture())
    expect(walker.page.locator("#near-units button")).to_have_count(1)
    walker.page.locator("#more > summary").click()
    wrong["new"] = wrong_with(walker.page)
    walker.page.locator("#near-units button").click()
    wrong["one of these"] = wrong_with(walker.page)
    walker.page.keyboard.press("Escape")
    walker.tap(f"#units [data-unit='{unit.reference}']")
    wrong["known"] = wrong_with(walker.page)
    walker.page.keyboard.press("Escape")
    walker.log(HEIC)
    walker.expect("needs")
    expect(walker.page.locator("#queue")).to_have_attribute("open", "")  # by itself, because something needs the person
    wrong["needs you"] = wrong_with(walker.page)
    assert complaints == []
    walker.trouble(ITEMS, cut)
    walker.log(picture(2))
    walker.wait_for_hits()
    walker.expect("waiting")
    wrong["waiting"] = wrong_with(walker.page)
    assert {state: found for state, found in wrong.items() if found} == {}


def test_the_whole_of_it_works_with_the_keyboard_alone(phone):
    unit = make_unit()
    walker = phone().open()
    walker.page.locator("#units [data-unit]").focus()
    walker.page.keyboard.press("Enter")
    expect(walker.page.locator("#sheet")).to_be_visible()
    for _time in range(12):
        walker.page.keyboard.press("Tab")
        if walker.page.evaluate("document.activeElement.dataset.seen") == "not_sure":
            break
    walker.page.keyboard.press("Enter")
    walker.expect("saved")
    assert unit.field_visits.get().seen == "not_sure"
    expect(walker.page.locator(f"#units [data-unit='{unit.reference}']")).to_be_focused()


def test_the_button_is_always_under_the_thumb(phone):
    for number in range(12):
        make_unit(address_typed=f"Dārza iela {number + 1}")
    walker = phone().open()
    for share in (0, 0.5, 1):
        walker.page.evaluate(f"scrollTo(0, document.body.scrollHeight * {share})")
        box = walker.page.locator("#new-unit").bounding_box()
        assert 740 / 2 < box["y"] <= 740 - box["height"]
        assert box["height"] >= 44
