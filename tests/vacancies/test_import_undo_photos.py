"""Undoing an import takes the photos of its archives along; what somebody has done with one since stays."""

import io
import zipfile
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.make import make_import, make_officer, make_surveyor, make_unit, today
from tests.vacancies.pictures import encoded, make_image, upload
from tests.vacancies.sending_registers import apply, page
from vacancies.choices import PhotoDeed, Seen
from vacancies.imports import undo, undo_photos
from vacancies.imports.archives import begin_photos, photos
from vacancies.imports.kept import WhyKept
from vacancies.imports.undo import undo_run
from vacancies.lifecycle.blurring import blur_photo
from vacancies.lifecycle.photos import (
    add_photo,
    describe_photo,
    move_photo,
    release_photo,
    remove_photo,
    take_back_photo,
    unrelease_photo,
)
from vacancies.lifecycle.units import change_unit
from vacancies.lifecycle.walks import add_walk_photo, record_walk_item
from vacancies.models import Photo, Unit
from vacancies.mosaic import Area
from vacancies.photos import stored_names
from vacancies.reports.story import register_story
from vacancies.reports.told import Reader

pytestmark = pytest.mark.django_db
OFFICERS = Reader(sees_owners=True)
TWO = "Adrese;Telpas;Statuss\nPils iela 1;veikals;brīvs\nPils iela 2;salons;brīvs\n"


@pytest.fixture
def undo_it(django_capture_on_commit_callbacks):
    """With what waits for a commit."""

    def do(run, by):
        with django_capture_on_commit_callbacks(execute=True):
            return undo_run(run=run, by=by)

    return do


def imported(client, officer, text=TWO):
    run = make_import(by=officer, text=text)
    apply(client, run)
    return run


def picture(number=0):
    return encoded(make_image(200 + number, 150))


def send_photos(run, by, **members):
    """Named by address: Pils_1 is a picture of Pils iela 1, Pils_1_2 another one."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for at, name in enumerate(members):
            archive.writestr(f"Pils iela {name.split('_')[1]} ({at + 1}).jpg", members[name])
    assert begin_photos(run=run, file=ContentFile(written.getvalue(), name="photos.zip"), by=by)
    photos(run)
    run.refresh_from_db()
    assert {said[1] for said in run.report["photos"]} <= {"added", "known"}


def unit_at(number):
    return Unit.objects.get(address=f"Pils iela {number}")


def files_of(*keys):
    return [name for key in keys for name in stored_names(key) if default_storage.exists(name)]


def test_photos_that_nobody_touched_go_with_the_units_that_the_import_added(client, officer, undo_it):
    run = imported(client, officer)
    send_photos(run, officer, p_1=picture(1), p_1_2=picture(2), p_2=picture(3))
    keys = list(Photo.objects.values_list("key", flat=True))
    assert len(files_of(*keys)) == 9
    undone = undo_it(run, officer)
    assert (undone.removed, undone.kept, Unit.objects.count(), Photo.with_removed.count()) == (2, [], 0, 0)
    assert files_of(*keys) == []
    assert sorted(Photo.history.values_list("history_type", "history_change_reason", "history_user")) == [
        ("+", run.reason, officer.pk)] * 3 + [("-", run.undo_reason, officer.pk)] * 3


def test_their_files_stay_until_the_commit(client, officer, django_capture_on_commit_callbacks):
    run = imported(client, officer)
    send_photos(run, officer, p_1=picture(1))
    key = Photo.objects.get().key
    with django_capture_on_commit_callbacks(execute=True):
        undo_run(run=run, by=officer)
        assert len(files_of(key)) == 3
    assert files_of(key) == []


def test_also_those_of_an_archive_that_was_sent_before_the_last_one_and_those_that_were_chosen_for(client, officer, undo_it):
    run = imported(client, officer, "Adrese;Telpas;Statuss\nPils iela 1;veikals;brīvs\nPils iela 1;salons;brīvs\nPils iela 2;bodīte;brīvs\n")
    send_photos(run, officer, p_2=picture(1))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("Pils iela 1.jpg", picture(2))
    begin_photos(run=run, file=ContentFile(written.getvalue(), name="photos.zip"), by=officer)
    photos(run)
    client.post(page("photo-choose", run), {"at": 0, "unit": Unit.objects.get(name="salons").reference})
    assert Photo.objects.count() == 2
    assert undo_it(run, officer).kept == []
    assert (Unit.objects.count(), Photo.with_removed.count()) == (0, 0)


TOUCHES = {
    "released": lambda photo, by: release_photo(photo=photo, alt_text="A window", by=by),
    "released and not": lambda photo, by: unrelease_photo(photo=release_photo(photo=photo, alt_text="A window", by=by), by=by),
    "described": lambda photo, by: describe_photo(photo=photo, alt_text="A window", by=by),
    "blurred": lambda photo, by: blur_photo(photo=photo, areas=[Area(0, 0, 0.5, 0.5)], by=by),
    "moved": lambda photo, by: move_photo(photo=photo, to=1, by=by),
    "removed": lambda photo, by: remove_photo(photo=photo, by=by),
    "removed and back": lambda photo, by: take_back_photo(photo=remove_photo(photo=photo, by=by), by=by),
    "another by hand": lambda photo, by: add_photo(unit=photo.unit, file=upload(picture(9)), by=by),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_a_photo_that_somebody_touched_since_keeps_the_unit_that_was_added_with_all_its_photos(client, officer, undo_it, touch):
    run = imported(client, officer)
    send_photos(run, officer, p_1=picture(1), p_1_2=picture(2), p_2=picture(3))
    unit = unit_at(1)
    TOUCHES[touch](unit.photos.get(position=0), make_officer())
    before = set(Photo.with_removed.filter(unit=unit).values_list("key", "removed_at"))
    undone = undo_it(run, officer)
    assert (undone.removed, [(kept.unit, kept.why) for kept in undone.kept]) == (1, [(unit, WhyKept.IN_USE)])
    assert set(Photo.with_removed.values_list("key", "removed_at")) == before
    assert len(files_of(*[key for key, _removed in before])) == 3 * len(before)


def test_a_unit_that_stays_because_its_entry_was_edited_keeps_its_photos(client, officer, undo_it):
    run = imported(client, officer)
    send_photos(run, officer, p_1=picture(1))
    unit = unit_at(1)
    change_unit(unit=unit, version=unit.version, by=officer, name="Kalēja veikals")
    assert [kept.why for kept in undo_it(run, officer).kept] == [WhyKept.EDITED]
    assert unit.photos.count() == 1


def test_on_units_that_were_only_changed_or_not_even_that_they_go_to_the_bin_and_can_be_taken_back(client, officer, undo_it):
    changed, other = make_unit(name="veikals", address_typed="Pils iela 1"), make_unit(address_typed="Pils iela 7")
    by_hand = add_photo(unit=changed, file=upload(picture(8)), by=officer)
    run = imported(client, officer)
    assert run.report["applied"]["changed"] == 1
    send_photos(run, officer, p_1=picture(1), p_7=picture(2))
    undone = undo_it(run, officer)
    assert (undone.removed, undone.put_back, undone.kept) == (1, 1, [])
    assert list(Photo.objects.all()) == [by_hand]
    gone = list(Photo.with_removed.exclude(removed_at=None))
    assert ({photo.unit for photo in gone}, {photo.removed_by for photo in gone}) == ({changed, other}, {officer})
    assert len(files_of(*[photo.key for photo in gone])) == 6
    assert not take_back_photo(photo=gone[0], by=officer).is_removed


@pytest.mark.parametrize("touch", [touch for touch in TOUCHES if touch not in ("another by hand", "removed")])
def test_a_photo_that_somebody_touched_since_stays_on_a_unit_that_was_changed(client, officer, undo_it, touch):
    unit = make_unit(name="veikals", address_typed="Pils iela 1")
    run = imported(client, officer)
    send_photos(run, officer, p_1=picture(1), p_1_2=picture(2))
    photo = unit.photos.get(position=0)
    TOUCHES[touch](photo, make_officer())
    assert undo_it(run, officer).put_back == 1
    assert photo in unit.photos.all()


def test_a_picture_that_was_there_before_the_archive_or_that_a_walk_brought_as_well_stays(client, officer, undo_it):
    unit, surveyor = make_unit(name="veikals", address_typed="Pils iela 1"), make_surveyor()
    here = add_photo(unit=unit, file=upload(picture(1)), by=officer)
    run = imported(client, officer)
    send_photos(run, officer, p_1=picture(1), p_1_2=picture(2))
    item = record_walk_item(key=uuid4(), by=surveyor, seen=Seen.EMPTY, seen_on=today(), unit=unit)
    walked = add_walk_photo(key=uuid4(), item_key=item.key, file=upload(picture(2)), by=surveyor).photo
    undo_it(run, officer)
    assert list(unit.photos.all()) == [here, walked]


def test_what_a_second_import_takes_out_of_the_bin_goes_back_there_with_its_undoing(client, officer, undo_it):
    unit = make_unit(name="veikals", address_typed="Pils iela 1")
    for _time in range(2):
        run = imported(client, officer)
        send_photos(run, officer, p_1=picture(1))
        assert unit.photos.count() == 1
        undo_it(run, officer)
        assert (unit.photos.count(), Photo.with_removed.count()) == (0, 1)


def test_a_photo_by_hand_that_an_archive_took_out_of_the_bin_keeps_the_unit_that_was_added_and_goes_back_to_no_bin(client, officer, undo_it):
    run = imported(client, officer)
    by_hand = add_photo(unit=unit_at(1), file=upload(picture(1)), by=officer)
    remove_photo(photo=by_hand, by=officer)
    send_photos(run, officer, p_1=picture(1))
    assert [kept.unit for kept in undo_it(run, officer).kept] == [by_hand.unit]
    assert list(by_hand.unit.photos.all()) == [by_hand]


def test_the_photos_of_another_import_stay_and_undone_by_nobody_they_were_removed_by_whoever_added_them(client, officer, undo_it):
    unit = make_unit(name="veikals", address_typed="Pils iela 1")
    first, second = imported(client, officer), imported(client, officer)
    send_photos(first, officer, p_1=picture(1))
    send_photos(second, officer, p_1=picture(2))
    undo_it(second, None)
    assert Photo.with_removed.exclude(removed_at=None).get().removed_by == officer
    assert [line.history_change_reason for photo in unit.photos.all() for line in photo.history.all()] == [first.reason]


class Killed(BaseException):
    pass


@pytest.mark.parametrize("step", ["_undo_batch", "bin_photos"])
def test_an_undoing_that_is_killed_loses_no_photo_and_takes_none_twice(client, officer, undo_it, monkeypatch, step):
    for number in (7, 8):
        make_unit(address_typed=f"Pils iela {number}")
    run = imported(client, officer)
    send_photos(run, officer, p_1=picture(1), p_2=picture(2), p_7=picture(3), p_8=picture(4))
    keys = list(Photo.objects.values_list("key", flat=True))
    monkeypatch.setattr(undo, "BATCH", 1)
    done, work = [], getattr(undo, step)

    def killed_in_the_second(*arguments):
        done.append(work(*arguments))
        if len(done) == 2:
            raise Killed
        return done[-1]

    with monkeypatch.context() as patch:
        patch.setattr(undo, step, killed_in_the_second)
        with pytest.raises(Killed):
            undo_it(run, officer)
    here = Photo.with_removed.values_list("key", flat=True)
    assert len(files_of(*here)) == 3 * len(here), "no row without its files"
    assert (len(here), Photo.objects.count()) == ((3, 3) if step == "_undo_batch" else (2, 1))
    undo_it(run, officer)
    assert (Unit.objects.count(), Photo.objects.count(), Photo.with_removed.count()) == (2, 0, 2)
    assert len(files_of(*keys)) == 6
    assert sorted(Photo.history.values_list("history_type", flat=True)) == ["+"] * 4 + ["-"] * 2 + ["~"] * 2


def test_a_photo_that_is_released_between_the_look_and_the_lock_is_not_taken_away(client, officer, undo_it, monkeypatch):
    unit = make_unit(address_typed="Pils iela 7")
    run = imported(client, officer)
    send_photos(run, officer, p_7=picture(1))
    look = undo_photos._to_bin

    def looked_then_released(*arguments):
        found = look(*arguments)
        release_photo(photo=unit.photos.get(), alt_text="A window", by=officer)
        return found

    monkeypatch.setattr(undo_photos, "_to_bin", looked_then_released)
    undo_it(run, officer)
    assert unit.photos.get().is_released


def test_the_story_of_a_unit_tells_by_which_import_its_photos_came_and_went(client, officer, undo_it):
    unit = make_unit(address_typed="Pils iela 7")
    run = imported(client, officer)
    send_photos(run, officer, p_7=picture(1))
    undo_it(run, officer)
    told = [one for one in register_story(unit, OFFICERS) if one.kind == "photo"]
    assert [(one.what, one.file_name, bool(one.back_href)) for one in told] == [
        (PhotoDeed.REMOVED.label, run.file_name, True), (PhotoDeed.ADDED.label, run.file_name, False)]
    again = imported(client, officer)
    send_photos(again, officer, p_7=picture(1))
    assert [one.what for one in register_story(unit, OFFICERS) if one.kind == "photo"][0] == PhotoDeed.TAKEN_BACK.label


def test_the_page_of_the_import_leads_to_no_unit_that_went_with_it(client, officer, undo_it):
    other = make_unit(address_typed="Pils iela 7")
    run = imported(client, officer)
    gone = unit_at(1)
    send_photos(run, officer, p_1=picture(1), p_7=picture(2))
    undo_it(run, officer)
    text = client.get(page("file", run)).content.decode()
    assert (f"/staff/units/{gone.reference}/" in text, f"/staff/units/{other.reference}/photos/" in text) == (False, True)
    assert gone.reference in text
