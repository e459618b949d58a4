"""Somebody steps back while the office makes them an offer: the offer is not swept away unread, and its unit is never taken too late."""

import threading

import pytest
from django.db import transaction

from popups.choices import ApplicationStatus, OfferStatus
from popups.lifecycle import applications
from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.records import lock
from popups.models import Application, Offer
from tests.concurrency.test_lock_order import in_a_thread
from tests.concurrency.waiting import PATIENCE, until_somebody_waits
from tests.make import make_application, make_offer
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.postgres
def test_an_offer_that_is_made_while_withdrawing_waits_stays():
    application, faults, holds = make_application(status=ApplicationStatus.SHORTLISTED), [], threading.Event()

    @transaction.atomic
    def offer() -> None:
        lock(application)
        holds.set()
        until_somebody_waits()
        make_offer(application=application)

    def withdraw() -> None:
        holds.wait(PATIENCE)
        withdraw_application(application=application, by=application.applicant.user)

    for thread in [in_a_thread(offer, faults), in_a_thread(withdraw, faults)]:
        thread.join(PATIENCE)
    assert [type(fault) for fault in faults] == [Refused]
    assert faults[0].codes == ["offered_meanwhile"]
    assert Offer.objects.get().status == OfferStatus.OPEN
    assert Application.objects.get().status == ApplicationStatus.SHORTLISTED


def test_an_offer_that_came_before_the_application_was_held_stays_on_either_database(monkeypatch):
    """In one thread: the offer is made between the look at the units and the lock of the application."""
    application, locked = make_application(status=ApplicationStatus.SHORTLISTED), applications.locked_in_call

    def offered_first(row: Application) -> Application:
        make_offer(application=row)
        return locked(row)

    monkeypatch.setattr(applications, "locked_in_call", offered_first)
    with transaction.atomic(), pytest.raises(Refused) as refused:
        withdraw_application(application=application, by=application.applicant.user)
    assert refused.value.codes == ["offered_meanwhile"]
    monkeypatch.setattr(applications, "locked_in_call", locked)
    make_offer(application=application)
    withdraw_application(application=application, by=application.applicant.user)
    assert set(Offer.objects.values_list("status", flat=True)) == {OfferStatus.DECLINED}
    assert Application.objects.get().status == ApplicationStatus.WITHDRAWN
