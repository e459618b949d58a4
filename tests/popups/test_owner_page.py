"""An owner's own page: what stands there, and yes and no to an offer."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from zeal import zeal_ignore

from popups.choices import DeclineReason, EndReason, LetterKind, OfferStatus
from popups.lifecycle.merging import merge_units
from popups.lifecycle.offers import decline_offer, expire_offer, withdraw_offer
from popups.lifecycle.owner_consent import owner_agrees, owner_declines
from popups.lifecycle.tenancies import end_tenancy
from popups.models import Letter, Offer, Tenancy
from tests import make
from tests.popups.asking import codes, queries_of, references
from tests.popups.owners import EMAIL, PAGE, inside
from vacancies.choices import OwnerStage, ProposalKind, ProposalState
from vacancies.lifecycle.owner_page import answer_proposal, make_proposal
from vacancies.lifecycle.owners import merge_owners
from vacancies.lifecycle.talks import move_talk
from vacancies.lifecycle.units import set_owner
from vacancies.models import Owner, Proposal, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Owner:
    return make.make_owner(name="SIA Plantētā māja", email=EMAIL)


@pytest.fixture
def unit(owner) -> Unit:
    return make.make_unit(owner=owner)


# What stands there

def test_the_page_shows_use_and_terms_and_nothing_private(owner, unit):
    maker = make.make_applicant(user=make.make_user(email="privats@example.org", first_name="Slepenvārds", last_name="Slepenuzvārds"),
                                name="Slepenais uzņēmums", contact_name="Kontaktpersona Slepenā", phone="+371 29999999")
    Unit.objects.filter(pk=unit.pk).update(internal_note="Iekšēja piezīme")
    make.make_current_tenancy(unit=unit, application=make.make_application(applicant=maker, unit=unit, title="Ezera māls"))
    asked = make.make_application(applicant=make.make_applicant(user=maker.user, kind="ngo", name="Slepenā biedrība", contact_name="Slepenā"),
                                  unit=unit, title="Slēpju noma", needs_note="Slepena piebilde")
    offer = make.make_offer(unit=unit, application=asked, owner_agreed_on=None, start=make.days(100), end=make.days(130))
    move_talk(unit=unit, to=OwnerStage.WILLING, by=make.make_officer(), note="Grūts cilvēks")
    client = inside(owner)
    pages = "".join(client.get(address).content.decode() for address in (
        PAGE, reverse("popups:owner-offer", args=[offer.reference]), reverse("popups:owner-terms", args=[unit.reference])))
    for shown in ("Ezera māls", "Slēpju noma", unit.name):
        assert shown in pages, shown
    for hidden in ("Slepen", "privats@", "29999999", "Iekšēja piezīme", "Grūts cilvēks", offer.made_by.email):
        assert hidden not in pages, hidden


def test_what_was_agreed_can_still_be_read_with_its_terms(owner, unit):
    tenancy = make.make_current_tenancy(unit=unit)
    client, address = inside(owner), reverse("popups:owner-offer", args=[tenancy.offer.reference])
    assert f'href="{address}"' in client.get(PAGE).content.decode()
    response = client.get(address)
    assert (response.status_code, response.context["tenancy"]) == (200, tenancy)
    assert 'id="answer"' not in response.content.decode()


def test_units_and_offers_of_another_owner_do_not_exist(owner, unit):
    foreign = make.make_unit(owner=make.make_owner())
    offer = make.make_offer(unit=foreign, owner_agreed_on=None)
    proposal = make_proposal(unit=foreign, owner=foreign.owner, kind=ProposalKind.CLOSED_DAYS,
                             values={"first_day": str(make.days(300)), "last_day": str(make.days(301))})
    client = inside(owner)
    assert foreign.reference not in client.get(PAGE).content.decode()
    for name, arg in (("owner-terms", foreign.reference), ("owner-closed", foreign.reference), ("owner-stop", foreign.reference),
                      ("owner-resume", foreign.reference), ("owner-offer", offer.reference), ("owner-take-back", proposal.key)):
        address = reverse(f"popups:{name}", args=[arg])
        assert client.get(address).status_code in {404, 405}, name
        assert client.post(address, {"to": "paused", "answer": "yes"}).status_code == 404, name
    offer.refresh_from_db()
    assert offer.owner_agreed_on is None
    assert Proposal.objects.get().is_waiting


def test_what_was_sold_is_gone_at_once(owner, unit):
    client = inside(owner)
    set_owner(unit=unit, owner=make.make_owner(), by=make.make_officer())
    assert references(client.get(PAGE)) == []
    assert client.get(reverse("popups:owner-stop", args=[unit.reference])).status_code == 404


def _furnish(owner: Owner, number: int) -> None:
    for _each in range(number):
        unit = make.make_unit(owner=owner)
        unit.permitted_activities.create(activity="crafts")
        make.make_current_tenancy(unit=unit)
        make.make_offer(unit=unit, owner_agreed_on=None, start=make.days(100), end=make.days(110))
        make_proposal(unit=unit, owner=owner, kind=ProposalKind.CLOSED_DAYS,
                      values={"first_day": str(make.days(300)), "last_day": str(make.days(301))})
        make.make_offer(unit=unit, status=OfferStatus.DECLINED, start=make.days(120), end=make.days(130))
        move_talk(unit=unit, to=OwnerStage.PAUSED, by=None)


def test_the_page_costs_the_same_with_one_unit_and_with_thirty(owner):
    _furnish(owner, 1)
    client = inside(owner)
    one = queries_of(client, PAGE)
    _furnish(owner, 29)
    assert len(references(client.get(PAGE))) >= 30
    assert queries_of(client, PAGE) == one <= 14


@pytest.mark.parametrize("language", ["lv", "en", "de"])
def test_the_page_speaks_the_language_of_the_owners_letters(unit, language):
    owner = unit.owner
    Owner.objects.filter(pk=owner.pk).update(language=language)
    client = inside(owner)
    page = client.get(PAGE, headers={"accept-language": "fr"})
    assert f'<html lang="{language}"' in page.content.decode()
    assert page["Content-Language"] == language


def test_another_language_that_was_chosen_here_is_kept(unit):
    client = inside(unit.owner)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    assert '<html lang="de"' in client.get(PAGE).content.decode()


# Yes and no

def offer_page(offer: Offer) -> str:
    return reverse("popups:owner-offer", args=[offer.reference])


def test_an_owner_says_yes_and_the_applicants_yes_before_makes_it_a_tenancy(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None, status=OfferStatus.ACCEPTED)
    client = inside(owner)
    assert offer.reference in client.get(PAGE).content.decode()
    response = client.post(offer_page(offer), {"answer": "yes", "note": "Lūdzu, klusu", "once": str(uuid4())})
    assert response["Location"] == PAGE
    offer.refresh_from_db()
    assert (offer.owner_agreed_on, offer.owner_note) == (make.today(), "Lūdzu, klusu")
    assert Tenancy.objects.get().offer == offer


def test_a_double_click_on_yes_is_one_yes(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    client, sent = inside(owner), {"answer": "yes", "once": str(uuid4())}
    assert [client.post(offer_page(offer), sent).status_code for _ in range(2)] == [302, 302]
    assert Letter.objects.filter(kind=LetterKind.OWNER_ANSWERED).count() == 1


def test_an_owner_says_no(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    inside(owner).post(offer_page(offer), {"answer": "no", "note": "Nē"})
    offer.refresh_from_db()
    assert (offer.status, offer.owner_note) == (OfferStatus.WITHDRAWN, "Nē")


def test_too_late_is_said_and_what_was_written_stays(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    Offer.objects.filter(pk=offer.pk).update(answer_by_on=make.days(-1))
    client = inside(owner)
    assert 'id="answer"' not in client.get(offer_page(offer)).content.decode()
    response = client.post(offer_page(offer), {"answer": "yes", "note": "Lūdzu, klusu"})
    assert response.status_code == 422
    assert codes(response) == {"too_late"}
    assert "Lūdzu, klusu" in response.content.decode()
    assert not Tenancy.objects.exists()


@pytest.mark.parametrize("answer", ["maybe", ""])
def test_a_word_that_is_neither_yes_nor_no_is_asked_again_and_changes_nothing(owner, unit, answer):
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    response = inside(owner).post(offer_page(offer), {"answer": answer, "note": "Lūdzu, klusu"})
    assert (response.status_code, codes(response)) == (422, {"answer_missing"})
    assert response.content.decode().count("Lūdzu, klusu") == 1, "in the form, which is still there"
    offer.refresh_from_db()
    assert offer.lacks_owner


# What came of it

def came_of_it(client) -> list[str]:
    """The offers of the owner's only unit that are settled and became no tenancy, each with its outcome."""
    found = client.get(PAGE)
    return re.findall(r'data-reference="(O-\w+)" data-outcome="(\w+)"', found.content.decode())


def test_the_owner_sees_on_the_page_what_came_of_an_offer(owner, unit):
    declined, refused, withdrawn, lapsed = (
        make.make_offer(unit=unit, owner_agreed_on=None, start=make.days(100 * number), end=make.days(100 * number + 9)) for number in range(1, 5))
    owner_agrees(offer=declined, by=None)
    decline_offer(offer=declined, reason=DeclineReason.DATES, by=declined.application.applicant.user, note="Slepens iemesls")
    owner_declines(offer=refused, by=None)
    withdraw_offer(offer=withdrawn, note="Slepena piebilde", by=withdrawn.made_by)
    expire_offer(offer=lapsed, today=make.days(1))
    client = inside(owner)
    assert came_of_it(client) == [(lapsed.reference, "expired"), (withdrawn.reference, "withdrawn"),
                                  (refused.reference, "owner_declined"), (declined.reference, "declined")]
    for offer in (declined, refused, withdrawn, lapsed):
        page = client.get(offer_page(offer))
        assert page.status_code == 200
        assert f'data-outcome="{page.context["outcome"].code}"' in page.content.decode()
        assert "Slepen" not in page.content.decode() + client.get(PAGE).content.decode()


def test_what_came_of_offers_in_a_former_owners_time_is_not_told_to_the_new_one(owner, unit):
    early, late, still_open = (make.make_offer(unit=unit, owner_agreed_on=None, start=make.days(100 * number), end=make.days(100 * number + 9))
                               for number in range(1, 4))
    owner_declines(offer=early, by=None)
    over = make.make_current_tenancy(unit=unit)
    called_off = make.make_tenancy(unit=unit, start=make.days(500), end=make.days(510))
    end_tenancy(tenancy=called_off, end=called_off.start, reason=EndReason.OWNER_WITHDREW, by=make.make_officer())
    assert came_of_it(inside(owner)) == [(early.reference, "owner_declined")]
    heir = make.make_owner()
    set_owner(unit=unit, owner=heir, by=make.make_officer())
    Tenancy.objects.filter(pk=over.pk).update(end=make.days(0))
    decline_offer(offer=late, reason=DeclineReason.DATES, by=late.application.applicant.user)
    client = inside(heir)
    assert came_of_it(client) == [(late.reference, "declined")], "answered in the time of the new owner"
    page = client.get(PAGE).content.decode()
    shown = [offer.reference in page for offer in (early, still_open, over, called_off)]
    assert shown == [False, True, False, False]
    answers = [client.get(offer_page(offer)).status_code for offer in (early, over.offer, called_off.offer, late, still_open)]
    assert answers == [404, 404, 404, 200, 200]


def test_a_tenancy_that_goes_on_is_shown_to_the_new_owner(owner, unit):
    tenancy, heir = make.make_current_tenancy(unit=unit), make.make_owner()
    set_owner(unit=unit, owner=heir, by=make.make_officer())
    client = inside(heir)
    assert tenancy.reference in client.get(PAGE).content.decode()
    assert client.get(offer_page(tenancy.offer)).status_code == 200


def test_an_owner_who_was_entered_late_or_twice_reads_what_came_of_their_offers(owner):
    unit, officer, twin = make.make_unit(), make.make_officer(), make.make_owner()
    offer = make.make_offer(unit=unit, status=OfferStatus.DECLINED)
    set_owner(unit=unit, owner=twin, by=officer)
    assert came_of_it(inside(twin)) == [(offer.reference, "declined")]
    merge_owners(keep=owner, drop=twin, by=officer)
    assert came_of_it(inside(owner)) == [(offer.reference, "declined")]


def test_what_came_with_an_entry_of_somebody_else_is_not_told(owner, unit):
    other = make.make_unit(owner=make.make_owner())
    offer = make.make_offer(unit=other, owner_agreed_on=None)
    owner_declines(offer=offer, by=None)
    with zeal_ignore():
        merge_units(kept=unit, merged=other, by=make.make_officer())
    offer.refresh_from_db()
    assert offer.unit == unit
    assert came_of_it(inside(owner)) == []
    assert inside(owner).get(offer_page(offer)).status_code == 404


def test_who_proposed_other_terms_is_told_so_before_they_agree_to_those_of_an_offer(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    address = reverse("popups:owner-offer", args=[offer.reference])
    assert 'id="open-terms"' not in inside(owner).get(address).content.decode()
    proposal = make.make_proposal(unit=unit)
    assert 'id="open-terms"' in inside(owner).get(address).content.decode()
    answer_proposal(proposal=proposal, to=ProposalState.NOT_ACCEPTED, answer="Ne tagad", by=make.make_officer())
    assert 'id="open-terms"' not in inside(owner).get(address).content.decode()


def test_an_offer_that_became_a_tenancy_stands_there_once(owner, unit):
    tenancy = make.make_tenancy(unit=unit)
    client = inside(owner)
    assert came_of_it(client) == []
    assert client.get(PAGE).content.decode().count(offer_page(tenancy.offer)) == 1


def test_what_came_of_an_offer_stays_in_sight_for_a_season(owner, unit):
    offer = make.make_offer(unit=unit, status=OfferStatus.DECLINED)
    client = inside(owner)
    for days_ago, is_shown in ((89, True), (90, False)):
        Offer.objects.filter(pk=offer.pk).update(answered_at=make.at(make.days(-days_ago), 0, 30))
        assert bool(came_of_it(client)) is is_shown


def test_what_was_answered_just_after_midnight_counts_for_the_new_day(owner, unit):
    proposal = make.make_proposal(unit=unit)
    answer_proposal(proposal=proposal, to=ProposalState.NOT_ACCEPTED, by=make.make_officer(), answer="Nē")
    Proposal.objects.update(answered_at=make.at(make.days(-89), 0, 30))  # in Riga; in Greenwich it is still the day before
    assert f'data-key="{proposal.key}"' in inside(owner).get(PAGE).content.decode()


@pytest.mark.parametrize(("stage", "is_open"), [(None, True), (OwnerStage.CONTACTED, True), (OwnerStage.WILLING, False)])
def test_who_never_offered_anything_is_not_told_to_stop_offering_it(owner, stage, is_open):
    unit = make.make_unit(owner=owner, is_published=False)
    if stage:
        move_talk(unit=unit, to=stage, by=make.make_officer())
    client, address = inside(owner), reverse("popups:owner-stop", args=[unit.reference])
    page, asked = client.get(PAGE), client.get(address)
    [link] = re.findall(rf'href="{address}"[^>]*>([^<]+)<', page.content.decode())
    assert f"<h1>{link}</h1>" in asked.content.decode(), "the page says what its link said"
    assert (page.context["units"][0].is_open_question, asked.context["is_open_question"]) == (is_open, is_open)
