"""Removed photos: gone from every page, taken back as they were, and gone for good after a while."""

import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from popups.tick import tick
from tests.make import make_officer, make_reviewer, make_surveyor, make_unit
from tests.vacancies.asking import queries_of, signed_in
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies.choices import PhotoDeed
from vacancies.lifecycle.photo_files import BIN_DAYS, ORPHAN_AGE, purge_photos, remove_orphans
from vacancies.lifecycle.photos import add_photo, release_photo, remove_photo, take_back_photo
from vacancies.models import Photo
from vacancies.photos import stored_names

pytestmark = pytest.mark.django_db


def picture(width=640):
    return upload(encoded(make_image(width, 480)))


def make_photo(unit=None, *, is_released=True, width=640):
    by = make_officer()
    photo = add_photo(unit=unit or make_unit(), file=picture(width), alt_text="A window", by=by)
    return release_photo(photo=photo, by=by) if is_released else photo


def address(name, photo):
    return reverse(f"vacancies:{name}", args=[photo.unit.reference, photo.key])


def files():
    return default_storage.listdir("photos")[1]


def removed_days_ago(photo, days):
    Photo.with_removed.filter(pk=photo.pk).update(removed_at=timezone.now() - timedelta(days=days))


def test_a_removed_photo_is_gone_from_every_page_at_once(client):
    photo, officer = make_photo(), make_officer()
    pages = [photo.unit.get_absolute_url(), reverse("popups:unit-list")]
    assert all(photo.key in client.get(page).content.decode() for page in pages)
    remove_photo(photo=photo, by=officer)
    assert not any(photo.key in client.get(page).content.decode() for page in pages)
    assert list(photo.unit.photos.all()) == list(Photo.objects.all()) == []
    assert Photo.with_removed.get().removed_by == officer


def test_the_file_of_a_removed_photo_is_there_for_officers_only(client):
    photo = make_photo()
    assert client.get(photo.small_url).status_code == 200
    remove_photo(photo=photo, by=make_officer())
    assert client.get(photo.small_url).status_code == 404
    answers = [signed_in(user).get(photo.small_url) for user in (make_officer(), make_surveyor(), make_reviewer())]
    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert answers[0]["Cache-Control"] == "private, no-store"


def test_removing_offers_to_undo_and_undoing_brings_it_back_as_it_was(client, officer):
    photo = make_photo()
    response = client.post(address("photo-remove", photo), follow=True)
    back = address("photo-take-back", photo)
    assert f'action="{back}" class="undo"' in response.content.decode()
    assert client.post(back).status_code == 302
    again = Photo.objects.get()
    assert (again.key, again.is_released, again.alt_text) == (photo.key, True, "A window")


def test_removing_and_taking_back_twice_are_harmless(client, officer):
    photo = make_photo()
    for name in ("photo-remove", "photo-remove", "photo-take-back", "photo-take-back"):
        assert client.post(address(name, photo)).status_code == 302
    assert [line.history_change_reason for line in photo.history.order_by("history_id")] == [
        PhotoDeed.ADDED, PhotoDeed.RELEASED, PhotoDeed.REMOVED, PhotoDeed.TAKEN_BACK]


def test_looking_removes_nothing(client, officer):
    photo = make_photo()
    assert client.get(address("photo-remove", photo)).status_code == 405
    assert Photo.objects.count() == 1


def test_officers_find_removed_photos_below_the_others_and_surveyors_do_not(client, officer):
    photo = make_photo()
    remove_photo(photo=photo, by=officer)
    page = reverse("vacancies:photo-list", args=[photo.unit.reference])
    assert address("photo-take-back", photo) in client.get(page).content.decode()
    assert photo.key not in signed_in(make_surveyor()).get(page).content.decode()


def test_the_same_picture_sent_again_takes_the_removed_one_back():
    photo = make_photo()
    remove_photo(photo=photo, by=make_officer())
    again = add_photo(unit=photo.unit, file=picture(), alt_text="Sent again", by=make_surveyor())
    assert (again.pk, again.is_removed, again.alt_text) == (photo.pk, False, "A window")
    assert Photo.with_removed.count() == 1
    assert len(files()) == 3


def test_where_the_same_picture_is_kept_already_the_removed_one_stays_removed():
    """Two rows of one picture in one unit: as after a merge of two entries."""
    first, second = make_photo(), make_photo()
    remove_photo(photo=second, by=make_officer())
    Photo.with_removed.filter(pk=second.pk).update(unit=first.unit)
    assert take_back_photo(photo=Photo.with_removed.get(pk=second.pk), by=make_officer()) == first
    assert list(first.unit.photos.all()) == [first]


def test_removed_photos_keep_their_files_until_they_are_gone_for_good(django_capture_on_commit_callbacks):
    kept, fresh, old = make_photo(), make_photo(), make_photo()
    for photo, days in ((fresh, BIN_DAYS - 1), (old, BIN_DAYS + 1)):
        remove_photo(photo=photo, by=make_officer())
        removed_days_ago(photo, days)
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_photos() == 1
        assert len(files()) == 9
    assert set(Photo.with_removed.all()) == {kept, fresh}
    assert not any(default_storage.exists(name) for name in stored_names(old.key))
    assert Photo.history.filter(id=old.pk).count() == 4, "the history outlives the row"
    assert purge_photos() == 0


def test_the_files_of_removed_photos_are_not_taken_for_loose_ones():
    photo = make_photo()
    remove_photo(photo=photo, by=make_officer())
    old = (timezone.now() - ORPHAN_AGE - timedelta(minutes=1)).timestamp()
    for name in stored_names(photo.key):
        os.utime(default_storage.path(name), (old, old))
    assert remove_orphans() == 0
    assert len(files()) == 3


def test_the_periodic_job_empties_the_bin_and_makes_missing_previews():
    old, bare = make_photo(), make_photo()
    remove_photo(photo=old, by=make_officer())
    removed_days_ago(old, BIN_DAYS + 1)
    Photo.objects.filter(pk=bare.pk).update(preview="")
    assert not [done.sentence for done in tick() if done.is_failure]
    bare.refresh_from_db()
    assert bare.preview
    assert list(Photo.with_removed.all()) == [bare]


def test_thirty_removed_photos_cost_no_more_queries_than_one(client, officer):
    few, many = make_photo(), make_photo()
    remove_photo(photo=few, by=officer)
    Photo.objects.bulk_create(Photo(unit=many.unit, key=f"{n:032x}", sha256=f"{n:064x}", width=4, height=3, removed_by=officer,
                                    removed_at=timezone.now()) for n in range(30))
    pages = [reverse("vacancies:photo-list", args=[photo.unit.reference]) for photo in (few, many)]
    assert len(client.get(pages[1]).context["removed"]) == 30
    assert queries_of(client, pages[0]) == queries_of(client, pages[1]) <= 10


@pytest.mark.parametrize(("name", "sent"), [
    ("photo-change", {"do": "describe", "alt_text": "A door"}), ("photo-change", {"do": "unrelease"}),
    ("photo-remove", {}), ("photo-take-back", {})])
def test_a_photo_that_goes_for_good_at_this_moment_is_as_unknown_as_a_moment_later(monkeypatch, name, sent):
    photo, client = make_photo(), signed_in(make_officer())
    gone_meanwhile = lambda unit_pk: Photo.with_removed.filter(unit=unit_pk).delete()  # noqa: E731
    monkeypatch.setattr("vacancies.lifecycle.photos._lock", gone_meanwhile)
    assert client.post(address(name, photo), sent).status_code == 404
