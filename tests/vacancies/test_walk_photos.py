"""Photos of a walk: sent apart from the facts, each once, and only real ones."""

from json import dumps
from uuid import uuid4

import pytest

from tests.make import make_surveyor, make_unit, today
from tests.vacancies.asking import signed_in
from tests.vacancies.pictures import HEIC, HTML, PHP, SVG, encoded, make_image, phone_photo, pixel_flood, upload
from vacancies.models import Photo, Unit, WalkItem, WalkPhoto

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyor():
    return make_surveyor()


def log(user, **fields):
    key = str(uuid4())
    sent = {"key": key, "seen": "empty", "seen_on": today().isoformat(), "latitude": 57.4247, "longitude": 27.0464} | fields
    assert signed_in(user).post("/walk/items/", dumps(sent), content_type="application/json").status_code == 200
    return key


def send(user, item, photo=None, content=None, **more):
    file = {"file": upload(content or encoded(make_image()))} if content != b"" else {}
    return signed_in(user).post(f"/walk/items/{item}/photos/{photo or uuid4()}/", file, HTTP_ACCEPT="application/json", **more)


def test_a_photo_belongs_to_the_unit_of_its_item_without_the_place_where_it_was_taken(surveyor):
    response = send(surveyor, log(surveyor), key := str(uuid4()), phone_photo())
    photo = Unit.objects.get().photos.get()
    assert response.json() == {"key": key}
    assert (photo.added_by, photo.is_released) == (surveyor, False)
    assert WalkPhoto.objects.get().photo == photo


def test_sent_again_a_photo_is_there_once(surveyor):
    item, key = log(surveyor), str(uuid4())
    answers = [send(surveyor, item, key).json() for _time in range(2)]
    assert answers == [{"key": key}] * 2
    assert (Photo.objects.count(), WalkPhoto.objects.count()) == (1, 1)


def test_the_same_picture_under_another_key_is_the_same_photo(surveyor):
    item = log(surveyor)
    assert {send(surveyor, item).status_code for _time in range(2)} == {200}
    assert (Photo.objects.count(), WalkPhoto.objects.count()) == (1, 2)


def test_a_photo_that_somebody_removed_meanwhile_does_not_come_back(surveyor):
    item, key = log(surveyor), str(uuid4())
    send(surveyor, item, key)
    WalkPhoto.objects.update(photo=None)
    Photo.objects.all().delete()
    assert send(surveyor, item, key).status_code == 200
    assert not Photo.objects.exists()


def test_a_photo_follows_its_unit_into_the_entry_it_was_merged_with(surveyor):
    merged, kept = make_unit(), make_unit()
    item = log(surveyor, unit=merged.reference)
    Unit.objects.filter(pk=merged.pk).update(merged_into=kept)
    send(surveyor, item)
    assert (merged.photos.count(), kept.photos.count()) == (0, 1)


def test_a_photo_waits_for_its_item(surveyor):
    assert send(surveyor, uuid4()).status_code == 404
    assert not Photo.objects.exists()


def test_nobody_adds_to_the_item_of_another(surveyor):
    item, key = log(surveyor), str(uuid4())
    assert send(surveyor, item, key).status_code == 200, "there is something to find"
    other = make_surveyor()
    assert send(other, item).status_code == 404
    assert send(other, log(other), key).status_code == 404, "a key of a photo is not taken for another item"
    assert Photo.objects.count() == 1


@pytest.mark.parametrize("content", [HTML, SVG, PHP, HEIC, pixel_flood(), encoded(make_image())[:3000]],
                         ids=["html", "svg", "php", "heic", "flood", "half"])
def test_what_is_no_photo_is_refused_with_a_sentence_and_the_item_stays(surveyor, content):
    item = log(surveyor)
    response = send(surveyor, item, content=content)
    assert response.status_code == 422
    assert response.json()["problems"][0]["message"]
    assert (WalkItem.objects.count(), Photo.objects.count()) == (1, 0)


def test_a_photo_that_did_not_arrive_at_all_is_refused(surveyor):
    assert send(surveyor, log(surveyor), content=b"").status_code == 422


def test_a_photo_without_a_person_is_kept_on_the_phone(client, surveyor):
    answer = client.post(f"/walk/items/{log(surveyor)}/photos/{uuid4()}/", {"file": upload(encoded(make_image()))}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 401
