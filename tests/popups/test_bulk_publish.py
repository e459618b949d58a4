"""Publishing one unit or many asks whether the owners have agreed; the owner's no is no, all else is the officer's to decide."""

import re

import pytest
from zeal import zeal_ignore

from popups.reports.bulk_changes import publication_of
from tests.make import make_officer, make_owner, make_unit
from tests.popups.asking import references, signed_in
from tests.popups.test_bulk import BULK, LIST, fresh, hidden, outcome, send, unasked
from vacancies.choices import BulkOutcome, ContactChannel, OwnerStage, RefusalFamily
from vacancies.lifecycle.talks import log_contact, move_talk
from vacancies.lifecycle.units import set_owner
from vacancies.models import BulkChange
from vacancies.rules.publication import doubt_about_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions_per_unit")]
UNSURE = [OwnerStage.NOT_ASKED, OwnerStage.CONTACTED]
SURE = [OwnerStage.WILLING, OwnerStage.TERMS_AGREED]
NO = [OwnerStage.REFUSED, OwnerStage.PAUSED]


@pytest.fixture
def questions_per_unit():
    with zeal_ignore():
        yield


@pytest.fixture
def client():
    return signed_in(make_officer())


def in_stage(stage, **fields):
    unit = unasked(**fields)
    if stage is not OwnerStage.NOT_ASKED:
        move_talk(unit=unit, to=stage, by=make_officer(), refusal=RefusalFamily.SALE if stage is OwnerStage.REFUSED else "")
    return fresh(unit)


def groups(response) -> dict[str, int]:
    return {name: int(count) for name, count in re.findall(r'data-group="(\w+)" data-count="(\d+)"', response.content.decode())}


def buttons(response) -> dict[str, int]:
    found = re.findall(r'name="owners" value="(\w+)" data-count="(\d+)"', response.content.decode())
    return {name: int(count) for name, count in found}


def again(client, response, owners):
    """Presses a button of the page that asks: what it sends is what stands in its form."""
    form = response.content.decode().split(f'action="{BULK}"')[1].split("</form>")[0]
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form):
        sent.setdefault(name, []).append(value.replace("&amp;", "&"))
    return client.post(BULK, sent | {"owners": owners})


@pytest.mark.parametrize("stage", UNSURE + NO)
def test_an_owner_who_has_not_agreed_is_named_before_anything_is_published(client, stage):
    sure, unsure = hidden(), in_stage(stage)
    page = send(client, "publish", sure, unsure, query="published=no")
    assert page.status_code == 200
    assert references(page) == [unsure.reference]
    assert groups(page) == {"barred" if stage in NO else "doubtful": 1}
    assert buttons(page) == ({"agreed": 1} if stage in NO else {"agreed": 1, "all": 2})
    assert not BulkChange.objects.exists()
    assert not fresh(sure).is_published


@pytest.mark.parametrize("stage", SURE)
def test_where_every_owner_has_agreed_nothing_is_asked(client, stage):
    unit = in_stage(stage)
    assert send(client, "publish", unit)["Location"] == LIST
    assert fresh(unit).is_published


def test_units_of_owners_who_have_not_agreed_can_be_published_all_the_same(client):
    sure, unsure, refused = hidden(), in_stage(OwnerStage.CONTACTED), in_stage(OwnerStage.REFUSED)
    result = again(client, send(client, "publish", sure, unsure, refused, query="published=no"), "all")
    assert [fresh(unit).is_published for unit in (sure, unsure, refused)] == [True, True, False]
    page = client.get(result["Location"]).content.decode()
    assert result["Location"].endswith("?published=no"), "the way back is kept"
    assert outcome(unsure)[1], "the result tells of whom nobody knows that they agree"
    assert outcome(unsure)[1] in page
    assert outcome(refused)[0] == BulkOutcome.REFUSED
    assert outcome(sure) == (BulkOutcome.DONE, "")


def test_or_only_those_whose_owners_have_agreed(client):
    sure, unsure, public = hidden(), in_stage(OwnerStage.NOT_ASKED), make_unit(owner=make_owner())
    result = again(client, send(client, "publish", sure, unsure, public), "agreed")
    assert [fresh(unit).is_published for unit in (sure, unsure, public)] == [True, False, True]
    assert outcome(unsure)[0] == BulkOutcome.REFUSED
    assert outcome(public)[0] == BulkOutcome.UNCHANGED
    assert outcome(unsure)[1] in client.get(result["Location"]).content.decode(), "what was left out, and why"


def test_what_was_listed_is_what_is_published_also_when_the_list_has_grown_since(client):
    first = in_stage(OwnerStage.NOT_ASKED)
    page = send(client, "publish", all="on", query="published=no")
    later = in_stage(OwnerStage.NOT_ASKED)
    again(client, page, "all")
    assert (fresh(first).is_published, fresh(later).is_published) == (True, False)


@pytest.mark.parametrize("lapse", [
    lambda unit: move_talk(unit=unit, to=OwnerStage.NOT_ASKED, by=make_officer()),
    lambda unit: set_owner(unit=unit, owner=make_owner(), by=make_officer())])
def test_an_agreement_that_lapses_behind_the_page_is_not_overruled_by_a_yes_to_others(client, lapse):
    asked, agreed = in_stage(OwnerStage.CONTACTED), in_stage(OwnerStage.TERMS_AGREED, owner=make_owner())
    page = send(client, "publish", asked, agreed)
    assert references(page) == [asked.reference]
    lapse(fresh(agreed))
    result = again(client, page, "all")
    assert [fresh(unit).is_published for unit in (asked, agreed)] == [True, False]
    assert outcome(agreed)[0] == BulkOutcome.REFUSED
    assert outcome(agreed)[1] in client.get(result["Location"]).content.decode()


def test_nothing_in_doubt_is_published_by_whoever_has_read_no_list(client):
    unit = in_stage(OwnerStage.NOT_ASKED)
    send(client, "publish", unit, owners="all")
    assert not fresh(unit).is_published


def test_units_that_are_public_already_or_lack_something_else_ask_no_question(client):
    public, bare = make_unit(owner=make_owner()), in_stage(OwnerStage.NOT_ASKED, floor_area_m2=None)
    assert send(client, "publish", public, bare).status_code == 302
    assert outcome(bare)[0] == BulkOutcome.REFUSED


def test_the_yes_of_a_former_owner_is_not_that_of_the_owner_of_today(client):
    unit, officer = in_stage(OwnerStage.TERMS_AGREED, owner=make_owner()), make_officer()
    log_contact(unit=unit, by=officer, channel=ContactChannel.PHONE, text="Yes.")
    assert not doubt_about_owner(fresh(unit))
    set_owner(unit=fresh(unit), owner=make_owner(), by=officer)
    page = send(client, "publish", hidden(), unit)
    assert (references(page), buttons(page)) == ([unit.reference], {"agreed": 1, "all": 2})
    assert 'id="owner-not-agreed"' in client.get(f"/staff/units/{unit.reference}/publish/").content.decode()
    log_contact(unit=fresh(unit), by=officer, channel=ContactChannel.PHONE, text="Yes too.")
    assert doubt_about_owner(fresh(unit)), "contacted, and what came of it is not entered yet"
    move_talk(unit=fresh(unit), to=OwnerStage.TERMS_AGREED, by=officer)
    assert not doubt_about_owner(fresh(unit))


def test_taking_such_a_publication_back_leaves_no_word_of_it(client):
    unit = in_stage(OwnerStage.NOT_ASKED)
    again(client, send(client, "publish", unit), "all")
    assert outcome(unit)[1]
    client.post(f"/staff/changes/{BulkChange.objects.get().key}/undo/")
    assert outcome(unit) == (BulkOutcome.PUT_BACK, "")


def test_other_changes_ask_nothing_about_owners(client):
    assert send(client, "archive", in_stage(OwnerStage.NOT_ASKED)).status_code == 302


def test_what_would_become_of_thirty_units_is_two_queries(django_assert_num_queries):
    keys = [in_stage(stage).pk for stage in UNSURE + SURE + NO for _number in range(5)]
    with django_assert_num_queries(2):
        found = publication_of(keys)
    assert (len(found.agreed), len(found.doubtful), len(found.barred)) == (10, 10, 10)


@pytest.mark.parametrize("stage", UNSURE + NO)
def test_the_page_of_one_unit_says_so_too_and_leads_to_the_talks(client, stage):
    unit = in_stage(stage)
    address = f"/staff/units/{unit.reference}/publish/"
    page = client.get(address).content.decode()
    assert 'id="owner-not-agreed"' in page
    assert f'href="/staff/units/{unit.reference}/talk/"' in page
    assert (client.post(address, {"publish": "yes"}).status_code == 302) is (stage in UNSURE)
    assert fresh(unit).is_published is (stage in UNSURE)


@pytest.mark.parametrize("stage", SURE)
def test_the_page_of_one_unit_asks_nothing_when_its_owner_agrees(client, stage):
    assert 'id="owner-not-agreed"' not in client.get(f"/staff/units/{in_stage(stage).reference}/publish/").content.decode()
