"""Rules that need no verb: costs, completeness, stage, occupancy, availability."""

from datetime import date

import pytest

from popups.choices import ApplicationStatus, OfferStatus, Use
from popups.lifecycle.applications import save_step, start_application, submit_application
from popups.models import Application, Tenancy
from popups.reports.availability import SegmentKind, free_between, free_periods, segments
from popups.reports.occupancy import with_occupancy
from popups.rules.costs import cost_of, for_days, monthly_utilities
from popups.rules.stage import StageCode, stage_of
from tests import make
from vacancies.choices import ClosedReason, OccupancyState, Seen, UtilitiesPayer
from vacancies.models import ClosedPeriod, FieldVisit, Unit
from vacancies.problem import Refused

db = pytest.mark.django_db


def test_a_year_costs_twelve_months_and_a_week_its_share():
    assert for_days(10000, 365) == 120000
    assert for_days(10000, 7) == 2301
    assert for_days(0, 100) == 0


def test_there_is_no_total_while_a_part_is_not_known():
    period = {"start": date(2026, 5, 1), "end": date(2026, 5, 31)}
    assert cost_of(monthly_rent=12000, monthly_utilities=None, **period).total_cents is None
    assert cost_of(monthly_rent=12000, monthly_utilities=0, **period).total_cents == for_days(12000, 30)


def test_included_utilities_cost_the_tenant_nothing():
    assert monthly_utilities(UtilitiesPayer.INCLUDED, 5000) == 0
    assert monthly_utilities(UtilitiesPayer.TENANT, 5000) == 5000
    assert monthly_utilities(UtilitiesPayer.UNKNOWN, None) is None


@db
def test_an_empty_draft_hears_everything_that_is_missing_at_once():
    user = make.make_user()
    draft = start_application(by=user, kind="maker")
    with pytest.raises(Refused) as refused:
        submit_application(application=draft, by=user)
    assert set(refused.value.codes) == {
        "title_missing", "activity_missing", "description_missing", "answer_missing", "units_missing", "start_missing",
        "end_missing", "length_missing", "name_missing"}


@db
@pytest.mark.parametrize(("answers", "code"), [
    ({"latest_end_on": -1, "earliest_start_on": -40}, "end_past"),
    ({"shortest_days": 30, "longest_days": 20}, "longest_below_shortest"),
    ({"shortest_days": 200, "longest_days": None}, "window_too_short"),
    ({"shortest_days": 14, "longest_days": 600}, "stay_too_long")])
def test_dates_and_lengths_must_make_sense(answers, code):
    answers = {name: make.days(number) if name.endswith("_on") else number for name, number in answers.items()}
    draft = make.make_application(status=ApplicationStatus.DRAFT, **answers)
    with pytest.raises(Refused) as refused:
        submit_application(application=draft, by=draft.applicant.user)
    assert refused.value.codes == [code]


@db
def test_a_sent_application_can_no_longer_be_edited():
    application = make.make_application()
    with pytest.raises(Refused) as refused:
        save_step(application=application, step_code="what", by=application.applicant.user, title="Other")
    assert refused.value.codes == ["not_editable"]


@db
def test_a_step_cannot_write_a_field_of_another_kind():
    draft = make.make_application(status=ApplicationStatus.DRAFT)
    with pytest.raises(TypeError):
        save_step(application=draft, step_code="what", by=draft.applicant.user, status="shortlisted")


@db
@pytest.mark.parametrize("status", ApplicationStatus)
def test_every_status_has_a_stage_with_a_next_step(status):
    stage = stage_of(make.make_application(status=status), make.today())
    assert stage.code in StageCode
    assert str(stage.word) and str(stage.next_step)


@db
def test_the_stage_follows_offer_and_tenancy():
    offer = make.make_offer()
    application = Application.objects.get(pk=offer.application_id)
    stage = stage_of(application, make.today())
    assert (stage.code, stage.by_on, stage.offer) == (StageCode.OFFERED, offer.answer_by_on, offer)
    tenancy = make.make_tenancy()
    application = Application.objects.get(pk=tenancy.offer.application_id)
    for day, code in ((make.today(), StageCode.UPCOMING), (tenancy.start, StageCode.CURRENT), (tenancy.end, StageCode.ENDED)):
        assert stage_of(application, day).code == code


@db
@pytest.mark.parametrize("status", [OfferStatus.DECLINED, OfferStatus.WITHDRAWN])
def test_after_an_offer_fell_through_the_application_is_shortlisted_again(status):
    application = make.make_offer(status=status).application
    assert stage_of(Application.objects.get(pk=application.pk), make.today()).code == StageCode.SHORTLISTED


def occupancy(unit: Unit) -> str:
    return with_occupancy(Unit.objects.filter(pk=unit.pk), make.today()).get().occupancy


@db
def test_occupancy_is_computed_from_facts():
    unit = make.make_unit(is_vacant=False)
    assert occupancy(unit) == OccupancyState.UNKNOWN
    FieldVisit.objects.create(unit=unit, seen_on=make.today(), seen=Seen.OCCUPIED)
    assert occupancy(unit) == OccupancyState.OCCUPIED
    unit.vacancies.create(starts_on=make.days(-30))
    assert occupancy(unit) == OccupancyState.VACANT
    shop = make.make_shop(unit=unit, starts_on=make.days(-1))
    assert occupancy(unit) == OccupancyState.OCCUPIED
    shop.ends_on = make.today()
    shop.save()
    ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.OWNER, starts_on=make.days(-1), ends_on=make.days(1))
    assert occupancy(unit) == OccupancyState.OCCUPIED
    unit.closed_periods.all().delete()
    ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.RENOVATION, starts_on=make.days(-1), ends_on=make.days(1))
    assert occupancy(unit) == OccupancyState.RENOVATION
    unit.closed_periods.all().delete()
    tenancy = make.make_current_tenancy(unit=unit)
    assert occupancy(unit) == OccupancyState.POP_UP
    Tenancy.objects.filter(pk=tenancy.pk).update(use=Use.WINDOW)
    assert occupancy(unit) == OccupancyState.SHOWCASE


@db
def test_closed_for_the_season_is_neither_occupied_nor_vacant():
    """Nor is a shop that has its season; and what was seen closed for now is not in use."""
    empty, shop, seen = make.make_unit(), make.make_unit(is_vacant=False), make.make_unit(is_vacant=False)
    make.make_shop(unit=shop)
    for unit in (empty, shop):
        ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.SEASON, starts_on=make.days(-1), ends_on=make.days(1))
    FieldVisit.objects.create(unit=seen, seen_on=make.today(), seen=Seen.SEASONAL)
    assert {occupancy(unit) for unit in (empty, shop, seen)} == {OccupancyState.CLOSED}


@db
def test_what_is_in_use_is_not_empty_since_a_day():
    """Although nobody has ended the vacancy: one word, and no second one that denies it."""
    shut, used, let = make.make_unit(), make.make_unit(), make.make_unit()
    for unit, reason in ((shut, ClosedReason.SEASON), (used, ClosedReason.OWNER)):
        ClosedPeriod.objects.create(unit=unit, reason=reason, starts_on=make.days(-1), ends_on=make.days(1))
    make.make_shop(unit=let, starts_on=make.days(-1))
    since = {unit.pk: (unit.vacant_since, unit.vacant_since_precision) for unit in with_occupancy(Unit.objects.all(), make.today())}
    assert since[used.pk] == since[let.pk] == (None, None)
    assert since[shut.pk][0] == shut.vacancies.get().starts_on


@db
def test_what_is_taken_and_what_is_free_add_up(django_assert_num_queries):
    unit = make.make_unit()
    left, right = make.divide(unit, "Left", "Right")
    make.make_tenancy(unit=unit, spaces=[left], use=Use.SHARED, start=make.days(10), end=make.days(20))
    make.make_offer(unit=unit, spaces=[right], use=Use.SHARED, start=make.days(15), end=make.days(25))
    ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.OWNER, starts_on=make.days(30), ends_on=make.days(40))
    window = make.today(), make.days(50)
    with django_assert_num_queries(3):
        taken = segments([unit.pk], *window)[unit.pk]
    assert sorted(segment.kind for segment in taken) == [SegmentKind.CLOSED, SegmentKind.OFFER, SegmentKind.TENANCY]
    gaps = [(gap.space_id, gap.days) for gap in free_periods([left.pk, right.pk], taken, *window)]
    assert gaps == [(left.pk, 10), (left.pk, 10), (left.pk, 10), (right.pk, 15), (right.pk, 5), (right.pk, 10)]


@db
def test_a_unit_is_free_when_a_space_is_free_on_all_days():
    unit = make.make_unit()
    left, right = make.divide(unit, "Left", "Right")
    make.make_tenancy(unit=unit, spaces=[left], use=Use.SHARED, start=make.days(10), end=make.days(20))
    period = make.days(15), make.days(18)
    assert list(free_between(Unit.objects.all(), *period)) == [unit]
    assert not free_between(Unit.objects.all(), *period, whole=True).exists()
    make.make_shop(unit=unit, starts_on=make.days(17))
    assert not free_between(Unit.objects.all(), *period).exists()
