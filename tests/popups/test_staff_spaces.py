"""Dividing a unit into spaces."""

from uuid import uuid4

import pytest

from popups.models import History
from tests.make import make_officer, make_reviewer, make_surveyor, make_tenancy, make_unit
from tests.popups.asking import codes, signed_in
from vacancies.choices import SpaceKind
from vacancies.exchange.spaces import MOST_PARTS as MOST

pytestmark = pytest.mark.django_db


def address(unit) -> str:
    return f"/staff/units/{unit.reference}/spaces/"


def rows(*named: dict, once: str = "") -> dict[str, str]:
    data = {"form-TOTAL_FORMS": str(MOST), "form-INITIAL_FORMS": "0", "once": once or str(uuid4())}
    for number in range(MOST):
        row = {"name": "", "kind": SpaceKind.ZONE.value} | (named[number] if number < len(named) else {})
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_unit_is_divided_with_areas_rents_and_weekdays():
    unit = make_unit()
    sent = rows({"name": "Front", "floor_area_m2": "20,5", "asking_rent": "50,50"},
                {"name": "Fridays", "kind": SpaceKind.WEEKDAYS.value, "weekdays": ["4"]})
    response = signed_in(make_officer()).post(address(unit), sent)
    assert response.status_code == 302
    front, fridays = unit.spaces.in_use()
    assert (front.name, str(front.floor_area_m2), front.asking_rent_cents) == ("Front", "20.50", 5050)
    assert (fridays.kind, fridays.weekdays) == (SpaceKind.WEEKDAYS, [4])


def test_the_form_shows_todays_spaces_first():
    unit = make_unit()
    client = signed_in(make_officer())
    client.post(address(unit), rows({"name": "Front"}, {"name": "Back"}))
    shown = client.get(address(unit)).content.decode()
    assert 'value="Front"' in shown
    assert 'value="Back"' in shown


def test_all_problems_come_at_once_and_what_was_typed_stays():
    unit = make_unit()
    before = list(unit.spaces.in_use())
    sent = rows({"name": "", "asking_rent": "many"}, {"name": "Fridays", "kind": SpaceKind.WEEKDAYS.value})
    response = signed_in(make_officer()).post(address(unit), sent)
    assert response.status_code == 422
    shown = response.content.decode()
    for field in ("form-0-asking_rent", "form-1-weekdays"):
        assert f'href="#id_{field}"' in shown
    assert 'value="many"' in shown
    assert list(unit.spaces.in_use()) == before


def test_no_space_and_two_of_one_name_are_refused():
    unit = make_unit()
    client = signed_in(make_officer())
    assert "name_missing" in codes(client.post(address(unit), rows()))
    assert "name_twice" in codes(client.post(address(unit), rows({"name": "Front"}, {"name": "front"})))
    assert unit.spaces.in_use().count() == 1


def test_a_promised_unit_is_not_divided():
    unit = make_tenancy().unit
    response = signed_in(make_officer()).post(address(unit), rows({"name": "Front"}, {"name": "Back"}))
    assert response.status_code == 422
    assert codes(response) == {"promised"}


def test_sent_twice_it_is_divided_once():
    unit, client, once = make_unit(), signed_in(make_officer()), str(uuid4())
    for _ in range(2):
        assert client.post(address(unit), rows({"name": "Front"}, {"name": "Back"}, once=once)).status_code == 302
    assert unit.spaces.count() == 3
    assert History.objects.filter(unit=unit).count() == 1


def test_looking_changes_nothing():
    unit = make_unit()
    signed_in(make_officer()).get(address(unit))
    assert unit.spaces.count() == 1


@pytest.mark.parametrize("make", [make_reviewer, make_surveyor])
def test_only_officers_divide(make):
    assert signed_in(make()).get(address(make_unit())).status_code == 404


@pytest.mark.parametrize("broken", [{}, {"form-TOTAL_FORMS": "x", "form-INITIAL_FORMS": "0"},
                                    {"form-TOTAL_FORMS": "100000", "form-INITIAL_FORMS": "0"}])
def test_a_broken_form_is_refused_not_an_error(broken):
    assert signed_in(make_officer()).post(address(make_unit()), broken).status_code == 422
