"""When the list of a walk was last received: a list that did not change was received now, a refused question changes nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import KEPT
from tests.make import make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UNITS = "**/walk/units.json"


def kept(walker):
    return walker.page.evaluate(KEPT, "units")


def come_back_later(walker):
    """A list that was received a moment ago is not asked for again."""
    walker.page.clock.fast_forward("15:00")
    walker.network_is_back()


def given_a_list(phone):
    make_unit()
    walker = phone()
    walker.page.clock.install()
    walker.open()
    walker.wait_until_kept("units", lambda stored: stored["at"] > 0)
    walker.all_arrives()
    return walker, kept(walker)


def test_a_list_that_did_not_change_was_received_now_and_stays_as_it_was(phone):
    walker, before = given_a_list(phone)
    with walker.page.expect_response(UNITS) as answer:
        come_back_later(walker)
    assert answer.value.status == 304
    walker.wait_until_kept("units", lambda stored: stored["at"] > before["at"])
    assert kept(walker) | {"at": 0} == before | {"at": 0}
    walker.page.reload()
    walker.ready()
    expect(walker.page.locator("#units [data-unit]")).to_have_count(1)


@pytest.mark.parametrize("status", [412, 500])
def test_a_question_that_was_refused_leaves_the_list_and_its_moment(phone, status):
    walker, before = given_a_list(phone)
    age = walker.page.locator("#list-age").inner_text()
    walker.trouble(UNITS, lambda route: route.fulfill(status=status, body="", headers={"Walk-Token": "x"}))
    come_back_later(walker)
    walker.wait_for_hits()
    walker.all_arrives()
    walker.page.reload()
    walker.wait_for_hits(2)
    walker.ready()
    assert kept(walker) == before
    expect(walker.page.locator("#list-age")).to_have_text(age)
    expect(walker.page.locator("#units [data-unit]")).to_have_count(1)
