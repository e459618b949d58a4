"""What an owner proposes on their own page, and how they stop."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from popups.choices import LetterKind
from popups.lifecycle.owner_consent import owner_agrees
from popups.lifecycle.owner_page import answer
from popups.models import Letter, Tenancy
from tests import make
from tests.popups.asking import codes
from tests.popups.owners import EMAIL, PAGE, inside
from vacancies.choices import ContactChannel, OwnerStage, ProposalKind, ProposalState, RefusalFamily, Role
from vacancies.lifecycle.talks import move_talk, set_next_step
from vacancies.lifecycle.units import change_unit
from vacancies.models import Contact, Owner, Proposal, Talk, Unit
from vacancies.rules.owner_page import terms_of
from vacancies.templatetags.words import period

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Owner:
    return make.make_owner(name="SIA Plantētā māja", email=EMAIL)


@pytest.fixture
def unit(owner) -> Unit:
    return make.make_unit(owner=owner)


# Proposals

def terms(unit: Unit, **changes) -> dict:
    return {"asking_rent_cents": "150", "utilities_payer": "tenant", "utilities_cents": "30", "notice_days": "45",
            "activities": ["food", "crafts"], "message": "", "once": str(uuid4()), **changes}


def test_an_owner_proposes_terms_and_the_office_hears_of_it(owner, unit):
    response = inside(owner).post(reverse("popups:owner-terms", args=[unit.reference]), terms(unit, message="No maija"))
    assert response.status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.unit, proposal.owner, proposal.kind, proposal.state) == (unit, owner, ProposalKind.TERMS, ProposalState.WAITING)
    assert proposal.values == {"asking_rent_cents": 15000, "utilities_payer": "tenant", "utilities_cents": 3000, "notice_days": 45,
                               "activities": ["crafts", "food"]}
    assert Letter.objects.get(kind=LetterKind.PROPOSAL_MADE).to_email == settings.OFFICE_EMAIL
    unit.refresh_from_db()
    assert unit.asking_rent_cents == 12000, "nothing changes before the office has answered"


def test_the_page_says_what_became_what_and_for_how_long_it_was_only_asked(owner, unit):
    client, officer = inside(owner), make.make_officer()
    proposal = make.make_proposal(unit=unit, notice_days=60)
    for to in (ProposalState.WAITING, ProposalState.ACCEPTED):
        if to is ProposalState.ACCEPTED:
            answer(proposal=proposal, to=to, by=officer, version=unit.version)
        said = client.get(PAGE).context["units"][0].proposals[0]
        assert said.proposal.state == to
        assert [(change.before, change.proposed) for change in said.changes] == [(12000, 17700), (unit.notice_days, 60)]


def test_the_page_says_which_days_were_named(owner, unit):
    make.make_proposal(unit=unit, kind=ProposalKind.CLOSED_DAYS, first_day=make.days(40), last_day=make.days(44))
    page = inside(owner).get(PAGE)
    assert page.context["units"][0].proposals[0].days == (make.days(40), make.days(45))
    assert period(make.days(40), make.days(45)) in page.content.decode()


def test_the_form_starts_with_the_terms_as_they_are_and_sent_unchanged_it_says_so(owner, unit):
    client, address = inside(owner), reverse("popups:owner-terms", args=[unit.reference])
    assert client.get(address).context["form"].initial == terms_of(unit)
    response = client.post(address, {"asking_rent_cents": "120", "utilities_payer": unit.utilities_payer, "utilities_cents": "30",
                                     "notice_days": str(unit.notice_days), "message": ""})
    assert response.status_code == 422
    assert codes(response) == {"nothing_new"}


def test_every_problem_of_a_proposal_is_shown_at_once_and_what_was_typed_stays(owner, unit):
    response = inside(owner).post(reverse("popups:owner-terms", args=[unit.reference]), terms(
        unit, asking_rent_cents="daudz", notice_days="9999", utilities_payer="somebody", activities=["magic"], message="Rakstīts"))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"asking_rent_cents", "notice_days", "utilities_payer", "activities"}
    for typed in ("daudz", "9999", "Rakstīts"):
        assert typed in response.content.decode()


def test_newer_terms_take_the_place_of_terms_that_wait_and_the_same_twice_are_one(owner, unit):
    client, address = inside(owner), reverse("popups:owner-terms", args=[unit.reference])
    for rent in ("150", "150", "170"):
        client.post(address, terms(unit, asking_rent_cents=rent))
    states = list(Proposal.objects.order_by("pk").values_list("values__asking_rent_cents", "state"))
    assert states == [(15000, ProposalState.TAKEN_BACK), (17000, ProposalState.WAITING)]


def test_days_that_are_not_available_are_proposed_and_taken_back(owner, unit):
    client = inside(owner)
    client.post(reverse("popups:owner-closed", args=[unit.reference]),
                {"first_day": str(make.days(5)), "last_day": str(make.days(9)), "message": ""})
    proposal = Proposal.objects.get()
    assert proposal.values == {"first_day": str(make.days(5)), "last_day": str(make.days(9))}
    for _twice in range(2):
        client.post(reverse("popups:owner-take-back", args=[proposal.key]))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by) == (ProposalState.TAKEN_BACK, None)
    assert not unit.closed_periods.exists()


@pytest.mark.parametrize(("first", "last", "code"), [(9, 5, "end_before_start"), (-9, -5, "days_past")])
def test_days_that_make_no_sense_are_refused(owner, unit, first, last, code):
    response = inside(owner).post(reverse("popups:owner-closed", args=[unit.reference]),
                                  {"first_day": str(make.days(first)), "last_day": str(make.days(last))})
    assert codes(response) == {code}
    assert not Proposal.objects.exists()


def test_an_owner_cannot_flood_the_office(owner, unit):
    client, address = inside(owner), reverse("popups:owner-closed", args=[unit.reference])
    for number in range(11):
        response = client.post(address, {"first_day": str(make.days(number)), "last_day": str(make.days(number))})
    assert codes(response) == {"too_many"}
    assert Proposal.objects.count() == 10


# Stopping

def stop_page(unit: Unit) -> str:
    return reverse("popups:owner-stop", args=[unit.reference])


@pytest.mark.parametrize(("sent", "stage", "refusal"), [
    ({"to": "paused", "refusal": "sale"}, OwnerStage.PAUSED, ""),
    ({"to": "refused", "refusal": "sale"}, OwnerStage.REFUSED, RefusalFamily.SALE)])
def test_an_owner_stops_and_the_unit_leaves_the_public_pages_while_guests_stay(owner, unit, sent, stage, refusal):
    tenancy = make.make_current_tenancy(unit=unit)
    assert inside(owner).post(stop_page(unit), {**sent, "note": "Jāremontē"}).status_code == 302
    talk = Talk.objects.get(unit=unit)
    assert (talk.stage, talk.refusal) == (stage, refusal)
    assert Client().get(unit.get_absolute_url()).status_code == 404
    assert Tenancy.objects.on(make.today()).get() == tenancy
    contact = Contact.objects.get(unit=unit)
    assert (contact.channel, contact.by, contact.owner) == (ContactChannel.OWN_PAGE, None, owner)
    assert "Jāremontē" in Letter.objects.get(kind=LetterKind.OWNER_ANSWERED).text


@pytest.mark.parametrize(("sent", "field"), [({}, "to"), ({"to": "refused"}, "refusal"), ({"to": "listed"}, "to")])
def test_stopping_asks_what_and_why(owner, unit, sent, field):
    response = inside(owner).post(stop_page(unit), sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert Unit.objects.get(pk=unit.pk).is_published


def resume(unit: Unit) -> str:
    return reverse("popups:owner-resume", args=[unit.reference])


def test_a_stop_is_undone_as_if_it_had_not_been(owner, unit):
    move_talk(unit=unit, to=OwnerStage.TERMS_AGREED, by=make.make_officer(), note="Pa telefonu")
    before, client = Unit.objects.get(pk=unit.pk), inside(owner)
    client.post(stop_page(unit), {"to": "refused", "refusal": "sale"})
    assert resume(unit) in client.get(PAGE).content.decode()
    for _twice in range(2):
        client.post(resume(unit))
    after, talk = Unit.objects.get(pk=unit.pk), Talk.objects.get(unit=unit)
    assert (after.published_at, after.published_by) == (before.published_at, before.published_by)
    assert (talk.stage, talk.refusal, talk.note) == (OwnerStage.TERMS_AGREED, "", "Pa telefonu")
    subjects = Letter.objects.filter(kind=LetterKind.OWNER_ANSWERED).values_list("subject", flat=True)
    assert len(subjects) == len(set(subjects)) == 2, "that it is offered again is not told as a second stop"


def test_what_was_not_public_before_is_not_public_after_a_stop_was_undone(owner):
    unit = make.make_unit(owner=owner, is_published=False)
    client = inside(owner)
    client.post(stop_page(unit), {"to": "paused"})
    client.post(resume(unit))
    assert not Unit.objects.get(pk=unit.pk).is_published
    assert not OwnerStage(Talk.objects.get(unit=unit).stage).bars_publication


@pytest.mark.parametrize("happens", [
    lambda unit, by: move_talk(unit=unit, to=OwnerStage.PAUSED, by=by, note="Runāju"),
    lambda unit, by: change_unit(unit=unit, version=unit.version, by=by, name="Citādi")])
def test_once_something_has_happened_since_a_stop_is_not_undone_by_a_click(owner, unit, happens):
    client = inside(owner)
    client.post(stop_page(unit), {"to": "paused"})
    happens(Unit.objects.get(pk=unit.pk), make.make_officer())
    assert resume(unit) not in client.get(PAGE).content.decode()
    client.post(resume(unit))
    assert Talk.objects.get(unit=unit).stage == OwnerStage.PAUSED
    assert not Unit.objects.get(pk=unit.pk).is_published


def test_stopping_twice_tells_the_office_once(owner, unit):
    client = inside(owner)
    for _twice in range(2):
        client.post(stop_page(unit), {"to": "paused"})
    assert Letter.objects.filter(kind=LetterKind.OWNER_ANSWERED).count() == 1
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(("role", "is_told"), [(Role.OFFICER, True), (Role.SURVEYOR, False), (Role.REVIEWER, False)])
def test_what_owners_say_is_written_only_to_who_is_still_an_officer(owner, unit, role, is_told):
    who = make.make_officer(email="ieva@example.org")
    set_next_step(unit=unit, step="Call", on=make.days(3), who=who, by=who)
    type(who).objects.filter(pk=who.pk).update(role=role)
    inside(owner).post(stop_page(unit), {"to": "paused", "note": "Esmu slims"})
    assert Letter.objects.get(kind=LetterKind.OWNER_ANSWERED).to_email == (who.email if is_told else settings.OFFICE_EMAIL)


def test_the_page_of_stopping_speaks_of_offers_and_guests_only_where_there_are_any(owner, unit):
    def told():
        page = inside(owner).get(stop_page(unit)).content.decode()
        return ["guests-stay" in page, "offer-waits" in page]

    assert told() == [False, False]
    offer = make.make_offer(unit=unit, owner_agreed_on=None, start=make.days(100))
    assert told() == [False, True]
    owner_agrees(offer=offer, by=None)
    assert told() == [False, False]
    make.make_current_tenancy(unit=unit)
    assert told() == [True, False]
