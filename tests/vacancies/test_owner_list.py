"""The list of owners: who is there, found without marks, and two entries of one owner made one."""

import pytest
from django.urls import reverse

from tests.make import make_owner, make_proposal, make_unit
from tests.vacancies.asking import queries_of, statuses
from vacancies.choices import ContactChannel, OwnerKind
from vacancies.lifecycle.owner_page import make_link
from vacancies.lifecycle.owners import merge_owners
from vacancies.lifecycle.talks import log_contact
from vacancies.models import Contact, Owner, OwnerLink, Proposal
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
LIST = "/staff/owners/people/"


def names(response):
    return [owner.name for owner in response.context["owners"]]


def merge_page(one, other):
    return f"{reverse('vacancies:owner-merge')}?one={one.pk}&other={other.pk}"


def test_only_officers_find_them():
    expected = {"officer": 200, "surveyor": 404, "reviewer": 404, "applicant": 404, "anonymous": 302}
    assert statuses(LIST) == expected
    assert statuses(merge_page(make_owner(), make_owner())) == expected


def test_owners_stand_in_latvian_order_with_their_units(client, officer):
    for name in ("Čiekurs", "Dārznieks", "Ciedrs", ""):
        owner = Owner.objects.create(name=name, kind=OwnerKind.PERSON)
    unit = make_unit(owner=owner)
    response = client.get(LIST)
    assert names(response) == ["Ciedrs", "Čiekurs", "Dārznieks", ""]
    assert [(found.unit_count, found.some_units) for found in response.context["owners"]][-1] == (1, [unit])


@pytest.mark.parametrize("words", ["abeldarza", "ĀBEĻ", "krogs  ābeļ", "janis par", "20 000 111", "anna@"])
def test_an_owner_is_found_without_marks_by_name_contact_mail_or_telephone(client, officer, words):
    make_owner(name="Ābeļdārza krogs", contact_name="Jānis Paraugs", email="anna@example.org", phone="+371 20 000 111")
    make_owner(name="Somebody else")
    assert names(client.get(LIST, {"q": words})) == ["Ābeļdārza krogs"]


def test_nobody_found_says_so_and_an_odd_page_is_the_first(client, officer):
    make_owner(name="Anna")
    assert names(client.get(LIST, {"q": "zzz"})) == []
    for number in ("0", "-1", "x", "9" * 40, "²"):
        assert names(client.get(LIST, {"page": number})) == ["Anna"]


def test_names_that_stand_twice_are_led_to_their_comparison(client, officer):
    one, other = make_owner(name="Anna  Ozola"), make_owner(name="anna ozola")
    make_owner(name="Anna Ozoliņa")
    for _ in range(2):
        Owner.objects.create(name="", kind=OwnerKind.PERSON)
    assert client.get(LIST).context["twice"] == [(one, other)]
    assert merge_page(one, other).replace("&", "&amp;") in client.get(LIST).content.decode()


def test_thirty_owners_cost_no_more_queries_than_one(client, officer):
    make_unit(owner=make_owner(name="First"))
    cheap = queries_of(client, LIST)
    for number in range(30):
        owner = make_owner(name=f"Twice {number // 2}")
        for _ in range(number % 8):
            make_unit(owner=owner)
    assert max(len(owner.some_units) for owner in client.get(LIST).context["owners"]) == 5
    assert queries_of(client, LIST) == cheap <= 8


def test_more_than_a_page_goes_on(client, officer):
    for number in range(53):
        make_owner(name=f"Owner {number:03}")
    assert (len(names(client.get(LIST))), len(names(client.get(LIST, {"page": "2"})))) == (50, 3)


def test_everything_of_the_other_entry_follows(officer):
    keep, drop = make_owner(name="Anna", phone="1"), make_owner(name="Anna", phone="2", email="anna@example.org", note="Calls back.")
    stays, units = make_unit(owner=keep), [make_unit(owner=drop) for _ in range(3)]
    log_contact(unit=units[0], channel=ContactChannel.PHONE, text="Said so.", by=officer)
    make_link(owner=drop, by=officer)
    proposal = make_proposal(unit=units[1])
    merge_owners(keep=keep, drop=drop, by=officer)
    assert set(keep.units.all()) == {stays, *units}
    assert {Contact.objects.get().owner, OwnerLink.objects.get().owner, Proposal.objects.get(pk=proposal.pk).owner} == {keep}
    assert not Owner.objects.filter(pk=drop.pk).exists()
    assert [unit.history.first().history_user for unit in keep.units.exclude(pk=stays.pk)] == [officer] * 3


def test_nothing_that_was_written_is_lost(officer):
    keep = make_owner(name="Anna", phone="1", note="First note.", kind=OwnerKind.UNKNOWN)
    drop = make_owner(name="ANNA", phone="2", email="anna@example.org", contact_name="A. Ozola", note="Other note.", kind=OwnerKind.PERSON)
    merge_owners(keep=keep, drop=drop, by=officer)
    keep.refresh_from_db()
    assert (keep.name, keep.phone, keep.email, keep.contact_name, keep.kind) == (
        "Anna", "1", "anna@example.org", "A. Ozola", OwnerKind.PERSON)
    for kept in ("First note.", "Other note.", "ANNA", "2"):
        assert kept in keep.note
    gone = Owner.history.filter(id=drop.pk).first()
    assert (gone.history_type, gone.history_user, gone.email) == ("-", officer, "anna@example.org")


def test_two_entries_that_say_the_same_add_nothing_to_the_note(officer):
    keep, drop = (make_owner(name="Anna", phone="1", note="Same.") for _ in range(2))
    merge_owners(keep=keep, drop=drop, by=officer)
    assert Owner.objects.get().note == "Same."


@pytest.mark.parametrize("stays", [0, 1])
def test_the_page_shows_both_and_keeps_the_one_that_was_chosen(client, officer, stays):
    pair = [make_owner(name="Anna", phone="20000001"), make_owner(name="Anna", phone="20000002")]
    text = client.get(merge_page(*pair)).content.decode()
    assert "20000001" in text
    assert "20000002" in text
    assert client.post(merge_page(*pair), {"keep": pair[stays].pk})["Location"] == LIST
    assert Owner.objects.get() == pair[stays]


def test_sent_twice_or_for_strangers_it_merges_nothing_more(client, officer):
    one, other, third = make_owner(), make_owner(), make_owner()
    address = merge_page(one, other)
    assert [client.post(address, {"keep": wrong}).status_code for wrong in ("", third.pk, "x")] == [404] * 3
    assert [client.post(address, {"keep": one.pk}).status_code for _ in range(2)] == [302, 404]
    assert set(Owner.objects.all()) == {one, third}
    assert client.get(merge_page(one, one)).status_code == 404
    assert client.get(reverse("vacancies:owner-merge"))["Location"] == LIST
    with pytest.raises(Refused) as refused:
        merge_owners(keep=one, drop=other, by=officer)
    assert refused.value.codes == ["gone"]


def test_looking_at_the_comparison_changes_nothing(client, officer):
    one, other = make_owner(), make_owner()
    client.get(merge_page(one, other), {"keep": one.pk})
    assert Owner.objects.count() == 2
