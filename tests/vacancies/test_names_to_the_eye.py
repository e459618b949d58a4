"""A name that shows nothing is no name, by whatever door it comes; and no name turns the words around it."""

import json
from uuid import uuid4

import pytest

from tests import make
from tests.vacancies.asking import codes, data_of, signed_in
from vacancies.models import Area, Unit

pytestmark = pytest.mark.django_db
NOTHING = ["\u200b\u200b", "\u200d", "\ufeff", "\u202e\u202c", "\u00ad", "\u3164", "\u2800", "\x01\x02", "\U000e0041"]


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
