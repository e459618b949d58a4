"""A camera that is closed without a photo, a phone that closes the page behind it, and what is said about the place."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import picture
from tests.make import make_unit
from vacancies.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLOSED = "document.querySelector('#camera').dispatchEvent(new Event('cancel', {bubbles: true}))"  # as browsers do it


def test_a_camera_closed_without_a_photo_leaves_the_entry_open(walker):
    walker.start_new(None)
    walker.page.evaluate(CLOSED)
    walker.tap("[data-seen=empty]")
    walker.save()
    walker.expect("saved")
    assert Unit.objects.count() == 1


def test_a_second_photo_that_is_not_taken_costs_nothing_of_what_was_entered(walker):
    walker.start_new(picture())
    walker.tap("[data-seen=renovation]")
    walker.page.evaluate(CLOSED)
    expect(walker.page.locator("#pictures canvas")).to_have_count(1)
    walker.save()
    walker.expect("saved")
    assert Unit.objects.get().photos.count() == 1


def test_a_position_that_the_phone_found_is_not_said_to_be_put_there_by_hand(walker):
    walker.start_new(picture())
    where = walker.page.locator("#place-text")
    expect(where).to_contain_text("8")
    found = where.inner_text()
    walker.wait_until_kept("draft", lambda draft: len(draft["photos"]) == 1 and draft["placeBy"] == "phone")
    walker.page.reload()
    walker.ready()
    expect(where).to_have_text(found)
    walker.page.locator("#place-map").click(position={"x": 200, "y": 60})
    expect(where).not_to_have_text(found)


def test_that_the_place_is_missing_is_said_until_it_is_there(phone):
    walker = phone(permissions=[]).open()
    walker.start_new(None)
    walker.tap("[data-seen=empty]")
    walker.tap("#save")
    expect(walker.page.locator("#sheet-problem")).to_be_visible()
    walker.page.locator("#place-map").click(position={"x": 200, "y": 60})
    expect(walker.page.locator("#sheet-problem")).to_be_hidden()
    walker.save()
    walker.expect("saved")
    assert Unit.objects.get().latitude is not None


@pytest.mark.parametrize(("latitude", "accuracy", "code"), [(57.4247, 8, "place_found"), (57.4247, 1900, "place_rough"), (57.4600, 8, "place_far")])
def test_a_position_that_can_hardly_be_right_is_said_to_be_so(phone, latitude, accuracy, code):
    make_unit(latitude=57.4250, longitude=27.0460)
    walker = phone(geolocation={"latitude": latitude, "longitude": 27.0464, "accuracy": accuracy}).open()
    expect(walker.page.locator("#units [data-unit]")).to_have_count(1)
    walker.start_new(None)
    words = walker.page.evaluate("JSON.parse(document.getElementById('walk-words').textContent)")
    expect(walker.page.locator("#place-text")).to_have_text(words[code].replace("{metres}", str(accuracy)))
