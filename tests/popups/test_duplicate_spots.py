"""Shops logged one after the other from one spot do not flood the duplicates, and what is told of them is evidence."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from popups.lifecycle.merging import merge_units
from popups.reports.merging import pairs_of
from tests.make import days, make_officer, make_surveyor, make_unit
from tests.popups.asking import queries_of, signed_in
from vacancies.choices import Seen
from vacancies.lifecycle.register import new_unit
from vacancies.lifecycle.telling_apart import tell_apart
from vacancies.lifecycle.walks import record_walk_item
from vacancies.models import KnownAddress, NotSame, Unit
from vacancies.reports.clusters import Cluster
from vacancies.reports.duplicates import FAINT, LIKELY, Reason, candidate_pairs

pytestmark = pytest.mark.django_db
HERE = {"latitude": 57.4247, "longitude": 27.0464}
LIST = "/staff/duplicates/"


@pytest.fixture
def surveyor():
    """In a street whose addresses are known, so that what nobody typed gets one."""
    KnownAddress.objects.create(address_key="darza iela 12", address="Dārza iela 12", **HERE)
    return make_surveyor()


def logged(by, day=0, **told):
    """As a phone sends it; `told` is what somebody typed."""
    return record_walk_item(key=uuid4(), by=by, seen=Seen.EMPTY, seen_on=days(day), sent=told, **HERE, **told).unit


def test_five_shops_logged_from_one_spot_are_no_likely_duplicates_and_told_of_once(surveyor):
    units = [logged(surveyor) for _number in range(5)]
    assert {unit.address for unit in units} == {"Dārza iela 12"}, "nobody typed it"
    assert not pairs_of(is_likely=True)
    assert pairs_of(is_likely=False) == [Cluster(tuple(unit.pk for unit in units))]
    page = signed_in(make_officer()).get(f"{LIST}?show=others").content.decode()
    assert re.findall(r'data-spot="(\d+)"', page) == ["5"]
    assert page.count("data-other=") == 0
    assert all(unit.reference in page for unit in units)


def test_what_somebody_typed_on_a_walk_is_evidence(surveyor):
    logged(surveyor, address="Pils iela 3", name="Aptieka")
    logged(surveyor, address="Pils ielā 3")
    [pair] = candidate_pairs()
    assert pair.rank <= LIKELY
    assert Reason.ADDRESS in pair.reasons


def test_one_name_typed_twice_at_one_spot_is_evidence_without_an_address(surveyor):
    logged(surveyor, name="Aptieka")
    logged(surveyor, -30, name="Aptieka")
    [pair] = candidate_pairs()
    assert (pair.rank <= LIKELY, set(pair.reasons)) == (True, {Reason.NEAR, Reason.NAME})


def test_an_entry_that_an_officer_has_corrected_since_speaks_for_itself(surveyor):
    units = [logged(surveyor) for _number in range(2)]
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).update(version=1)
    [pair] = candidate_pairs()
    assert Reason.ADDRESS in pair.reasons


def test_a_shop_of_the_towns_list_without_a_place_is_found_by_the_address_that_nobody_typed(surveyor):
    """It could not be offered on the street. One that was offered there and passed over is less likely."""
    logged(surveyor)
    listed = new_unit(name="Veikals", address_typed="Dārza iela 12")
    [pair] = candidate_pairs()
    assert pair.rank <= LIKELY
    Unit.objects.filter(pk=listed.pk).update(**HERE)
    [pair] = candidate_pairs()
    assert LIKELY < pair.rank < FAINT


def test_two_shops_of_one_walk_come_after_two_of_different_days(surveyor):
    first, _second, third = logged(surveyor), logged(surveyor), logged(surveyor, -40)
    order = [(pair.first, pair.second) for pair in candidate_pairs()]
    assert order[0] == (first.pk, third.pk)
    assert [pair.of_one_walk for pair in candidate_pairs()] == [False, False, True]


def test_two_of_a_spot_stay_a_pair_and_a_stronger_pair_stands_alone(surveyor):
    units = [make_unit(is_published=False, name=name, address_typed=f"Pils iela {number}", own_number=str(number), floor_area_m2=None, **HERE)
             for number, name in enumerate(("Aptieka", "Aptieka", "Ziedi"), 1)]
    assert [(pair.first, pair.second) for pair in pairs_of(is_likely=True)] == [(units[0].pk, units[1].pk)]
    assert not any(isinstance(row, Cluster) for row in pairs_of(is_likely=False)), "two pairs with the third"
    assert len(pairs_of(is_likely=False)) == 2


def test_two_of_a_spot_are_compared_from_the_list(surveyor):
    units = [logged(surveyor) for _number in range(3)]
    response = signed_in(make_officer()).get(LIST, {"one": units[0].reference, "other": units[2].reference})
    assert response["Location"] == reverse("popups:unit-merge", args=[units[0].reference, units[2].reference])


def test_all_of_a_spot_are_told_apart_at_once_and_doubted_again():
    client, officer = signed_in(make_officer()), make_surveyor()
    units = [logged(officer) for _number in range(4)]
    where = reverse("popups:spot-apart")
    response = client.post(where, {"unit": [unit.reference for unit in units]}, follow=True)
    assert (NotSame.objects.count(), pairs_of(is_likely=False)) == (6, [])
    back = re.search(r'action="([^"]*)" class="undo"', response.content.decode())[1].replace("&amp;", "&")
    for _time in range(2):
        assert client.post(back).status_code == 302
        assert (NotSame.objects.count(), len(pairs_of(is_likely=False))) == (0, 1)


def test_what_was_said_of_a_whole_spot_is_taken_back_with_one_button_and_nothing_else(surveyor):
    client = signed_in(make_officer())
    units = [logged(surveyor) for _number in range(3)]
    one, other = make_unit(), make_unit()
    tell_apart(one=one, other=other, by=make_officer())
    client.post(reverse("popups:spot-apart"), {"unit": [unit.reference for unit in units]})
    page = client.get(f"{LIST}?show=apart").content.decode()
    assert (page.count('name="answer"'), page.count('name="again"')) == (1, 4), "once for the answer, beside one for each pair"
    where = reverse("popups:units-apart", args=[units[2].reference, units[1].reference])
    for _time in range(2):
        assert client.post(where, {"answer": "1", "show": "apart"}).status_code == 302
        assert [(row.first, row.second) for row in NotSame.objects.all()] == [(one, other)]
    assert len(pairs_of(is_likely=False)) == 1


@pytest.mark.parametrize("names", [[], ["U-0000"], ["U-0000", "nonsense"]])
def test_who_names_no_two_entries_tells_nothing_apart(names):
    assert signed_in(make_officer()).post(reverse("popups:spot-apart"), {"unit": names}).status_code == 404


def test_what_was_said_of_all_stays_after_a_merge(surveyor):
    officer = make_officer()
    units = [logged(surveyor) for _number in range(3)]
    signed_in(officer).post(reverse("popups:spot-apart"), {"unit": [unit.reference for unit in units]})
    merge_units(kept=make_unit(is_published=False, address_typed="Pils iela 90", latitude=None, longitude=None), merged=units[0], by=officer)
    assert not candidate_pairs()


def test_a_spot_of_many_costs_no_more_queries(surveyor):
    client = signed_in(make_officer())
    for _number in range(3):
        logged(surveyor)
    few = queries_of(client, f"{LIST}?show=others")
    for _number in range(6):
        logged(surveyor)
    assert queries_of(client, f"{LIST}?show=others") == few
    assert [len(row.keys) for row in pairs_of(is_likely=False)] == [9]
