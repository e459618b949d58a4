"""A person with a browser: every page they come to is looked at before they go on."""

from playwright.sync_api import BrowserContext, Locator, Page

from tests.axe import violations
from tests.conftest import SLOW
from tests.pressing import press


class Visitor:
    """Collects what is wrong with each page, so that a journey ends with one list of everything."""

    def __init__(self, context: BrowserContext, base: str, width: int, language: str) -> None:
        context.set_default_timeout(SLOW)
        self.page: Page = context.new_page()
        self.base, self.width, self.language = base, width, language
        self.wrong: list[tuple] = []
        self.seen: set[str] = set()
        self.page.on("console", lambda said: self._complaint(said.text) if said.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self._complaint(str(error)))

    def _complaint(self, text: str) -> None:
        # A refused form answers 422, which the browser's console reports as a failed load.
        if "422" not in text:
            self.wrong.append((self.page.url, "console", text))

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.base + path)
        self.look()

    def press(self, found: str | Locator) -> None:
        """Clicks what leads to another page, and looks at that page."""
        press(self.page, found)
        self.look()

    def enter(self, found: str) -> None:
        """With the keyboard alone: to the link, then Enter."""
        self.page.locator(found).first.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def by_menu(self, path: str) -> None:
        """Through the navigation, which a phone folds away."""
        menu = self.page.locator("details.phone-menu > summary")
        if menu.is_visible():
            menu.click()
        self.press(self.page.locator(f"header a[href='{path}']:visible, nav a[href='{path}']:visible").first)

    def look(self) -> None:
        self.page.wait_for_load_state("load")
        where = self.page.url.removeprefix(self.base).partition("?")[0]
        if where in self.seen:
            return
        self.seen.add(where)
        found = violations(self.page)
        self.wrong += [(where, problem["id"], problem["nodes"][0]["html"][:140]) for problem in found]
        if self.page.evaluate("document.documentElement.scrollWidth") > self.width:
            self.wrong.append((where, "wider than the screen"))
        if self.page.get_attribute("html", "lang") != self.language:
            self.wrong.append((where, "another language"))

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            box = self.page.locator(f"[name='{name}']")
            if box.first.get_attribute("type") in {"radio", "checkbox"}:
                self.page.locator(f"[name='{name}'][value='{value}']").check()
            elif box.first.evaluate("box => box.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)

    def submit(self) -> None:
        """The one primary button of the main part."""
        self.press("main form button.ds-button:not([data-variant]):visible")
