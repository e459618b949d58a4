"""The stage in SQL is the stage that the applicant reads."""

import pytest

from popups.choices import ApplicationStatus, OfferStatus
from popups.lifecycle.tenancies import end_tenancy
from popups.models import Application, Offer
from popups.reports.queue import queue
from popups.reports.stages import with_stage
from popups.rules.stage import StageCode, stage_of
from tests.make import (
    days,
    make_application,
    make_current_tenancy,
    make_offer,
    make_officer,
    make_owner,
    make_tenancy,
    make_unit,
    today,
)
from tests.popups.deciding import make_decided_call, make_told_call

pytestmark = pytest.mark.django_db


def make_every_stage() -> None:
    for status in ApplicationStatus:
        make_application(status=status)
    for status in (OfferStatus.OPEN, OfferStatus.DECLINED, OfferStatus.WITHDRAWN):
        make_offer(status=status)
    make_offer(status=OfferStatus.ACCEPTED, owner_agreed_on=None, unit=make_unit(owner=make_owner()))
    make_offer(owner_agreed_on=None, unit=make_unit(owner=make_owner()))
    make_tenancy()
    make_current_tenancy()
    make_current_tenancy(started_days_ago=40, days_left=0)
    end_tenancy(tenancy=make_tenancy(), end=days(1), reason="left_early", by=make_officer())
    lapsed = make_offer()
    Offer.objects.filter(pk=lapsed.pk).update(answer_by_on=days(-1))
    make_decided_call()
    make_told_call()
    for status in (OfferStatus.DECLINED, OfferStatus.WITHDRAWN, OfferStatus.OPEN):
        _call, (placed, *_rest) = make_told_call()
        after = make_offer(application=placed, status=status)
        Offer.objects.filter(pk=after.pk, status=OfferStatus.OPEN).update(answer_by_on=days(-1))


def test_the_queue_that_waits_for_the_office_holds_the_stages_of_review_and_places_without_an_offer():
    make_every_stage()
    waiting = {StageCode.SUBMITTED, StageCode.IN_REVIEW, StageCode.SHORTLISTED, StageCode.PLACE, StageCode.LAPSED, StageCode.DECLINED,
               StageCode.TAKEN_BACK}
    expected = with_stage(Application.objects.all(), today()).filter(stage__in=waiting)
    found = queue(today())
    assert {row.pk for row in found} == {row.pk for row in expected}
    assert {row.stage for row in found} == waiting


def test_the_stage_in_sql_is_the_word_for_one_application():
    make_every_stage()
    in_sql = {row.pk: row.stage for row in with_stage(Application.objects.all(), today())}
    one_by_one = {row.pk: stage_of(row, today()).code.value for row in
                  Application.objects.select_related("applicant", "call", "decision").prefetch_related("offers__tenancy")}
    assert in_sql == one_by_one
    assert set(in_sql.values()) == set(StageCode.values)
