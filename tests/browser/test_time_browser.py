"""A face is marked with the mouse, a list is worked off, and an entry is put back: in a real browser."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from tests.axe import violations
from tests.browser.walking import sign_in
from tests.make import days, make_officer, make_unit
from tests.pressing import press
from tests.vacancies.pictures import encoded, upload
from vacancies.choices import Seen
from vacancies.lifecycle.photos import add_photo
from vacancies.lifecycle.units import change_unit
from vacancies.models import FieldVisit, Photo
from vacancies.photos import stored_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def office(new_context, live_server):
    """Pages of one officer, on a phone: nothing scrolls sideways, no script fails, and axe has nothing to say."""
    context, complaints = new_context(viewport={"width": 360, "height": 740}), []
    officer = make_officer()
    sign_in(context, live_server.url, officer)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.officer = officer
    yield page
    assert complaints == []


def looks_well(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = violations(page, RULES)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def at(live_server, name, *args):
    return live_server.url + reverse(name, args=args)


def test_a_place_drawn_with_the_mouse_is_looked_at_and_then_gone(office, live_server):
    noise = Image.effect_noise((1600, 1200), 120).convert("RGB")
    photo = add_photo(unit=make_unit(), file=upload(encoded(noise)), alt_text="A van", by=office.officer)
    office.goto(at(live_server, "vacancies:photo-blur", photo.unit.reference, photo.key))
    looks_well(office)
    frame = office.locator("[data-blur]").bounding_box()
    office.mouse.move(frame["x"] + 20, frame["y"] + 20)
    office.mouse.down()
    office.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2, steps=4)
    office.mouse.up()
    expect(office.locator(".blur-cell input:checked")).to_have_count(0)
    press(office, "[name=look]")
    expect(office.locator("#preview img")).to_be_visible()
    looks_well(office)
    assert Photo.objects.get().key == photo.key
    press(office, "main .form-actions button:not([name]):visible")
    assert "/photos/#photo-" in office.url
    looks_well(office)
    with default_storage.open(stored_name(Photo.objects.get().key, 1600)) as file:
        image = Image.open(BytesIO(file.read())).convert("L")
    inside, outside = (image.crop(box).getextrema() for box in ((300, 250, 600, 450), (1000, 700, 1300, 900)))
    assert inside[1] - inside[0] < 60 < outside[1] - outside[0]


def test_a_slip_of_the_finger_is_taken_away_alone_and_then_all_of_it(office, live_server):
    photo = add_photo(unit=make_unit(), file=upload(encoded(Image.effect_noise((900, 1200), 99).convert("RGB"))), by=office.officer)
    office.goto(at(live_server, "vacancies:photo-blur", photo.unit.reference, photo.key))
    frame, drawn = office.locator("[data-blur]").bounding_box(), office.locator("[name=drawn]")
    kept = []
    for step in range(3):
        office.mouse.move(frame["x"] + 20 + 40 * step, frame["y"] + 20)
        office.mouse.down()
        office.mouse.move(frame["x"] + 50 + 40 * step, frame["y"] + 60, steps=3)
        office.mouse.up()
        kept.append(drawn.input_value())
    assert [value.count(";") for value in kept] == [0, 1, 2]
    office.locator("[data-blur-undo]").click()
    assert drawn.input_value() == kept[1]
    office.locator("[data-blur-clear]").click()
    assert drawn.input_value() == ""
    expect(office.locator("[data-blur-undo]")).to_be_hidden()


def test_the_squares_are_chosen_by_keyboard(office, live_server):
    photo = add_photo(unit=make_unit(), file=upload(encoded(Image.effect_noise((900, 1200), 99).convert("RGB"))), by=office.officer)
    office.goto(at(live_server, "vacancies:photo-blur", photo.unit.reference, photo.key))
    office.locator(".blur-cell input").nth(3).focus()
    office.keyboard.press("Space")
    expect(office.locator(".blur-cell input:checked")).to_have_value("3")


def test_the_due_list_is_worked_off_by_taps_and_a_slip_is_undone(office, live_server):
    first, second = make_unit(), make_unit()
    for unit, ago in ((first, 400), (second, 300)):
        FieldVisit.objects.create(unit=unit, seen=Seen.EMPTY, seen_on=days(-ago))
    office.goto(at(live_server, "popups:due-list"))
    looks_well(office)
    office.locator("#due [name=seen][value=occupied]").first.click()
    expect(office.locator("#due > li")).to_have_count(1)
    expect(office.locator("#due > li")).to_have_attribute("data-reference", second.reference)
    office.locator(".undo button").click()
    expect(office.locator("#due > li")).to_have_count(2)
    assert first.vacancies.get().ends_on is None


def test_a_field_is_put_back_from_the_story(office, live_server):
    unit = make_unit(name="Old name")
    change_unit(unit=unit, version=0, by=office.officer, name="New name")
    office.goto(at(live_server, "popups:staff-unit", unit.reference) + "?tab=history")
    looks_well(office)
    press(office, "a.put-back[href*='field=name']")
    looks_well(office)
    press(office, office.locator("main form button"))
    assert office.url.endswith("/?tab=history")
    unit.refresh_from_db()
    assert unit.name == "Old name"
