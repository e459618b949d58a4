"""Entering: how few taps it takes, what is offered, what is kept when the phone lets one down."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import ITEMS, cut, picture
from tests.make import days, make_unit, today
from vacancies.choices import RecordState, Seen
from vacancies.lifecycle.units import record_visit
from vacancies.models import Area, FieldVisit, Photo, Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FULL = """(() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    if (sessionStorage.full && this.name === sessionStorage.full) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, given);
  };
})()"""

KEPT_ITEMS = """new Promise(done => {
  const opened = indexedDB.open("skatlogs-walk");
  opened.onsuccess = () => {
    const counted = opened.result.transaction("items").objectStore("items").count();
    counted.onsuccess = () => done(counted.result);
  };
})"""


def test_an_empty_shop_takes_three_taps_and_a_photo(walker, surveyor):
    day = today()
    walker.log(picture())
    assert walker.taps == 3
    walker.expect("saved")
    unit = Unit.objects.get()
    assert (unit.record_state, round(unit.latitude, 4), round(unit.longitude, 4)) == (RecordState.REPORTED, 57.4247, 27.0464)
    assert (unit.photos.count(), unit.field_visits.get().by) == (1, surveyor)
    assert unit.vacancies.get().starts_on in {day, today()}, "it may be midnight"


def test_a_second_look_takes_two_taps(phone):
    unit = make_unit(is_vacant=False)
    again = phone().open()
    again.look_again(unit, "occupied")
    assert again.taps == 2
    again.expect("saved")
    assert FieldVisit.objects.get().seen == Seen.OCCUPIED


def test_a_double_tap_on_save_does_not_open_the_camera_again(walker):
    walker.start_new(picture())
    walker.tap("[data-seen=empty]")
    walker.save()
    walker.page.locator("#new-unit").dispatch_event("click", {"detail": 2})  # it lies below Save
    walker.expect("saved")
    expect(walker.page.locator("#sheet")).not_to_be_visible()


def test_a_double_tap_on_a_unit_says_nothing_about_it(phone):
    """Its second tap may land on one of the words of the sheet that the first one opened."""
    unit = make_unit(is_vacant=False)
    walker = phone().open()
    row, word = (walker.page.locator(found) for found in (f"#units [data-unit='{unit.reference}']", "[data-seen=empty]"))
    row.click()
    there = word.bounding_box()
    walker.page.keyboard.press("Escape")
    row.evaluate("(row, {x, y}) => Object.assign(row.style, {position: 'fixed', left: `${x}px`, top: `${y}px`, zIndex: 99})", there)
    row.dblclick(position={"x": 20, "y": 20})
    expect(word).to_be_visible()
    assert not FieldVisit.objects.exists()


def test_the_known_units_nearby_are_offered_first_and_one_of_them_is_not_logged_twice(phone):
    near = make_unit(latitude=57.4249, longitude=27.0464)
    make_unit(latitude=57.4247 + 0.0012, longitude=27.0464)
    walker = phone().open()
    walker.start_new(picture())
    offered = walker.page.locator("#near-units button")
    expect(offered).to_have_count(1)
    offered.click()
    walker.tap("[data-seen=occupied]")
    walker.save()
    walker.expect("saved")
    assert Unit.objects.count() == 2
    assert (near.field_visits.get().seen, near.photos.count()) == (Seen.OCCUPIED, 1)


def test_what_was_chosen_by_mistake_is_taken_back_by_the_same_tap(phone):
    make_unit(latitude=57.4247, longitude=27.0464)
    walker = phone().open()
    walker.start_new(None)
    offered = walker.page.locator("#near-units button")
    offered.click()
    expect(offered).to_have_attribute("aria-pressed", "true")
    offered.click()
    walker.tap("[data-seen=empty]")
    walker.save()
    walker.expect("saved")
    assert Unit.objects.count() == 2


def test_the_rest_can_be_told_too(walker):
    walker.start_new(None)
    walker.tap("[data-seen=renovation]")
    walker.page.locator("#more > summary").click()
    for name, text in {"address": "Pils iela 3", "name": "Bijusī aptieka", "note": "Sastatnes"}.items():
        walker.page.fill(f"#{name}", text)
    walker.page.check("#feature-water")
    walker.save()
    walker.expect("saved")
    unit = Unit.objects.get()
    assert (unit.address, unit.name, unit.has_water, unit.field_visits.get().note) == ("Pils iela 3", "Bijusī aptieka", True, "Sastatnes")


def test_a_finger_on_the_map_or_the_arrow_keys_move_the_pin(walker):
    walker.start_new(None)
    walker.page.locator("#place-map").scroll_into_view_if_needed()
    walker.page.locator(".map-pin").focus()
    for _time in range(4):
        walker.page.keyboard.press("ArrowUp")
    walker.tap("[data-seen=empty]")
    walker.save()
    walker.expect("saved")
    assert Unit.objects.get().latitude == pytest.approx(57.4247 + 4 * 0.00005)


def test_saving_is_offered_once_it_is_chosen_what_one_sees(walker):
    walker.start_new(picture())
    expect(walker.page.locator("#save-hint")).to_be_visible()
    expect(walker.page.locator("#save")).to_be_hidden()
    walker.page.locator("[data-seen=empty]").focus()
    walker.page.keyboard.press("Enter")
    expect(walker.page.locator("#save")).to_be_visible()
    expect(walker.page.locator("#save-hint")).to_be_hidden()
    assert walker.page.evaluate("document.activeElement.dataset.seen") == "empty"


def test_what_is_missing_is_said_and_what_was_entered_stays(phone):
    walker = phone(permissions=[]).open()
    walker.start_new(picture())
    walker.tap("[data-seen=empty]")
    walker.tap("#save")
    expect(walker.page.locator("#sheet-problem")).to_be_visible()
    expect(walker.page.locator("#pictures canvas")).to_have_count(1)
    expect(walker.items()).to_have_count(0)


@pytest.mark.parametrize("language", ["lv", "en", "de"])
def test_what_one_sees_is_chosen_without_scrolling_however_much_is_known_nearby(phone, language):
    for number in range(3):
        make_unit(name=f"Bijusī ļoti gara nosaukuma grāmatnīca un kancelejas preču veikals ar noliktavu {number}", latitude=57.4247, longitude=27.0464)
    walker = phone()
    walker.page.context.add_cookies([{"name": "django_language", "value": language, "url": walker.site}])
    walker.open()
    with walker.page.expect_file_chooser() as camera:
        walker.tap("#new-unit")
    for number in range(6):
        walker.shoot(camera.value, picture(number))
    offered = walker.page.locator("#near-units button")
    expect(offered).to_have_count(3)
    expect(walker.page.locator("#more-near")).to_be_visible()
    expect(offered.first).to_be_visible()
    foot = walker.page.locator("#save-foot").bounding_box()["y"]
    for seen in ("empty", "seasonal", "renovation", "not_sure"):
        box = walker.page.locator(f"[data-seen={seen}]").bounding_box()
        assert box["y"] + box["height"] <= foot, seen
    walker.tap("#more-near")
    for one in offered.all():
        expect(one).to_be_visible()
    assert walker.page.evaluate("document.activeElement.closest('#near-units') !== null"), "the focus is on what appeared"


def test_what_has_a_name_is_listed_by_its_name_and_a_correction_by_what_was_corrected(walker):
    walker.trouble(ITEMS, lambda route: route.fulfill(status=422, json={"problems": []}))
    walker.log(picture(), name="Bijusī aptieka", address="Pils iela 3")
    walker.expect("needs")
    name = walker.items().first.locator(".walk-item-name")
    expect(name).to_have_text("Bijusī aptieka, Pils iela 3")
    walker.do("correct")
    walker.page.fill("#address", "Pils iela 5")
    walker.heal()
    walker.save()
    walker.expect("saved")
    expect(name).to_have_text("Bijusī aptieka, Pils iela 5")
    assert Unit.objects.get().name == "Bijusī aptieka"


def test_sending_now_is_offered_while_there_is_something_to_send(walker):
    walker.trouble(ITEMS, lambda route: route.fulfill(status=422, json={"problems": []}))
    walker.log(picture())
    walker.expect("needs")
    expect(walker.page.locator("#send-now"), "what was refused is not sent by asking again").to_be_hidden()
    walker.heal()
    walker.trouble(ITEMS, cut)
    walker.log(picture(2))
    walker.expect("waiting")
    expect(walker.page.locator("#send-now")).to_be_visible()


def test_a_large_photo_is_made_small_before_it_is_kept(walker):
    sizes = []
    walker.page.on("request", lambda request: sizes.append(len(request.post_data_buffer or b"")) if "/photos/" in request.url else None)
    walker.page.evaluate("""async () => {
      const canvas = new OffscreenCanvas(4000, 3000), pen = canvas.getContext("2d");
      for (let i = 0; i < 400; i += 1) { pen.fillStyle = `hsl(${i * 7} 60% 50%)`; pen.fillRect((i * 131) % 4000, (i * 97) % 3000, 300, 200); }
      window.large = await canvas.convertToBlob({type: "image/jpeg", quality: 0.97});
    }""")
    walker.start_new(None)
    walker.page.evaluate("""() => {
      const carried = new DataTransfer(), input = document.getElementById("camera");
      carried.items.add(new File([window.large], "large.jpg", {type: "image/jpeg"}));
      input.files = carried.files;
      input.dispatchEvent(new Event("change"));
    }""")
    walker.tap("[data-seen=empty]")
    walker.save()
    walker.expect("saved")
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (1600, 1200)
    assert sizes[0] < walker.page.evaluate("window.large.size") / 2


def test_a_phone_that_closes_the_browser_for_its_camera_loses_no_half_entry(walker):
    walker.start_new(picture(1))
    walker.tap("[data-seen=seasonal]")
    walker.wait_until_kept("draft", lambda draft: draft["seen"] == "seasonal" and len(draft["photos"]) == 1)
    walker.page.reload()
    walker.ready()
    expect(walker.page.locator("#sheet")).to_be_visible()
    expect(walker.page.locator("#pictures canvas")).to_have_count(1)
    walker.save()
    walker.expect("saved")
    assert (Photo.objects.count(), FieldVisit.objects.get().seen) == (1, Seen.SEASONAL)
    walker.page.reload()
    walker.ready()
    expect(walker.page.locator("#sheet")).not_to_be_visible()


def test_who_closes_the_sheet_can_have_it_back(walker):
    walker.start_new(picture())
    walker.page.keyboard.press("Escape")
    expect(walker.page.locator("#sheet")).not_to_be_visible()
    walker.tap("#toast button")
    expect(walker.page.locator("#pictures canvas")).to_have_count(1)


def test_a_full_phone_says_so_at_once_and_claims_nothing(phone):
    walker = phone()
    walker.page.add_init_script(FULL)
    walker.open()
    walker.start_new(picture())
    walker.tap("[data-seen=empty]")
    walker.page.evaluate("sessionStorage.full = 'pictures'")
    walker.tap("#save")
    expect(walker.page.locator("#sheet-problem")).to_be_visible()
    expect(walker.page.locator("#sheet")).to_be_visible()
    assert walker.page.evaluate(KEPT_ITEMS) == 0, "neither the photo nor the item without it"
    assert not Unit.objects.exists()
    walker.page.evaluate("sessionStorage.full = ''")
    walker.save()
    walker.expect("saved")
    assert Photo.objects.count() == 1


def test_a_draft_that_does_not_fit_is_said_not_to_be_kept(phone):
    walker = phone()
    walker.page.add_init_script(FULL)
    walker.open()
    walker.page.evaluate("sessionStorage.full = 'kept'")
    walker.start_new(picture())
    expect(walker.page.locator("#sheet-problem")).to_be_visible()
    walker.tap("[data-seen=empty]")
    walker.save()
    walker.expect("saved")
    assert Photo.objects.count() == 1


# The list

def test_the_list_of_a_street_begins_with_what_nobody_has_seen_for_longest(phone, surveyor):
    units = {name: make_unit(name=name, address_typed=f"Dārza iela {number}") for number, name in enumerate(["Fresh", "Old", "Older", "Never"], 1)}
    make_unit(address_typed="Pils iela 1")
    for name, ago in (("Fresh", -3), ("Old", -200), ("Older", -300)):
        record_visit(unit=units[name], seen=Seen.EMPTY, seen_on=days(ago), by=surveyor)
    walker = phone().open()
    walker.page.select_option("#where", "street Dārza iela")
    rows = walker.page.locator("#units [data-unit]")
    expect(rows).to_have_count(4)
    for number, name in enumerate(("Never", "Older", "Old", "Fresh")):
        expect(rows.nth(number)).to_have_attribute("data-unit", units[name].reference)
    progress = walker.page.locator("#progress")
    expect(progress).to_have_attribute("max", "4")
    expect(progress).to_have_attribute("value", "1")
    walker.look_again(units["Older"], "empty")
    expect(progress).to_have_attribute("value", "2")
    for number, name in enumerate(("Never", "Old")):
        expect(rows.nth(number)).to_have_attribute("data-unit", units[name].reference)


def test_an_area_lists_what_lies_in_it(phone):
    inside = make_unit(latitude=57.425, longitude=27.045)
    make_unit(latitude=57.45, longitude=27.045)
    Area.objects.create(key="centrs", name="Centrs", ring=[[27.04, 57.42], [27.05, 57.42], [27.05, 57.43], [27.04, 57.43]])
    walker = phone().open()
    walker.page.select_option("#where", "area Centrs")
    expect(walker.page.locator("#units [data-unit]")).to_have_count(1)
    expect(walker.page.locator("#units [data-unit]")).to_have_attribute("data-unit", inside.reference)
    walker.page.select_option("#where", "near")
    expect(walker.page.locator("#units [data-unit]")).to_have_count(1)
