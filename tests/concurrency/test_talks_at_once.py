"""Two people and an owner at the same moment: one talk, every contact, and nothing public that the owner does not want."""

import threading

import pytest
from django.db import connections

from tests.concurrency.waiting import PATIENCE
from tests.make import make_officer, make_owner, make_unit
from vacancies.choices import ContactChannel, OwnerStage, RefusalFamily
from vacancies.lifecycle.talks import log_contact, move_talk
from vacancies.lifecycle.units import publish_unit
from vacancies.models import Contact, Talk, Unit
from vacancies.problem import Refused
from vacancies.rules.talks import said_stage

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list[Exception]:
    """Lets all begin together; gives what they raised, but for a refusal, which is an answer."""
    start, faults = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            start.wait(PATIENCE)
            act()
        except Refused:
            pass
        except Exception as error:  # told by the test
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return faults


def test_first_contacts_at_once_make_one_talk_and_none_is_lost():
    unit, officer = make_unit(is_published=False, owner=make_owner()), make_officer()
    faults = at_once(*[lambda number=number: log_contact(unit=unit, channel=ContactChannel.PHONE, text=f"Call {number}", by=officer)
                       for number in range(6)])
    assert faults == []
    assert (Talk.objects.get().stage, Contact.objects.count()) == (OwnerStage.CONTACTED, 6)


@pytest.mark.parametrize("attempt", range(5))
def test_what_is_published_while_the_owner_says_no_is_not_public_afterwards(attempt):
    unit, officer = make_unit(is_published=False, owner=make_owner()), make_officer()
    faults = at_once(
        lambda: publish_unit(unit=unit, by=officer),
        lambda: move_talk(unit=unit, to=OwnerStage.REFUSED, refusal=RefusalFamily.SALE, by=None))
    assert faults == []
    after = Unit.objects.select_related("talk", "owner").get(pk=unit.pk)
    assert said_stage(after) is OwnerStage.REFUSED
    assert not after.is_published
