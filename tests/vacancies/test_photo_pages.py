"""Sending, describing, ordering and releasing photos."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from zeal import zeal_ignore

from tests.make import make_surveyor, make_unit
from tests.vacancies.asking import codes, queries_of, signed_in
from tests.vacancies.pictures import HTML, PHP, SVG, encoded, make_image, phone_photo, pixel_flood, upload
from vacancies.lifecycle.photos import add_photo, remove_photo
from vacancies.models import Photo
from vacancies.photos import stored_keys

pytestmark = pytest.mark.django_db


def page_of(unit):
    return reverse("vacancies:photo-list", args=[unit.reference])


def step(client, photo, do, **typed):
    address = reverse("vacancies:photo-change", args=[photo.unit.reference, photo.key])
    return client.post(address, {"do": do, "alt_text": photo.alt_text} | typed)


def picture(number=0):
    return upload(encoded(make_image(400 + number, 300)), f"photo-{number}.jpg")


def make_photo(unit, number=0, **fields):
    return add_photo(unit=unit, file=picture(number), by=None, **{"alt_text": f"Window {number}"} | fields)


def test_several_photos_are_sent_at_once_and_stay_internal(client, officer):
    unit = make_unit()
    files = [picture(1), picture(2), upload(phone_photo())]
    with zeal_ignore([{"model": "vacancies.Photo", "field": "get()"}]):  # each file is a transaction of its own
        response = client.post(page_of(unit), {"files": files, "alt_text": "The front"})
    assert response.status_code == 302
    assert [(photo.position, photo.alt_text, photo.is_released, photo.added_by) for photo in unit.photos.all()] == [
        (number, "The front", False, officer) for number in range(3)]


def test_a_hostile_file_gets_a_sentence_and_the_good_ones_are_kept(client, officer):
    unit = make_unit()
    files = [picture(), upload(HTML, "page.jpg"), upload(SVG, "drawing.svg"), upload(PHP, "shell.php"), upload(b"", "empty.jpg"),
             upload(pixel_flood(), "flood.png")]
    response = client.post(page_of(unit), {"files": files, "alt_text": "Kept text"})
    assert response.status_code == 422
    problems = response.context["form"].errors["files"]
    assert [problem.split(":")[0] for problem in problems] == ["page.jpg", "drawing.svg", "shell.php", "empty.jpg", "flood.png"]
    assert codes(response) >= {"not_a_picture", "empty_file", "too_many_pixels"}
    assert "Kept text" in response.content.decode()
    assert {key for key, _name in stored_keys(default_storage)} == {unit.photos.get().key}


def test_a_script_in_a_file_name_is_only_text(client, officer):
    response = client.post(page_of(make_unit()), {"files": upload(HTML, "<img src=x onerror=alert(1)>.jpg")})
    assert response.status_code == 422
    assert "<img src=x" not in response.content.decode()


@pytest.mark.parametrize(("count", "code"), [(0, "required"), (21, "too_many")])
def test_none_and_too_many_files_are_refused(client, officer, count, code):
    unit = make_unit()
    response = client.post(page_of(unit), {"files": [upload(b"x", f"{n}.jpg") for n in range(count)]})
    assert (response.status_code, codes(response), unit.photos.count()) == (422, {code}, 0)


def test_the_same_photo_sent_twice_is_one_photo(client, officer):
    unit = make_unit()
    for told in ("success", "info"):
        response = client.post(page_of(unit), {"files": picture()}, follow=True)
        assert [message.level_tag for message in response.context["messages"]] == [told], "what is here already is not said to have come"
    assert unit.photos.count() == 1


def test_a_photo_twice_in_one_sending_and_one_that_was_removed_are_counted_for_what_they_are(client, officer):
    unit = make_unit()
    remove_photo(photo=make_photo(unit, 1), by=officer)
    with zeal_ignore([{"model": "vacancies.Photo", "field": "get()"}]):
        response = client.post(page_of(unit), {"files": [picture(1), picture(2), picture(2)]}, follow=True)
    told = {message.level_tag: message.message for message in response.context["messages"]}
    assert ("2" in told["success"], "1" in told["info"]) == (True, True)
    assert unit.photos.count() == 2


def test_photos_change_places_and_the_ends_are_harmless(client, officer):
    unit = make_unit()
    first, second, third = (make_photo(unit, number) for number in range(3))
    for photo, do in ((first, "up"), (first, "down"), (third, "down"), (third, "up")):
        assert step(client, photo, do).status_code == 302
    assert list(unit.photos.all()) == [second, third, first]


def test_what_a_photo_shows_is_said_and_then_it_is_released(client, officer):
    photo = make_photo(make_unit(), alt_text="")
    refused = step(client, photo, "release", alt_text="  ")
    assert (refused.status_code, codes(refused)) == (422, {"alt_text_missing"})
    assert step(client, photo, "release", alt_text="Two windows").status_code == 302
    photo.refresh_from_db()
    assert (photo.alt_text, photo.is_released, photo.released_by) == ("Two windows", True, officer)
    step(client, photo, "unrelease")
    photo.refresh_from_db()
    assert not photo.is_released


def test_before_a_photo_is_released_the_page_says_that_it_needs_words(client, officer):
    photo = make_photo(make_unit())
    for words, is_needed in (("", True), ("Skatlogs Dārza ielā", False)):
        Photo.objects.filter(pk=photo.pk).update(alt_text=words)
        content = client.get(page_of(photo.unit)).content.decode()
        assert ("data-needs-text" in content) is is_needed
        assert (f'aria-describedby="{photo.key}-needs"' in content) is is_needed
    assert 'name="alt_text"' in content


def test_a_text_that_is_too_long_comes_back_as_it_was_typed(client, officer):
    photo = make_photo(make_unit())
    response = step(client, photo, "describe", alt_text="w" * 201)
    assert response.status_code == 422
    assert "w" * 201 in response.content.decode()
    photo.refresh_from_db()
    assert photo.alt_text == "Window 0"


def test_the_text_of_a_public_photo_cannot_be_emptied(client, officer):
    photo = make_photo(make_unit())
    step(client, photo, "release")
    assert codes(step(client, photo, "describe", alt_text="")) == {"alt_text_missing"}


def test_a_nul_byte_in_a_text_is_a_blank_and_no_fault(client, officer):
    photo = make_photo(make_unit())
    assert step(client, photo, "describe", alt_text="a\0b").status_code == 302
    photo.refresh_from_db()
    assert photo.alt_text == "a b"


def test_a_surveyor_sends_and_describes_but_neither_releases_nor_removes():
    unit = make_unit()
    client = signed_in(make_surveyor())
    assert client.post(page_of(unit), {"files": picture()}).status_code == 302
    photo = unit.photos.get()
    assert step(client, photo, "describe", alt_text="Door").status_code == 302
    assert step(client, photo, "release").status_code == 404
    for name in ("photo-remove", "photo-take-back", "photo-blur"):
        assert client.post(reverse(f"vacancies:{name}", args=[unit.reference, photo.key])).status_code == 404
    photo.refresh_from_db()
    assert (photo.alt_text, photo.is_released, photo.is_removed) == ("Door", False, False)
    page = client.get(page_of(unit)).content.decode()
    assert 'value="describe"' in page
    assert 'value="release"' not in page


def test_a_photo_is_changed_only_under_its_own_unit(client, officer):
    photo, other = make_photo(make_unit()), make_unit()
    address = reverse("vacancies:photo-change", args=[other.reference, photo.key])
    assert client.post(address, {"do": "describe", "alt_text": "Mine"}).status_code == 404
    assert client.post(reverse("vacancies:photo-remove", args=[other.reference, photo.key])).status_code == 404
    assert Photo.objects.get().alt_text == "Window 0"


def test_thirty_photos_cost_no_more_queries_than_one(client, officer):
    unit, many = make_unit(), make_unit()
    make_photo(unit)
    first = make_photo(many)
    Photo.objects.bulk_create(Photo(unit=many, key=f"{n:032x}", sha256=f"{n:064x}", position=n, width=first.width,
                                    height=first.height) for n in range(1, 30))
    assert len(client.get(page_of(many)).context["rows"]) == 30
    assert queries_of(client, page_of(unit)) == queries_of(client, page_of(many)) <= 10
