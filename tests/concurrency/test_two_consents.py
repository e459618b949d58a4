"""Owner and applicant answer at the same moment: one tenancy or none, never two, never half of one."""

import threading
from collections.abc import Callable, Iterable

import pytest
from django.db import connections

from popups.choices import LetterKind, OfferStatus, Verb
from popups.lifecycle.offers import accept_offer, decline_offer, expire_offer
from popups.lifecycle.owner_consent import owner_agrees, owner_declines
from popups.lifecycle.owner_page import answer
from popups.models import History, Letter, Occupancy, Offer, Tenancy
from tests import make
from tests.concurrency.waiting import PATIENCE
from vacancies.choices import ProposalKind, ProposalState
from vacancies.models import ClosedPeriod
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def at_once(acts: Iterable[Callable[[], object]]) -> list[object]:
    """Each in a thread and a connection of its own, let go together. Gives what each returned or raised."""
    acts = list(acts)
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait(PATIENCE)
            answers[place] = act()
        except Exception as error:  # told by the test
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


def asked() -> Offer:
    return make.make_offer(unit=make.make_unit(owner=make.make_owner(email="saimniece@example.org")), owner_agreed_on=None)


def says(verb: Callable, offer: Offer, **fields: object) -> Callable[[], object]:
    return lambda: verb(offer=Offer.objects.get(pk=offer.pk), **fields)


def unexpected(answers: list[object]) -> list[object]:
    return [found for found in answers if isinstance(found, Exception) and not isinstance(found, Refused)]


@pytest.mark.parametrize("times", [1, 3])
def test_both_say_yes_at_once_and_one_tenancy_begins(times):
    for _round in range(ROUNDS):
        offer = asked()
        applicant = offer.application.applicant.user
        answers = at_once([says(accept_offer, offer, by=applicant), says(owner_agrees, offer, by=None)] * times)
        assert unexpected(answers) == []
        tenancy = Tenancy.objects.get(offer=offer)
        assert tenancy in answers, "whoever came second holds the tenancy in hand"
        assert Occupancy.objects.get(tenancy=tenancy).offer is None
        assert History.objects.filter(offer=offer, verb=Verb.TENANCY_BEGUN).count() == 1
        assert Letter.objects.filter(offer=offer, kind=LetterKind.OFFER_ACCEPTED).count() == 1


@pytest.mark.parametrize(("yes", "no"), [
    (lambda offer: says(accept_offer, offer, by=offer.application.applicant.user), lambda offer: says(owner_declines, offer, by=None)),
    (lambda offer: says(owner_agrees, offer, by=None),
     lambda offer: says(decline_offer, offer, reason="dates", by=offer.application.applicant.user)),
    (lambda offer: says(owner_agrees, offer, by=None),
     lambda offer: says(expire_offer, offer, today=make.days(1)))])
def test_a_yes_and_a_no_at_once_leave_no_tenancy_and_free_days(yes, no):
    for _round in range(ROUNDS):
        offer = asked()
        answers = at_once([yes(offer), no(offer)])
        assert unexpected(answers) == []
        offer.refresh_from_db()
        assert offer.status in {OfferStatus.WITHDRAWN, OfferStatus.DECLINED, OfferStatus.EXPIRED}
        assert not Tenancy.objects.filter(offer=offer).exists()
        assert not Occupancy.objects.filter(offer=offer).exists()


def test_the_last_yes_and_the_owners_no_at_once_have_one_winner():
    for _round in range(ROUNDS):
        offer = asked()
        accept_offer(offer=offer, by=offer.application.applicant.user)
        answers = at_once([says(owner_agrees, offer, by=None), says(owner_declines, offer, by=None)])
        assert unexpected(answers) == []
        offer.refresh_from_db()
        assert Tenancy.objects.filter(offer=offer).exists() is (offer.status == OfferStatus.ACCEPTED)
        assert Occupancy.objects.filter(tenancy__offer=offer).exists() is (offer.status == OfferStatus.ACCEPTED)
        assert sum(isinstance(found, Refused) for found in answers) == 1


def test_days_are_closed_or_promised_but_not_both():
    for _round in range(ROUNDS):
        proposal = make.make_proposal(kind=ProposalKind.CLOSED_DAYS)
        unit, officer, application = proposal.unit, make.make_officer(), make.make_application()
        answers = at_once([
            lambda proposal=proposal, officer=officer: answer(proposal=proposal, to=ProposalState.ACCEPTED, by=officer),
            lambda unit=unit, application=application: make.make_offer(unit=unit, application=application, start=make.days(42), end=make.days(50))])
        assert unexpected(answers) == []
        is_closed, is_promised = ClosedPeriod.objects.filter(unit=unit).exists(), Occupancy.objects.filter(space__unit=unit).exists()
        assert is_closed is not is_promised
