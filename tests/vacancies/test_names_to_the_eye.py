"""A name that shows nothing is no name, by whatever door it comes; and no name turns the words around it."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from popups.models import User
from tests import make
from tests.vacancies.asking import codes, data_of, signed_in
from tests.vacancies.pictures import encoded, make_image, upload
from tests.vacancies.registers import import_file, numbers, register
from vacancies.lifecycle.photos import add_photo
from vacancies.models import Area, Unit
from vacancies.readable import readable

pytestmark = pytest.mark.django_db
NOTHING = ["\u200b\u200b", "\u200d", "\ufeff", "\u202e\u202c", "\u00ad", "\u3164", "\u2800", "\x01\x02", "\U000e0041",
           "\u115f", "\u1160", "\uffa0", "\u034f", "\u17b4", "\u180b", "\ufe0f\ufe0f", "\U000e0100", "\u0301", "\u3164\u2800 \ufe0f\U000e0041"]
DOORS = ["\u3164", "\u2800\ufe0f", "\U000e0041"]  # one of each kind is enough where many doors ask the same rule


def typed(client, name):
    form = data_of(client.get("/staff/units/new/").context["form"])
    return client.post("/staff/units/new/", form | {"name": name, "address_typed": "Pils iela 77"})


@pytest.mark.parametrize("name", NOTHING, ids=ascii)
def test_a_unit_is_not_given_a_name_that_shows_nothing(name):
    response = typed(signed_in(make.make_officer()), name)
    assert (response.status_code, codes(response), Unit.objects.exists()) == (422, {"required"}, False)


@pytest.mark.parametrize("name", NOTHING, ids=ascii)
def test_what_is_logged_or_reported_without_a_name_to_be_seen_is_called_by_its_address(name):
    client, report = signed_in(make.make_officer()), make.make_report(address="Pils iela 79")
    item = {"key": str(uuid4()), "seen": "empty", "seen_on": str(make.today()), "name": name, "address": "Pils iela 80"}
    assert client.post("/walk/items/", json.dumps(item), content_type="application/json").status_code in {200, 201}
    new = {"which": "new", "new-name": name, "new-address": "Pils iela 79"}
    assert client.post(f"/staff/reports/{report.key}/", new).status_code == 302
    assert sorted(Unit.objects.values_list("name", flat=True)) == ["Pils iela 79", "Pils iela 80"]


def test_a_word_that_was_copied_with_signs_nobody_sees_stays_one_word(tmp_path):
    """Soft hyphens of a PDF, the places where a web page may break, and what a word processor puts around Latvian quotes."""
    name, seen = "\ufeffKaf\u00adej\u200bn\u2060ī\u034fca „Rīts”\u200e, 2.", "Kafejnīca „Rīts”, 2."
    assert typed(signed_in(make.make_officer()), name).status_code == 302
    import_file(register(tmp_path, [name, "Pils iela 9"], headings=["Nosaukums", "Adrese"]))
    assert list(Unit.objects.values_list("name", flat=True)) == [seen, seen]


def test_signs_that_turn_the_reading_direction_or_break_the_line_are_left_out():
    assert typed(signed_in(make.make_officer()), " \u202eMaiz\nnīca\u200b  „Rīts” 🏚\u202c").status_code == 302
    assert Unit.objects.get().name == "Maiz nīca „Rīts” 🏚"


def test_a_part_of_town_needs_a_name_to_be_seen_too():
    form = {"name": "\u200b", "corners": "57.42, 27.04\n57.42, 27.05\n57.43, 27.05"}
    response = signed_in(make.make_officer()).post("/staff/areas/new/", form)
    assert (response.status_code, codes(response), Area.objects.exists()) == (422, {"required"}, False)


@pytest.mark.parametrize("name", ["\u200b", "\u3164"], ids=ascii)
def test_a_shop_of_the_public_map_is_not_given_such_a_name(name):
    unit, officer = make.make_unit(), signed_in(make.make_officer())
    tenant = {"name": name, "kind": "shop", "moves_in_on": make.today()}
    response = officer.post(f"/staff/units/{unit.reference}/permanent-tenant/", tenant)
    assert response.status_code == 422
    assert "name" in response.context["form"].errors
    response = officer.post("/staff/shops/new/", {"name": name, "address": "Pils iela 1"})
    assert response.status_code == 422
    assert "name" in response.context["form"].errors


@pytest.mark.parametrize("name", NOTHING, ids=ascii)
def test_what_a_file_calls_by_a_name_that_shows_nothing_is_called_by_its_address(tmp_path, name):
    import_file(register(tmp_path, ["Pils iela 77", name, name], headings=["Adrese", "Nosaukums", "Īpašnieks"]))
    assert list(Unit.objects.values_list("name", "owner")) == [("Pils iela 77", None)]


def test_a_row_that_shows_nothing_is_an_empty_row(tmp_path):
    report = import_file(register(tmp_path, ["Pils iela 77", "A"], ["\u3164", "\u2800\ufe0f"], headings=["Adrese", "Nosaukums"]))
    assert numbers(report) == (1, 0, 0, 0)


def test_letters_that_stand_on_marks_or_signs_stay_as_they_are():
    for text in ("Ādažu kafejnīca", "Cafe\u0301", "☕\ufe0f", "12", "№ 7", "کافه"):
        assert readable(text) == text


@pytest.mark.parametrize("name", DOORS, ids=ascii)
def test_no_other_door_of_the_office_takes_a_name_that_shows_nothing(name):
    officer, unit = make.make_officer(), make.make_unit(address_typed="Pils iela 4")
    client, owner = signed_in(officer), make.make_owner(name="Anna")
    sent = data_of(client.get(f"/staff/owners/people/{owner.pk}/").context["form"]) | {"owner-name": name, "owner-contact_name": name}
    client.post(f"/staff/owners/people/{owner.pk}/", sent)
    owner.refresh_from_db()
    assert (owner.name, owner.contact_name) == ("", "")
    spaces = {"form-TOTAL_FORMS": "8", "form-INITIAL_FORMS": "0", "once": str(uuid4()), "form-0-name": name, "form-0-kind": "zone",
              "form-0-floor_area_m2": "10"}
    assert client.post(f"/staff/units/{unit.reference}/spaces/", spaces).status_code == 422
    photo = add_photo(unit=unit, file=upload(encoded(make_image())), by=officer)
    answer = client.post(f"/staff/units/{unit.reference}/photos/{photo.key}/", {"do": "release", "alt_text": name})
    assert codes(answer) == {"alt_text_missing"}


@pytest.mark.parametrize("name", DOORS, ids=ascii)
def test_nor_does_the_admin(name):
    unit, client = make.make_unit(), signed_in(User.objects.create_superuser(email="root@example.org", password="lielais-ozols-9"))
    address = reverse("admin:vacancies_unit_change", args=[unit.pk])
    with zeal_ignore():
        form = client.get(address).context["adminform"].form
        answer = client.post(address, data_of(form) | {"name": name})
    assert "name" in answer.context["adminform"].form.errors
