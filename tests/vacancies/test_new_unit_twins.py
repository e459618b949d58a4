"""Before an entry is added a second time: the likely twins are named once, and the box adds it all the same."""

import pytest
from django.urls import reverse

from tests.make import make_officer, make_surveyor, make_unit
from tests.vacancies.asking import codes, signed_in
from vacancies.choices import RecordState
from vacancies.models import NotSame, Unit

pytestmark = pytest.mark.django_db
NEW = "/staff/units/new/"


@pytest.fixture
def known():
    return make_unit(name="Stūra māja", address_typed="Dārza iela 10a", floor_area_m2=46)


def send(client, **typed):
    return client.post(NEW, {"name": "Stūra māja", "address_typed": "dārza ielā 10 A", "utilities_payer": "unknown",
                             "funding_restriction": "none", "notice_days": "30", **typed})


def linked(response, unit):
    return f'href="{reverse("popups:staff-unit", args=[unit.reference])}"' in response.content.decode()


@pytest.mark.parametrize("typed", [
    {}, {"name": "STURA MAJA"}, {"name": "Stūra māja veikals"}, {"name": "Cits nosaukums", "floor_area_m2": "46,5"}])
@pytest.mark.parametrize("make_user", [make_officer, make_surveyor])
def test_a_likely_twin_is_named_and_nothing_is_added_yet(known, make_user, typed):
    response = send(signed_in(make_user()), **typed)
    assert (response.status_code, codes(response), Unit.objects.count()) == (422, {"twins"}, 1)
    assert linked(response, known)


def test_it_is_added_once_somebody_who_saw_the_twin_says_that_it_is_another_place(known):
    client = signed_in(make_officer())
    twins = " ".join(send(client).context["form"].twin_marks)
    assert send(client, twins=twins, other_place="on").status_code == 302
    assert Unit.objects.filter(name=known.name, address_key=known.address_key).count() == 2


@pytest.mark.parametrize(("make_user", "told"), [(make_officer, 1), (make_surveyor, 0)])
def test_an_officer_who_said_that_it_is_another_place_is_not_asked_again(known, make_user, told):
    client = signed_in(make_user())
    assert send(client, twins=known.reference, other_place="on").status_code == 302
    pairs = [{pair.first, pair.second} for pair in NotSame.objects.all()]
    assert pairs == [{known, Unit.objects.exclude(pk=known.pk).get()}] * told, "what a surveyor says waits for an officer"


def test_a_box_without_the_twin_or_the_twin_without_the_box_is_not_enough(known):
    client = signed_in(make_officer())
    for typed in ({"other_place": "on"}, {"twins": known.reference}):
        response = send(client, **typed)
        assert (response.status_code, codes(response), Unit.objects.count()) == (422, {"twins"}, 1)


def test_a_twin_that_came_since_is_asked_about_anew(known):
    client, later = signed_in(make_officer()), make_unit(name=known.name, address_typed=known.address_typed)
    response = send(client, twins=known.reference, other_place="on")
    assert (codes(response), linked(response, later)) == ({"twins"}, True)


@pytest.mark.parametrize("typed", [
    {"name": "Cits nosaukums"}, {"address_typed": "Dārza ielā 11"}, {"name": "Cits nosaukums", "floor_area_m2": "90"}])
def test_another_unit_of_the_house_or_of_another_house_is_added_without_a_question(known, typed):
    assert send(signed_in(make_officer()), **typed).status_code == 302


def test_an_archived_entry_is_no_twin():
    make_unit(name="Stūra māja", address_typed="Dārza iela 10a", record_state=RecordState.ARCHIVED, is_published=False)
    assert send(signed_in(make_officer())).status_code == 302


def test_the_twin_is_told_together_with_what_else_is_wrong(known):
    assert codes(send(signed_in(make_officer()), own_number=known.own_number, latitude="57")) >= {"twins", "half_point"}


def test_who_edits_an_entry_is_not_asked(known):
    twin, client = make_unit(name="Cits", address_typed=known.address_typed), signed_in(make_officer())
    where = reverse("vacancies:unit-edit", args=[twin.reference])
    assert "other_place" not in client.get(where).context["form"].fields
    answer = client.post(where, {"name": known.name, "address_typed": known.address_typed, "version": twin.version,
                                 "utilities_payer": "unknown", "funding_restriction": "none", "notice_days": "30"})
    assert answer.status_code == 302
