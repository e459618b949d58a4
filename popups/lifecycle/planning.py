"""Plans of a call: asked for, stopped, thrown away; and what officers fix for all of them. People decide, a plan only proposes."""

import platform
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import version
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import Verb
from popups.lifecycle.pinning import pin_problems
from popups.lifecycle.records import lock, write_history
from popups.lifecycle.rivals import mark_alone
from popups.matching.formats import digest, write_problem
from popups.models import Application, Call, History, Placement, Plan, PlanRules, Ruling, User
from popups.models.plan import DEAD_AFTER
from popups.planning_choices import PlanFailure, RulingKind
from popups.reports.matching_problem import Season, rules_of, season_of
from popups.rules.nearness import many_near_problems
from popups.rules.planning import may_approve, may_ask_plan, may_delete_plan, may_rule, may_take_back, rules_problems
from popups.rules.rivals import judging_problems, side_of
from vacancies.models import Unit
from vacancies.problem import Problem, refuse_if
from vacancies.references import fresh_reference

ENGINE = 5  # raised when the same input may give another plan than before


def versions() -> dict[str, Any]:
    """What a plan depends on besides its input, for whoever repeats it years later."""
    return {"engine": ENGINE, "highspy": version("highspy"), "numpy": version("numpy"), "python": platform.python_version()}


@transaction.atomic
def ask_plan(*, call: Call, by: User, seconds: int | None = None, seed: int = 0, note: str = "", today: date | None = None) -> Plan:
    """Keeps the input as it is now; the thinking is done by plan_runs.run_plan(), outside of every transaction."""
    call = lock(call)
    forget_dead_plans(call)
    seconds = rules_of(call).seconds if seconds is None else seconds
    refuse_if(may_ask_plan(call, seconds))
    season = season_of(call, today or timezone.localdate())
    refuse_if([] if season.problem.applications else [nobody_asks()])
    return new_plan(call, season, by=by, seconds=seconds, seed=seed, note=note)


def new_plan(call: Call, season: Season, *, by: User, **fields: Any) -> Plan:
    """The row and its line of history. The caller holds the call and has asked the rules. fields: of Plan, such as kind and base."""
    problem = write_problem(season.problem)
    places = {name: [space.pk for space in place.spaces] for name, place in season.places.items()}
    promised = sorted(pin.application for pin in season.promised)
    plan = Plan.objects.create(reference=fresh_reference(Plan, "P"), call=call, problem=problem, problem_hash=digest(problem), places=places,
                               promised=promised, versions=versions(), asked_by=by, **fields)
    write_history(Verb.PLAN_ASKED, by=by, subject=call, note=plan.reference)
    return plan


def plan_from(base: Plan, problem: str, *, by: User, **fields: Any) -> Plan:
    """As new_plan(), on the same ground as another one."""
    plan = Plan.objects.create(reference=fresh_reference(Plan, "P"), call=base.call, base=base, problem=problem, problem_hash=digest(problem),
                               places=base.places, promised=base.promised, versions=versions(), asked_by=by, seed=base.seed, **fields)
    write_history(Verb.PLAN_ASKED, by=by, subject=base.call, note=plan.reference)
    return plan


def nobody_asks() -> Problem:
    return Problem("no_applications", _("Nobody has applied who could be placed, so there is nothing to plan. Read what came first."))


@transaction.atomic
def stop_plan(*, plan: Plan, by: User) -> Plan:
    """Asks whoever thinks to come to an end; the best plan so far is kept. A second time, or too late, changes nothing."""
    plan = lock(plan)
    if plan.ended_at is None and plan.stop_asked_at is None:
        plan.stop_asked_at = timezone.now()
        plan.save(update_fields=["stop_asked_at"])
        write_history(Verb.PLAN_STOPPED, by=by, subject=plan.call, note=plan.reference)
    return plan


def forget_dead_plans(call: Call | None = None) -> int:
    """Whose process was killed: nothing stays but a line of history. How many."""
    rows = Plan.objects.at_work().filter(asked_at__lt=timezone.now() - DEAD_AFTER)
    dead = [plan for plan in (rows if call is None else rows.filter(call=call)) if not plan.state.is_at_work]
    return sum(fail_plan(plan=plan, reason=PlanFailure.KILLED, by=None) for plan in dead)


@transaction.atomic
def fail_plan(*, plan: Plan, reason: PlanFailure, by: User | None) -> bool:
    """True where this call removed it."""
    held = Plan.objects.select_for_update(no_key=True).filter(pk=plan.pk, ended_at__isnull=True).first()
    if held is None:
        return False
    write_history(Verb.PLAN_FAILED, by=by, subject=held.call, note=held.reference, reason=reason)
    held.delete()
    return True


@transaction.atomic
def delete_plan(*, plan: Plan, by: User) -> None:
    plan = lock(plan)
    list(plan.placements.select_for_update(no_key=True, of=("self",)).order_by("pk"))  # approving holds these, and not the plan
    refuse_if(may_delete_plan(plan))
    write_history(Verb.PLAN_DELETED, by=by, subject=plan.call, note=plan.reference)
    plan.delete()


@transaction.atomic
def set_rules(*, call: Call, told: Mapping[str, Any], by: User) -> PlanRules:
    """told: every field of PlanRules by its name. Plans that exist keep what they went by."""
    call = lock(call)
    refuse_if(rules_problems(told))
    rules, _made = PlanRules.objects.update_or_create(call=call, defaults=dict(told))
    write_history(Verb.PLAN_RULES_SET, by=by, subject=call)
    return rules


@transaction.atomic
def rule(*, call: Call, kind: RulingKind | str, application: Application, reason: str, by: User, unit: Unit | None = None, place: str = "",
         days: tuple[date, date] | None = None) -> Ruling:
    """Fixed from the next plan on. days: [first, end) of a pin, which the next plan must be able to keep."""
    call, application = lock(call), lock(application)
    refuse_if(judging_problems(application, by) or may_rule(call, kind, application, unit, days, reason))
    start, end = days if kind == RulingKind.PIN and days else (None, None)
    row = Ruling.objects.create(call=call, kind=kind, application=application, unit=unit if kind != RulingKind.EXCLUDE else None, place=place,
                                start=start, end=end, reason=reason.strip(), made_by=by)
    refuse_if(pin_problems(row, timezone.localdate()) if kind == RulingKind.PIN else [])
    write_history(Verb.RULED, by=by, subject=application, unit=row.unit, reason=kind, note=row.reason)
    mark_alone(call, [application], by=by)
    return row


@transaction.atomic
def lift_ruling(*, ruling: Ruling, by: User) -> Ruling:
    ruling = lock(ruling)
    refuse_if(judging_problems(ruling.application, by))
    if ruling.lifted_at is None:
        ruling.lifted_at, ruling.lifted_by = timezone.now(), by
        ruling.save(update_fields=["lifted_at", "lifted_by"])
        write_history(Verb.RULING_LIFTED, by=by, subject=ruling.application, unit=ruling.unit, reason=ruling.kind)
        mark_alone(ruling.call, [ruling.application], by=by)
    return ruling


@transaction.atomic
def approve(*, placements: Iterable[Placement], by: User) -> list[Placement]:
    """A person says yes to these placements, all or none of them; an offer can then be made ready from each. Twice is once."""
    keys = [row.pk for row in placements]
    people = Application.objects.filter(placements__in=keys).order_by("pk")
    list(Application.objects.select_for_update(no_key=True).filter(pk__in=people.values("pk")).order_by("pk"))
    rows = Placement.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys, approved_at__isnull=True)
    found = list(rows.select_related("application__decision", "application__call", "plan", "unit").order_by("pk"))
    call = found[0].plan.call if found else None
    refuse_if((many_near_problems([row.application for row in found], by) or side_of(call, by).problems) + may_approve(found))
    now = timezone.now()
    for row in found:
        row.approved_at, row.approved_by = now, by
    Placement.objects.bulk_update(found, ["approved_at", "approved_by"])
    History.objects.bulk_create(History(verb=Verb.PLAN_APPROVED, by=by, application=row.application, call=row.plan.call, unit_id=row.unit_id,
                                        note=row.plan.reference) for row in found)
    mark_alone(call, [row.application for row in found], by=by)
    return found


@transaction.atomic
def take_back_approval(*, placement: Placement, by: User) -> Placement:
    application = lock(placement.application)
    placement = lock(placement)
    if placement.approved_at is not None:
        refuse_if(judging_problems(application, by) or may_take_back(placement))
        placement.approved_at = placement.approved_by = None
        placement.save(update_fields=["approved_at", "approved_by"])
        write_history(Verb.PLAN_UNAPPROVED, by=by, subject=application, unit=placement.unit, note=placement.plan.reference)
        mark_alone(placement.plan.call, [application], by=by)
    return placement
