"""The import in a real browser: on a phone, without a script, for axe, and a press that comes twice."""

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from tests.axe import violations
from tests.make import make_officer
from tests.pressing import press
from tests.vacancies.registers import DATA
from vacancies.choices import ImportState
from vacancies.models import ImportRun, Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def desk(new_context, live_server, settings, tmp_path):
    """A function that opens the list of imports for an officer, in a browser of a given kind."""
    settings.MEDIA_ROOT = str(tmp_path)
    officer = make_officer()

    def open_desk(**kind):
        context = new_context(base_url=live_server.url, reduced_motion="reduce", **kind)
        context.add_cookies([{"name": "sessionid", "value": session_of(officer), "url": live_server.url}])
        page = context.new_page()
        page.goto("/staff/imports/")
        return page

    return open_desk


def session_of(person) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.create()
    return session.session_key


def look(page):
    """Nothing wider than the page, nothing for axe to find."""
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    found = violations(page)
    assert [(problem["id"], [node["html"][:120] for node in problem["nodes"]]) for problem in found] == [], page.url


def send(page):
    page.set_input_files("[name=file]", DATA / "aluksne_synthetic_register_cp1257.csv")
    press(page, page.locator("form:has([name=file]) button"))


@pytest.mark.parametrize("kind", ["phone", "dark desk", "without a script"])
def test_a_register_comes_in_and_is_undone(desk, kind):
    has_script = kind != "without a script"
    options = {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}} if kind == "dark desk" else PHONE
    page = desk(java_script_enabled=has_script, **options)
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") and "422" not in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def seen():
        if has_script:
            look(page)

    seen()
    send(page)
    page.locator("a[href='?encoding=cp1257']").wait_for()
    seen()
    press(page, "a[href='?encoding=cp1257']")
    expect(page.locator("[name=header_row]:checked")).to_have_value("4")
    press(page, page.locator("form:has([name=header_row]) button"))
    page.locator("#columns").wait_for()
    page.locator("#questions input[value=dmy]").check()
    seen()
    page.locator(".import-form button").click()
    expect(page.locator("#counts")).to_have_attribute("data-added", "22")
    seen()
    page.goto(page.url.split("?")[0] + "?show=refused")
    row = page.locator("#row-24")
    row.locator("a.ds-button").click()
    row.locator("[name=cell-2]").fill("noliktava")
    row.locator("[name=cell-9]").fill("")
    seen()
    row.locator("form button").first.click()
    expect(page.locator("#counts")).to_have_attribute("data-added", "23")
    page.locator("#apply").click()
    page.locator("#refused").wait_for()
    seen()
    assert Unit.objects.count() == 23
    page.locator("a[href$='/undo/']").click()
    page.locator("main form button").click()
    expect(page.locator("#undone")).to_have_attribute("data-removed", "23")
    seen()
    assert (Unit.objects.count(), ImportRun.objects.get().state) == (0, ImportState.UNDONE)
    assert complaints == []


def test_a_double_click_writes_once(desk):
    page = desk(**PHONE)
    page.set_input_files("[name=file]", DATA / "aluksne_synthetic_register_utf8bom_crlf.csv")
    press(page, page.locator("form:has([name=file]) button"))
    page.locator("#questions input[value=dmy]").check()
    page.locator(".import-form button").click()
    page.locator("#apply").dblclick()
    page.locator("#refused").wait_for()
    assert (Unit.objects.count(), Unit.history.count()) == (22, 22)
