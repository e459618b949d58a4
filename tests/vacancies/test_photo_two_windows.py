"""A photo that is open in two windows: blurred in one of them, the other says so and does nothing with the one that was meant."""

import pytest
from django.urls import reverse

from tests.make import make_officer, make_unit
from tests.vacancies.asking import codes
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies.lifecycle.blurring import blur_photo
from vacancies.lifecycle.photos import add_photo, remove_photo
from vacancies.models import Photo
from vacancies.mosaic import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_officer()
    client.force_login(user)
    return user


def make_blurred(officer):
    """The photo as it is now, and the addresses that a window knows which was opened before."""
    photo = add_photo(unit=make_unit(), file=upload(encoded(make_image())), alt_text="A window", by=officer)
    before = {name: reverse(f"vacancies:photo-{name}", args=[photo.unit.reference, photo.key])
              for name in ("change", "blur", "remove", "take-back")}
    return blur_photo(photo=photo, areas=[Area(0, 0, 1, 1)], by=officer), before


def facts():
    return list(Photo.with_removed.values("key", "alt_text", "released_at", "removed_at"))


@pytest.mark.parametrize("do", ["describe", "release", "up"])
def test_a_change_from_the_other_window_is_told_and_what_was_typed_stays(client, officer, do):
    photo, before = make_blurred(officer)
    was = facts()
    answer = client.post(before["change"], {"do": do, "alt_text": "Zils logs"})
    assert (answer.status_code, codes(answer)) == (422, {"blurred_meanwhile"})
    assert f'id="photo-{photo.key}"' in answer.content.decode()
    assert 'value="Zils logs"' in answer.content.decode()
    assert facts() == was


@pytest.mark.parametrize(("name", "how", "sent"), [("blur", "get", {}), ("blur", "post", {"cells": ["0"]}), ("remove", "post", {})])
def test_the_other_window_is_led_to_the_photo_as_it_is_now(client, officer, name, how, sent):
    photo, before = make_blurred(officer)
    was = facts()
    answer = getattr(client, how)(before[name], sent)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#photo-{photo.key}")
    assert 'data-color="warning"' in client.get(answer["Location"]).content.decode()
    assert facts() == was


def test_a_removed_photo_is_taken_back_by_the_address_of_before(client, officer):
    photo, before = make_blurred(officer)
    remove_photo(photo=photo, by=officer)
    assert client.post(before["take-back"])["Location"].endswith(f"#photo-{photo.key}")
    assert not Photo.objects.get().is_removed


def test_a_photo_of_another_unit_or_one_that_is_gone_stays_unknown(client, officer):
    photo, before = make_blurred(officer)
    other = before["remove"].replace(photo.unit.reference, make_unit().reference)
    assert client.post(other).status_code == 404
    remove_photo(photo=photo, by=officer)
    assert [client.get(before["blur"]).status_code, client.post(before["change"], {"do": "up"}).status_code] == [404, 404]
    Photo.with_removed.all().delete()
    assert client.post(before["remove"]).status_code == 404
