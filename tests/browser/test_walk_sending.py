"""The network is cut at every step. Whatever happens, each thing arrives once, and the person sees where it stands."""

from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.walking import FAULTS, ITEMS, PHOTOS, broken, cut, lost, picture, sign_in, sign_out
from tests.make import make_surveyor, make_unit
from tests.vacancies.pictures import HEIC
from vacancies.choices import RecordState
from vacancies.lifecycle import walks
from vacancies.models import FieldVisit, Photo, Unit, WalkItem, WalkPhoto

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def arrived():
    return Unit.objects.count(), FieldVisit.objects.count(), WalkItem.objects.count(), Photo.objects.count(), WalkPhoto.objects.count()


@pytest.mark.parametrize("address", [ITEMS, PHOTOS], ids=["facts", "photo"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_what_did_not_get_through_waits_and_arrives_once(walker, address, fault):
    walker.trouble(address, fault)
    walker.log(picture())
    walker.wait_for_hits()
    walker.network_is_back()
    walker.wait_for_hits(2)
    walker.expect("waiting")
    walker.heal()
    walker.network_is_back()
    walker.expect("saved")
    assert arrived() == (1, 1, 1, 1, 1)


def test_a_lost_acknowledgement_of_a_second_look_makes_no_second_visit(phone):
    unit = make_unit()
    walker = phone().open()
    walker.trouble(ITEMS, lost)
    walker.look_again(unit, "seasonal")
    walker.wait_for_hits()
    assert FieldVisit.objects.count() == 1, "the server has it already"
    walker.heal()
    walker.network_is_back()
    walker.expect("saved")
    assert FieldVisit.objects.count() == 1


def test_what_was_logged_is_sent_also_where_the_list_of_the_town_is_too_long_for_the_connection(phone):
    walker = phone()
    walker.page.route("**/walk/units.json", lambda route: route.continue_() if route.request.headers.get("if-none-match") == "*" else cut(route))
    walker.open()
    walker.log(picture())
    walker.expect("saved")
    assert arrived() == (1, 1, 1, 1, 1)


def test_twenty_units_under_a_network_that_drops_every_other_request_arrive_once_with_all_photos(walker):
    """Both directions: of two that fail, one never leaves and one is heard without an answer."""
    turn = count()

    def unreliable(route):
        number = next(turn)
        (cut, lambda one: one.continue_(), lost, lambda one: one.continue_())[number % 4](route)

    walker.page.route("**/walk/items/**", unreliable)
    walker.page.route("**/walk/units.json", unreliable)
    for number in range(20):
        walker.log(picture(number), address=f"Dārza iela {number + 1}")
    for _time in range(600):
        walker.network_is_back()
        walker.page.wait_for_timeout(100)
        if walker.items("saved").count() == 20:
            break
    walker.expect("saved", 20)
    assert arrived() == (20, 20, 20, 20, 20)
    assert {unit.photos.count() for unit in Unit.objects.all()} == {1}
    assert Unit.objects.values("address").distinct().count() == 20


def test_a_server_that_answers_500_for_an_hour_is_asked_ever_more_seldom_and_then_gets_everything(phone):
    walker = phone()
    walker.page.clock.install()
    walker.open()
    asked = []
    walker.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/walk/items/") else None)
    walker.trouble(ITEMS, broken)
    walker.log(picture())
    walker.expect("waiting")
    walker.open_queue()
    expect(walker.items("waiting").locator(".walk-item-why")).not_to_be_empty()
    for _minute in range(60):
        walker.a_minute_passes()
    assert 10 <= len(asked) <= 25
    walker.heal()
    for _minute in range(30):
        walker.a_minute_passes()
        if walker.items("saved").count():
            break
    walker.expect("saved")
    assert arrived() == (1, 1, 1, 1, 1)


def test_one_item_that_the_server_cannot_take_does_not_hold_up_the_others(walker):
    walker.trouble(ITEMS, lambda route: broken(route) if "Pirmā" in route.request.post_data_json["name"] else route.continue_())
    walker.log(picture(1), name="Pirmā")
    walker.log(picture(2), name="Otrā")
    walker.expect("saved")
    walker.expect("waiting")
    assert Unit.objects.get().name == "Otrā"


# Signed out

def test_an_expired_log_in_keeps_everything_and_goes_on_after_signing_in(walker, live_server, surveyor):
    sign_out(walker.page.context)
    walker.log(picture())
    walker.expect("needs")
    expect(walker.page.locator("#sign-in")).to_be_visible()
    walker.log(picture(2), seen="renovation")
    walker.expect("needs", 2)
    assert walker.page.locator("#items .walk-item-why").all_inner_texts() == ["", ""], "it is said once, above"
    expect(walker.page.locator("#items button:visible, #send-now:visible")).to_have_count(0)
    assert not Unit.objects.exists()
    sign_in(walker.page.context, live_server.url, surveyor)
    walker.network_is_back()
    walker.expect("saved", 2)
    expect(walker.page.locator("#sign-in")).not_to_be_visible()
    assert arrived() == (2, 2, 2, 2, 2)


def test_the_link_leads_through_signing_in_back_to_the_walk(walker, surveyor):
    surveyor.set_password("lielais-ozols-9")
    surveyor.save()
    sign_out(walker.page.context)
    walker.log(picture())
    walker.expect("needs")
    walker.tap("#sign-in a")
    walker.page.fill("[name=login]", surveyor.email)
    walker.page.fill("[name=password]", "lielais-ozols-9")
    walker.page.keyboard.press("Enter")
    walker.page.wait_for_url("**/walk/")
    walker.ready().expect("saved")
    assert arrived() == (1, 1, 1, 1, 1)


def test_a_log_in_that_expires_between_facts_and_photo_loses_no_photo(walker, live_server, surveyor):
    walker.trouble(PHOTOS, cut)
    walker.log(picture())
    walker.wait_for_hits()
    sign_out(walker.page.context)
    walker.heal()
    walker.network_is_back()
    walker.expect("needs")
    sign_in(walker.page.context, live_server.url, surveyor)
    walker.network_is_back()
    walker.expect("saved")
    assert arrived() == (1, 1, 1, 1, 1)


def test_what_anna_logged_on_the_shared_phone_waits_for_anna(walker, live_server, surveyor):
    walker.trouble(ITEMS, cut)
    walker.log(picture())
    walker.wait_for_hits()
    sign_out(walker.page.context)
    sign_in(walker.page.context, live_server.url, make_surveyor())
    walker.heal()
    walker.network_is_back()
    walker.expect("needs")
    walker.open()
    walker.expect("needs")
    assert not WalkItem.objects.exists()
    sign_out(walker.page.context)
    sign_in(walker.page.context, live_server.url, surveyor)
    walker.open()
    walker.expect("saved")
    assert WalkItem.objects.get().by == surveyor


# Refused

def test_a_refused_item_says_why_and_can_be_corrected_with_its_photo(walker, monkeypatch):
    monkeypatch.setattr(walks, "CLOCK_SLIP", timedelta(days=-1))  # the server takes today for tomorrow
    walker.log(picture())
    walker.expect("needs")
    walker.open_queue()
    expect(walker.items("needs").locator(".walk-item-why")).not_to_be_empty()
    monkeypatch.undo()
    walker.do("correct")
    walker.page.locator("#more > summary").click()
    walker.page.fill("#address", "Pils iela 3")
    walker.save()
    walker.expect("saved")
    assert arrived() == (1, 1, 1, 1, 1)
    assert Unit.objects.get().address == "Pils iela 3"


def test_a_unit_that_is_gone_from_the_register_is_named_and_the_item_can_be_deleted_and_had_back(phone):
    unit = make_unit()
    walker = phone().open()
    walker.page.locator(f"#units [data-unit='{unit.reference}']").wait_for()
    Unit.objects.filter(pk=unit.pk).update(reference="U-GONE")
    walker.look_again(unit, "empty")
    walker.expect("needs")
    walker.do("delete")
    expect(walker.items()).to_have_count(0)
    walker.tap("#toast button")
    walker.expect("needs")
    expect(walker.items().first).to_contain_text(unit.reference)


def test_a_photo_that_is_none_is_refused_alone_and_a_new_one_takes_its_place(walker):
    walker.log(HEIC)
    walker.expect("needs")
    assert arrived() == (1, 1, 1, 0, 0)
    with walker.page.expect_file_chooser() as camera:
        walker.do("photo")
    camera.value.set_files({"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    walker.expect("saved")
    assert arrived() == (1, 1, 1, 1, 1)


def test_an_item_that_the_server_has_forgotten_is_sent_once_more(walker):
    """As after a backup was restored: the facts had arrived, and are gone when the photo comes."""
    walker.trouble(PHOTOS, cut)
    walker.log(picture())
    walker.wait_for_hits()
    WalkItem.objects.all().delete()
    FieldVisit.objects.all().delete()
    walker.heal()
    walker.network_is_back()
    walker.network_is_back()  # the photo is told that its item is gone, and the item goes at once, not after a pause
    walker.expect("saved")
    assert (WalkItem.objects.count(), WalkPhoto.objects.count()) == (1, 1)


def test_a_person_who_may_no_longer_log_keeps_what_they_have(walker, surveyor):
    type(surveyor).objects.filter(pk=surveyor.pk).update(role="reviewer")
    walker.log(picture())
    walker.expect("needs")
    expect(walker.page.locator("#not-allowed")).to_be_visible()
    type(surveyor).objects.filter(pk=surveyor.pk).update(role="surveyor")
    walker.network_is_back()
    walker.expect("saved")
    assert arrived() == (1, 1, 1, 1, 1)


# Several tabs, deleting

def test_two_tabs_send_each_thing_once(walker):
    sent = []

    def counted(route):
        sent.append(route.request.post_data_json["key"])
        route.continue_()

    walker.page.context.route(ITEMS, cut)
    for number in range(5):
        walker.log(picture(number))
    walker.expect("waiting", 5)
    other = walker.page.context.new_page()
    other.goto(f"{walker.site}/walk/")
    other.locator("body[data-ready]").wait_for()
    expect(other.locator("#items > li[data-state=waiting]")).to_have_count(5)
    walker.page.context.route(ITEMS, counted)  # comes before the other: from now on nothing is cut
    for page in (walker.page, other):
        page.evaluate("dispatchEvent(new Event('online'))")
    walker.expect("saved", 5)
    expect(other.locator("#items > li[data-state=saved]")).to_have_count(5)
    assert sorted(sent) == sorted(set(sent)) and len(sent) == 5
    assert arrived() == (5, 5, 5, 5, 5)


def test_a_deleted_item_is_not_sent_and_can_be_had_back_for_a_moment(walker):
    walker.trouble(ITEMS, cut)
    walker.log(picture(1))
    walker.log(picture(2))
    walker.expect("waiting", 2)
    walker.do("delete", 0)
    walker.expect("waiting", 1)
    walker.do("delete", 0)
    walker.expect("waiting", 0)
    walker.tap("#toast button")
    walker.heal()
    walker.network_is_back()
    walker.expect("saved")
    assert arrived() == (1, 1, 1, 1, 1)


def test_what_an_officer_confirmed_by_looking_is_confirmed(phone):
    officer = make_surveyor(role="officer")
    walker = phone(officer).open()
    walker.log(picture())
    walker.expect("saved")
    assert Unit.objects.get().record_state == RecordState.CONFIRMED


def test_what_was_saved_is_forgotten_after_a_day_and_what_waits_never(phone):
    walker = phone()
    walker.page.clock.install()
    walker.open()
    walker.log(picture(1))
    walker.expect("saved")
    walker.trouble(ITEMS, cut)
    walker.log(picture(2))
    walker.wait_for_hits()
    walker.time_passes("23:00:00")
    walker.expect("saved")
    walker.time_passes("02:00:00")
    walker.expect("saved", 0)
    walker.time_passes(99 * 3600 * 1000)
    walker.expect("waiting")
