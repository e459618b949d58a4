"""Going on to another page in a browser."""

from playwright.sync_api import Locator, Page


def press(page: Page, found: str | Locator) -> None:
    """Clicks what leads to another page, and waits for that page: only then has the server done what was asked of it."""
    target = page.locator(found).first if isinstance(found, str) else found
    with page.expect_navigation():
        target.click()
