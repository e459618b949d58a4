"""Erasing somebody's data takes what it needs in the order in which everybody takes it: units, calls, applications, offers."""

import threading

import pytest
from django.db import transaction

from popups.choices import ApplicationStatus, OfferStatus
from popups.lifecycle.erasing import erase_person
from popups.lifecycle.records import lock, lock_unit
from popups.models import Application, Call, Offer, User
from tests.concurrency.test_lock_order import in_a_thread
from tests.concurrency.waiting import PATIENCE, until_somebody_waits
from tests.make import make_applicant, make_application, make_call, make_offer, make_user
from vacancies.problem import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def make_two_offers(call: Call) -> tuple[User, Offer, Offer]:
    """Two applications of one person, an offer each. The second is withdrawn later, since the newest comes first."""
    person = make_user()
    applicant = make_applicant(user=person)
    second, first = (make_offer(application=make_application(status=ApplicationStatus.SHORTLISTED, applicant=applicant))
                     for _ in range(2))
    Application.objects.filter(applicant=applicant).update(call=call)
    return person, first, second


def test_erasing_while_somebody_decides_with_one_of_the_units_held_ends_in_no_deadlock():
    """The other holds the unit of the second offer and wants the call, which belongs to the first application too."""
    call, faults, holds_unit = make_call(), [], threading.Event()
    person, _first, second = make_two_offers(call)

    @transaction.atomic
    def decide_elsewhere() -> None:
        lock_unit(second.unit_id)
        holds_unit.set()
        until_somebody_waits()
        lock(call)

    def erase() -> None:
        holds_unit.wait(PATIENCE)
        erase_person(user=person, by=person)

    for thread in [in_a_thread(decide_elsewhere, faults), in_a_thread(erase, faults)]:
        thread.join(PATIENCE)
    assert faults == []
    assert set(Offer.objects.values_list("status", flat=True)) == {OfferStatus.DECLINED}


def test_an_offer_that_is_made_while_erasing_waits_is_not_swept_away():
    """Its unit would be taken after the call; so nothing is erased, and the person reads of the offer first."""
    person = make_user()
    application = make_application(status=ApplicationStatus.SHORTLISTED, applicant=make_applicant(user=person))
    call, faults, holds_call = make_call(), [], threading.Event()
    Application.objects.filter(pk=application.pk).update(call=call)

    @transaction.atomic
    def offer() -> None:
        lock(call)
        holds_call.set()
        until_somebody_waits()
        Application.objects.filter(pk=application.pk).update(call=None)
        application.call = None
        make_offer(application=application)

    def erase() -> None:
        holds_call.wait(PATIENCE)
        erase_person(user=person, by=person)

    for thread in [in_a_thread(offer, faults), in_a_thread(erase, faults)]:
        thread.join(PATIENCE)
    assert [type(fault) for fault in faults] == [Refused]
    assert faults[0].codes == ["offered_meanwhile"]
    assert Offer.objects.get().status == OfferStatus.OPEN
    person.refresh_from_db()
    assert person.is_active
