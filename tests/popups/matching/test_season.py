"""From a call in the database to the problem of its season."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from popups.choices import DeclineReason, NotSelectedReason, OfferStatus, Outcome, Share, Use, Where
from popups.kinds import ApplicantKind
from popups.lifecycle.offers import decline_offer, withdraw_offer
from popups.lifecycle.owner_consent import owner_declines
from popups.lifecycle.spaces import NewSpace, divide_unit
from popups.matching.eligible import failures
from popups.matching.problem import wish_rank
from popups.models import Call, Decision, PlanRules, Ruling
from popups.planning_choices import RulingKind, StartGrid
from popups.reports.matching_problem import season_of
from popups.rules.offers import eligibility_problems
from tests import make
from vacancies.choices import Activity, ClosedReason, FundingRestriction, SpaceKind
from vacancies.models import ClosedPeriod, PermittedActivity

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make.make_call()


@pytest.fixture
def unit():
    return make.make_unit()


def asks(call, **answers):
    easy = {"where": Where.ANYWHERE, "earliest_start_on": make.days(60), "latest_end_on": make.days(239), "shortest_days": 14, "longest_days": 70}
    return make.make_application(call=call, **easy | answers)


def decided(row, outcome):
    no = {"reason": NotSelectedReason.OTHERS_PREFERRED, "note": "Others."} if outcome == Outcome.NOT_SELECTED else {}
    position = {"reserve_position": 1} if outcome == Outcome.RESERVE else {}
    Decision.objects.create(application=row, call=row.call, outcome=outcome, by=make.make_officer(), at=timezone.now(),
                            told_at=row.call.results_sent_at, **no, **position)
    return row


def problem(call):
    return season_of(call, make.today()).problem


def rules_failed(call, application, unit):
    found = problem(call)
    return {failure.rule for failure in failures(found.application[application.reference], found.unit[unit.reference], found)}


def tell(call):
    now, officer = timezone.now(), make.make_officer()
    Call.objects.filter(pk=call.pk).update(decided_at=now, decided_by=officer, results_sent_at=now, results_sent_by=officer)
    call.refresh_from_db()


def promised(call, **answers):
    row = asks(call, **answers)
    tell(call)
    return decided(row, Outcome.PLACE)


def test_a_call_becomes_its_units_and_the_applications_under_consideration(call, unit):
    row = asks(call)
    asks(call, status="withdrawn")
    asks(None)
    found = problem(call)
    assert unit.reference in found.unit and set(found.application) == {row.reference}


def test_days_are_counted_from_a_monday_and_nothing_begins_before_the_season(call, unit):
    row = asks(call)
    season = season_of(call, make.today())
    assert season.problem.first_day.weekday() == 0
    first, end = season.problem.unit[unit.reference].windows[0]
    assert season.problem.date_of(first) == call.stays_start and season.problem.date_of(end) == call.stays_end
    one = season.problem.application[row.reference]
    assert season.problem.date_of(one.earliest) == make.days(60) and season.problem.date_of(one.latest_end) == make.days(240)


def test_stays_are_whole_weeks_where_they_begin_on_mondays_and_any_days_otherwise(call, unit):
    row, short = asks(call, shortest_days=10, longest_days=50), asks(call, shortest_days=2, longest_days=3)
    found = problem(call).application
    assert [(found[one.reference].shortest, found[one.reference].longest, found[one.reference].step) for one in (row, short)] == [(14, 49, 7), (2, 2, 7)]
    PlanRules.objects.create(call=call, start_on=StartGrid.DAY)
    found = problem(call).application
    assert [(found[one.reference].shortest, found[one.reference].longest, found[one.reference].start_step) for one in (row, short)] == [(10, 50, 1), (2, 3, 1)]


def test_closed_days_and_what_others_were_promised_are_no_windows(call, unit):
    asks(call)
    ClosedPeriod.objects.create(unit=unit, starts_on=make.days(100), ends_on=make.days(110), reason=ClosedReason.RENOVATION)
    make.make_offer(unit=unit, start=make.days(150), end=make.days(160), status=OfferStatus.ACCEPTED)
    PlanRules.objects.create(call=call, turnaround_days=2)
    found = problem(call)
    free = [(found.date_of(first), found.date_of(end)) for first, end in found.unit[unit.reference].windows]
    assert free == [(make.days(60), make.days(100)), (make.days(110), make.days(148)), (make.days(162), make.days(240))]


def test_what_was_offered_in_the_call_is_pinned_and_its_days_stay_in_the_window(call, unit):
    row = promised(call)
    make.make_offer(application=row, unit=unit, start=make.days(70), end=make.days(98))
    season = season_of(call, make.today())
    (pin,) = season.problem.pins
    assert (pin.application, pin.unit, season.problem.date_of(pin.start), pin.days) == (row.reference, unit.reference, make.days(70), 28)
    assert season.promised == {pin} and len(season.problem.unit[unit.reference].windows) == 1


def test_who_holds_several_spaces_already_is_left_out_and_their_days_are_taken(call, unit):
    make.divide(unit, "Left", "Right")
    row = promised(call)
    make.make_offer(application=row, unit=unit, start=make.days(70), end=make.days(98))
    found = problem(call)
    assert row.reference not in found.application and len(found.unit[unit.reference].windows) == 2


def test_who_was_refused_is_out_and_the_reserve_list_comes_in_once_everybody_is_told(call, unit):
    refused, reserve, placed = (decided(asks(call), outcome) for outcome in (Outcome.NOT_SELECTED, Outcome.RESERVE, Outcome.PLACE))
    assert set(problem(call).application) == {placed.reference}
    tell(call)
    assert set(problem(call).application) == {placed.reference, reserve.reference}
    assert refused.reference not in problem(call).application


def test_a_divided_unit_is_shared_by_those_who_ask_for_a_share(call, unit):
    make.divide(unit, "One", "Two", "Three")
    whole, share = asks(call), asks(call, use=Use.SHARED, share=Share.ZONE)
    place = problem(call).unit[unit.reference]
    assert (place.mode, place.capacity) == ("share", 3)
    assert "mode" in rules_failed(call, whole, unit) and "mode" not in rules_failed(call, share, unit)


def test_spaces_that_differ_are_places_of_their_own_and_one_wish(call, unit):
    divide_unit(unit=unit, by=make.make_officer(), spaces=[NewSpace("Room", floor_area_m2=30), NewSpace("Shelf", kind=SpaceKind.SHELF),
                                                           NewSpace("Window", kind=SpaceKind.WINDOW)])
    row = asks(call, where=Where.UNITS, unit=unit, use=Use.SHARED, share=Share.SHELF)
    found = problem(call)
    names = [f"{unit.reference}/{number}" for number in (1, 2, 3)]
    assert [(found.unit[name].mode, found.unit[name].area) for name in names] == [("share", 30), ("share", 46), ("window", 46)]
    asked = found.application[row.reference]
    assert asked.preferences == tuple(names) and [wish_rank(asked, found.unit[name]) for name in names] == [0, 0, 0]
    assert [[failure.rule for failure in failures(asked, found.unit[name])] for name in names] == [["feature:share-shelf"], [], ["feature:share-shelf", "mode"]]


def test_who_wishes_for_all_of_a_divided_unit_fails_only_by_how_it_is_let_and_the_next_wish_stays_the_second(call, unit):
    other = make.make_unit()
    make.divide(unit, "One", "Two")
    row = asks(call, where=Where.UNITS, units=[unit, other])
    found = problem(call)
    asked = found.application[row.reference]
    assert [failure.rule for failure in failures(asked, found.unit[unit.reference])] == ["mode"]
    assert wish_rank(asked, found.unit[other.reference]) == 1 and not list(failures(asked, found.unit[other.reference]))


def test_alike_spaces_of_which_one_is_promised_are_told_apart(call, unit):
    left, _right = make.divide(unit, "Left", "Right")
    row = promised(call, use=Use.SHARED, share=Share.ZONE)
    make.make_offer(application=row, unit=unit, spaces=[left], use=Use.SHARED, start=make.days(70), end=make.days(98))
    found = season_of(call, make.today())
    (pin,) = found.problem.pins
    assert found.places[pin.unit].spaces == (left,) and found.problem.unit[pin.unit].capacity == 1


def test_a_share_on_certain_days_asks_for_these_days(call, unit):
    divide_unit(unit=unit, by=make.make_officer(), spaces=[NewSpace("Weekend", kind=SpaceKind.WEEKDAYS, weekdays=[5, 6]), NewSpace("Rest")])
    row = asks(call, use=Use.SHARED, share=Share.DAYS, weekdays=[5, 6])
    found = problem(call)
    assert [failure.rule for failure in failures(found.application[row.reference], found.unit[f"{unit.reference}/1"])] == ["feature:weekday-5"]


@pytest.mark.parametrize(("answers", "rule"), [
    ({"smallest_area_m2": 47}, "area"), ({"budget_cents": 14999}, "rent"), ({"needed_features": ["water"]}, "feature:water"),
    ({"use": Use.WINDOW}, "mode"), ({"where": Where.UNITS}, "not-listed")])
def test_each_need_is_a_rule_of_its_own(call, unit, answers, rule):
    assert rules_failed(call, asks(call), unit) == set()
    assert rules_failed(call, asks(call, **answers), unit) == {rule}


def test_a_budget_and_an_area_that_are_just_met_are_met(call, unit):
    assert rules_failed(call, asks(call, smallest_area_m2=46, budget_cents=15000), unit) == set()


def test_only_units_in_the_wished_part_of_town_fit_also_where_parts_overlap(call, unit):
    here, wider = make.make_area(), make.make_area(ring=[[27.0, 57.4], [27.1, 57.4], [27.1, 57.5], [27.0, 57.5]])
    outside = make.make_unit(longitude=27.09, latitude=57.49)
    narrow, wide = (asks(call, where=Where.FEATURES) for _number in range(2))
    narrow.wished_areas.add(here)
    wide.wished_areas.add(wider)
    assert [rules_failed(call, row, place) for row, place in product((narrow, wide), (unit, outside))] == [set(), {"district"}, set(), set()]


def test_conditions_of_funds_owners_and_calls_are_named(call, unit):
    unit.funding_restriction = FundingRestriction.BUSINESSES
    unit.save()
    PermittedActivity.objects.create(unit=unit, activity=Activity.FOOD)
    row = asks(call, applicant=make.make_applicant(kind=ApplicantKind.NGO))
    assert rules_failed(call, row, unit) == {"funding", "use"}
    Call.objects.filter(pk=call.pk).update(kinds=[ApplicantKind.MAKER], activities=[Activity.FOOD], commercial_until=make.days(1))
    call.refresh_from_db()
    assert rules_failed(call, row, unit) == {"funding", "use", "call-kind", "call-activity", "businesses-first"}


def test_after_the_day_of_businesses_associations_are_considered(call, unit):
    Call.objects.filter(pk=call.pk).update(commercial_until=make.days(-1))
    call.refresh_from_db()
    assert rules_failed(call, asks(call, applicant=make.make_applicant(kind=ApplicantKind.NGO)), unit) == set()


def test_funds_and_permissions_mean_the_same_as_when_an_offer_is_made(call):
    rows = [asks(call, applicant=make.make_applicant(kind=kind), activity=activity) for kind in ApplicantKind for activity in (Activity.CRAFTS, Activity.FOOD)]
    units = [make.make_unit(funding_restriction=restriction) for restriction in FundingRestriction for _number in range(2)]
    for place in units[::2]:
        PermittedActivity.objects.create(unit=place, activity=Activity.CRAFTS)
    found = problem(call)
    for row, place in product(rows, units):
        fails = bool(failures(found.application[row.reference], found.unit[place.reference]))
        assert fails == bool(eligibility_problems(row, place)), (row.applicant.kind, row.activity, place.funding_restriction)


def test_officers_rulings_pin_forbid_and_exclude(call, unit):
    officer, rows = make.make_officer(), [asks(call) for _number in range(3)]
    day = season_of(call, make.today()).problem.first_day + timedelta(days=14)
    Ruling.objects.create(call=call, application=rows[0], kind=RulingKind.PIN, unit=unit, place=unit.reference, start=day, end=day + timedelta(days=21),
                          reason="Anniversary", made_by=officer)
    Ruling.objects.create(call=call, application=rows[1], kind=RulingKind.FORBID, unit=unit, reason="Noise", made_by=officer)
    gone = Ruling.objects.create(call=call, application=rows[2], kind=RulingKind.EXCLUDE, reason="Asked to wait", made_by=officer)
    found = problem(call)
    assert [(pin.application, pin.unit, pin.start, pin.days) for pin in found.pins] == [(rows[0].reference, unit.reference, 14, 21)]
    assert rules_failed(call, rows[1], unit) == {"forbidden"} and rows[2].reference not in found.application
    Ruling.objects.filter(pk=gone.pk).update(lifted_at=timezone.now(), lifted_by=officer)
    assert rows[2].reference in problem(call).application


def offered(row, unit, no: str) -> None:
    """An offer that was answered with a no, by its applicant or by the owner of the unit."""
    offer = make.make_offer(application=row, unit=unit, start=make.days(60), end=make.days(80))
    if no == "applicant":
        decline_offer(offer=offer, reason=DeclineReason.COST, by=row.applicant.user)
    else:
        owner_declines(offer=offer, by=None, note="Not a bar.")


@pytest.mark.parametrize("no", ["applicant", "owner"])
def test_what_was_answered_with_a_no_is_not_proposed_to_the_same_again_unless_an_officer_fixes_it(call, unit, no):
    row, other = asks(call), asks(call)
    decided(row, Outcome.PLACE)
    tell(call)
    offered(row, unit, no)
    assert rules_failed(call, row, unit) == {"forbidden"} and rules_failed(call, other, unit) == set()
    day = problem(call).first_day + timedelta(days=70)
    Ruling.objects.create(call=call, application=row, kind=RulingKind.PIN, unit=unit, place=unit.reference, start=day, end=day + timedelta(days=21),
                          reason="They changed their mind", made_by=make.make_officer())
    assert rules_failed(call, row, unit) == set() and len(problem(call).pins) == 1


def test_an_offer_that_the_office_withdrew_may_be_proposed_again(call, unit):
    row = asks(call)
    decided(row, Outcome.PLACE)
    tell(call)
    offer = make.make_offer(application=row, unit=unit, start=make.days(60), end=make.days(80))
    withdraw_offer(offer=offer, note="Other days.", by=make.make_officer())
    assert rules_failed(call, row, unit) == set()


def test_who_has_had_a_stay_is_no_first_timer_under_any_profile(call, unit):
    person = make.make_user()
    make.make_current_tenancy(application=make.make_application(applicant=make.make_applicant(user=person)))
    known, new = asks(call, applicant=make.make_applicant(user=person, kind=ApplicantKind.NGO)), asks(call)
    found = problem(call).application
    assert [found[row.reference].is_first_timer for row in (known, new)] == [False, True]


def test_the_problem_is_asked_with_the_same_number_of_queries_however_long_the_lists(call, unit, django_assert_num_queries):
    asks(call)
    with django_assert_num_queries(17):
        season_of(call, make.today())
    for _number in range(5):
        asks(call)
        make.divide(make.make_unit(), "One", "Two")
        make.make_area()
    with django_assert_num_queries(17):
        season_of(call, make.today())
