"""Whose a unit is: corrected, chosen among those who are known, newly entered, or unknown."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.make import make_officer, make_owner, make_unit
from tests.vacancies.asking import codes, data_of, queries_of
from vacancies.choices import OwnerKind
from vacancies.lifecycle.owners import change_owner
from vacancies.lifecycle.saving import mark_of
from vacancies.models import Owner

pytestmark = pytest.mark.django_db


def page_of(unit):
    return reverse("vacancies:owner-edit", args=[unit.reference])


def opened(client, unit, name="form"):
    return data_of(client.get(page_of(unit)).context[name])


def test_a_new_owner_is_entered_for_a_unit(client, officer):
    unit = make_unit()
    typed = {"which": "new", "new-kind": "company", "new-name": "Ezerkrasts SIA", "new-contact_name": "Jānis Paraugs",
             "new-email": "janis@example.org", "new-phone": "+371 20000000", "new-note": "Calls back on Fridays."}
    assert client.post(page_of(unit), typed)["Location"] == reverse("popups:staff-unit", args=[unit.reference])
    unit.refresh_from_db()
    assert (unit.owner.name, unit.owner.kind, unit.owner.phone) == ("Ezerkrasts SIA", OwnerKind.COMPANY, "+371 20000000")
    assert unit.history.first().history_user == unit.owner.history.get().history_user == officer


def test_problems_of_a_new_owner_come_at_once_with_what_was_typed(client, officer):
    unit = make_unit()
    response = client.post(page_of(unit), {"which": "new", "new-kind": "nonsense", "new-email": "no address", "new-name": "Kept"})
    assert response.status_code == 422
    assert set(response.context["new_form"].errors) == {"kind", "email"}
    assert "Kept" in response.content.decode()
    assert not Owner.objects.exists()


def test_an_owner_who_says_nothing_is_not_entered(client, officer):
    response = client.post(page_of(make_unit()), {"which": "new", "new-kind": "unknown"})
    assert (response.status_code, codes(response), Owner.objects.count()) == (422, {"says_nothing"}, 0)


def test_only_the_kind_is_enough(client, officer):
    unit = make_unit()
    client.post(page_of(unit), {"which": "new", "new-kind": "person"})
    assert Owner.objects.get().units.get() == unit


def test_a_form_sent_twice_enters_one_owner(client, officer):
    unit, typed = make_unit(), {"which": "new", "new-kind": "person", "new-name": "Anna", "once": str(uuid4())}
    for _ in range(2):
        assert client.post(page_of(unit), typed).status_code == 302
    assert Owner.objects.count() == 1


@pytest.mark.parametrize("words", ["ābeļ", "ĀBEĻ", "krogs Ābeļdārza", "anna@"])
def test_an_owner_who_is_known_is_found_and_chosen(client, officer, words):
    known, unit = make_owner(name="Ābeļdārza krogs", email="anna@example.org"), make_unit()
    make_owner(name="Somebody else")
    assert client.get(page_of(unit), {"q": words}).context["found"] == [known]
    client.post(page_of(unit), {"which": "choose", "owner": known.pk})
    unit.refresh_from_db()
    assert unit.owner == known


def test_an_empty_search_lists_nobody(client, officer):
    make_owner()
    assert client.get(page_of(make_unit()), {"q": "  "}).context["found"] == []


def test_nobody_knows_the_owner(client, officer):
    unit = make_unit(owner=make_owner())
    for _ in range(2):
        assert client.post(page_of(unit), {"which": "none"}).status_code == 302
    unit.refresh_from_db()
    assert (unit.owner, Owner.objects.count(), unit.history.count()) == (None, 1, 2)


def test_a_correction_counts_for_all_units_and_they_are_listed(client, officer):
    owner = make_owner(name="Old name")
    unit, other = make_unit(owner=owner), make_unit(owner=owner)
    assert client.get(page_of(unit)).context["others"] == [other]
    client.post(page_of(unit), opened(client, unit) | {"which": "correct", "owner": owner.pk, "owner-name": "New name"})
    other.refresh_from_db()
    assert (other.owner.name, owner.history.first().history_user) == ("New name", officer)


def test_a_refused_correction_keeps_what_was_typed(client, officer):
    unit = make_unit(owner=make_owner(name="Old name"))
    sent = opened(client, unit) | {"which": "correct", "owner": unit.owner.pk, "owner-name": "Typed", "owner-email": "x"}
    response = client.post(page_of(unit), sent)
    assert response.status_code == 422
    assert "Typed" in response.content.decode()
    assert "Old name" in response.content.decode()


def test_the_second_of_two_who_correct_an_owner_sees_both_versions(client, officer):
    owner = make_owner(name="Before", phone="1")
    unit = make_unit(owner=owner)
    mine = opened(client, unit) | {"which": "correct", "owner": owner.pk}
    change_owner(owner=owner, mark=mark_of(owner), by=make_officer(), name="Theirs", phone="2")
    response = client.post(page_of(unit), mine | {"owner-name": "Mine"})
    assert response.status_code == 409
    assert [(clash.typed, clash.now) for clash in response.context["merged"].clashes] == [("Mine", "Theirs")]
    owner.refresh_from_db()
    assert owner.name == "Theirs"
    again = data_of(response.context["form"]) | {"which": "correct", "owner": owner.pk}
    assert client.post(page_of(unit), again).status_code == 302
    owner.refresh_from_db()
    assert (owner.name, owner.phone) == ("Mine", "2")


def folds(response) -> dict[str, bool]:
    """In their order: whether each is open."""
    found = re.findall(r'<details[^>]* id="(\w+)" name="question"( open)?', response.content.decode())
    return {name: bool(is_open) for name, is_open in found}


def test_whether_it_was_sold_is_asked_before_anything_can_be_typed(client, officer):
    """Whoever writes the buyer over the seller changes whose all their other units are."""
    unit = make_unit(owner=make_owner(name="Seller"))
    response = client.get(page_of(unit))
    assert folds(response) == {"another": False, "correct": False}
    page = response.content.decode()
    assert page.index('id="question"') < page.index('id="another"') < page.index('id="correct"') < page.index('value="Seller"')
    assert folds(client.get(page_of(unit), {"q": "x"})) == {"another": True, "correct": False}
    assert folds(client.post(page_of(unit), {"which": "new", "new-kind": "unknown"})) == {"another": True, "correct": False}
    assert folds(client.post(page_of(unit), opened(client, unit) | {"which": "correct", "owner": unit.owner_id, "owner-email": "none"})) == {
        "another": False, "correct": True}
    assert folds(client.get(page_of(make_unit()))) == {}, "where nobody is entered there is nothing to ask"


@pytest.mark.parametrize("sent", [
    {"which": "nonsense"}, {}, {"which": "choose"}, {"which": "choose", "owner": "x"}, {"which": "choose", "owner": "999999"},
    {"which": "choose", "owner": "9" * 30}, {"which": "correct", "owner": "²"}])
def test_what_the_page_does_not_offer_is_not_found(client, officer, sent):
    assert client.post(page_of(make_unit()), sent).status_code == 404


def test_thirty_units_and_thirty_hits_cost_no_more_queries_than_one(client, officer):
    one, many = make_owner(name="Vienīgais"), make_owner(name="Visiem pieder")
    unit, big = make_unit(owner=one), make_unit(owner=many)
    make_unit(owner=one)
    for number in range(30):
        make_unit(owner=many)
        make_owner(name=f"Pieder {number}")
    assert len(client.get(page_of(big) + "?q=pieder").context["found"]) == 20
    assert queries_of(client, page_of(unit) + "?q=vien") == queries_of(client, page_of(big) + "?q=pieder") <= 10


def test_looking_changes_nothing(client, officer):
    unit = make_unit(owner=make_owner())
    client.get(page_of(unit), {"which": "none", "owner": "1"})
    assert (unit.history.count(), unit.owner.history.count()) == (1, 1)
