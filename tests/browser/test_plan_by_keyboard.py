"""A plan from asking to approving without a mouse, on a desk and in a window as narrow as a phone."""

import re

import pytest
from playwright.sync_api import expect

from popups.lifecycle import plan_runs
from popups.lifecycle.plan_runs import run_plan
from popups.models import Call, Placement, Plan
from popups.planning_choices import PlanKind
from tests.browser.test_applying_by_keyboard import Keys
from tests.browser.test_staff_desk import session_of
from tests.make import make_officer
from tests.popups.matching.planned import make_asking, make_season

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BAR = "a.bar-link[data-moves]"
RING_OF_A_BAR = """async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame); // where less motion is wanted a change takes an instant
    const bar = document.activeElement, frame = bar.closest("[data-timeline]").getBoundingClientRect();
    const box = bar.querySelector(".bar").getBoundingClientRect();
    const names = frame.left + bar.closest("tr").cells[0].offsetWidth;
    const width = parseFloat(getComputedStyle(bar.querySelector(".bar")).strokeWidth);
    return {isMarked: width >= 3, isSeen: box.right > names && box.left < frame.right, where: [width, box.left, box.right, names, frame.right, bar.outerHTML.slice(0, 200)]};
}"""


class Officer(Keys):
    """At the office's keyboard. A bar of the picture has its ring drawn around it."""

    def opens(self, address: str) -> None:
        self.page.goto(address.split("#")[0])
        self.skips_to_the_content()

    def looks(self) -> None:
        if not self.is_at("a.bar-link"):
            super().looks()
            return
        here = self.page.evaluate(RING_OF_A_BAR)
        assert here["isMarked"] and here["isSeen"], f"{self.page.url}: {here}"


@pytest.fixture
def thinking(monkeypatch):
    """Plans that were asked for; the test thinks about them where a process of its own would."""
    begun = []
    monkeypatch.setattr(plan_runs, "start_command", lambda *words: begun.append(words[-1]))
    return begun


@pytest.fixture
def officer(new_context, live_server):
    """A function that seats an officer in front of a window of some width."""
    person = make_officer()

    def sits_down(width: int, height: int) -> Officer:
        context = new_context(base_url=live_server.url, viewport={"width": width, "height": height}, reduced_motion="reduce")
        context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": live_server.url}])
        return Officer(context.new_page())

    sits_down.person = person
    return sits_down


def address_of(plan: Plan) -> str:
    return f"/staff/calls/{plan.call.reference}/plan/{plan.reference}/"


def asks_for_a_plan(keys: Officer, call: Call, thinking: list[str]) -> Plan:
    """And watches it come, without touching anything."""
    keys.opens(f"/staff/calls/{call.reference}/plan/")
    keys.follows("#ask .form-actions button")
    expect(keys.page.locator("#so-far")).to_be_visible()
    plan = Plan.objects.get(reference=thinking.pop())
    assert run_plan(plan)
    expect(keys.page.locator(f"#figures [data-placed='{plan.placements.count()}']")).to_be_visible()
    assert keys.page.evaluate("getComputedStyle(document.querySelector('.timeline-frame')).overflowX") == "auto", "it has its style sheet"
    return plan


def reads_why_a_unit_does_not_fit(keys: Officer, plan: Plan) -> None:
    keys.opens(address_of(plan))
    keys.follows("#without .queue-title a")
    keys.skips_to_the_content()
    keys.comes_to("#failing summary")
    keys.press("Enter")
    expect(keys.page.locator("#failing details[open] li").first).to_be_visible()


def moves_a_placement(keys: Officer, plan: Plan) -> Plan:
    """Other days, another unit and back; what each does is said; Escape leaves it; and at last it is put there."""
    page = keys.page
    keys.opens(address_of(plan))
    keys.comes_to(BAR)
    for _again in range(2):
        keys.page.keyboard.press("m")
        expect(page.locator("[data-mover-choice]")).to_be_focused()
        keys.looks()
        keys.press("Escape")
        assert keys.is_at(BAR), "the focus is back on the bar"
        expect(page.locator("[data-mover-form]")).to_be_hidden()
    keys.page.keyboard.press("m")
    choice, says = page.locator("[data-mover-choice]"), page.locator("[data-mover-says]")
    expect(choice).to_be_focused()
    told = set()
    for key in ("Home", "ArrowRight", "ArrowDown", "End", "ArrowUp", "ArrowLeft"):
        before = choice.get_attribute("aria-valuetext")
        keys.press(key)
        assert choice.get_attribute("aria-valuetext") == choice.inner_text()
        assert key in {"Home"} or choice.inner_text() != before, key
        expect(says).to_have_text(re.compile(r"\w"))
        expect(page.locator(".place-chosen")).to_be_in_viewport()
        expect(choice).to_be_in_viewport(ratio=1)
        told.add(says.inner_text())
    assert len(told) > 1
    keys.press("Enter")
    assert keys.is_at("[data-mover-put]") and Plan.objects.filter(kind=PlanKind.BY_HAND).count() == 0
    to = page.locator("[data-mover-form] [name=to]").input_value()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    moved = Plan.objects.get(kind=PlanKind.BY_HAND)
    expect(page).to_have_url(re.compile(f"/plan/{moved.reference}/"))
    place, start, _after = to.split("|")
    assert moved.placements.filter(place=place, start=start).exists()
    return moved


def fixes_one_where_it_is(keys: Officer, plan: Plan) -> Placement:
    keys.opens(address_of(plan))
    keys.follows("#placement-table th a")
    keys.skips_to_the_content()
    keys.comes_to("#fix-pin summary")
    keys.press("Enter")
    expect(keys.page.locator("#fix-pin form")).to_be_visible()
    keys.comes_to("#fix-pin [name=pin-reason]")
    keys.page.keyboard.type("Their summer is sold out")
    keys.follows("#fix-pin button[name=kind]")
    expect(keys.page.locator("[data-ruling=pin]")).to_be_visible()
    reference = keys.page.url.split("#")[0].rstrip("/").split("/")[-1]
    return plan.placements.get(application__reference=reference)


def compares_the_last_two(keys: Officer, call: Call) -> None:
    keys.opens(f"/staff/calls/{call.reference}/plan/")
    keys.follows("#compare button")
    expect(keys.page.locator("#totals")).to_be_visible()
    assert keys.page.locator("#people").is_visible()


def approves_one(keys: Officer, plan: Plan) -> None:
    keys.opens(address_of(plan))
    keys.comes_to("#placement-table [name=placements]")
    keys.press("Space")
    keys.comes_to("#placements [name=is_confirmed]")
    keys.press("Space")
    keys.follows("#placements .form-actions button")
    assert plan.placements.filter(approved_at__isnull=False).count() == 1


@pytest.mark.parametrize("size", [(1280, 900), (360, 740)])
def test_a_plan_needs_no_mouse_from_asking_to_approving(officer, thinking, size):
    call = make_season(units=2, applications=3, by=officer.person)
    make_asking(call, needed_features=["water"])
    keys = officer(*size)
    plan = asks_for_a_plan(keys, call, thinking)
    reads_why_a_unit_does_not_fit(keys, plan)
    moved = moves_a_placement(keys, plan)
    fixed = fixes_one_where_it_is(keys, moved)
    again = asks_for_a_plan(keys, call, thinking)
    pinned = again.placements.get(is_pinned=True)
    assert (pinned.application, pinned.place, pinned.start, pinned.end) == (fixed.application, fixed.place, fixed.start, fixed.end)
    compares_the_last_two(keys, call)
    approves_one(keys, again)
