"""A placement is taken with the mouse and put elsewhere: nothing happens before it is confirmed, and nothing is lost with the network."""

import re

import pytest
from playwright.sync_api import expect

from popups.models import Placement, Plan
from popups.planning_choices import PlanKind
from popups.views.staff import planning
from tests.axe import settle, violations
from tests.browser.test_staff_desk import session_of
from tests.make import divide, make_officer
from tests.popups.matching.planned import make_asking, make_plan, make_season

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOST = "Failed to load resource"  # as the browser itself complains of a lost connection or a page that is gone
SAID = re.compile(r"\w")


@pytest.fixture
def window(new_context, live_server):
    """A function that opens a plan for its officer; no script may fail there."""
    complaints, person = [], make_officer()

    def opens(plan: Plan, *, query: str = "", width: int = 1280, **kind):
        context = new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, reduced_motion="reduce", **kind)
        context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} and not said.text.startswith(LOST) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"/staff/calls/{plan.call.reference}/plan/{plan.reference}/{query}")
        return page

    opens.person = person
    yield opens
    assert complaints == []


def bar_of(page, row: Placement):
    return page.locator(f"a.bar-link[data-moves*='/{row.application.reference}/'] .bar")


def drags(page, bar, dx: float, dy: float = 0) -> list[str]:
    """By its middle, slowly enough for the places to be known before it is let go. Returns what was chosen then."""
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y, steps=2)
    expect(page.locator("[data-mover-choice]")).to_be_visible()
    page.mouse.move(x + dx, y + dy, steps=5)
    held = chosen(page)
    page.mouse.up()
    return held


def says(page, name: str) -> None:
    """One of the sentences that the page brought along."""
    expect(page.locator("[data-mover-says]")).to_have_text(page.locator("[data-mover]").get_attribute(f"data-{name}"))


def chosen(page) -> list[str]:
    return page.locator("[data-mover-form] [name=to]").input_value().split("|")


def test_a_bar_dragged_to_other_weeks_is_put_there_once_that_is_confirmed(window):
    plan = make_plan(make_season(units=2, applications=2), by=window.person)
    row = plan.placements.order_by("start", "pk").first()
    page = window(plan)
    held = drags(page, bar_of(page, row), 60)
    expect(page.locator("[data-mover-put]")).to_be_focused()
    assert chosen(page) == held, "letting go is no click on what lies below"
    assert Plan.objects.count() == 1 and page.url.endswith(f"/plan/{plan.reference}/"), "letting go is no click on the link, and puts nothing"
    expect(page.locator("[data-mover-says]")).to_have_text(SAID)
    expect(page.locator(".plan-mover")).to_be_in_viewport(ratio=1)
    place, start, after = chosen(page)
    with page.expect_navigation():
        page.locator("[data-mover-put]").click()
    moved = Plan.objects.get(kind=PlanKind.BY_HAND)
    expect(page).to_have_url(re.compile(f"/plan/{moved.reference}/"))
    put = moved.placements.get(application=row.application)
    assert (put.place, str(put.start), str(put.end)) == (place, start, after) and start != str(row.start)


def test_who_would_lose_the_place_is_named_before_and_a_bar_let_go_outside_stays(window):
    plan = make_plan(make_season(units=1, applications=2), by=window.person)
    first, second = plan.placements.order_by("start")
    page = window(plan)
    box = bar_of(page, second).bounding_box()
    drags(page, bar_of(page, first), box["x"] - bar_of(page, first).bounding_box()["x"])
    expect(page.locator("[data-mover-says]")).to_have_text(re.compile(re.escape(second.application.title)))
    page.keyboard.press("Escape")
    expect(page.locator("[data-mover-form]")).to_be_hidden()
    drags(page, bar_of(page, first), 0, -page.locator(".timeline-frame").bounding_box()["height"])
    expect(page.locator("[data-mover-form]")).to_be_hidden()
    expect(page.locator(".place, .place-chosen")).to_have_count(0)
    assert Plan.objects.count() == 1


def test_a_press_that_hardly_moves_is_a_click_that_opens_the_reasons(window):
    plan = make_plan(make_season(units=1, applications=1), by=window.person)
    row = plan.placements.get()
    page = window(plan)
    box = bar_of(page, row).bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 42, box["y"] + 10)
    with page.expect_navigation():
        page.mouse.up()
    assert page.url.endswith(f"/{row.application.reference}/")


def test_without_a_network_a_sentence_says_so_and_the_same_button_puts_it_there_afterwards(window):
    plan = make_plan(make_season(units=2, applications=2), by=window.person)
    row = plan.placements.order_by("start", "pk").first()
    page = window(plan)
    bar = page.locator(f"a.bar-link[data-moves*='/{row.application.reference}/']")
    page.context.set_offline(True)
    bar.focus()
    page.keyboard.press("m")
    says(page, "offline")
    expect(bar).to_be_focused()
    page.context.set_offline(False)
    page.keyboard.press("m")
    expect(page.locator("[data-mover-choice]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    stood = chosen(page)
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    says(page, "unsent")
    assert chosen(page) == stood and Plan.objects.count() == 1
    page.context.set_offline(False)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    moved = Plan.objects.get(kind=PlanKind.BY_HAND)
    assert moved.placements.get(application=row.application).place == stood[0]


def test_an_answer_that_was_lost_on_the_way_makes_no_second_plan(window):
    plan = make_plan(make_season(units=2, applications=2), by=window.person)
    page = window(plan)
    page.locator("a.bar-link[data-moves]").first.focus()
    page.keyboard.press("m")
    expect(page.locator("[data-mover-choice]")).to_be_focused()
    page.keyboard.press("Enter")

    def carried_out_but_not_told(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/move/", carried_out_but_not_told)
    page.keyboard.press("Enter")
    says(page, "unsent")
    assert Plan.objects.filter(kind=PlanKind.BY_HAND).count() == 1
    page.unroute("**/move/")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Plan.objects.get(kind=PlanKind.BY_HAND).reference in page.url


def test_a_plan_that_somebody_threw_away_meanwhile_says_so(window):
    plan = make_plan(make_season(units=1, applications=1), by=window.person)
    page = window(plan)
    Plan.objects.all().delete()
    page.locator("a.bar-link[data-moves]").first.focus()
    with page.expect_response(lambda answer: "/places/" in answer.url):
        page.keyboard.press("m")
    says(page, "gone")


def test_whoever_has_no_place_is_put_into_one_from_the_list(window):
    call = make_season(units=1, applications=0)
    rows = [make_asking(call, shortest_days=150, longest_days=170) for _number in range(2)]
    plan = make_plan(call, by=window.person)
    placed = plan.placements.get().application
    left = next(row for row in rows if row != placed)
    page = window(plan)
    page.locator("#without [data-moves]").click()
    expect(page.locator("[data-mover-choice]")).to_be_focused()
    expect(page.locator("[data-mover-title]")).to_have_text(left.title)
    expect(page.locator("[data-mover-says]")).to_have_text(re.compile(re.escape(placed.title)))
    page.locator(".lane-place").first.locator("xpath=..").click(position={"x": 300, "y": 4})
    expect(page.locator("[data-mover-put]")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Plan.objects.get(kind=PlanKind.BY_HAND).placements.get().application == left


def test_units_on_another_page_are_counted_and_linked(window, monkeypatch):
    monkeypatch.setattr(planning, "UNITS", 1)
    plan = make_plan(make_season(units=3, applications=1), by=window.person)
    page = window(plan)
    page.locator("#placements [data-moves]").click()
    expect(page.locator("[data-mover-choice]")).to_be_focused()
    expect(page.locator("[data-mover-elsewhere]")).to_have_text(re.compile(r"\b2\b"))
    with page.expect_navigation():
        page.locator("[data-mover-list]").click()
    assert page.url.endswith("/move/") and page.locator("#place option").count() == 3


def test_a_finger_pushes_the_picture_and_opens_the_list(window):
    plan = make_plan(make_season(units=1, applications=1), by=window.person)
    page = window(plan, width=360, has_touch=True, is_mobile=True)
    bar = page.locator("a.bar-link[data-moves]").first
    bar.scroll_into_view_if_needed()
    assert bar.evaluate("bar => getComputedStyle(bar).touchAction") == "auto"
    with page.expect_navigation():
        page.locator("#placements [data-moves]").tap()
    assert page.url.endswith("/move/")


def test_without_a_script_the_same_buttons_lead_to_the_list(window):
    plan = make_plan(make_season(units=1, applications=1), by=window.person)
    page = window(plan, java_script_enabled=False)
    expect(page.locator("[data-mover]")).to_be_hidden()
    page.locator("#placements [data-moves]").click()
    assert page.url.endswith("/move/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_while_one_is_moved_also_into_a_part_of_a_unit(window, width, scheme):
    call = make_season(units=2, applications=3)
    divide(call.units.first(), "One", "Two")
    page = window(make_plan(call, by=window.person), width=width, color_scheme=scheme)
    page.locator("a.bar-link[data-moves]").first.focus()
    page.keyboard.press("m")
    expect(page.locator("[data-mover-choice]")).to_be_focused()
    settle(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations(page)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
