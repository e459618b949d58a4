"""Asking for plans, stopping them, and what is left of a run that fails."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from popups.choices import OfferStatus, Outcome, Verb
from popups.lifecycle import plan_runs
from popups.lifecycle.plan_runs import keep, run_plan
from popups.lifecycle.planning import (
    approve,
    ask_plan,
    delete_plan,
    forget_dead_plans,
    lift_ruling,
    rule,
    set_rules,
    stop_plan,
    take_back_approval,
)
from popups.lifecycle.reviewing import declare_conflict
from popups.matching.formats import digest, read_problem
from popups.matching.judge import violations
from popups.matching.problem import Placement as Stay
from popups.matching.solve import solve
from popups.models import Application, Call, Decision, History, Placement, Plan, PlanRules, Ruling, User
from popups.planning_choices import PlanFailure, PlanState, RulingKind, StoppedBy
from popups.reports.history import line_of
from popups.reports.matching_problem import rules_of
from tests import make
from tests.popups.matching.planned import make_asking, make_plan, make_season
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.make_officer()


def told(**changes):
    usual = {"point": 120, "first_timer": 15, "day": 12, "ranks": [300, 200], "benefits": {}, "limit_each": 1, "turnaround_days": 0, "start_on": "week",
             "variety": [], "unscored": 50, "seconds": 20}
    return usual | changes


def codes(action, **words):
    with pytest.raises(Refused) as refused:
        action(**words)
    return {problem.code for problem in refused.value.problems}


def offered(row, unit, **words):
    """Told of a place, and offered it."""
    now, by = timezone.now(), make.make_officer()
    Call.objects.filter(pk=row.call_id).update(closes_at=now, decided_at=now, decided_by=by, results_sent_at=now, results_sent_by=by)
    Decision.objects.create(application=row, call=row.call, outcome=Outcome.PLACE, by=by, at=now, told_at=now)
    return make.make_offer(application=row, unit=unit, **{"start": make.days(70), "end": make.days(98)} | words)


def lines(call, verb):
    return History.objects.filter(call=call, verb=verb).count()


def test_a_plan_is_made_kept_with_its_input_and_judged_legal(officer):
    call = make_season()
    plan = make_plan(call, by=officer)
    problem = read_problem(plan.problem)
    assert plan.state is PlanState.READY and plan.is_proven and plan.bound == plan.value == sum(plan.placements.values_list("value", flat=True)) > 0
    assert plan.problem_hash == digest(plan.problem) and set(plan.versions) == {"engine", "highspy", "numpy", "python"}
    stays = [Stay(row.application.reference, row.place, (row.start - problem.first_day).days, row.days) for row in plan.placements.all()]
    assert len(stays) == 3 and violations(problem, stays) == []
    assert [lines(call, verb) for verb in (Verb.PLAN_ASKED, Verb.PLAN_MADE)] == [1, 1]


def test_the_same_input_gives_the_same_plan_again(officer):
    call = make_season(applications=6)
    first, second = make_plan(call, by=officer), make_plan(call, by=officer)
    rows = [list(plan.placements.values_list("application", "space", "start", "end", "value")) for plan in (first, second)]
    assert first.problem_hash == second.problem_hash and rows[0] == rows[1] and rows[0]


def test_stays_in_alike_spaces_get_spaces_of_their_own():
    call = make_season(units=1, applications=0)
    spaces = make.divide(call.units.get(), "One", "Two", "Three")
    for _number in range(3):
        make_asking(call, use="shared", share="zone", shortest_days=140, longest_days=168)
    placements = make_plan(call).placements.all()
    assert {row.space_id for row in placements} == {space.pk for space in spaces}


def test_a_second_plan_of_a_call_waits_for_the_first(officer):
    call = make_season()
    ask_plan(call=call, by=officer)
    assert codes(ask_plan, call=call, by=officer) == {"at_work"}
    assert Plan.objects.count() == 1


def test_nothing_is_planned_without_units_or_applications_or_before_the_call_opens(officer):
    assert codes(ask_plan, call=make_season(applications=0), by=officer) == {"no_applications"}
    hidden = make.make_call()
    hidden.units.add(make.make_unit(is_published=False))
    assert codes(ask_plan, call=hidden, by=officer) == {"no_units"}
    assert "not_open_yet" in codes(ask_plan, call=make.make_call(is_released=False), by=officer)
    assert codes(ask_plan, call=make_season(), by=officer, seconds=601) == {"seconds_out_of_range"}
    assert Plan.objects.count() == 0


def test_somebody_may_stop_it_and_the_best_so_far_is_kept(officer):
    call = make_season()
    plan = ask_plan(call=call, by=officer)
    stop_plan(plan=plan, by=officer)
    stop_plan(plan=plan, by=officer)
    assert run_plan(plan)
    plan.refresh_from_db()
    assert plan.state is PlanState.READY and plan.stopped_by == StoppedBy.CANCELLED and plan.placements.count() == 3
    assert lines(call, Verb.PLAN_STOPPED) == 1


def test_a_run_that_breaks_down_leaves_only_a_line_of_history(officer, monkeypatch):
    call = make_season()
    plan = ask_plan(call=call, by=officer)
    monkeypatch.setattr(plan_runs, "solve", lambda *args, **words: 1 / 0)
    assert run_plan(plan) is False
    assert not Plan.objects.exists() and not Placement.objects.exists() and lines(call, Verb.PLAN_FAILED) == 1
    assert History.objects.get(verb=Verb.PLAN_FAILED).reason == PlanFailure.BROKEN
    assert ask_plan(call=call, by=officer), "and nothing stays locked"


def test_a_run_whose_process_was_killed_is_gone_when_the_next_is_asked_for(officer):
    call = make_season()
    dead = ask_plan(call=call, by=officer)
    long_ago = timezone.now() - timedelta(minutes=2)
    Plan.objects.filter(pk=dead.pk).update(asked_at=long_ago, started_at=long_ago, pulse_at=long_ago)
    dead.refresh_from_db()
    assert dead.state is PlanState.DEAD
    alive = ask_plan(call=call, by=officer)
    assert list(Plan.objects.all()) == [alive] and lines(call, Verb.PLAN_FAILED) == 1
    with override("en"):
        assert "it stopped by itself" in line_of(History.objects.get(verb=Verb.PLAN_FAILED)).reason


def test_the_periodic_job_removes_what_was_killed_and_leaves_what_lives(officer):
    dead, alive = ask_plan(call=make_season(), by=officer), ask_plan(call=make_season(), by=officer)
    long_ago = timezone.now() - timedelta(minutes=2)
    Plan.objects.update(asked_at=long_ago, started_at=long_ago, pulse_at=long_ago)
    Plan.objects.filter(pk=alive.pk).update(pulse_at=timezone.now())
    assert forget_dead_plans() == 1
    assert list(Plan.objects.all()) == [alive] and dead.pk != alive.pk


def test_what_was_thrown_away_meanwhile_is_not_written(officer):
    call = make_season()
    plan = ask_plan(call=call, by=officer)
    problem = read_problem(plan.problem)
    found = solve(problem, seconds=1)
    delete_plan(plan=plan, by=officer)
    assert keep(plan=plan, problem=problem, found=found, by=officer) is False and not Placement.objects.exists()


def test_a_plan_is_thought_over_once_however_often_it_is_begun(officer):
    plan = ask_plan(call=make_season(), by=officer)
    assert run_plan(plan) is True
    assert run_plan(plan) is False
    assert Plan.objects.get().placements.count() == 3


def test_the_command_thinks_about_a_plan(officer):
    plan = ask_plan(call=make_season(), by=officer, seconds=1)
    call_command("make_plan", plan.reference)
    plan.refresh_from_db()
    assert plan.state is PlanState.READY


def test_rules_are_set_per_call_and_every_weight_is_checked_at_once(officer):
    call = make_season()
    assert rules_of(call).pk is None and rules_of(call).point == 120
    set_rules(call=call, told=told(point=100), by=officer)
    set_rules(call=call, told=told(point=90), by=officer)
    assert PlanRules.objects.get().point == 90 and lines(call, Verb.PLAN_RULES_SET) == 2
    wrong = told(point=-1, ranks=[100, 200], benefits={"maker": 999}, variety=[{"street": "", "activity": "crafts", "at_once": 0}] * 2)
    assert codes(set_rules, call=call, told=wrong, by=officer) == {"weight_out_of_range", "ranks_rise", "benefit_out_of_range", "variety_incomplete",
                                                                   "variety_twice"}
    assert PlanRules.objects.get().point == 90


def test_weights_of_a_call_change_what_its_plan_is_worth(officer):
    call = make_season()
    before = make_plan(call, by=officer)
    set_rules(call=call, told=told(point=240), by=officer)
    after = make_plan(call, by=officer)
    assert after.value > before.value and after.problem_hash != before.problem_hash


def test_what_is_pinned_stands_in_the_next_plan_and_what_is_lifted_no_longer(officer):
    call = make_season(units=2, applications=1)
    row, (first, second) = call.applications.get(), call.units.order_by("reference")
    start = make_plan(call, by=officer).placements.get().start + timedelta(days=28)
    pinned = rule(call=call, kind=RulingKind.PIN, application=row, unit=second, place=second.reference, days=(start, start + timedelta(days=14)),
                  reason="Anniversary of the house", by=officer)
    placement = make_plan(call, by=officer).placements.get()
    assert (placement.unit, placement.start, placement.days, placement.is_pinned) == (second, start, 14, True)
    lift_ruling(ruling=pinned, by=officer)
    lift_ruling(ruling=pinned, by=officer)
    assert make_plan(call, by=officer).placements.get().is_pinned is False
    assert lines(call, Verb.RULING_LIFTED) == 1 and Ruling.objects.get().lifted_by == officer and first != second


def test_a_ruling_needs_a_reason_a_unit_of_the_call_and_days_of_its_season(officer):
    call = make_season()
    row, stranger = call.applications.first(), make.make_unit()
    season = (call.stays_start, call.stays_start + timedelta(days=14))
    assert codes(rule, call=call, kind=RulingKind.PIN, application=row, unit=stranger, days=None, reason=" ", by=officer) == {
        "reason_missing", "unit_missing", "days_missing"}
    before = (season[0] - timedelta(days=7), season[1])
    assert codes(rule, call=call, kind=RulingKind.PIN, application=row, unit=call.units.first(), days=before, reason="x", by=officer) == {"outside_season"}
    rule(call=call, kind=RulingKind.EXCLUDE, application=row, reason="Asked to wait", by=officer)
    assert codes(rule, call=call, kind=RulingKind.PIN, application=row, unit=call.units.first(), days=season, reason="x", by=officer) == {"fixed_already"}
    other = make_asking(make_season())
    assert "not_of_call" in codes(rule, call=call, kind=RulingKind.EXCLUDE, application=other, reason="x", by=officer)


@pytest.mark.parametrize("status", [OfferStatus.OPEN, OfferStatus.ACCEPTED])
def test_nothing_is_fixed_of_an_application_that_was_promised_a_place(officer, status):
    call = make_season(units=2, applications=2)
    row, other = call.applications.order_by("pk")
    unit = call.units.first()
    offered(row, unit, status=status)
    days = (make.days(70), make.days(98))
    for kind, fixed in ((RulingKind.EXCLUDE, {}), (RulingKind.FORBID, {"unit": unit}), (RulingKind.PIN, {"unit": unit, "days": days})):
        assert "promised" in codes(rule, call=call, kind=kind, application=row, reason="x", by=officer, **fixed)
    assert rule(call=call, kind=RulingKind.EXCLUDE, application=other, reason="x", by=officer)
    assert "promised" not in codes(rule, call=call, kind=RulingKind.EXCLUDE, application=other, reason="x", by=officer)


def test_a_plan_keeps_what_was_promised_also_where_the_limit_is_lower_now(officer):
    call = make_season(units=3, applications=3)
    first, second, third = call.applications.order_by("pk")
    Application.objects.filter(pk__in=[second.pk, third.pk]).update(applicant=first.applicant)
    for row, unit in zip((first, second), call.units.order_by("pk"), strict=False):
        offered(row, unit, start=make.days(70), end=make.days(98))
    placements = make_plan(call, by=officer).placements.all()
    assert {row.application: row.is_promised for row in placements} == {first: True, second: True}


def test_a_place_that_takes_fewer_now_still_shows_everybody_who_was_promised_it():
    """A space was taken out of use after two had been fixed in the two alike."""
    spaces = plan_runs._Spaces({"U-1": [7]})
    assert [spaces.take(Stay(name, "U-1", 0, 14)) for name in ("A1", "A2")] == [7, 7]


def test_who_stands_too_near_neither_fixes_nor_approves(officer):
    call = make_season(applications=1)
    row = call.applications.get()
    placement = make_plan(call).placements.get()
    declare_conflict(application=row, by=officer)
    assert codes(rule, call=call, kind=RulingKind.EXCLUDE, application=row, reason="x", by=officer) == {"stands_near"}
    assert codes(approve, placements=[placement], by=officer) == {"stands_near"}
    assert approve(placements=[placement], by=make.make_officer())[0].approved_at


def test_whoever_stands_too_near_to_a_rival_neither_fixes_nor_approves_and_if_nobody_else_can_it_is_marked(officer):
    call = make_season(applications=2)
    near, rival = make_plan(call).placements.order_by("pk")
    declare_conflict(application=near.application, by=officer)
    assert codes(approve, placements=[rival], by=officer) == {"near_rival"}
    assert codes(rule, call=call, kind=RulingKind.EXCLUDE, application=rival.application, reason="x", by=officer) == {"near_rival"}
    User.objects.exclude(pk=officer.pk).update(is_active=False)
    lift_ruling(ruling=rule(call=call, kind=RulingKind.EXCLUDE, application=rival.application, reason="x", by=officer), by=officer)
    take_back_approval(placement=approve(placements=[rival], by=officer)[0], by=officer)
    marked = History.objects.filter(verb=Verb.ACTED_BESIDE, by=officer, application=rival.application)
    assert marked.count() == 4 and {line.note for line in marked} == {near.application.reference}


def test_one_placement_of_an_application_is_approved_and_can_be_taken_back(officer):
    call = make_season(applications=1)
    first, second = (make_plan(call, by=officer).placements.get() for _number in range(2))
    approve(placements=[first], by=officer)
    approve(placements=[first], by=officer)
    assert lines(call, Verb.PLAN_APPROVED) == 1
    assert codes(approve, placements=[second], by=officer) == {"approved_elsewhere"}, "though on the same days, not for somebody else"
    with pytest.raises(Refused) as refused:
        approve(placements=[second], by=officer)
    assert first.plan.reference in refused.value.problems[0].message
    assert codes(delete_plan, plan=first.plan, by=officer) == {"approved"}
    take_back_approval(placement=first, by=officer)
    assert approve(placements=[second], by=officer)[0].approved_by == officer
    delete_plan(plan=first.plan, by=officer)
    assert lines(call, Verb.PLAN_DELETED) == 1 and Plan.objects.count() == 1


def test_days_that_are_approved_for_one_are_not_approved_for_another(officer):
    call = make_season(units=1, applications=2)
    plan = make_plan(call, by=officer)
    one, other = plan.placements.order_by("start")
    Placement.objects.filter(pk=other.pk).update(start=one.start, end=one.end)
    other.refresh_from_db()
    assert codes(approve, placements=[one, other], by=officer) == {"days_approved"}
    approve(placements=[one], by=officer)
    assert codes(approve, placements=[other], by=officer) == {"days_approved"}
    with pytest.raises(Refused) as refused:
        approve(placements=[other], by=officer)
    assert plan.reference in refused.value.problems[0].message
    assert Placement.objects.filter(approved_at__isnull=False).count() == 1


def test_days_that_were_promised_since_the_plan_was_made_are_marked_on_its_page_and_not_approved(officer, client):
    call = make_season(units=1, applications=2)
    plan = make_plan(call, by=officer)
    one, other = plan.placements.order_by("start")
    address = reverse("popups:plan", args=[call.reference, plan.reference])
    client.force_login(officer)
    assert 'id="since"' not in client.get(address).content.decode()
    offered(make_asking(make_season()), one.unit, start=one.start, end=one.end)
    page = client.get(address).content.decode()
    assert 'id="since"' in page and page.count("Pa šo laiku apsolīts citam") == 1
    assert page.count('name="placements"') == 1 and 'name="is_confirmed"' in page
    assert codes(approve, placements=[one, other], by=officer) == {"days_taken"}
    assert approve(placements=[other], by=officer) == [other]
    page = client.get(address).content.decode()
    assert 'name="placements"' not in page and 'name="is_confirmed"' not in page, "nothing is left to tick"


def test_a_plan_that_fills_more_places_than_the_call_promises_says_so(officer, client):
    call = make_season(units=1, applications=2)
    plan = make_plan(call, by=officer)
    client.force_login(officer)
    for places, is_told in ((2, False), (1, True)):
        Call.objects.filter(pk=call.pk).update(places=places)
        page = client.get(reverse("popups:plan", args=[call.reference, plan.reference])).content.decode()
        assert ('id="since"' in page) == is_told


def test_who_withdrew_since_the_plan_was_made_cannot_be_approved(officer):
    call = make_season(applications=1)
    placement = make_plan(call, by=officer).placements.get()
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(days=1))
    from_applicant = placement.application
    from_applicant.status = "withdrawn"
    from_applicant.save(update_fields=["status"])
    assert codes(approve, placements=[placement], by=officer) == {"not_under_consideration"}
