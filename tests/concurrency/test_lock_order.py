"""A row that is held does not keep others from writing rows that point to it; otherwise two verbs could wait for each other."""

import threading

import pytest
from django.db import connections, transaction

from popups.choices import Verb
from popups.lifecycle.owner_letters import lasting_link
from popups.lifecycle.owner_page import send_link
from popups.lifecycle.records import lock, lock_unit, write_history
from popups.models import History
from tests.concurrency.waiting import PATIENCE, until_somebody_waits
from tests.make import make_officer, make_owner, make_tenancy, make_unit
from vacancies.models import OwnerLink

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def in_a_thread(act, faults: list) -> threading.Thread:
    def run() -> None:
        try:
            act()
        except Exception as error:  # told by the test
            faults.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_changing_a_tenancy_while_another_holds_its_unit_ends_in_no_deadlock():
    """One holds the tenancy and writes a line that names the unit; the other holds the unit and wants the tenancy."""
    tenancy, officer, faults = make_tenancy(), make_officer(), []
    holds_tenancy, holds_unit = threading.Event(), threading.Event()

    @transaction.atomic
    def change_public_face() -> None:
        row = lock(tenancy)
        holds_tenancy.set()
        holds_unit.wait(PATIENCE)
        write_history(Verb.TENANCY_CHANGED, by=officer, subject=row)

    @transaction.atomic
    def end() -> None:
        holds_tenancy.wait(PATIENCE)
        lock_unit(tenancy.unit_id)
        holds_unit.set()
        write_history(Verb.TENANCY_ENDED, by=officer, subject=lock(tenancy))

    for thread in [in_a_thread(change_public_face, faults), in_a_thread(end, faults)]:
        thread.join(PATIENCE)
    assert faults == []
    assert History.objects.filter(verb__in=[Verb.TENANCY_CHANGED, Verb.TENANCY_ENDED]).count() == 2


def test_a_link_that_is_sent_while_an_offer_asks_the_same_owner_ends_in_no_deadlock():
    """Unit before owner: the offer holds the unit and wants a link of its owner, and so does whoever sends the link."""
    owner, officer, faults = make_owner(email="saimniece@example.org"), make_officer(), []
    unit, holds_unit = make_unit(owner=owner), threading.Event()

    @transaction.atomic
    def ask() -> None:
        lock_unit(unit.pk)
        holds_unit.set()
        until_somebody_waits()
        lasting_link(owner, officer)

    def send() -> None:
        holds_unit.wait(PATIENCE)
        send_link(owner=owner, unit=unit, by=officer)

    for thread in [in_a_thread(ask, faults), in_a_thread(send, faults)]:
        thread.join(PATIENCE)
    assert faults == []
    assert OwnerLink.objects.filter(owner=owner).count() == 2
