"""The walk as an app: it opens without a network, keeps what it has through a closed browser, and renews itself."""

import pytest
from playwright.sync_api import expect

from tests import chromium
from tests.browser.walking import PHONE, Walker, picture, sign_in
from tests.make import days, make_unit
from tests.pressing import press
from vacancies.choices import Seen
from vacancies.lifecycle.units import record_visit
from vacancies.models import FieldVisit, Photo, Unit, WalkItem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# A promise, because the page forbids what wait_for_function does when it has to ask more than once: it evaluates a string.
IN_CONTROL = """() => new Promise(done => {
  navigator.serviceWorker.addEventListener("controllerchange", () => done(true));
  if (navigator.serviceWorker.controller) done(true);
})"""


def wait_for_the_app(walker):
    """Until page, styles and scripts lie on the phone."""
    walker.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    walker.page.evaluate(IN_CONTROL)


@pytest.fixture
def app(phone):
    walker = phone(service_workers="allow").open()
    wait_for_the_app(walker)
    return walker


def test_it_opens_without_a_network_and_knows_its_units(app, phone):
    unit = make_unit()
    app.page.reload()
    app.ready()
    app.page.locator(f"#units [data-unit='{unit.reference}']").wait_for()
    app.wait_until_kept("units", lambda kept: len(kept["units"]) == 1)
    app.page.context.set_offline(True)
    app.page.reload()
    app.ready()
    expect(app.page.locator("#units [data-unit]")).to_have_count(1)
    app.log(picture())
    app.look_again(unit, "occupied")
    app.expect("waiting", 2)
    app.page.reload()
    app.ready().expect("waiting", 2)
    assert not WalkItem.objects.exists()
    app.page.context.set_offline(False)
    app.expect("saved", 2)
    assert (Unit.objects.count(), FieldVisit.objects.count(), Photo.objects.count()) == (2, 2, 1)
    assert app.problems == []


HELD_BACK = """(() => {
  const real = navigator.serviceWorker.register.bind(navigator.serviceWorker);
  const let_go = new Promise(done => { window.letGo = done; });
  navigator.serviceWorker.register = (...all) => let_go.then(() => real(...all));
})()"""


def test_it_says_when_it_is_ready_for_work_without_a_network_and_not_before(phone):
    walker = phone(service_workers="allow")
    walker.page.add_init_script(HELD_BACK)
    walker.open()
    line = walker.page.locator("#app-ready")
    expect(line).to_have_attribute("data-state", "getting")
    expect(line).not_to_be_empty()
    walker.page.evaluate("letGo()")
    expect(line).to_have_attribute("data-state", "ready")
    walker.page.context.set_offline(True)
    walker.page.reload()
    walker.ready()
    expect(line).to_have_attribute("data-state", "ready")


def test_progress_stays_true_without_a_network(app, surveyor):
    units = [make_unit(address_typed=f"Dārza iela {number}") for number in range(1, 4)]
    record_visit(unit=units[0], seen=Seen.EMPTY, seen_on=days(-1), by=surveyor)
    app.page.reload()
    app.ready()
    app.page.select_option("#where", "street Dārza iela")
    expect(app.page.locator("#progress")).to_have_attribute("value", "1")
    app.page.context.set_offline(True)
    app.look_again(units[1], "not_sure")
    expect(app.page.locator("#progress")).to_have_attribute("value", "2")
    app.page.reload()
    app.ready()
    expect(app.page.locator("#progress")).to_have_attribute("value", "2")
    expect(app.page.locator("#where")).to_have_value("street Dārza iela")


def test_the_first_opening_without_a_list_says_so_and_logs_all_the_same(app):
    app.page.evaluate("indexedDB.deleteDatabase('skatlogs-walk')")
    app.page.context.set_offline(True)
    app.page.reload()
    app.ready()
    expect(app.page.locator("#list-age")).not_to_be_empty()
    app.log(picture())
    app.expect("waiting")


def test_only_the_walk_is_kept_other_pages_always_come_from_the_server(app):
    kept = app.page.evaluate("caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(store => store.keys()))))")
    assert len(kept) == 1
    urls = app.page.evaluate("caches.keys().then(([name]) => caches.open(name)).then(store => store.keys()).then(all => all.map(one => new URL(one.url).pathname))")
    assert "/walk/" in urls
    assert all(url == "/walk/" or url.startswith("/static/") for url in urls)


def test_another_language_is_there_at_the_next_opening(app):
    assert app.page.get_attribute("html", "lang") == "lv"
    app.page.context.add_cookies([{"name": "django_language", "value": "de", "url": app.site}])
    app.page.reload()
    app.ready()
    for _time in range(60):
        app.page.wait_for_timeout(200)
        app.page.reload()
        app.ready()
        if app.page.get_attribute("html", "lang") == "de":
            break
    assert app.page.get_attribute("html", "lang") == "de"


def test_a_closed_browser_and_an_open_one_send_once(browser_type, browser_type_launch_args, live_server, surveyor, tmp_path):
    """The browser itself ends, as when the battery is empty; what it had kept lies in its folder."""
    def open_browser():
        context = browser_type.launch_persistent_context(tmp_path, executable_path=chromium.path(), args=chromium.arguments(), locale="lv-LV",
                                                       timezone_id="Europe/Riga", **PHONE)
        sign_in(context, live_server.url, surveyor)
        return context, Walker(context.pages[0], live_server.url)

    context, walker = open_browser()
    wait_for_the_app(walker.open())
    context.set_offline(True)
    for number in range(3):
        walker.log(picture(number))
    walker.expect("waiting", 3)
    walker.start_new(picture(9))
    walker.wait_until_kept("draft", lambda draft: len(draft["photos"]) == 1)
    context.close()
    assert not WalkItem.objects.exists()
    context, walker = open_browser()
    walker.open()
    walker.expect("saved", 3)
    expect(walker.page.locator("#sheet #pictures canvas")).to_have_count(1)
    context.close()
    assert (Unit.objects.count(), Photo.objects.count()) == (3, 3)


def test_without_javascript_there_are_two_ways_on(new_context, live_server, surveyor):
    context = new_context(java_script_enabled=False)
    sign_in(context, live_server.url, surveyor)
    page = context.new_page()
    page.goto(f"{live_server.url}/walk/")
    press(page, "noscript a")
    assert page.url.endswith("/staff/units/new/")
