"""Faces and number plates are made unrecognisable, for good and everywhere."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image, ImageChops, ImageDraw, ImageStat

from tests.make import make_officer, make_unit
from tests.vacancies.asking import codes
from tests.vacancies.pictures import encoded, upload
from vacancies.choices import PhotoDeed
from vacancies.lifecycle.blurring import blur_photo
from vacancies.lifecycle.photos import add_photo, release_photo
from vacancies.models import Photo, Report
from vacancies.models.photo import PHOTO_WIDTHS
from vacancies.mosaic import Area, blurred, cell_area
from vacancies.photos import MOST_PREVIEW, preview_of, stored_name, stored_names
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
PLATE = Area(0.25, 0.5, 0.25, 0.25)


def striped(width=1600, height=1200):
    """Fine stripes everywhere, as fine as writing on a number plate."""
    image = Image.new("RGB", (width, height), "white")
    for x in range(0, width, 16):
        ImageDraw.Draw(image).rectangle((x, 0, x + 7, height), fill="black")
    return image


def contrast(image, area):
    """How much there is to see: the deviation of the greys in the middle of an area."""
    w, h = image.size
    box = (int((area.left + area.width * 0.2) * w), int((area.top + area.height * 0.2) * h),
           int((area.left + area.width * 0.8) * w), int((area.top + area.height * 0.8) * h))
    return ImageStat.Stat(image.convert("L").crop(box)).stddev[0]


def make_photo(**fields):
    return add_photo(unit=make_unit(), file=upload(encoded(striped())), alt_text="A van before the shop", by=make_officer(), **fields)


def stored(key, width):
    with default_storage.open(stored_name(key, width)) as file:
        image = Image.open(BytesIO(file.read()))
        image.load()
    return image


def address(photo):
    return reverse("vacancies:photo-blur", args=[photo.unit.reference, photo.key])


def test_nothing_can_be_read_in_a_marked_place_and_everything_beside_it():
    image = blurred(striped(), [PLATE])
    assert contrast(striped(), PLATE) > 100
    assert contrast(image, PLATE) < 12
    assert contrast(image, Area(0.6, 0.5, 0.25, 0.25)) > 100


def test_two_different_writings_in_a_marked_place_become_the_same():
    """What is only blurred could be calculated back; here it is gone."""
    one, other = striped(), striped()
    other.paste(ImageChops.invert(other.crop((400, 600, 800, 900))), (400, 600))
    difference = ImageChops.difference(blurred(one, [PLATE]).crop((440, 640, 760, 860)), blurred(other, [PLATE]).crop((440, 640, 760, 860)))
    assert max(high for _low, high in difference.getextrema()) < 24


@pytest.mark.parametrize("area", [Area(0, 0, 1, 1), Area(0.999, 0.999, 0.5, 0.5), Area(0, 0, 0.0001, 0.0001), Area(0.5, 0, 0.001, 1)])
def test_places_at_the_edge_and_very_small_ones_are_no_fault(area):
    assert blurred(striped(64, 90), [area]).size == (64, 90)


def test_the_cells_of_the_grid_cover_the_picture():
    cells = [cell_area(number, 8, 6) for number in range(48)]
    assert all(cell.is_inside for cell in cells)
    assert sum(cell.width * cell.height for cell in cells) == pytest.approx(1)


def test_all_sizes_are_blurred_under_a_new_key_and_the_old_files_are_gone(django_capture_on_commit_callbacks):
    officer, photo = make_officer(), make_photo()
    old, fingerprint, preview = photo.key, photo.sha256, photo.preview
    with django_capture_on_commit_callbacks(execute=True):
        photo = blur_photo(photo=photo, areas=[Area(0, 0, 1, 1)], by=officer)
        assert all(default_storage.exists(name) for name in stored_names(old))
    assert not any(default_storage.exists(name) for name in stored_names(old))
    assert all(contrast(stored(photo.key, width), PLATE) < 20 for width in PHOTO_WIDTHS)
    assert photo.blurred_at is not None
    assert (photo.key != old, photo.sha256 == fingerprint, photo.preview != preview) == (True, True, True)
    line = photo.history.first()
    assert (line.history_user, line.history_change_reason) == (officer, PhotoDeed.BLURRED)


def test_a_public_photo_stays_public_and_its_old_address_is_gone(client, django_capture_on_commit_callbacks):
    photo = make_photo()
    release_photo(photo=photo, by=make_officer())
    old = photo.small_url
    assert client.get(old).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        photo = blur_photo(photo=Photo.objects.get(), areas=[PLATE], by=make_officer())
    assert client.get(old).status_code == 404
    assert client.get(photo.small_url).status_code == 200
    assert photo.key in client.get(photo.unit.get_absolute_url()).content.decode()


def test_the_same_picture_sent_again_is_the_blurred_one():
    photo = blur_photo(photo=make_photo(), areas=[PLATE], by=make_officer())
    assert add_photo(unit=photo.unit, file=upload(encoded(striped())), by=make_officer()) == photo


def test_who_was_slower_is_refused_and_leaves_no_files():
    photo = make_photo()
    slower = Photo.objects.get(pk=photo.pk)
    blur_photo(photo=photo, areas=[PLATE], by=make_officer())
    Photo.objects.filter(pk=photo.pk).update(key="f" * 32)  # its files are still there under the key that `slower` knows
    with pytest.raises(Refused) as refused:
        blur_photo(photo=slower, areas=[PLATE], by=make_officer())
    assert refused.value.codes == ["stale"]
    assert len({name.split("-")[0] for name in default_storage.listdir("photos")[1]}) == 2


def test_a_report_that_brought_the_picture_shows_the_blurred_one():
    photo = make_photo()
    report = Report.objects.create(key="r" * 32, unit=photo.unit, seen="empty", seen_on="2026-01-01", language="lv", photo_key=photo.key)
    photo = blur_photo(photo=photo, areas=[PLATE], by=make_officer())
    report.refresh_from_db()
    assert report.photo_key == photo.key


# The page


def test_squares_without_a_script_are_looked_at_and_then_kept(client, officer):
    photo = make_photo()
    assert client.get(address(photo)).status_code == 200
    looked = client.post(address(photo), {"cells": ["0", "9"], "look": "yes"})
    assert looked.status_code == 200
    assert 'src="data:image/webp;base64,' in looked.content.decode()
    assert looked.content.decode().count(" checked") == 2
    assert Photo.objects.get().key == photo.key, "looking stores nothing"
    assert client.post(address(photo), {"cells": ["0", "9"]}).status_code == 302
    image = stored(Photo.objects.get().key, 1600)
    assert [contrast(image, cell_area(number, 8, 6)) < 20 for number in (0, 1, 9, 10)] == [True, False, True, False]


def test_drawn_rectangles_are_blurred_too(client, officer):
    photo = make_photo()
    assert client.post(address(photo), {"drawn": "0.25 0.5 0.25 0.25;0 0 0.1 0.1"}).status_code == 302
    assert contrast(stored(Photo.objects.get().key, 1600), PLATE) < 20


@pytest.mark.parametrize(("typed", "code"), [
    ({}, "nothing_marked"), ({"cells": ["48"]}, "invalid_choice"), ({"drawn": "a b c d"}, "areas_invalid"),
    ({"drawn": "0 0 1"}, "areas_invalid"), ({"drawn": "nan 0 1 1"}, "areas_invalid"), ({"drawn": "0 0 9 inf"}, "areas_invalid"),
    ({"drawn": ";".join(["0 0 1 1"] * 61)}, "areas_invalid")])
@pytest.mark.parametrize("button", [{}, {"look": "yes"}])
def test_what_cannot_be_blurred_gets_a_sentence_and_changes_nothing(client, officer, typed, code, button):
    photo = make_photo()
    response = client.post(address(photo), typed | button)
    assert (response.status_code, codes(response)) == (422, {code})
    assert Photo.objects.get().blurred_at is None


def test_a_photo_whose_file_is_away_gets_a_sentence(client, officer):
    photo = make_photo()
    for name in stored_names(photo.key):
        default_storage.delete(name)
    response = client.post(address(photo), {"cells": ["0"]})
    assert (response.status_code, codes(response)) == (422, {"not_read"})


# Previews


def test_a_preview_is_a_few_hundred_letters_and_shown_below_the_photo(client):
    photo = make_photo()
    assert 0 < len(photo.preview) <= MOST_PREVIEW
    release_photo(photo=photo, by=make_officer())
    for page in (photo.unit.get_absolute_url(), reverse("popups:unit-list")):
        assert f'class="photo-preview" src="{photo.preview_url}" alt="" aria-hidden="true"' in client.get(page).content.decode()


@pytest.mark.parametrize("size", [(1600, 200), (200, 1600), (64, 64)])
def test_noise_of_any_shape_fits_into_a_preview(size):
    noise = Image.merge("RGB", [Image.effect_noise(size, 200) for _ in range(3)])
    assert 0 < len(preview_of(noise)) <= MOST_PREVIEW
