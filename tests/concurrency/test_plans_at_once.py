"""Two officers with one plan: what one has approved is not thrown away by the other."""

import threading

import pytest
from django.db import transaction

from popups.lifecycle.planning import approve, delete_plan
from popups.models import Placement, Plan
from tests import make
from tests.concurrency.test_lock_order import in_a_thread
from tests.concurrency.waiting import PATIENCE, until_somebody_waits
from tests.popups.matching.planned import make_plan, make_season
from vacancies.problem import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_a_plan_that_is_approved_while_throwing_it_away_waits_stays():
    officer, other = make.make_officer(), make.make_officer()
    plan = make_plan(make_season(units=1, applications=1, by=officer), by=officer)
    faults, holds = [], threading.Event()

    @transaction.atomic
    def approve_slowly() -> None:
        approve(placements=plan.placements.all(), by=officer)
        holds.set()
        until_somebody_waits()

    def throw_away() -> None:
        holds.wait(PATIENCE)
        delete_plan(plan=plan, by=other)

    for thread in [in_a_thread(approve_slowly, faults), in_a_thread(throw_away, faults)]:
        thread.join(PATIENCE)
    assert [type(fault) for fault in faults] == [Refused]
    assert faults[0].codes == ["approved"]
    assert Plan.objects.get() == plan and Placement.objects.get().approved_by == officer
