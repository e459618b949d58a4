"""The files of photos: who gets them, and how long they may be kept."""

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse

from tests.make import make_officer, make_unit
from tests.popups.asking import signed_in
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies.choices import RecordState
from vacancies.lifecycle.photos import add_photo, release_photo, unrelease_photo
from vacancies.photos import remove_file, stored_name

pytestmark = pytest.mark.django_db


def make_photo(*, is_released=True, **unit):
    officer = make_officer()
    photo = add_photo(unit=make_unit(**unit), file=upload(encoded(make_image())), alt_text="A window", by=officer)
    return release_photo(photo=photo, by=officer) if is_released else photo


def content(response) -> bytes:
    return b"".join(response.streaming_content)


def test_everybody_gets_a_released_photo_of_a_published_unit(client):
    photo = make_photo()
    for url in (photo.small_url, photo.medium_url, photo.large_url):
        response = client.get(url)
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
        assert content(response)[8:12] == b"WEBP"
        assert "public" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("hidden", [
    {"is_released": False}, {"is_published": False}, {"record_state": RecordState.ARCHIVED}])
def test_a_stranger_gets_a_404_for_what_is_not_public_and_staff_see_it_uncached(client, hidden):
    photo = make_photo(**hidden)
    assert client.get(photo.small_url).status_code == 404
    response = signed_in(make_officer()).get(photo.small_url)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert content(response)


def test_whoever_has_the_photo_is_not_sent_it_again(client):
    photo = make_photo()
    first = client.get(photo.small_url)
    assert content(first)
    again = client.get(photo.small_url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_release_taken_back_is_a_404_even_for_whoever_has_the_photo(client):
    photo = make_photo()
    first = client.get(photo.small_url)
    assert content(first)
    unrelease_photo(photo=photo, by=make_officer())
    assert client.get(photo.small_url, headers={"if-none-match": first["ETag"]}).status_code == 404


def test_a_width_that_is_not_kept_an_unknown_key_and_a_lost_file_are_404(client):
    photo = make_photo()
    assert client.get(reverse("vacancies:photo-file", args=[photo.key, 481])).status_code == 404
    assert client.get(reverse("vacancies:photo-file", args=["0" * 32, 480])).status_code == 404
    remove_file(stored_name(photo.key, 480), default_storage)
    assert client.get(photo.small_url).status_code == 404


class StoreThatIsAway(FileSystemStorage):
    def _open(self, name, mode="rb"):
        raise ConnectionError("Nobody answers")


def test_a_store_that_is_away_asks_to_come_again_and_is_remembered_by_no_cache(client, settings):
    photo = make_photo()
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "tests.vacancies.test_photo_files.StoreThatIsAway"}}
    response = client.get(photo.small_url)
    assert (response.status_code, response["Cache-Control"], response["Retry-After"]) == (503, "no-store", "60")
