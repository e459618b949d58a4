"""A phone whose storage is full, emptied or shut: what can be saved is saved, and what is not is said."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import cut, picture
from tests.make import make_unit
from vacancies.models import FieldVisit, Photo, Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# As browsers do it: a transaction that adds bytes fails as a whole when it ends, one that only takes away succeeds.
FULL = """(() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    if (sessionStorage.full) {
      Object.defineProperty(this.transaction, "error", { value: new DOMException("full", "QuotaExceededError"), configurable: true });
      queueMicrotask(() => this.transaction.abort());
    }
    return put.apply(this, given);
  };
})()"""
SHUT = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };"
NO_BASE = "Object.defineProperty(window, 'indexedDB', { value: undefined });"
PICTURES = """new Promise(done => {
  const opened = indexedDB.open("skatlogs-walk");
  opened.onsuccess = () => {
    const counted = opened.result.transaction("pictures").objectStore("pictures").count();
    counted.onsuccess = () => { opened.result.close(); done(counted.result); };
  };
})"""


def test_a_full_phone_sends_what_waits_and_so_makes_room(phone):
    walker = phone()
    walker.page.add_init_script(FULL)
    walker.open()
    unit = make_unit()
    walker.trouble("**/walk/**", cut)
    for number in range(3):
        walker.log(picture(number))
    walker.expect("waiting", 3)
    assert walker.page.evaluate(PICTURES) == 3
    walker.page.evaluate("sessionStorage.full = 'yes'")
    walker.heal()
    walker.network_is_back()
    walker.expect("saved", 3)
    assert walker.page.evaluate(PICTURES) == 0, "what the server has makes room"
    assert (Unit.objects.exclude(pk=unit.pk).count(), FieldVisit.objects.count(), Photo.objects.count()) == (3, 3, 3)
    walker.page.evaluate("sessionStorage.full = ''")
    walker.page.reload()
    walker.ready().expect("saved", 3)
    assert (FieldVisit.objects.count(), Photo.objects.count()) == (3, 3), "sent again, carried out once"
    assert walker.problems == []


def test_an_emptied_storage_is_said_with_how_much_is_gone(phone):
    walker = phone().open()
    make_unit()
    walker.trouble("**/walk/items/**", cut)
    walker.log(picture(1))
    walker.log(picture(2))
    walker.expect("waiting", 2)
    session = walker.page.context.new_cdp_session(walker.page)
    session.send("Storage.clearDataForOrigin", {"origin": walker.site, "storageTypes": "indexeddb"})
    expect(walker.page.locator("#storage-lost")).to_be_visible()
    expect(walker.page.locator("#storage-lost-text")).to_contain_text("2")
    walker.expect("waiting", 0)
    walker.wait_until_kept("units", lambda kept: len(kept["units"]) == 1)
    walker.heal()
    walker.log(picture(3))
    walker.expect("saved")
    assert Unit.objects.count() == 2


@pytest.mark.parametrize("fault", [SHUT, NO_BASE])
def test_who_may_keep_nothing_is_told_at_once_and_shown_another_way(phone, fault):
    walker = phone()
    walker.page.add_init_script(fault)
    walker.page.goto(f"{walker.site}/walk/")
    expect(walker.page.locator("#cannot-keep")).to_be_visible()
    expect(walker.page.locator("#new-unit")).not_to_be_visible()
    expect(walker.page.locator("#queue-standing")).not_to_be_visible()
    walker.page.locator("#cannot-keep a").first.click()
    walker.page.wait_for_url("**/staff/units/new/")
    assert walker.problems == []
