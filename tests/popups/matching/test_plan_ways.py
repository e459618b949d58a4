"""What if, repair, and moving by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from zeal import zeal_ignore

from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.plan_runs import run_plan
from popups.lifecycle.plan_ways import ask_repair, ask_what_if, move_by_hand
from popups.lifecycle.planning import approve, ask_plan
from popups.lifecycle.reviewing import declare_conflict
from popups.matching.formats import read_problem, write_problem
from popups.matching.judge import violations
from popups.matching.problem import Placement as Stay
from popups.matching.whatif import exclude, opens, weigh, withdraw
from popups.models import Placement, Plan, PlanRules
from popups.planning_choices import PlanKind
from popups.reports.plan_answer import last_plan
from popups.reports.plan_told import stays_of
from tests import make
from tests.popups.matching.planned import make_asking, make_plan, make_season
from tests.popups.matching.test_planning import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.make_officer()


def ran(plan):
    assert run_plan(plan)
    plan.refresh_from_db()
    return plan


def stays(plan):
    problem = read_problem(plan.problem)
    found = stays_of(plan.placements.select_related("application"), problem)
    assert violations(problem, found) == []
    return found


def test_a_what_if_leaves_the_plan_as_it_is_and_says_what_was_changed(officer):
    call = make_season(units=2, applications=4)
    plan = make_plan(call, by=officer)
    before, unit = stays(plan), call.units.order_by("reference").first()
    other = ran(ask_what_if(plan=plan, changes=[withdraw(unit.reference), weigh("day", 200)], by=officer))
    assert (other.kind, other.base) == (PlanKind.WHAT_IF, plan) and [row["code"] for row in other.changes] == ["withdraw", "weigh"]
    assert unit.reference not in {stay.unit for stay in stays(other)} and stays(plan) == before
    assert other.problem_hash != plan.problem_hash and call.units.count() == 2


def test_what_ifs_are_asked_on_top_of_each_other(officer):
    call = make_season(units=1, applications=3)
    plan = make_plan(call, by=officer)
    name = plan.placements.first().application.reference
    first = ran(ask_what_if(plan=plan, changes=[opens(call.units.get().reference, 28)], by=officer))
    second = ran(ask_what_if(plan=first, changes=[exclude(name)], by=officer))
    assert [row["code"] for row in second.changes] == ["opens", "exclude"] and name not in {stay.application for stay in stays(second)}


def test_a_what_if_of_nothing_or_of_what_is_not_there_is_refused(officer):
    plan = make_plan(make_season(), by=officer)
    assert codes(ask_what_if, plan=plan, changes=[], by=officer) == {"no_change"}
    assert codes(ask_what_if, plan=plan, changes=[exclude("A-NONE")], by=officer) == {"change_impossible"}
    assert Plan.objects.count() == 1


def test_nothing_of_a_what_if_can_be_approved_or_repaired(officer):
    plan = make_plan(make_season(), by=officer)
    other = ran(ask_what_if(plan=plan, changes=[weigh("point", 200)], by=officer))
    assert codes(approve, placements=other.placements.all(), by=officer) == {"what_if"}
    assert codes(ask_repair, plan=other, by=officer) == {"what_if"}
    assert not Placement.objects.filter(approved_at__isnull=False).exists()


@pytest.mark.parametrize(("of_plan", "usual", "given"), [(2, 20, 20), (60, 20, 60)])
def test_a_hasty_draft_is_mended_in_the_usual_time_and_a_long_one_in_its_own(officer, of_plan, usual, given):
    plan = make_plan(make_season(), by=officer)
    Plan.objects.filter(pk=plan.pk).update(seconds=of_plan)
    PlanRules.objects.update_or_create(call=plan.call, defaults={"seconds": usual})
    assert ask_repair(plan=plan, by=officer).seconds == given


def test_when_somebody_withdraws_the_others_keep_what_they_were_told(officer):
    call = make_season(units=2, applications=5)
    plan = make_plan(call, by=officer)
    with zeal_ignore():
        approve(placements=plan.placements.all(), by=officer)
    told = {stay.application: stay for stay in stays(plan)}
    gone = plan.placements.order_by("start").first().application
    withdraw_application(application=gone, by=gone.applicant.user)
    mended = ran(ask_repair(plan=plan, by=officer, seconds=2))
    now = {stay.application: stay for stay in stays(mended)}
    assert gone.reference not in now and len(told) > 2
    assert [name for name, stay in told.items() if name != gone.reference and now.get(name) != stay] == []
    assert (mended.kind, mended.base, mended.bound, mended.is_proven) == (PlanKind.REPAIR, plan, None, False)


def test_a_repair_finds_a_place_for_who_came_later(officer):
    call = make_season(units=2, applications=2)
    plan = make_plan(call, by=officer)
    late = make_asking(call)
    mended = ran(ask_repair(plan=plan, by=officer, seconds=2))
    assert late.reference in {stay.application for stay in stays(mended)} and set(stays(plan)) <= set(stays(mended))


def test_moving_by_hand_makes_a_plan_of_its_own_that_is_legal(officer):
    call = make_season(units=2, applications=2)
    plan = make_plan(call, by=officer)
    row = plan.placements.order_by("start").first()
    problem = read_problem(plan.problem)
    start = (row.start - problem.first_day).days
    stay = Stay(row.application.reference, row.place, start + 7, problem.application[row.application.reference].shortest)
    moved = move_by_hand(plan=plan, stay=stay, by=officer)
    assert (moved.kind, moved.base, moved.problem_hash) == (PlanKind.BY_HAND, plan, plan.problem_hash)
    assert stay in stays(moved) and stay not in stays(plan) and moved.value < moved.bound == plan.bound and not moved.is_proven
    assert moved.placements.get(application=row.application).start == row.start + timedelta(days=7)


def test_what_was_only_tried_out_stays_so_when_somebody_is_moved_in_it(officer):
    call = make_season(units=2, applications=1)
    plan = make_plan(call, by=officer)
    tried = ran(ask_what_if(plan=plan, changes=[weigh("day", 200)], by=officer))
    row = tried.placements.get()
    problem = read_problem(tried.problem)
    stay = Stay(row.application.reference, row.place, (row.start - problem.first_day).days + 7, problem.application[row.application.reference].shortest)
    moved = move_by_hand(plan=tried, stay=stay, by=officer)
    assert codes(approve, placements=moved.placements.all(), by=officer) == {"what_if"} == codes(ask_repair, plan=moved, by=officer)
    assert last_plan(call) == plan


def test_a_move_in_bands_may_win_more_than_their_bound_which_is_then_none(officer):
    """Whoever comes first may hold what others would make more of; a person may say so."""
    plan = make_plan(make_season(units=1, applications=1), by=officer)
    row = plan.placements.get()
    best, problem = stays(plan)[0], read_problem(plan.problem)
    shorter = move_by_hand(plan=plan, stay=replace(best, days=problem.application[best.application].shortest), by=officer)
    Plan.objects.filter(pk=shorter.pk).update(problem=write_problem(replace(problem, bands=(90,))), bound=shorter.value)
    moved = move_by_hand(plan=Plan.objects.get(pk=shorter.pk), stay=best, by=officer)
    assert moved.value == plan.value > shorter.value and moved.bound is None and not moved.is_proven
    assert moved.placements.get().start == row.start


def test_a_move_that_a_rule_forbids_or_that_stands_too_near_is_refused(officer):
    call = make_season(units=1, applications=1)
    plan = make_plan(call, by=officer)
    row = plan.placements.get()
    stay = Stay(row.application.reference, row.place, 0, 7)
    assert codes(move_by_hand, plan=plan, stay=stay, by=officer) == {"move_impossible"}
    declare_conflict(application=row.application, by=officer)
    assert codes(move_by_hand, plan=plan, stay=stay, by=officer) == {"stands_near"}
    assert Plan.objects.count() == 1


def test_a_plan_in_the_making_is_no_ground_for_another(officer):
    plan = ask_plan(call=make_season(), by=officer)
    assert codes(ask_what_if, plan=plan, changes=[weigh("point", 200)], by=officer) == {"at_work", "not_ready"}
    assert codes(ask_repair, plan=plan, by=officer) == {"at_work", "not_ready"}
    stay = Stay(plan.call.applications.first().reference, plan.call.units.first().reference, 0, 14)
    assert codes(move_by_hand, plan=plan, stay=stay, by=officer) == {"not_ready"}
