"""What axe finds wrong with a page of the live server, and when such a page is there to be looked at."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.in_flight import in_flight

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong comes back: all that was looked at would be megabytes, and seconds to take apart.
RUN = "rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(found => found.violations)"
DRAWN = "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done()))))"


def violations(page: Page, rules: list[str] = RULES) -> list[dict]:
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, rules)


def settle(page: Page) -> None:
    """Until the letters are there and the server has answered all that the page's scripts have asked; then drawn."""
    page.evaluate(DRAWN)
    assert in_flight.wait_until_none(), f"{page.url} goes on asking"
    page.evaluate(DRAWN)
