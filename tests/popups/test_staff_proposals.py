"""What the office does about owners: their link, their word by telephone, and an answer to what they propose."""

import re
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.urls import reverse

from popups.choices import LetterKind, OfferStatus, Verb
from popups.forms.staff.owner_words import AGREES, DECLINES
from popups.models import History, Letter, Tenancy
from tests import make
from tests.popups.asking import codes, signed_in
from vacancies.choices import ClosedReason, ContactChannel, ProposalKind, ProposalState
from vacancies.lifecycle.owner_page import make_link
from vacancies.lifecycle.units import change_unit
from vacancies.models import Contact, OwnerLink, Proposal, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.make_officer()


@pytest.fixture
def desk(officer) -> Client:
    return signed_in(officer)


def page_of(proposal: Proposal) -> str:
    return reverse("popups:proposal", args=[proposal.key])


def answer(desk: Client, proposal: Proposal, do: str, text: str = "", version: int | None = None, once: str = ""):
    version = Unit.objects.get(pk=proposal.unit_id).version if version is None else version
    return desk.post(page_of(proposal), {"do": do, "answer": text, "version": version, "once": once or str(uuid4())})


# Proposals

def test_now_and_proposed_stand_side_by_side_and_what_differs_is_marked(desk):
    proposal = make.make_proposal(notice_days=60, message="Tā būtu labāk")
    page = desk.get(page_of(proposal))
    content = page.content.decode()
    assert content.count("data-differs") == 2
    assert "Tā būtu labāk" in content
    assert [change.differs for change in page.context["changes"]] == [True, False, False, True, False]


def test_accepted_terms_are_entered_into_the_unit(desk, officer):
    proposal = make.make_proposal(utilities_payer="owner", notice_days=60, activities=["crafts", "music"])
    assert answer(desk, proposal, "accept").status_code == 302
    unit = Unit.objects.get(pk=proposal.unit_id)
    assert (unit.asking_rent_cents, unit.utilities_payer, unit.notice_days) == (17700, "owner", 60)
    assert {row.activity for row in unit.permitted_activities.all()} == {"crafts", "music"}
    assert unit.history.first().history_user == officer
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by) == (ProposalState.ACCEPTED, officer)
    assert Letter.objects.get(kind=LetterKind.PROPOSAL_ANSWERED).to_email == proposal.owner.email


@pytest.mark.parametrize(("do", "entered"), [("accept", 17700), ("refuse", 12000)])
def test_what_held_before_stays_beside_the_answer_whatever_is_changed_later(desk, officer, do, entered):
    proposal = make.make_proposal()
    answer(desk, proposal, do, text="Tā vienojāmies.")
    unit = Unit.objects.get(pk=proposal.unit_id)
    assert unit.asking_rent_cents == entered
    change_unit(unit=unit, version=unit.version, by=officer, asking_rent_cents=9900)
    rent = desk.get(page_of(proposal)).context["changes"][0]
    assert (rent.before, rent.proposed, rent.differs) == (12000, 17700, True)


def test_the_answer_to_an_owner_is_not_called_optional_since_a_no_needs_it(desk):
    content = desk.get(page_of(make.make_proposal())).content.decode()
    assert 'for="id_answer"' in content
    assert 'class="optional"' not in content


def test_offers_that_were_made_keep_their_terms(desk):
    unit = make.make_unit(owner=make.make_owner())
    offer = make.make_offer(unit=unit)
    answer(desk, make.make_proposal(unit=unit), "accept")
    offer.refresh_from_db()
    assert offer.rent_cents == 12000


def test_terms_that_somebody_changed_meanwhile_are_compared_again_and_not_overwritten(desk, officer):
    proposal = make.make_proposal()
    seen = proposal.unit.version
    change_unit(unit=proposal.unit, version=seen, by=officer, asking_rent_cents=9900)
    response = answer(desk, proposal, "accept", version=seen)
    assert (response.status_code, codes(response)) == (422, {"stale"})
    assert Unit.objects.get(pk=proposal.unit_id).asking_rent_cents == 9900
    version = re.search(r'name="version" value="(\d+)"', response.content.decode())[1]
    assert answer(desk, proposal, "accept", version=int(version)).status_code == 302
    assert Unit.objects.get(pk=proposal.unit_id).asking_rent_cents == 17700


def test_a_no_says_why_and_the_owner_reads_it(desk):
    proposal = make.make_proposal()
    response = answer(desk, proposal, "refuse")
    assert (response.status_code, codes(response)) == (422, {"answer_missing"})
    assert answer(desk, proposal, "refuse", text="Dome jau lēma.").status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == (ProposalState.NOT_ACCEPTED, "Dome jau lēma.")
    assert "Dome jau lēma." in Letter.objects.get(kind=LetterKind.PROPOSAL_ANSWERED).text
    assert Unit.objects.get(pk=proposal.unit_id).asking_rent_cents == 12000


def test_accepted_days_are_closed(desk):
    proposal = make.make_proposal(kind=ProposalKind.CLOSED_DAYS, first_day=make.days(40), last_day=make.days(44))
    assert answer(desk, proposal, "accept").status_code == 302
    closed = proposal.unit.closed_periods.get()
    assert (closed.starts_on, closed.ends_on, closed.reason) == (make.days(40), make.days(45), ClosedReason.OWNER)


@pytest.mark.parametrize("promise", [make.make_offer, make.make_tenancy])
def test_days_that_somebody_was_promised_cannot_be_closed(desk, promise):
    proposal = make.make_proposal(kind=ProposalKind.CLOSED_DAYS, first_day=make.days(40), last_day=make.days(44))
    promised = promise(unit=proposal.unit, start=make.days(44), end=make.days(50))
    assert promised.reference in desk.get(page_of(proposal)).content.decode()
    response = answer(desk, proposal, "accept")
    assert (response.status_code, codes(response)) == (422, {"promised"})
    assert not proposal.unit.closed_periods.exists()
    assert answer(desk, proposal, "refuse", text="Tur jau kāds ir.").status_code == 302


def test_the_day_after_the_closed_days_may_be_promised(desk):
    proposal = make.make_proposal(kind=ProposalKind.CLOSED_DAYS, first_day=make.days(40), last_day=make.days(44))
    make.make_offer(unit=proposal.unit, start=make.days(45), end=make.days(50))
    assert answer(desk, proposal, "accept").status_code == 302


def test_a_double_click_answers_once(desk):
    proposal, token = make.make_proposal(kind=ProposalKind.CLOSED_DAYS), str(uuid4())
    assert [answer(desk, proposal, "accept", once=token).status_code for _ in range(2)] == [302, 302]
    assert answer(desk, proposal, "accept").status_code == 302
    assert proposal.unit.closed_periods.count() == 1
    assert Letter.objects.filter(kind=LetterKind.PROPOSAL_ANSWERED).count() == 1


def test_what_was_answered_is_not_answered_otherwise(desk):
    proposal = make.make_proposal()
    answer(desk, proposal, "refuse", text="Nē")
    response = answer(desk, proposal, "accept")
    assert (response.status_code, response.context["codes"]) == (422, "illegal_move")
    assert 'id="answered"' in desk.get(page_of(proposal)).content.decode()
    assert Unit.objects.get(pk=proposal.unit_id).asking_rent_cents == 12000


def test_an_owner_without_an_address_gets_no_letter_and_the_officer_is_told(officer):
    told = []
    for email in ("", "saimniece@example.org"):
        proposal = make.make_proposal(unit=make.make_unit(owner=make.make_owner(email=email)))
        response = answer(signed_in(officer), proposal, "accept")
        told.append([str(message) for message in get_messages(response.wsgi_request)])
        assert Letter.objects.filter(kind=LetterKind.PROPOSAL_ANSWERED).exists() is bool(email)
    assert [len(texts) for texts in told] == [1, 1]
    assert told[0] != told[1]


# The owner's word by telephone

def word_page(offer) -> str:
    return reverse("popups:owner-word", args=[offer.reference])


@pytest.fixture
def waiting(officer):
    """An offer to which the applicant has said yes and the owner nothing."""
    unit = make.make_unit(owner=make.make_owner(email="saimniece@example.org"))
    return make.make_offer(unit=unit, owner_agreed_on=None, status=OfferStatus.ACCEPTED, by=officer)


def test_a_yes_by_telephone_makes_the_tenancy(desk, officer, waiting):
    assert word_page(waiting) in desk.get(reverse("popups:staff-offer", args=[waiting.reference])).content.decode()
    response = desk.post(word_page(waiting), {"answer": AGREES, "on": str(make.days(-2)), "note": "Zvanīja pati"})
    assert response.status_code == 302
    waiting.refresh_from_db()
    assert (waiting.owner_agreed_on, waiting.owner_note) == (make.days(-2), "Zvanīja pati")
    assert Tenancy.objects.get().offer == waiting
    assert History.objects.get(verb=Verb.OWNER_AGREED).by == officer


def test_a_no_by_telephone_gives_the_days_back(desk, waiting):
    desk.post(word_page(waiting), {"answer": DECLINES, "on": str(make.today()), "note": ""})
    waiting.refresh_from_db()
    assert waiting.status == OfferStatus.WITHDRAWN


def test_every_problem_of_the_owners_word_is_shown_at_once(desk, waiting):
    response = desk.post(word_page(waiting), {"on": "kaut kad", "note": "Rakstīts"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"answer", "on"}
    assert "Rakstīts" in response.content.decode()


def test_a_yes_that_lies_ahead_is_refused(desk, waiting):
    response = desk.post(word_page(waiting), {"answer": AGREES, "on": str(make.days(2))})
    assert (response.status_code, codes(response)) == (422, {"owner_not_agreed"})
    assert not Tenancy.objects.exists()


def test_the_owner_is_asked_once_more_by_letter(desk, waiting):
    desk.post(word_page(waiting), {"ask": "1", "once": str(uuid4())})
    assert Letter.objects.filter(kind=LetterKind.OWNER_ASKED).count() == 2


def test_what_the_owner_wrote_is_for_officers_and_not_for_reviewers_or_the_applicant(desk, waiting):
    desk.post(word_page(waiting), {"answer": DECLINES, "on": str(make.today()), "note": "Nepatīk māls"})
    address = reverse("popups:staff-offer", args=[waiting.reference])
    assert "Nepatīk māls" in desk.get(address).content.decode()
    assert "Nepatīk māls" not in signed_in(make.make_reviewer()).get(address).content.decode()
    applicant = signed_in(waiting.application.applicant.user)
    for name, row in (("offer-answer", waiting), ("my-application", waiting.application)):
        page = applicant.get(reverse(f"popups:{name}", args=[row.reference])).content.decode()
        assert row.reference in page
        assert "Nepatīk māls" not in page


def test_the_applicant_who_waits_for_the_owner_sees_so_and_may_still_decline(waiting):
    applicant = signed_in(waiting.application.applicant.user)
    address = reverse("popups:offer-answer", args=[waiting.reference])
    page = applicant.get(address).content.decode()
    assert 'id="waits-for-owner"' in page
    assert 'value="yes"' not in page
    assert applicant.post(address, {"answer": "yes"})["Location"] == address
    applicant.post(address, {"answer": "no", "reason": "dates"})
    waiting.refresh_from_db()
    assert waiting.status == OfferStatus.DECLINED


# The link

def link_page(unit: Unit) -> str:
    return reverse("popups:owner-link", args=[unit.reference])


def test_a_link_is_sent_logged_as_a_contact_and_takes_the_place_of_the_older_one(desk, officer):
    unit = make.make_unit(owner=make.make_owner(email="saimniece@example.org"))
    make_link(owner=unit.owner, by=officer)
    desk.post(link_page(unit), {"do": "send", "once": str(uuid4())})
    old, new = OwnerLink.objects.order_by("pk")
    assert (old.revoked_at is None, new.revoked_at) == (False, None)
    assert new.made_by == officer
    assert Letter.objects.get(kind=LetterKind.OWNER_LINK).to_email == "saimniece@example.org"
    assert Contact.objects.get(unit=unit).channel == ContactChannel.EMAIL


def test_a_link_is_shown_once_for_a_letter_by_post(desk):
    unit = make.make_unit(owner=make.make_owner())
    response = desk.post(link_page(unit), {"do": "show"})
    secret = OwnerLink.objects.get().secret
    assert secret in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert secret not in desk.get(link_page(unit)).content.decode()
    assert Client().get(reverse("popups:owner-enter", args=[secret])).status_code == 302


def test_all_links_are_shut(desk):
    unit = make.make_unit(owner=make.make_owner())
    desk.post(link_page(unit), {"do": "show"})
    desk.post(link_page(unit), {"do": "shut"})
    assert OwnerLink.objects.get().revoked_at is not None


def test_without_an_address_nothing_is_sent_and_nothing_is_made(desk):
    unit = make.make_unit(owner=make.make_owner())
    desk.post(link_page(unit), {"do": "send"})
    assert not OwnerLink.objects.exists()
    assert mail.outbox == []


def test_a_unit_of_nobody_leads_to_entering_its_owner(desk):
    unit = make.make_unit()
    assert reverse("vacancies:owner-edit", args=[unit.reference]) in desk.get(link_page(unit)).content.decode()
    assert desk.post(link_page(unit), {"do": "show"}).status_code == 200
    assert not OwnerLink.objects.exists()


def test_the_language_of_an_owners_letters_is_the_offices_to_set(desk):
    unit = make.make_unit(owner=make.make_owner(name="Māja", email="saimniece@example.org"))
    address = reverse("vacancies:owner-edit", args=[unit.reference])
    form = desk.get(address).context["form"]
    sent = {f"owner-{name}": form[name].value() or "" for name in form.fields}
    desk.post(address, sent | {"owner-language": "de", "which": "correct", "owner": unit.owner.pk})
    unit.owner.refresh_from_db()
    assert unit.owner.language == "de"
