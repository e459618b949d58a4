"""Reporting an empty shop: without an account, once, kept from the public, and little use to a machine."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from popups.forms import from_people
from popups.forms.from_people import stamp_of_now
from popups.lifecycle.resident_reports import send_report
from popups.reports.resident_reports import units_to_ask_about
from tests.make import days, make_officer, make_report, make_surveyor, make_unit, make_user, today
from tests.popups.asking import codes, signed_in
from tests.vacancies.pictures import HEIC, HTML, PHP, SVG, encoded, make_image, phone_photo, pixel_flood, upload
from vacancies.choices import RecordState, Seen
from vacancies.lifecycle.photo_files import remove_orphans
from vacancies.models import Report
from vacancies.photos import MESSAGES, stored_names

pytestmark = pytest.mark.django_db
ADDRESS = "/report/"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def typed(stamp, **fields):
    return {"seen": Seen.EMPTY.value, "address": "Pils iela 4", "seen_on": today().isoformat(), "text": "", "email": "",
            "website": "", "stamp": stamp, "once": str(uuid4())} | fields


def send(stamp, **fields):
    return Client().post(ADDRESS, typed(stamp, **fields))


def stored_files():
    return default_storage.listdir("photos")[1] if default_storage.exists("photos") else []


def test_anybody_can_report_with_an_address_alone(client, stamp):
    assert client.get(ADDRESS).status_code == 200
    response = send(stamp)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("popups:report-sent"))
    report = Report.objects.get()
    assert (report.is_new, report.address, report.address_key, report.seen) == (True, "Pils iela 4", "pils iela 4", Seen.EMPTY)
    assert report.language == "lv"
    assert Client().get(response["Location"]).status_code == 200


def test_a_point_from_the_phone_is_enough(stamp):
    assert send(stamp, address="", latitude="57.4241", longitude="27.0461").status_code == 302
    assert Report.objects.get().point == (57.4241, 27.0461)


def test_a_report_from_a_units_page_is_about_that_unit(client, stamp):
    unit = make_unit()
    page = client.get(f"{ADDRESS}?unit={unit.reference}")
    assert unit.reference in page.content.decode()
    assert 'name="address"' not in page.content.decode()
    assert " checked" not in page.content.decode(), "nobody says by mistake what the page says already"
    assert " checked" in client.get(ADDRESS).content.decode()
    send(stamp, unit=unit.reference, address="")
    assert Report.objects.get().unit == unit


def test_a_unit_that_is_not_public_cannot_be_found_out_by_its_reference(client, stamp):
    hidden = make_unit(is_published=False)
    page = client.get(f"{ADDRESS}?unit={hidden.reference}").content.decode()
    assert hidden.name not in page
    send(stamp, unit=hidden.reference)
    assert Report.objects.get().unit is None


def test_a_unit_that_no_database_can_look_for_is_none(stamp):
    assert send(stamp, unit="U-\0").status_code == 302
    assert Report.objects.get().unit is None


def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_stays(client, stamp):
    response = client.post(ADDRESS, typed(stamp, address="", seen="", seen_on=days(1).isoformat(), email="nobody", text="Mani vārdi"))
    assert response.status_code == 422
    assert codes(response) == {"place_missing", "required", "seen_in_future", "invalid"}
    assert "Mani vārdi" in response.content.decode()
    assert not Report.objects.exists()


def test_a_day_long_ago_is_refused(stamp):
    assert codes(send(stamp, seen_on=days(-400).isoformat())) == {"seen_long_ago"}


def test_the_same_form_sent_twice_is_one_report_with_one_picture(stamp):
    once, picture = str(uuid4()), encoded(make_image())
    for _time in range(2):
        assert send(stamp, once=once, photo=upload(picture)).status_code == 302
    report = Report.objects.get()
    assert sorted(stored_files()) == sorted(name.split("/")[1] for name in stored_names(report.photo_key))


def test_two_people_who_report_the_same_shop_make_two_reports(stamp):
    send(stamp)
    send(stamp)
    assert Report.objects.count() == 2


@pytest.mark.parametrize("content", [HTML, SVG, PHP, HEIC, b"", encoded(make_image())[:500], pixel_flood()],
                         ids=["html", "svg", "php", "heic", "empty", "cut off", "pixel flood"])
def test_a_hostile_file_is_refused_with_a_sentence_and_leaves_nothing(content, stamp):
    response = send(stamp, photo=upload(content), text="Mani vārdi")
    assert response.status_code == 422
    assert codes(response)
    assert "Mani vārdi" in response.content.decode()
    assert not Report.objects.exists()
    assert stored_files() == []


def test_what_is_wrong_with_the_photo_is_told_with_the_rest(stamp):
    response = send(stamp, seen_on=f"{days(3):%d.%m.%Y}.", email="nekur", photo=upload(PHP))
    assert set(response.context["form"].errors) == {"seen_on", "email", "photo"}


def test_an_empty_file_is_answered_with_what_to_do(stamp):
    problems = send(stamp, photo=upload(b"")).context["form"].errors["photo"]
    assert problems == [MESSAGES["empty_file"]]


def test_the_picture_is_our_own_without_place_and_owner(stamp):
    send(stamp, photo=upload(phone_photo()))
    report = Report.objects.get()
    for name in stored_names(report.photo_key):
        with default_storage.open(name) as file:
            content = file.read()
        assert content[8:12] == b"WEBP"
        assert b"Exif" not in content


@pytest.mark.parametrize(("person", "status"), [(None, 404), (make_user, 404), (make_officer, 200), (make_surveyor, 200)])
def test_only_those_who_read_reports_get_the_picture(person, status, stamp):
    send(stamp, photo=upload(encoded(make_image())))
    client = signed_in(person()) if person else Client()
    response = client.get(Report.objects.get().photo_url)
    assert response.status_code == status
    if status == 200:
        assert response["Cache-Control"] == "private, no-store"


def test_the_picture_of_a_waiting_report_is_no_orphan(stamp, settings, monkeypatch):
    send(stamp, photo=upload(encoded(make_image())))
    monkeypatch.setattr("vacancies.lifecycle.photo_files.ORPHAN_AGE", timedelta(0))
    assert remove_orphans() == 0
    Report.objects.update(photo_key="")
    assert remove_orphans() == 3


def test_a_machine_that_fills_every_box_is_thanked_and_forgotten(stamp):
    response = send(stamp, website="https://example.org")
    assert response.status_code == 302
    assert Client().get(response["Location"]).status_code == 200
    assert not Report.objects.exists()


def test_a_form_that_comes_back_at_once_is_asked_to_come_again():
    stamp = stamp_of_now()
    assert codes(send(stamp)) == {"too_fast"}
    assert not Report.objects.exists()


@pytest.mark.parametrize("bad", ["", "invented", "1:2:3"])
def test_a_form_without_our_stamp_is_given_a_new_one(bad, monkeypatch):
    monkeypatch.setattr(from_people, "LEAST_SECONDS", 0)
    response = send(bad)
    assert codes(response) == {"stale_page"}
    fresh = response.context["form"]["stamp"].value()
    assert fresh != bad
    assert send(fresh).status_code == 302


def test_a_page_that_was_open_for_days_is_given_a_new_stamp(stamp, monkeypatch):
    monkeypatch.setattr(from_people, "MOST_SECONDS", -1)
    assert codes(send(stamp)) == {"stale_page"}


def test_one_sender_cannot_flood_the_office(stamp, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "send_report": "2/h/ip,400/d/key"}
    answers = [send(stamp, text="Mani vārdi") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert codes(answers[2]) == {"too_often"}
    assert "Mani vārdi" in answers[2].content.decode()
    assert Report.objects.count() == 2


def test_all_senders_together_cannot_flood_the_office(stamp, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "send_report": "9/h/ip,2/d/key"}
    answers = [Client(REMOTE_ADDR=f"192.0.2.{number}").post(ADDRESS, typed(stamp)).status_code for number in range(3)]
    assert answers == [302, 302, 429]


def test_afterwards_only_public_units_are_asked_about():
    public = make_unit(address_typed="Pils iela 4", latitude=57.0, longitude=26.0)
    near = make_unit(address_typed="Ojāra Vācieša iela 1", latitude=57.42401, longitude=27.04601)
    for hidden in ({"is_published": False}, {"record_state": RecordState.ARCHIVED}):
        make_unit(address_typed="Pils iela 4", **hidden)
    make_unit(latitude=57.43, longitude=27.05)
    report = make_report(address="Pils ielā 4, Alūksne", point=(57.424, 27.046))
    assert units_to_ask_about(report) == [public, near]


def test_who_says_which_unit_was_meant_is_believed_as_a_hint(stamp):
    unit = make_unit(address_typed="Pils iela 4")
    place = send(stamp)["Location"]
    assert unit.reference in Client().get(place).content.decode()
    assert Report.objects.get().unit is None, "looking changes nothing"
    Client().post(place, {"unit": unit.reference})
    assert Report.objects.get().unit == unit


def test_nobody_can_point_another_report_or_to_another_unit(stamp):
    make_unit(address_typed="Pils iela 4")
    other = make_unit(address_typed="Dārza iela 90", latitude=57.0, longitude=26.0)
    place = send(stamp)["Location"]
    Client().post(place, {"unit": other.reference})
    Client().post(reverse("popups:report-sent") + "?r=invented", {"unit": other.reference})
    assert Report.objects.get().unit is None


def test_nothing_of_a_report_is_public(stamp):
    """Whatever is typed, no public page repeats it."""
    unit = make_unit(address_typed="Pils iela 4")
    send(stamp, text="Slepenais-vārds", email="slepens@example.org", photo=upload(encoded(make_image())))
    report = Report.objects.get()
    assert report.photo_key
    for place in ("/", "/units/", "/shops/", unit.get_absolute_url(), "/report/", "/report/sent/"):
        page = Client().get(place).content.decode()
        for secret in ("Slepenais-vārds", "slepens@example.org", report.photo_key, report.key):
            assert secret not in page


def test_a_report_says_in_which_language_it_was_sent(stamp):
    Client(headers={"accept-language": "de"}).post(ADDRESS, typed(stamp))
    assert Report.objects.get().language == "de"


def test_a_report_that_cannot_be_written_leaves_no_picture(monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Report, "save", fails)
    with pytest.raises(RuntimeError):
        send_report(seen=Seen.EMPTY, seen_on=today(), address="Pils iela 4", file=upload(encoded(make_image())))
    assert stored_files() == []


def test_the_page_is_made_anew_for_everybody(client):
    assert "no-cache" in client.get(ADDRESS)["Cache-Control"]
    assert timezone.localdate().isoformat() in client.get(ADDRESS).content.decode()


def test_the_way_to_report_is_on_every_page_and_on_those_of_units(client):
    unit = make_unit()
    assert 'href="/report/"' in client.get("/").content.decode()
    assert f'href="/report/?unit={unit.reference}"' in client.get(unit.get_absolute_url()).content.decode()
    assert client.get("/privacy/").status_code == 200
