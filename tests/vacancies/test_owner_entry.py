"""The page of one owner: also of an owner for whom no unit is entered."""

import pytest
from django.urls import reverse

from tests.make import make_officer, make_owner, make_proposal, make_unit
from tests.vacancies.asking import codes, data_of, queries_of, statuses
from vacancies.choices import ContactChannel, OwnerStage, RecordState
from vacancies.lifecycle.owner_page import make_link
from vacancies.lifecycle.owners import change_owner, delete_owner
from vacancies.lifecycle.saving import mark_of
from vacancies.lifecycle.talks import log_contact, move_talk
from vacancies.lifecycle.units import move_record, set_owner
from vacancies.models import Owner
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
LIST = "/staff/owners/people/"


def page_of(owner, name="detail"):
    return reverse(f"vacancies:owner-{name}", args=[owner.pk])


def opened(client, owner):
    return data_of(client.get(page_of(owner)).context["form"])


def test_only_officers_find_it():
    expected = {"officer": 200, "surveyor": 404, "reviewer": 404, "applicant": 404, "anonymous": 302}
    assert statuses(page_of(make_owner())) == expected


def test_the_list_leads_to_an_owner_without_a_unit(client, officer):
    owner = make_owner(name="Anna")
    assert f'href="{page_of(owner)}"' in client.get(LIST).content.decode()


def test_an_owner_without_a_unit_is_corrected(client, officer):
    owner = make_owner(name="Anna", language="lv")
    sent = opened(client, owner) | {"owner-phone": "20000001", "owner-language": "de", "owner-note": "Calls back."}
    assert client.post(page_of(owner), sent)["Location"] == page_of(owner)
    owner.refresh_from_db()
    assert (owner.name, owner.phone, owner.language, owner.note) == ("Anna", "20000001", "de", "Calls back.")
    assert owner.history.first().history_user == officer


def test_all_problems_come_at_once_with_what_was_typed(client, officer):
    owner = make_owner(name="Anna")
    sent = opened(client, owner) | {"owner-kind": "nonsense", "owner-email": "no address", "owner-name": "Typed"}
    response = client.post(page_of(owner), sent)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"kind", "email"})
    assert 'value="Typed"' in response.content.decode()
    owner.refresh_from_db()
    assert owner.name == "Anna"


def test_the_second_of_two_who_correct_sees_both_versions(client, officer):
    owner = make_owner(name="Before", phone="1")
    mine = opened(client, owner)
    change_owner(owner=owner, mark=mark_of(owner), by=make_officer(), name="Theirs", phone="2")
    response = client.post(page_of(owner), mine | {"owner-name": "Mine"})
    assert response.status_code == 409
    assert [(clash.typed, clash.now) for clash in response.context["merged"].clashes] == [("Mine", "Theirs")]
    assert client.post(page_of(owner), data_of(response.context["form"])).status_code == 302
    owner.refresh_from_db()
    assert (owner.name, owner.phone) == ("Mine", "2")


def test_what_was_deleted_meanwhile_is_not_corrected(client, officer):
    owner = make_owner()
    pk, mark = owner.pk, mark_of(owner)
    delete_owner(owner=owner, by=officer)
    with pytest.raises(Refused) as refused:
        change_owner(owner=Owner(pk=pk, name="Other"), mark=mark, by=officer, name="New")
    assert refused.value.codes == ["gone"]
    assert not Owner.objects.exists()


def test_units_contacts_and_links_stand_there(client, officer):
    owner = make_owner(name="Anna")
    now, once, archived = make_unit(owner=owner, name="Here"), make_unit(owner=owner), make_unit(owner=owner, name="Old")
    log_contact(unit=once, channel=ContactChannel.PHONE, text="Said so on the phone.", by=officer)
    set_owner(unit=once, owner=None, by=officer)
    move_record(unit=archived, to=RecordState.ARCHIVED, by=officer)
    make_link(owner=owner, by=officer)
    page = client.get(page_of(owner))
    assert {unit.pk for unit in page.context["units"]} == {now.pk, archived.pk}
    text = page.content.decode()
    assert "Said so on the phone." in text
    assert f'href="{reverse("vacancies:talk", args=[once.reference])}"' in text
    assert f'data-link="{owner.links.get().pk}"' in text
    assert reverse("popups:owner-link", args=[page.context["units"][0].reference]) in text


def test_nothing_of_another_owner_stands_there(client, officer):
    other = make_owner(name="Other")
    unit = make_unit(owner=other)
    log_contact(unit=unit, channel=ContactChannel.PHONE, text="Of the other.", by=officer)
    make_link(owner=other, by=officer)
    page = client.get(page_of(make_owner(name="Anna")))
    assert [page.context[name] for name in ("units", "contacts", "links")] == [[], [], []]


def test_links_are_shut_from_here(client, officer):
    owner = make_owner()
    make_link(owner=owner, by=officer)
    assert page_of(owner, "shut") in client.get(page_of(owner)).content.decode()
    assert client.post(page_of(owner, "shut"))["Location"] == page_of(owner)
    assert owner.links.get().revoked_at is not None
    assert page_of(owner, "shut") not in client.get(page_of(owner)).content.decode()


def test_an_entry_on_which_nothing_hangs_is_deleted_and_its_history_stays(client, officer):
    owner, other = make_owner(name="Anna"), make_owner(name="Other")
    assert page_of(owner, "delete") in client.get(page_of(owner)).content.decode()
    assert client.post(page_of(owner, "delete"))["Location"] == LIST
    assert list(Owner.objects.all()) == [other]
    gone = Owner.history.filter(id=owner.pk).first()
    assert (gone.history_type, gone.history_user, gone.name) == ("-", officer, "Anna")
    assert client.post(page_of(owner, "delete")).status_code == 404


@pytest.mark.parametrize("hangs", ["units", "contacts", "talks", "links", "proposals"])
def test_an_entry_on_which_something_hangs_stays_and_the_page_says_why(client, officer, hangs):
    owner = make_owner()
    unit = make_unit(owner=owner)
    if hangs == "contacts":
        log_contact(unit=unit, channel=ContactChannel.PHONE, text="Said so.", by=officer)
    if hangs == "talks":
        move_talk(unit=unit, to=OwnerStage.WILLING, by=officer)
    if hangs == "links":
        make_link(owner=owner, by=officer)
    if hangs == "proposals":
        make_proposal(unit=unit)
    if hangs != "units":
        set_owner(unit=unit, owner=None, by=officer)
    text = client.get(page_of(owner)).content.decode()
    assert f'data-hangs="{hangs}"' in text
    assert page_of(owner, "delete") not in text
    assert client.post(page_of(owner, "delete"))["Location"] == page_of(owner)
    with pytest.raises(Refused) as refused:
        delete_owner(owner=owner, by=officer)
    assert set(refused.value.codes) == {f"has_{hangs}", *(["has_talks"] if hangs == "contacts" else [])}
    assert list(Owner.objects.all()) == [owner]


def test_who_is_not_there_is_not_found(client, officer):
    for number in (999999, 10 ** 30):
        assert client.get(reverse("vacancies:owner-detail", args=[number])).status_code == 404
    assert codes(client.get(page_of(make_owner()))) == set()


def test_thirty_units_and_contacts_cost_no_more_queries_than_one(client, officer):
    small, large = make_owner(), make_owner()
    for owner, count in ((small, 1), (large, 30)):
        for _ in range(count):
            log_contact(unit=make_unit(owner=owner), channel=ContactChannel.PHONE, text="Said so.", by=make_officer())
            make_link(owner=owner, by=officer)
    assert len(client.get(page_of(large)).context["contacts"]) == 30
    assert queries_of(client, page_of(small)) == queries_of(client, page_of(large)) <= 14
