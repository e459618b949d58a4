import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from popups.tick import tick
from tests.make import make_officer, make_unit
from tests.vacancies.pictures import HTML, encoded, make_image, upload
from vacancies.choices import PhotoDeed
from vacancies.lifecycle.photo_files import ORPHAN_AGE, remove_orphans
from vacancies.lifecycle.photos import (
    add_photo,
    describe_photo,
    move_photo,
    release_photo,
    unrelease_photo,
)
from vacancies.models import Photo
from vacancies.photos import PhotoProblem, read_picture, store, stored_names
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def picture(width=640):
    """Another width is another picture."""
    return upload(encoded(make_image(width, 480)))


def files():
    return default_storage.listdir("photos")[1] if default_storage.exists("photos") else []


def make_photo(unit=None, alt_text="A shop window", width=640):
    return add_photo(unit=unit or make_unit(), file=picture(width), alt_text=alt_text, by=make_officer())


def test_an_added_photo_is_internal_and_has_its_three_files():
    officer, unit = make_officer(), make_unit()
    photo = add_photo(unit=unit, file=picture(), alt_text=" A shop window ", by=officer)
    assert not photo.is_released
    assert (photo.alt_text, photo.added_by, photo.width, photo.height) == ("A shop window", officer, 640, 480)
    assert sorted(files()) == sorted(name.split("/")[1] for name in stored_names(photo.key))
    assert list(unit.photos.released()) == []


def test_the_same_picture_twice_is_one_photo():
    unit, other = make_unit(), make_unit()
    first, second = make_photo(unit), make_photo(unit, alt_text="Sent again")
    assert first == second
    assert second.alt_text == "A shop window"
    assert len(files()) == 3
    assert make_photo(other) != first
    assert len(files()) == 6


def test_two_who_send_the_same_picture_at_once_leave_one_photo_and_no_loose_files(settings):
    """While the files of the one are written, the other is quicker."""
    unit, quicker = make_unit(), []
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "tests.vacancies.pictures.SlowDisk"}}
    default_storage.meanwhile = lambda: quicker.append(make_photo(unit, alt_text="Quicker"))
    photo = make_photo(unit, alt_text="Slower")
    assert [photo] == quicker
    assert photo.alt_text == "Quicker"
    assert len(files()) == 3


def test_a_refused_file_leaves_neither_row_nor_files():
    with pytest.raises(PhotoProblem):
        add_photo(unit=make_unit(), file=upload(HTML), by=make_officer())
    assert not Photo.objects.exists()
    assert files() == []


def test_words_that_are_too_long_are_refused_before_anything_is_stored():
    with pytest.raises(Refused) as refused:
        add_photo(unit=make_unit(), file=picture(), alt_text="x" * 201, by=make_officer())
    assert refused.value.codes == ["alt_text_too_long"]
    assert files() == []


def test_a_row_that_cannot_be_written_takes_its_files_back():
    with pytest.raises(ValueError, match="User"):
        add_photo(unit=make_unit(), file=picture(), by=make_unit())
    assert not Photo.objects.exists()
    assert files() == []


def test_photos_are_numbered_in_the_order_in_which_they_come():
    unit = make_unit()
    assert [make_photo(unit, width=640 + number).position for number in range(3)] == [0, 1, 2]


def test_only_a_described_photo_is_released():
    officer, photo = make_officer(), make_photo(alt_text="")
    with pytest.raises(Refused) as refused:
        release_photo(photo=photo, by=officer)
    assert refused.value.codes == ["alt_text_missing"]
    assert not Photo.objects.released().exists()
    describe_photo(photo=photo, alt_text="A window", by=officer)
    released = release_photo(photo=photo, by=officer)
    assert released.released_by == officer
    assert list(Photo.objects.released()) == [photo]


def test_releasing_twice_keeps_the_first_moment():
    photo = make_photo()
    first = release_photo(photo=photo, by=make_officer())
    second = release_photo(photo=photo, by=make_officer())
    assert (first.released_at, first.released_by) == (second.released_at, second.released_by)


def test_a_photo_can_be_taken_back_from_the_public():
    photo = release_photo(photo=make_photo(), by=make_officer())
    unrelease_photo(photo=photo, by=make_officer())
    photo.refresh_from_db()
    assert (photo.released_at, photo.released_by) == (None, None)


def test_the_same_deed_again_leaves_no_second_line_in_the_history():
    """A double click, or a button beside words that nobody has changed."""
    photo, officer = make_photo(), make_officer()
    for _time in range(2):
        describe_photo(photo=photo, alt_text="A blue door", by=officer)
        release_photo(photo=photo, alt_text=" A blue door ", by=officer)
    release_photo(photo=photo, by=officer)
    said = photo.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert list(said) == [PhotoDeed.ADDED, PhotoDeed.DESCRIBED, PhotoDeed.RELEASED]


def test_the_words_of_a_released_photo_may_be_changed_but_not_emptied():
    officer = make_officer()
    photo = release_photo(photo=make_photo(), by=officer)
    describe_photo(photo=photo, alt_text="Another window", by=officer)
    with pytest.raises(Refused) as refused:
        describe_photo(photo=photo, alt_text="  ", by=officer)
    assert refused.value.codes == ["alt_text_missing"]
    photo.refresh_from_db()
    assert photo.alt_text == "Another window"


@pytest.mark.parametrize(("to", "expected"), [(0, [2, 0, 1]), (1, [0, 2, 1]), (2, [0, 1, 2]), (99, [0, 1, 2]), (-5, [2, 0, 1])])
def test_a_photo_is_moved_among_the_others(to, expected):
    unit = make_unit()
    photos = [make_photo(unit, width=640 + number) for number in range(3)]
    move_photo(photo=photos[2], to=to, by=make_officer())
    assert [photos.index(photo) for photo in unit.photos.all()] == expected
    assert [photo.position for photo in unit.photos.all()] == [0, 1, 2]


def test_files_without_a_row_are_removed_once_they_are_an_hour_old():
    photo = make_photo()
    key = store(read_picture(picture(700)), default_storage)
    assert remove_orphans() == 0
    assert len(files()) == 6
    old = (timezone.now() - ORPHAN_AGE - timedelta(minutes=1)).timestamp()
    for name in [*stored_names(key), *stored_names(photo.key)]:
        os.utime(default_storage.path(name), (old, old))
    assert remove_orphans() == 3
    assert all(default_storage.exists(name) for name in stored_names(photo.key))
    assert not default_storage.exists(stored_names(key)[0])


def test_a_folder_that_does_not_exist_yet_has_no_orphans():
    assert remove_orphans() == 0


def test_the_periodic_job_removes_them_too():
    key = store(read_picture(picture()), default_storage)
    old = (timezone.now() - ORPHAN_AGE - timedelta(minutes=1)).timestamp()
    for name in stored_names(key):
        os.utime(default_storage.path(name), (old, old))
    assert not [done.sentence for done in tick() if done.is_failure]
    assert files() == []
