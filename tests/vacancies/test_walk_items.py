"""What a phone sends from the street: carried out once, however often and by whichever way it comes."""

from json import dumps
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.make import days, make_officer, make_reviewer, make_surveyor, make_unit, make_user, today
from tests.vacancies.asking import signed_in
from vacancies.addresses import normal_address
from vacancies.choices import RecordState, Seen, SeenBy
from vacancies.models import FieldVisit, KnownAddress, Unit, WalkItem

pytestmark = pytest.mark.django_db
ADDRESS = "/walk/items/"


@pytest.fixture
def surveyor():
    return make_surveyor()


def item(**fields):
    return {"key": str(uuid4()), "seen": "empty", "seen_on": today().isoformat(), "latitude": 57.4247, "longitude": 27.0464} | fields


def send(user, sent):
    return signed_in(user).post(ADDRESS, sent if isinstance(sent, str) else dumps(sent), content_type="application/json", HTTP_ACCEPT="application/json")


def problems(response):
    return {problem["code"] for problem in response.json()["problems"]}


# A new unit

def test_an_empty_shop_becomes_a_reported_unit_with_a_visit_and_a_vacancy(surveyor):
    sent = item(address="dārza ielā 12", name="Bijusī maiznīca", note="Logs saplīsis", features=["water", "step_free"])
    answer = send(surveyor, sent).json()
    unit = Unit.objects.get()
    assert answer == {"key": sent["key"], "is_new": True, "seen_on": today().isoformat(), "unit": {
        "reference": unit.reference, "name": unit.name, "address": "Dārza iela 12", "href": reverse("vacancies:unit-edit", args=[unit.reference])}}
    assert (unit.record_state, unit.name, unit.latitude, unit.longitude) == (RecordState.REPORTED, "Bijusī maiznīca", 57.4247, 27.0464)
    assert (unit.has_water, unit.is_step_free, unit.has_wc) == (True, True, None)
    visit = unit.field_visits.get()
    assert (visit.seen, visit.source, visit.by, visit.note) == (Seen.EMPTY, SeenBy.STREET, surveyor, "Logs saplīsis")
    assert unit.vacancies.get().starts_on == today()
    assert WalkItem.objects.get().sent["address"] == "dārza ielā 12"


def test_what_an_officer_logs_is_confirmed_by_that():
    send(make_officer(), item())
    assert Unit.objects.get().record_state == RecordState.CONFIRMED


def test_three_taps_are_enough_the_address_is_then_the_nearest_known_one_or_the_place_itself(surveyor):
    send(surveyor, item(latitude=57.5, longitude=27.5))
    told = Unit.objects.get().address
    assert told.endswith("57.50000, 27.50000")
    assert told[0].isalpha(), "it says in words that the address is missing"
    for house, latitude in (("14", 57.42485), ("16", 57.4260)):
        typed = f"Dārza iela {house}"
        KnownAddress.objects.create(address_key=normal_address(typed).key, address=typed, latitude=latitude, longitude=27.0464)
    send(surveyor, item())
    unit = Unit.objects.get(latitude=57.4247)
    assert (unit.address, unit.street) == ("Dārza iela 14", "Dārza iela")
    assert unit.internal_note, "it says that nobody typed it"


def test_all_that_is_wrong_comes_at_once_and_nothing_is_kept(surveyor):
    response = send(surveyor, item(seen="burnt", seen_on="soon", latitude=91, features=["moat"]))
    assert (response.status_code, problems(response)) == (422, {"invalid_choice", "invalid", "max_value", "half_point"})
    assert not Unit.objects.exists()
    assert not WalkItem.objects.exists()


def test_a_new_unit_needs_a_place_or_an_address(surveyor):
    assert problems(send(surveyor, item(latitude=None, longitude=None))) == {"place_missing"}
    assert problems(send(surveyor, item(longitude=None))) == {"half_point"}
    assert send(surveyor, item(latitude=None, longitude=None, address="Pils iela 3")).status_code == 200


# A known unit

def test_a_second_look_at_a_known_unit_is_a_visit_and_changes_nothing_else(surveyor):
    unit = make_unit()
    answer = send(surveyor, item(unit=unit.reference, seen="occupied", name="Other name", latitude=1, longitude=1)).json()
    assert (answer["is_new"], answer["unit"]["reference"]) == (False, unit.reference)
    assert unit.field_visits.get().seen == Seen.OCCUPIED
    assert unit.vacancies.get().ends_on == today()
    after = Unit.objects.get()
    assert (after.name, after.latitude, after.version) == (unit.name, unit.latitude, unit.version)


def test_a_look_at_an_entry_that_was_merged_counts_for_the_one_it_went_into(surveyor):
    kept, middle, merged = make_unit(), make_unit(), make_unit()
    Unit.objects.filter(pk=merged.pk).update(merged_into=middle, record_state=RecordState.ARCHIVED)
    Unit.objects.filter(pk=middle.pk).update(merged_into=kept, record_state=RecordState.ARCHIVED)
    assert send(surveyor, item(unit=merged.reference)).json()["unit"]["reference"] == kept.reference
    assert kept.field_visits.count() == 1
    assert not merged.field_visits.exists()


def test_a_reference_that_nobody_knows_is_refused_with_its_name(surveyor):
    response = send(surveyor, item(unit="U-ZZZZ"))
    assert problems(response) == {"unit_unknown"}
    assert "U-ZZZZ" in response.json()["problems"][0]["message"]


# Again

def test_sent_again_it_is_answered_as_before_and_done_once(surveyor):
    sent = item()
    first, second = send(surveyor, sent), send(surveyor, sent)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert (Unit.objects.count(), FieldVisit.objects.count(), WalkItem.objects.count()) == (1, 1, 1)


def test_the_key_of_somebody_else_is_not_there(surveyor):
    sent = item()
    send(make_surveyor(), sent)
    assert send(surveyor, sent).status_code == 404
    assert WalkItem.objects.count() == 1


def test_a_refused_item_can_be_corrected_under_its_own_key(surveyor):
    sent = item(latitude=None, longitude=None)
    assert send(surveyor, sent).status_code == 422
    assert send(surveyor, sent | {"address": "Pils iela 3"}).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [True, False])
def test_the_same_item_sent_six_times_at_one_moment_is_done_once(surveyor, is_known):
    sent = item(**({"unit": make_unit(is_vacant=False).reference} if is_known else {}))
    gate, answers, units = Barrier(6), [], Unit.objects.count()

    def go():
        client = signed_in(surveyor)
        gate.wait()
        answers.append(client.post(ADDRESS, dumps(sent), content_type="application/json"))
        connection.close()

    threads = [Thread(target=go) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, answers[0].json())] * 6
    assert (WalkItem.objects.count(), FieldVisit.objects.count(), Unit.objects.count()) == (1, 1, units + (not is_known))


# Days

def test_the_day_is_the_phones_own_and_a_clock_that_is_ahead_is_set_right(surveyor):
    for seen_on, kept in ((days(-3), days(-3)), (today(), today()), (days(1), today())):
        unit = make_unit()
        send(surveyor, item(unit=unit.reference, seen_on=seen_on.isoformat()))
        assert unit.field_visits.get().seen_on == kept


def test_a_phone_that_lives_next_week_is_told_so(surveyor):
    assert problems(send(surveyor, item(seen_on=days(2).isoformat()))) == {"seen_in_future"}


def test_an_old_look_that_arrives_late_changes_no_vacancy(surveyor):
    unit = make_unit(is_vacant=False)
    send(surveyor, item(unit=unit.reference, seen="occupied"))
    send(surveyor, item(unit=unit.reference, seen="empty", seen_on=days(-20).isoformat()))
    assert not unit.vacancies.exists()
    assert unit.field_visits.count() == 2


# Who, and what is no item

def test_a_script_without_a_person_is_told_so_and_a_browser_is_led_to_the_door():
    assert Client().post(ADDRESS, "{}", content_type="application/json", HTTP_ACCEPT="application/json").status_code == 401
    assert Client().post(ADDRESS, "{}", content_type="application/json").status_code == 302
    assert not WalkItem.objects.exists()


def test_those_who_keep_no_units_find_nothing():
    for person in (make_reviewer(), make_user()):
        assert send(person, item()).status_code == 404
    assert not WalkItem.objects.exists()


def test_what_one_person_logged_on_a_shared_phone_is_not_sent_by_another(surveyor):
    anna = signed_in(surveyor).get("/walk/units.json")["Walk-Person"]
    assert send(make_surveyor(), item(person=anna)).status_code == 409
    assert not WalkItem.objects.exists()
    assert send(surveyor, item(person=anna)).status_code == 200


def text(**fields):
    """An item as text, with a key that is the same in every run: it becomes part of the test's name."""
    return dumps({"key": "6f1c7f2e-0d7b-4f0e-9a53-1f0c6f1d2a3b", "seen": "empty", "seen_on": "2026-01-01", "latitude": 57, "longitude": 27} | fields)


@pytest.mark.parametrize("body", [
    "", "null", "[]", "[" * 9000, "{", '"text"', '{"key": "1"}', '{"key": ["x"], "seen": {"a": 1}}', text(note="a\0b"), text(note="\ud800"),
    text(latitude=float("nan"), longitude=float("inf")), text(note="x" * 30_000), "1" * 5000, text(latitude=10 ** 400), text(seen_on=20261122),
    text(seen_on=["2026-11-22"]), text(seen_on={"day": 1}), text(key=True),
], ids=["nothing", "null", "list", "deep", "open", "word", "short", "shapes", "nul", "half a letter", "no number", "large", "long number",
        "endless latitude", "day as a number", "day as a list", "day as an object", "key as a truth"])
def test_what_is_no_item_is_refused_with_a_sentence(surveyor, body):
    response = send(surveyor, body)
    assert response.status_code == 422
    assert all(problem["message"] for problem in response.json()["problems"])
    assert not Unit.objects.exists()


def test_the_sender_chooses_no_other_field_of_the_unit(surveyor):
    send(surveyor, item(record_state="confirmed", published_at="2026-01-01", owner=1, internal_note="planted", asking_rent_cents=1))
    unit = Unit.objects.get()
    assert (unit.record_state, unit.published_at, unit.owner, unit.asking_rent_cents) == (RecordState.REPORTED, None, None, None)
    assert "planted" not in f"{unit.internal_note}{WalkItem.objects.get().sent}"


def test_a_foreign_page_cannot_send(surveyor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(surveyor)
    sent = dumps(item())
    assert client.post(ADDRESS, sent, content_type="application/json").status_code == 403
    token = client.get("/walk/units.json")["Walk-Token"]
    assert client.post(ADDRESS, sent, content_type="application/json", HTTP_X_CSRFTOKEN=token).status_code == 200


