"""A file that is no picture is told when it is chosen, while one still stands before the shop, and costs nothing of the entry."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.walking import picture
from tests.vacancies.pictures import HEIC
from vacancies.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def half_a_png():
    written = BytesIO()
    Image.effect_noise((200, 150), 90).save(written, "PNG")
    return written.getvalue()[:40]


BAD = {"text": b"This is no picture.", "nothing": b"", "page": b"<!doctype html><h1>Error</h1>", "png": half_a_png(),
       "jpeg": b"\xff\xd8\xff\xe0" + Random(7).randbytes(5000)}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_no_picture_is_told_at_once_and_the_rest_stays(walker, kind):
    with walker.page.expect_file_chooser() as camera:
        walker.tap("#new-unit")
    walker.shoot(camera.value, picture())
    walker.tap("[data-seen=renovation]")
    walker.page.locator("#more > summary").click()
    walker.page.fill("#name", "Bijusī aptieka")
    camera.value.set_files({"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": BAD[kind]})
    expect(walker.page.locator("#sheet-problem")).to_be_visible()
    expect(walker.page.locator("#pictures canvas")).to_have_count(1)
    walker.save()
    walker.expect("saved")
    unit = Unit.objects.get()
    assert (unit.name, unit.photos.count()) == ("Bijusī aptieka", 1)


def test_of_several_chosen_files_the_good_ones_are_kept(walker):
    walker.start_new(None)
    walker.page.locator("#more > summary").click()
    with walker.page.expect_file_chooser() as album:
        walker.page.locator("#from-album").click()
    album.value.set_files([{"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": data}
                           for number, data in enumerate((picture(1), BAD["text"], picture(2)))])
    expect(walker.page.locator("#pictures canvas")).to_have_count(2)
    expect(walker.page.locator("#sheet-problem")).to_be_visible()


def test_a_picture_that_only_the_server_may_know_is_kept(walker):
    walker.start_new(HEIC, "foto.heic")
    expect(walker.page.locator("#sheet-problem")).to_be_hidden()
