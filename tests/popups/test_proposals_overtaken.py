"""What becomes of an owner's proposal when the unit, its owner or the proposal itself is another by the time it is answered."""

import pytest
from django.test import Client
from django.urls import reverse

from popups.lifecycle.merging import merge_units
from popups.lifecycle.owner_page import answer
from popups.models import User
from tests import make
from tests.popups.asking import codes, signed_in
from vacancies.choices import ProposalKind, ProposalState
from vacancies.lifecycle.units import change_unit, set_owner
from vacancies.models import ClosedPeriod, Proposal, Unit
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make.make_officer()


@pytest.fixture
def desk(officer) -> Client:
    return signed_in(officer)


def page_of(proposal: Proposal) -> str:
    return reverse("popups:proposal", args=[proposal.key])


def sell(unit: Unit, by) -> None:
    set_owner(unit=unit, owner=make.make_owner(), by=by)


def merge_away(unit: Unit, by) -> None:
    """Into an entry of somebody else: what waits moves there."""
    merge_units(kept=make.make_unit(owner=make.make_owner()), merged=unit, by=by)


@pytest.mark.parametrize("kind", ProposalKind)
@pytest.mark.parametrize("goes", [sell, merge_away])
def test_what_a_former_owner_proposed_is_not_entered_any_more_and_may_be_refused(desk, officer, kind, goes):
    proposal = make.make_proposal(kind=kind)
    assert 'value="accept"' in desk.get(page_of(proposal)).content.decode()
    goes(proposal.unit, officer)
    proposal.refresh_from_db()
    page = desk.get(page_of(proposal)).content.decode()
    assert ('id="former-owner"' in page, 'value="accept"' in page) == (True, False)
    response = desk.post(page_of(proposal), {"do": "accept", "version": Unit.objects.get(pk=proposal.unit_id).version})
    assert (response.status_code, codes(response)) == (422, {"former_owner"})
    assert (Unit.objects.filter(asking_rent_cents=17700).exists(), ClosedPeriod.objects.exists()) == (False, False)
    assert desk.post(page_of(proposal), {"do": "refuse", "answer": "Telpas ir pārdotas."}).status_code == 302


def test_days_that_were_answered_meanwhile_are_not_asked_about_again(officer):
    """Two officers have the page open: the second yes finds the first, though the days are promised by then."""
    proposal = make.make_proposal(kind=ProposalKind.CLOSED_DAYS, first_day=make.days(40), last_day=make.days(44))
    seen_before = Proposal.objects.get()
    answer(proposal=proposal, to=ProposalState.ACCEPTED, by=officer)
    ClosedPeriod.objects.all().delete()
    make.make_offer(unit=proposal.unit, start=make.days(41), end=make.days(43))
    assert answer(proposal=seen_before, to=ProposalState.ACCEPTED, by=officer).state == ProposalState.ACCEPTED


def test_an_answer_to_a_proposal_of_an_entry_that_was_merged_meanwhile_goes_to_the_entry_that_stayed(officer):
    proposal, kept = make.make_proposal(kind=ProposalKind.CLOSED_DAYS, first_day=make.days(40), last_day=make.days(44)), make.make_unit()
    set_owner(unit=kept, owner=proposal.owner, by=officer)
    merge_units(kept=kept, merged=proposal.unit, by=officer)
    kept.refresh_from_db()
    make.make_offer(unit=kept, start=make.days(41), end=make.days(43))
    with pytest.raises(Refused) as refused:
        answer(proposal=proposal, to=ProposalState.ACCEPTED, by=officer)
    assert {problem.code for problem in refused.value.problems} <= {"promised", "merged"}
    assert not ClosedPeriod.objects.exists()


@pytest.mark.parametrize("version", ["", None])
def test_a_form_that_lost_its_version_overwrites_nothing(desk, officer, version):
    proposal = make.make_proposal()
    change_unit(unit=proposal.unit, version=proposal.unit.version, by=officer, asking_rent_cents=9900)
    sent = {"do": "accept", "answer": "", **({} if version is None else {"version": version})}
    response = desk.post(page_of(proposal), sent)
    assert (response.status_code, codes(response)) == (422, {"stale"})
    assert Unit.objects.get(pk=proposal.unit_id).asking_rent_cents == 9900
