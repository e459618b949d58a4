"""Applying without a mouse: from the list of calls to “sent” with Tab, Space, arrows, Enter and what one types, on a desk and on a phone."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from popups.choices import ApplicationStatus
from popups.models import Application, Call
from tests.make import make_call, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAR = 60  # stops of the Tab key after which somebody gives up
GO_ON = "main form .form-actions button:not([name])"
WHERE_ONE_IS = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return {what: "nothing", isDrawn: false, isSeen: false};
    const rings = [here, here.closest(".ds-field")].filter(Boolean).map(part => getComputedStyle(part)); // a tile has the ring of its choice
    const box = here.getClientRects()[0] || here.getBoundingClientRect();
    const above = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const own = [here, ...(here.labels || [])];
    const isInside = !here.matches(":focus"); // on the small calendar in the box of a day, which has the browser's own ring
    return {what: here.outerHTML.slice(0, 120), isDrawn: isInside || rings.some(ring => ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2),
            isSeen: above !== null && own.some(part => part.contains(above) || above.contains(part))};
}"""


class Keys:
    """Somebody at a keyboard: looks where the focus is after every key, and asks that it can be seen there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.looks()

    def looks(self) -> None:
        here = self.page.evaluate(WHERE_ONE_IS)
        assert here["isDrawn"] and here["isSeen"], f"{self.page.url}: {here}"

    def is_at(self, wanted: str) -> bool:
        return self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted)

    def comes_to(self, wanted: str, key: str = "Tab") -> None:
        for _stop in range(FAR):
            if self.is_at(wanted):
                return
            self.press(key)
        pytest.fail(f"{wanted} is more than {FAR} stops away on {self.page.url}")

    def skips_to_the_content(self) -> None:
        """The first stop of a page leads past everything that all pages have. It is there only while it has the focus, which is its ring.

        The part of the address goes along when a form leads on, so that one who has skipped once begins at the content.
        """
        if self.page.url.endswith("#main"):
            return
        self.page.keyboard.press("Tab")
        expect(self.page.locator(".ds-skip-link:focus")).to_be_in_viewport()
        self.page.keyboard.press("Enter")
        assert self.is_at("main") or self.is_at("main *"), "the first link leads to the content"

    def follows(self, wanted: str) -> None:
        """Comes to a link or a button and presses Enter, which leads to another page."""
        self.comes_to(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def types(self, name: str, words: str) -> None:
        self.comes_to(f"main [name='{name}']")
        self.page.keyboard.type(words)

    def chooses(self, name: str, *arrows: str) -> None:
        """Among radio buttons: the first with Space, another with arrows. The focus goes along and stays when something unfolds."""
        self.comes_to(f"main [name='{name}']")
        for key in ("Space", *arrows):
            self.press(key)
            assert self.is_at(f"[name='{name}']:checked")


@pytest.fixture
def keys(new_context, live_server):
    """A function that gives a keyboard in front of a window of some width."""

    def sits_down(width: int, height: int) -> Keys:
        return Keys(new_context(base_url=live_server.url, viewport={"width": width, "height": height}, reduced_motion="reduce").new_page())

    return sits_down


def begins(keys: Keys, call: Call) -> None:
    keys.page.goto("/calls/")
    keys.skips_to_the_content()
    keys.follows(f"main a[href='/calls/{call.reference}/']")
    keys.skips_to_the_content()
    keys.follows(f"main a[href^='/apply/?call={call.reference}']")
    keys.skips_to_the_content()
    keys.chooses("kind", "ArrowDown", "ArrowUp")
    keys.follows(GO_ON)


def says_who(keys: Keys) -> None:
    keys.skips_to_the_content()
    keys.types("name", "Māla darbnīca")
    keys.follows(GO_ON)


def says_what_after_having_forgotten_it(keys: Keys) -> None:
    """What is wrong takes the focus; its link leads to the field; and the focus goes back and forth as one likes."""
    keys.skips_to_the_content()
    keys.follows(GO_ON)
    expect(keys.page.locator("[data-takes-focus]")).to_be_focused()
    keys.comes_to("[data-takes-focus] a")
    keys.press("Enter")
    assert keys.is_at("main [name='title']")
    keys.types("title", "Krūzes")
    keys.comes_to("main [name='activity']")
    keys.press("ArrowDown")
    keys.types("description", "Krūzes un bļodas.")
    keys.types("goods", "Krūzes")
    keys.comes_to("main [name='title']", "Shift+Tab")
    expect(keys.page.locator("main [name='activity']")).not_to_have_value("")
    keys.follows(GO_ON)


def says_where_and_what_is_needed(keys: Keys) -> None:
    keys.skips_to_the_content()
    keys.chooses("use", "ArrowDown", "ArrowUp")
    keys.chooses("where", "ArrowDown", "ArrowDown")
    keys.types("shortest_days_number", "4")
    keys.follows(GO_ON)
    keys.skips_to_the_content()
    keys.comes_to("main [type='checkbox']")
    keys.press("Space")
    assert keys.is_at(":checked")
    keys.types("budget_cents", "150")
    keys.follows(GO_ON)


def proves_the_address_and_sends(keys: Keys, email: str) -> None:
    keys.skips_to_the_content()
    keys.types("email", email)
    keys.follows("#keep .form-actions button")
    keys.skips_to_the_content()
    keys.types("code", re.search(r"^([0-9]{6})$", mail.outbox[-1].body, re.M)[1])
    keys.follows(GO_ON)
    keys.skips_to_the_content()
    keys.follows("#send .form-actions button")


def test_the_whole_way_from_the_list_of_calls_to_sent_needs_no_mouse(keys):
    call = make_call()
    make_unit(is_published=True)
    for email, size in (("desk@example.org", (1280, 900)), ("phone@example.org", (360, 740))):
        person = keys(*size)
        begins(person, call)
        says_who(person)
        says_what_after_having_forgotten_it(person)
        says_where_and_what_is_needed(person)
        proves_the_address_and_sends(person, email)
        sent = Application.objects.get(applicant__user__email=email)
        expect(person.page).to_have_url(re.compile(f"/my/applications/{sent.reference}/(#main)?$"))
        assert (sent.status, sent.call, sent.title) == (ApplicationStatus.SUBMITTED, call, "Krūzes")


def test_the_focus_stays_where_one_types_while_the_list_below_is_replaced(keys):
    make_unit(is_published=True, name="Vecā maiznīca")
    person = keys(1280, 900)
    person.page.goto("/units/")
    person.skips_to_the_content()
    with person.page.expect_response(lambda answer: "q=zzz" in answer.url):
        person.types("q", "zzz")
    expect(person.page.locator("#results [data-reference]")).to_have_count(0)
    person.looks()
    assert person.is_at("main [name='q']")


def test_no_stop_on_a_phone_hides_behind_the_bar_to_apply_with(keys):
    unit = make_unit(is_published=True)
    person = keys(360, 740)
    person.page.goto(f"/units/{unit.reference}/")
    expect(person.page.locator(".apply-bar")).to_be_in_viewport()
    person.skips_to_the_content()
    person.comes_to("main [name='first_day']")
    person.comes_to("footer a")
