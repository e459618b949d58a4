"""What every test may count on. Fixtures for single parts live beside their tests; rows are made by tests/make.py."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import settings as trials
from playwright.sync_api import BrowserContext, expect
from zeal.constants import initialize_app_registry
from zeal.patch import patch

from popups.models import User
from tests import chromium, template
from tests.emptying import empty_tables
from tests.in_flight import in_flight
from tests.make import make_officer
from tests.together import pytest_xdist_make_scheduler

__all__ = ["pytest_xdist_make_scheduler"]  # a hook of pytest-xdist

HERE = Path(__file__).parent
IN_A_BROWSER = (HERE / "browser", HERE / "journeys")
# A minute and more each: of the browser tests they go first, so that no worker is left alone with one of them at the end.
LONG = ("tests/journeys/", "tests/browser/test_calls_look.py", "tests/popups/test_public_browser.py", "tests/browser/test_import_browser.py")
SLOW = 60_000  # ms that a page may take on a machine that does other things too; what comes sooner is not waited for
NO_BROWSER = "no Chromium here: install one, or name it with CHROMIUM=/path/to/chromium"


def pytest_configure(config: pytest.Config) -> None:
    """A page that asks the database once per row fails its test (django-zeal), without a setting for it."""
    initialize_app_registry()
    patch()
    settings.ZEAL_RAISE = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: tests make many people
    TransactionTestCase._fixture_teardown = empty_tables
    trials.register_profile("unhurried", trials.default, deadline=None)
    trials.load_profile("unhurried")
    expect.set_options(timeout=SLOW)
    settings.MIDDLEWARE = ["zeal.middleware.zeal_middleware", *settings.MIDDLEWARE]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    mark_browser_tests(items)
    drop_what_is_for_the_other_database(config, items)
    # Browser tests last: Playwright keeps an event loop in the main thread, where Django then refuses to ask its database.
    items.sort(key=lambda item: ("browser" in item.keywords) * (1 + (not item.nodeid.startswith(LONG))))


def mark_browser_tests(items: list[pytest.Item]) -> None:
    for item in items:
        if any(folder in item.path.parents for folder in IN_A_BROWSER):
            item.add_marker(pytest.mark.browser)
        if "browser" in item.keywords and not chromium.path():
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def drop_what_is_for_the_other_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    other = "sqlite" if os.environ.get("TEST_DB") == "postgres" else "postgres"
    dropped = [item for item in items if other in item.keywords]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if other not in item.keywords]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Not taken back: the event loop stays until the session ends, and no other kind of test follows."""
    if "browser" in item.keywords:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def left_out(config: pytest.Config) -> Counter:
    """(file, reason) → how many tests were skipped."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    return Counter((report.nodeid.split("::")[0], report.longrepr[2].removeprefix("Skipped: ")) for report in skipped)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI=true, a test that was left out is a failure."""
    if os.environ.get("CI") == "true" and left_out(session.config) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counts = left_out(config)
    if not counts:
        return
    terminalreporter.section("LEFT OUT", red=True)
    for (file, reason), count in sorted(counts.items()):
        terminalreporter.write_line(f"{count} of {file}: {reason}")
    if os.environ.get("CI") == "true":
        terminalreporter.write_line("CI=true: what is left out counts as a failure.")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_use_migrations: bool) -> None:
    """After the database of this worker has its own name."""
    if django_db_use_migrations and template.is_taken():
        template.take()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_use_migrations: bool) -> bool:
    """Django would remove the file that was just copied; it lies in the folder of this run, which goes as a whole."""
    is_copied = django_db_use_migrations and template.is_taken() and os.environ["DATABASE_URL"].startswith("sqlite")
    return django_db_keepdb or is_copied


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """The rate limits of sign-in live in the cache; without this one test would use up another's."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page that one test reads in English would leave the next test's words in English."""
    translation.deactivate()


@pytest.fixture
def officer(client: Client) -> User:
    """Somebody from the town hall, signed in with `client`."""
    user = make_officer()
    client.force_login(user)
    return user


@pytest.fixture
def transactional_db(transactional_db: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """The tables are emptied only after the live server has answered what a closed page had asked."""
    yield
    if "live_server" in request.fixturenames:
        assert in_flight.wait_until_none(), "a request of this test is still being answered: see what it waits for"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {**browser_type_launch_args, "executable_path": chromium.path(), "args": chromium.arguments()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """Latvian, as in the town; a test that wants another language makes its own context."""
    return {**browser_context_args, "locale": "lv-LV", "timezone_id": "Europe/Riga"}


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """Every page of every test is given the time that a slow machine needs."""

    def make_patient_context(**kind: object) -> BrowserContext:
        context = new_context(**kind)
        context.set_default_timeout(SLOW)
        return context

    return make_patient_context
