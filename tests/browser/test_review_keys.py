"""Scoring by keyboard: digits, going on, and no key while somebody types."""

import pytest
from playwright.sync_api import expect

from popups.models import Review
from tests.axe import violations
from tests.browser.test_staff_desk import session_of
from tests.make import make_reviewer
from tests.popups.reviewing import give, make_asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(new_context, live_server):
    """A reviewer's browser, and two applications in the order of their list."""
    person = make_reviewer()
    first, second = sorted(make_asked(2), key=lambda row: row.reference)
    give([first, second], person)
    context = new_context(base_url=live_server.url, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/staff/reviews/{first.reference}/")
    expect(page.locator("[data-keys-open]")).to_be_visible()
    return page, first, second


def test_digits_give_points_criterion_by_criterion_and_n_saves_and_goes_on(desk):
    page, first, second = desk
    criteria = page.locator("[data-criterion]")
    page.keyboard.press("4")
    expect(criteria.nth(0).locator("input[value='4']")).to_be_checked()
    page.keyboard.press("2")
    expect(criteria.nth(1).locator("input[value='2']")).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("n")
    expect(page.locator("h1")).to_contain_text(second.title)
    review = Review.objects.get(application=first)
    assert review.submitted_at is None
    assert list(review.scores.order_by("criterion").values_list("points", flat=True)) == [4, 2]
    with page.expect_navigation():
        page.keyboard.press("p")
    expect(page.locator("h1")).to_contain_text(first.title)
    expect(criteria.nth(0).locator("input[value='4']")).to_be_checked()


def test_no_key_does_anything_while_somebody_types_or_after_they_are_switched_off(desk):
    page, first, _second = desk
    box = page.locator("[name=comment]")
    box.focus()
    page.keyboard.type("n3p?")
    expect(box).to_have_value("n3p?")
    expect(page.locator("[data-criterion] input:checked")).to_have_count(0)
    page.locator("[data-keys-open] button").click()
    expect(page.locator("[data-keys-help]")).to_be_visible()
    page.locator("[data-keys-switch]").uncheck()
    page.locator("[data-keys-close]").click()
    page.locator("h1").click()
    page.keyboard.press("3")
    expect(page.locator("[data-criterion] input:checked")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text(first.title)


def test_axe_finds_nothing_on_the_page_of_a_review(desk):
    page, *_applications = desk
    assert [(problem["id"], problem["nodes"][0]["html"][:120]) for problem in violations(page)] == []


def test_the_first_click_of_a_mouse_gives_the_points_it_was_aimed_at(desk):
    page, *_applications = desk
    for number, points in ((0, "4"), (1, "2")):
        radio = page.locator("[data-criterion]").nth(number).locator(f"input[value='{points}']")
        radio.scroll_into_view_if_needed()
        box = radio.bounding_box()
        page.mouse.move(box["x"] + 3, box["y"] + box["height"] / 2)  # near its edge: it must not move away while it is pressed
        page.mouse.down()
        page.mouse.up()
        expect(radio).to_be_checked()
