"""Photos in one archive: each to the unit that its name tells, every file accounted for, and nothing from hostile ones."""

import io
import zipfile
from errno import ENOSPC

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from zeal import zeal_ignore

from popups.lifecycle.merging import merge_units
from tests.make import make_import, make_officer, make_unit
from tests.vacancies.asking import codes
from tests.vacancies.pictures import HTML, encoded, make_image, phone_photo, pixel_flood
from tests.vacancies.sending_registers import apply, page
from vacancies.choices import ImportState
from vacancies.imports import archives, stored_files, zip_photos
from vacancies.imports.runs import archive_of as archive_name
from vacancies.imports.undo_added import remove_units
from vacancies.imports.zip_photos import open_archive, take_in, units_for
from vacancies.lifecycle import photos
from vacancies.models import ImportRun, Photo, Unit
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(client):
    officer = make_officer()
    client.force_login(officer)
    run = make_import(by=officer)
    apply(client, run)
    return run


def picture(number=0):
    return encoded(make_image(200 + number, 150))


def archive_of(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return written.getvalue()


def post(client, run, data):
    with zeal_ignore():  # each photo is a transaction of its own
        return client.post(page("photos", run), {"archive": SimpleUploadedFile("photos.zip", data)})


def taken(client, run, members):
    assert post(client, run, archive_of(members)).status_code == 302
    run.refresh_from_db()
    return {name: (fate, unit, code) for name, fate, unit, code, _fits in run.report["photos"]}


def test_each_photo_goes_to_the_unit_of_its_name_and_every_file_is_accounted_for(client, run, monkeypatch):
    monkeypatch.setattr("vacancies.imports.work.PHOTOS_HERE", 100)
    by_number, by_address = make_unit(own_number="K-17"), make_unit(address_typed="Dārza iela 10")
    one, other = make_unit(name="veikals", address_typed="Pils iela 5"), make_unit(name="salons", address_typed="Pils iela 5")
    fates = taken(client, run, {
        f"{one.reference}.jpg": picture(1), f"foto/{one.reference.lower()} (2).JPG": picture(2), "K-17_1.jpg": phone_photo(),
        "k-17-2.png": encoded(make_image(), "PNG"), "Dārza ielā 10.jpg": picture(3), "Dārza iela 10/IMG_0001.jpg": picture(4),
        "Pils iela 5 salons.jpg": picture(5), "Pils iela 5.jpg": picture(6), "IMG_2222.jpg": picture(7),
        f"{other.reference}.html": HTML, f"{other.reference}-flood.png": pixel_flood(), "__MACOSX/x.jpg": b"x", ".DS_Store": b"x",
        "Thumbs.db": b"x"})
    added = {name: unit for name, (fate, unit, _code) in fates.items() if fate == "added"}
    assert added == {f"{one.reference}.jpg": one.reference, f"foto/{one.reference.lower()} (2).JPG": one.reference,
                     "K-17_1.jpg": by_number.reference, "k-17-2.png": by_number.reference, "Dārza ielā 10.jpg": by_address.reference,
                     "Dārza iela 10/IMG_0001.jpg": by_address.reference, "Pils iela 5 salons.jpg": other.reference}
    assert {name: (fate, code) for name, (fate, _unit, code) in fates.items() if fate != "added"} == {
        "Pils iela 5.jpg": ("not_matched", "several_units"), "IMG_2222.jpg": ("not_matched", "no_unit"),
        f"{other.reference}.html": ("refused", "not_a_picture"), f"{other.reference}-flood.png": ("refused", "too_many_pixels")}
    assert {(photo.alt_text, photo.is_released) for photo in Photo.objects.all()} == {("", False)}
    shown = client.get(page("file", run)).context["photos"]
    assert shown["known"] == 0
    assert shown["added"] + shown["not_matched"] + shown["refused"] == shown["total"] == len(shown["files"]) == 11
    assert all(file["why"] for file in shown["files"] if not file["is_added"])


def test_a_reference_without_its_u_names_the_unit_but_the_number_of_a_camera_names_none(client, run):
    unit, camera = make_unit(), make_unit()
    for one, reference in ((unit, "U-7KQ4"), (camera, "U-2345")):
        Unit.objects.filter(pk=one.pk).update(reference=reference)
    fates = taken(client, run, {"7KQ4 (3).jpeg": picture(1), "7kq4/front.jpg": picture(2), "2345.jpg": picture(3)})
    assert {name: said for name, (_fate, said, _code) in fates.items()} == {"7KQ4 (3).jpeg": "U-7KQ4", "7kq4/front.jpg": "U-7KQ4", "2345.jpg": ""}
    assert (unit.photos.count(), camera.photos.count()) == (2, 0)


def test_the_page_tells_of_photos_and_of_no_rows_while_photos_are_taken_in(client, run, monkeypatch):
    monkeypatch.setattr("vacancies.views.staff.imports.start", lambda _run, _work: None)
    post(client, run, archive_of({"U-2222.jpg": picture()}))
    shown = client.get(page("file", run))
    assert shown.context["takes_photos"] and 'id="progress" role="status" data-photos' in shown.content.decode()
    run.refresh_from_db()
    assert (run.rows_done, run.rows_total) == (0, 0), "the rows of the file are no photos"


def test_the_same_archive_again_adds_nothing_twice(client, run):
    unit = make_unit()
    for fate in ("added", "known"):
        assert taken(client, run, {f"{unit.reference}.jpg": picture()})[f"{unit.reference}.jpg"][0] == fate
    assert unit.photos.count() == 1
    assert default_storage.listdir("imports")[1] == [run.key], "the archive is not kept"


def test_one_picture_under_two_names_is_added_once_and_both_files_are_accounted_for(client, run):
    unit, other = make_unit(), make_unit()
    fates = taken(client, run, {f"{unit.reference}.jpg": picture(1), f"{unit.reference}_2.jpg": picture(1), f"{other.reference}.jpg": picture(1)})
    assert [fate for fate, _unit, _code in fates.values()] == ["added", "known", "added"]
    assert (unit.photos.count(), other.photos.count()) == (1, 1)
    shown = client.get(page("file", run)).context["photos"]
    assert (shown["added"], shown["known"], shown["total"]) == (2, 1, 3)


def test_what_was_taken_in_before_it_was_stopped_is_added_and_what_lay_in_the_bin_is_too(client, run, monkeypatch):
    monkeypatch.setattr("vacancies.imports.work.PHOTOS_HERE", 100)
    unit = make_unit()
    in_bin = photos.add_photo(unit=unit, file=ContentFile(picture(3)), by=make_officer())
    photos.remove_photo(photo=in_bin, by=make_officer())
    members = {f"{unit.reference} ({number}).jpg": picture(number) for number in (1, 2, 3)} | {f"{unit.reference} (4).jpg": picture(1)}
    monkeypatch.setattr("vacancies.views.staff.imports.start", lambda _run, _work: None)
    post(client, run, archive_of(members))
    run.refresh_from_db()
    photos.add_photo(unit=unit, file=ContentFile(picture(1)), by=make_officer())  # by the process that was killed then
    with zeal_ignore():
        archives.photos(run)
    run.refresh_from_db()
    assert [said[1] for said in run.report["photos"]] == ["added", "added", "added", "known"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp775", "cp1257"])
def test_letters_of_names_that_do_not_say_how_they_are_stored_are_found_out(encoding):
    unit = make_unit(address_typed="Šķūņu iela 3")
    member = zipfile.ZipInfo("x.jpg")
    member.filename, member.flag_bits = "Šķūņu iela 3.jpg".encode(encoding).decode("cp437"), 0
    assert any(units_for(name) == [unit] for name in zip_photos._readings(member))


def hostile(name):
    many = {f"{number}.jpg": b"" for number in range(zip_photos.MOST_MEMBERS + 1)}
    return {"no_zip": b"PK\x03\x04 no archive", "too_many": archive_of(many), "empty": b"",
            "dots": archive_of({"../../etc/cron.d/x.jpg": picture()}), "absolute": archive_of({"/etc/x.jpg": picture()}),
            "drive": archive_of({"C:\\x.jpg": picture()}), "backslash": archive_of({"a\\..\\..\\x.jpg": picture()})}[name]


@pytest.mark.parametrize(("name", "code"), [
    ("no_zip", "no_zip"), ("too_many", "too_many"), ("empty", "no_zip"), ("dots", "hostile_path"), ("absolute", "hostile_path"),
    ("drive", "hostile_path"), ("backslash", "hostile_path")])
def test_a_hostile_archive_is_refused_as_a_whole_and_not_kept(client, run, name, code):
    response = post(client, run, hostile(name))
    assert (response.status_code, codes(response) >= {code}) == (422, True)
    assert (Photo.objects.count(), default_storage.listdir("imports")[1]) == (0, [run.key])


def test_an_archive_that_unpacks_to_too_much_is_not_opened(client, run, monkeypatch):
    monkeypatch.setattr(zip_photos, "MOST_UNPACKED", 1 << 20)
    assert codes(post(client, run, archive_of({"U-2222.jpg": b"0" * (2 << 20)}))) >= {"unpacks_too_big"}


@pytest.mark.parametrize(("declared", "code"), [(2 << 20, "too_heavy"), (100, "unreadable")])
def test_a_member_that_unpacks_to_too_much_or_lies_about_its_size_is_given_up(monkeypatch, tmp_path, declared, code):
    monkeypatch.setattr(zip_photos, "MOST_BYTES_OF_A_PHOTO", 1 << 20)
    unit, honest = make_unit(), 2 << 20
    data = archive_of({f"{unit.reference}.jpg": b"0" * honest})
    path = tmp_path / "bomb.zip"
    path.write_bytes(data.replace(honest.to_bytes(4, "little"), declared.to_bytes(4, "little")))
    with open_archive(path) as archive:
        assert [(str(sent.fate), sent.code) for sent in take_in(archive, by=None)] == [("refused", code)]


def test_a_locked_file_in_the_archive_is_refused_by_itself(tmp_path):
    unit = make_unit()
    data = bytearray(archive_of({f"{unit.reference}.jpg": picture(), f"{unit.reference}-2.jpg": picture(1)}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # says that the first one needs a password
    (tmp_path / "locked.zip").write_bytes(data)
    with open_archive(tmp_path / "locked.zip") as archive, zeal_ignore():
        assert [(str(sent.fate), sent.code) for sent in take_in(archive, by=None)] == [("refused", "unreadable"), ("added", "")]


def test_photos_are_taken_only_for_an_import_that_is_written(client):
    officer = make_officer()
    client.force_login(officer)
    run = make_import(by=officer)
    assert post(client, run, archive_of({"U-2222.jpg": picture()})).status_code == 302
    run.refresh_from_db()
    assert "photos" not in run.report
    assert default_storage.listdir("imports")[1] == [run.key]


def test_what_is_no_archive_is_said_with_a_sentence(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(ContentFile(b"hello").read())
    with pytest.raises(Refused) as caught:
        open_archive(path)
    assert caught.value.problems[0].message


def test_a_name_that_the_archive_tells_in_unicode_is_taken_as_it_stands():
    unit = make_unit(address_typed="Šķūņu iela 3")
    member = zipfile.ZipInfo("x.jpg")
    member.filename, member.flag_bits = "Šķūņu iela 3.jpg", 0
    assert zip_photos._readings(member) == ["Šķūņu iela 3.jpg"]
    assert units_for(member.filename) == [unit]


def fitting_two(client, run):
    one, other = make_unit(name="veikals", address_typed="Pils iela 5"), make_unit(name="salons", address_typed="Pils iela 5")
    taken(client, run, {"IMG_1.jpg": picture(1), "Pils iela 5.jpg": picture(2), "foto/Pils iela 5 (2).jpg": picture(3)})
    return one, other


def choose_unit(client, run, at, unit):
    return client.post(page("photo-choose", run), {"at": at, "unit": unit})


def test_a_photo_that_fits_several_units_names_them_and_goes_to_the_one_that_is_chosen(client, run):
    one, other = fitting_two(client, run)
    assert [set(said[4]) for said in run.report["photos"]] == [set(), {one.reference, other.reference}, {one.reference, other.reference}]
    text = client.get(page("file", run)).content.decode()
    assert text.count('data-fits="2"') == 2
    assert f"/staff/units/{other.reference}/" in text
    assert choose_unit(client, run, 1, other.reference).status_code == 302
    assert (one.photos.count(), other.photos.count()) == (0, 1)
    assert sorted(default_storage.listdir("imports")[1]) == [run.key, archive_name(run)], "kept for the one that is left"
    choose_unit(client, run, 2, one.reference)
    run.refresh_from_db()
    assert [said[1:3] for said in run.report["photos"]] == [["not_matched", ""], ["added", other.reference], ["added", one.reference]]
    assert (one.photos.count(), default_storage.listdir("imports")[1]) == (1, [run.key])


@pytest.mark.parametrize(("at", "unit"), [(0, "first"), (1, "U-2222"), (1, "stranger"), (9, "first"), ("x", "first"), (-1, "first"), ("²", "first")])
def test_only_a_unit_that_was_offered_for_that_photo_can_be_chosen(client, run, at, unit):
    one, _other = fitting_two(client, run)
    reference = {"first": one.reference, "stranger": make_unit().reference}.get(unit, unit)
    assert choose_unit(client, run, at, reference).status_code == 404
    assert not Photo.objects.exists()


def test_where_the_archive_is_gone_the_page_says_how_to_name_the_photo(client, run):
    one, other = fitting_two(client, run)
    stored_files.forget(archive_name(run))
    text = client.get(page("file", run)).content.decode()
    assert f"{one.reference} Pils iela 5.jpg" in text or f"{other.reference} Pils iela 5.jpg" in text
    assert choose_unit(client, run, 1, one.reference).status_code == 302
    assert not Photo.objects.exists()


def test_a_chosen_unit_that_was_merged_meanwhile_passes_the_photo_on(client, run):
    one, other = fitting_two(client, run)
    with zeal_ignore():
        merge_units(kept=one, merged=other, by=make_officer())
        choose_unit(client, run, 1, other.reference)
    run.refresh_from_db()
    assert (run.report["photos"][1][1:3], one.photos.count()) == (["added", one.reference], 1)


def test_once_the_import_is_undone_its_photos_go_to_no_unit_and_no_unit_is_offered(client, run):
    one, _other = fitting_two(client, run)
    assert one.reference in client.get(page("file", run)).content.decode()
    client.post(page("undo", run))
    text = client.get(page("file", run)).content.decode()
    assert 'id="undone"' in text and 'id="photos"' in text
    assert (text.count("data-fits"), one.reference in text) == (0, False)
    for late in (lambda: choose_unit(client, run, 1, one.reference), lambda: post(client, run, archive_of({f"{one.reference}.jpg": picture(9)}))):
        shown = client.get(late()["Location"])
        assert [message.level_tag for message in shown.context["messages"]] == ["warning"]
    run.refresh_from_db()
    assert (Photo.objects.count(), run.report["photos"][1][1]) == (0, "not_matched")


def test_an_import_that_is_undone_between_the_look_and_the_lock_gives_its_photo_to_no_unit(client, run, monkeypatch):
    one, _other = fitting_two(client, run)
    lock = archives.lock_run

    def undone_then_locked(now):
        ImportRun.objects.filter(pk=now.pk).update(state=ImportState.UNDOING)
        return lock(now)

    monkeypatch.setattr(archives, "lock_run", undone_then_locked)
    assert choose_unit(client, run, 1, one.reference).status_code == 302
    assert not Photo.objects.exists()


@pytest.mark.parametrize("code", ["merged", "gone"])
def test_a_unit_that_is_merged_or_leaves_while_its_photo_is_taken_in_is_told_with_a_sentence(client, run, monkeypatch, code):
    kept, unit = make_unit(), make_unit(own_number="K-17")
    store = photos.store

    def moved_meanwhile(*asked):
        key = store(*asked)
        if code == "merged":
            merge_units(kept=kept, merged=unit, by=make_officer())
        else:
            remove_units([unit.pk], run, None)
        return key

    monkeypatch.setattr(photos, "store", moved_meanwhile)
    fates = taken(client, run, {"K-17.jpg": picture(1)})
    assert fates == {"K-17.jpg": ("refused", "", code)}
    assert [file["why"] != "" for file in client.get(page("file", run)).context["photos"]["files"]] == [True]
    assert not Photo.objects.exists()


def test_a_photo_that_could_not_be_stored_can_be_chosen_again(client, run, monkeypatch):
    one, _other = fitting_two(client, run)
    for at in (1, 2):
        with monkeypatch.context() as full:
            full.setattr("vacancies.photos._write", full_disk)
            choose_unit(client, run, at, one.reference)
        assert not one.photos.filter(position=at - 1).exists()
        choose_unit(client, run, at, one.reference)
    assert one.photos.count() == 2


def full_disk(*_asked):
    raise OSError(ENOSPC, "No space left on device")


def test_what_an_earlier_version_kept_about_photos_is_still_shown(client, run):
    run.report["photos"] = [["a.jpg", "not_matched", "", "several_units"]]
    run.save()
    assert client.get(page("file", run)).context["photos"]["not_matched"] == 1
