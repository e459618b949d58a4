"""A surveyor with a phone, and the ways in which a network lets them down."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.conftest import SLOW

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True,
         "geolocation": {"latitude": 57.4247, "longitude": 27.0464, "accuracy": 8}, "permissions": ["geolocation"],
         "reduced_motion": "reduce"}
ITEMS = "**/walk/items/"
PHOTOS = "**/walk/items/*/photos/*/"


def picture(number: int = 0) -> bytes:
    """Small, and another one for each number."""
    written = BytesIO()
    Image.new("RGB", (160, 120), (number * 37 % 256, number * 91 % 256, number * 53 % 256)).save(written, "JPEG")
    return written.getvalue()


# Whoever has only seconds to take something back has a minute here: the machine may be slow, and no test is about those seconds.
PATIENT_TOAST = """(() => {
  const real = setTimeout;
  window.setTimeout = (act, wait, ...rest) => real(act, wait === 8000 ? 60000 : wait, ...rest);
})()"""
KEPT = """name => new Promise(done => {
  const opened = indexedDB.open("skatlogs-walk");
  opened.onsuccess = () => {
    const found = opened.result.transaction("kept").objectStore("kept").get(name);
    found.onsuccess = () => { opened.result.close(); done(found.result ?? null); };
  };
})"""


def sign_in(context: BrowserContext, site: str, user) -> None:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}])


def sign_out(context: BrowserContext) -> None:
    """The session is over, and with it the token that the page still holds."""
    context.clear_cookies()


class Walker:
    """taps: what the hand did, not counting the shutter of the camera."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.taps = page, site, 0
        self.problems: list[str] = []
        page.add_init_script(PATIENT_TOAST)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.under_way: set = set()
        page.on("request", lambda request: self.under_way.add(request))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self.under_way.discard(request))

    def open(self) -> "Walker":
        self.page.goto(f"{self.site}/walk/")
        return self.ready()

    def ready(self) -> "Walker":
        self.page.locator("body[data-ready]").wait_for()
        return self

    def tap(self, found: str | Locator) -> None:
        self.taps += 1
        (self.page.locator(found) if isinstance(found, str) else found).click()

    def start_new(self, photo: bytes | None, name: str = "foto.jpg") -> None:
        """The camera opens with the sheet."""
        with self.page.expect_file_chooser() as camera:
            self.tap("#new-unit")
        if photo is not None:
            self.shoot(camera.value, photo, name)

    def shoot(self, camera, photo: bytes, name: str = "foto.jpg") -> None:
        before = self.page.locator("#pictures canvas").count()
        camera.set_files({"name": name, "mimeType": "image/jpeg", "buffer": photo})
        expect(self.page.locator("#pictures canvas")).to_have_count(before + 1)

    def log(self, photo: bytes | None = None, seen: str = "empty", **typed: str) -> None:
        self.start_new(photo)
        self.tap(f"[data-seen={seen}]")
        if typed:
            self.page.locator("#more > summary").click()
        for name, text in typed.items():
            self.page.fill(f"#{name}", text)
        self.save()

    def save(self) -> None:
        self.tap("#save")
        expect(self.page.locator("#sheet")).not_to_be_visible()

    def look_again(self, unit, seen: str) -> None:
        self.tap(f"#units [data-unit='{unit.reference}']")
        self.tap(f"[data-seen={seen}]")
        expect(self.page.locator("#sheet")).not_to_be_visible()

    def items(self, state: str = "") -> Locator:
        return self.page.locator(f"#items > li{f'[data-state={state}]' if state else ''}")

    def expect(self, state: str, count: int = 1) -> None:
        expect(self.items(state)).to_have_count(count)

    def wait_until_kept(self, name: str, is_right: Callable[[Any], bool]) -> None:
        """Lies on the phone's disk, where a closed browser leaves it: `units` is the list, `draft` the unfinished entry."""
        for _time in range(SLOW // 50):
            found = self.page.evaluate(KEPT, name)
            if found is not None and is_right(found):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not kept: {name}")

    def trouble(self, address: str, fault: Callable[[Route], None]) -> None:
        """From now on, until heal(). `hits` counts what it met."""
        self.hits = 0

        def meet(route: Route) -> None:
            fault(route)
            self.hits += 1

        self.page.route(address, meet)

    def wait_for_hits(self, least: int = 1) -> None:
        for _time in range(SLOW // 50):
            if self.hits >= least:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the trouble was met {self.hits} times, not {least}")

    def heal(self) -> None:
        """Requests that are under way may still fail."""
        self.page.unroute_all(behavior="ignoreErrors")

    def time_passes(self, how_much: str | int) -> None:
        """On the page's own clock, and everything that was due then has been done."""
        self.page.clock.fast_forward(how_much)
        self.page.wait_for_timeout(300)
        self.all_arrives()

    def a_minute_passes(self) -> None:
        """On the page's own clock. What is under way is waited for: no real request takes a minute, and the page would
        give it up for lost."""
        self.page.clock.fast_forward(60_000)
        self.page.wait_for_timeout(40)
        self.all_arrives()

    def all_arrives(self) -> None:
        for _time in range(SLOW // 40):
            if not self.under_way:
                return
            self.page.wait_for_timeout(40)
        raise AssertionError(f"still under way: {[request.url for request in self.under_way]}")

    def network_is_back(self) -> None:
        """What the browser says when it has signal again."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def open_queue(self) -> None:
        if not self.page.locator("#items").is_visible():
            self.page.locator("#queue > summary").click()

    def do(self, what: str, number: int = 0) -> None:
        self.open_queue()
        self.items().nth(number).locator(f"[data-do={what}]").click()


def cut(route: Route) -> None:
    """The request never leaves."""
    route.abort("connectionfailed")


def lost(route: Route) -> None:
    """The server hears it and does it; its answer never comes."""
    route.fetch()
    route.abort("connectionreset")


def broken(route: Route) -> None:
    route.fulfill(status=500, body="<h1>500</h1>", content_type="text/html")


def half_an_answer(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(status=answer.status, headers=answer.headers, body=answer.body()[:7])


def welcome_page(route: Route) -> None:
    """A café's network answers everything itself."""
    route.fulfill(status=200, body="<h1>Laipni lūdzam!</h1>", content_type="text/html")


def too_busy(route: Route) -> None:
    route.fulfill(status=429, body="", headers={"Retry-After": "120"})


FAULTS: tuple[Callable[[Route], None], ...] = (cut, lost, broken, half_an_answer, welcome_page, too_busy)
