"""Other ways to a plan than asking for the best one: what if, mending what people were told, and moving somebody by hand."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.lifecycle.pinning import stay_problems
from popups.lifecycle.plan_runs import keep
from popups.lifecycle.planning import forget_dead_plans, new_plan, nobody_asks, plan_from
from popups.lifecycle.records import lock
from popups.matching import problem as plain
from popups.matching.formats import read_problem, write_problem
from popups.matching.moves import MoveError, move
from popups.matching.solve import Plan as Found
from popups.matching.whatif import Change, ChangeError, changed
from popups.models import Plan, User
from popups.planning_choices import PlanKind
from popups.reports.matching_problem import rules_of, season_of
from popups.reports.plan_told import stays_of
from popups.rules.nearness import near_problems
from popups.rules.planning import may_ask_plan
from vacancies.problem import Problem, Refused, refuse_if


@transaction.atomic
def ask_what_if(*, plan: Plan, changes: Sequence[Change], by: User, seconds: int | None = None, note: str = "") -> Plan:
    """The same input with these changes. The plan itself and the town stay as they are, and what comes of it cannot be approved."""
    call, plan = lock(plan.call), lock(plan)
    forget_dead_plans(call)
    seconds = plan.seconds if seconds is None else seconds
    refuse_if([*may_ask_plan(call, seconds), *([] if changes else [_no_change()]), *_ready_problems(plan)])
    try:
        problem = changed(read_problem(plan.problem), changes)
    except ChangeError as error:
        raise Refused([Problem("change_impossible", _("This change cannot be made: %(about)s.") % {"about": error.about})]) from error
    refuse_if(_pin_problems(problem, changes))
    return plan_from(plan, write_problem(problem), by=by, kind=PlanKind.WHAT_IF, seconds=seconds, note=note,
                     changes=[*plan.changes, *(change.as_data() for change in changes)])


def _pin_problems(problem: plain.MatchingProblem, changes: Sequence[Change]) -> list[Problem]:
    """Of what is only tried out, as of what is fixed in earnest."""
    named = {dict(change.about)["application"] for change in changes if change.code == "pin"}
    return [found for row in problem.pins if row.application in named for found in stay_problems(problem, row, "pinned_from")]


def _no_change() -> Problem:
    return Problem("no_change", _("Say at least one thing that would be otherwise."))


def _ready_problems(plan: Plan) -> list[Problem]:
    return [] if plan.ended_at else [Problem("not_ready", _("This plan is still being made."))]


@transaction.atomic
def ask_repair(*, plan: Plan, by: User, seconds: int | None = None, note: str = "", today: date | None = None) -> Plan:
    """Of the town as it is now, with as few changes as possible to what people were told by this plan, then the best value.

    seconds: else as many as the plan had, and no fewer than plans of the call usually have: a hasty draft is no measure for its mending.
    """
    call, plan = lock(plan.call), lock(plan)
    forget_dead_plans(call)
    seconds = max(plan.seconds, rules_of(call).seconds) if seconds is None else seconds
    problems = [*may_ask_plan(call, seconds), *_ready_problems(plan)]
    if plan.kind == PlanKind.WHAT_IF:
        problems.append(Problem("what_if", _("Nobody was told anything by a what-if. Mend the plan that it came from.")))
    refuse_if(problems)
    season = season_of(call, today or timezone.localdate())
    refuse_if([] if season.problem.applications else [nobody_asks()])
    return new_plan(call, season, by=by, kind=PlanKind.REPAIR, base=plan, seconds=seconds, note=note)


@transaction.atomic
def move_by_hand(*, plan: Plan, stay: plain.Placement, by: User) -> Plan:
    """A new plan that differs in this placement, and in what had to give way to it. Needs no thinking. Of a what-if it is one again."""
    call, plan = lock(plan.call), lock(plan)
    application = call.applications.get(reference=stay.application)
    refuse_if([*near_problems(application, by), *_ready_problems(plan)])
    problem = read_problem(plan.problem)
    try:
        moved = move(problem, stays_of(plan.placements.select_related("application"), problem), stay)
    except MoveError as error:
        raise Refused([Problem("move_impossible", _("A rule or a promise stands against this place on these days."))]) from error
    kind = PlanKind.WHAT_IF if plan.kind == PlanKind.WHAT_IF else PlanKind.BY_HAND
    made = plan_from(plan, plan.problem, by=by, kind=kind, seconds=plan.seconds, changes=plan.changes)
    Plan.objects.filter(pk=made.pk).update(started_at=timezone.now())
    keep(plan=made, problem=problem, found=_found(problem, moved.placements, plan.bound), by=by)
    made.refresh_from_db()
    return made


def _found(problem: plain.MatchingProblem, placements: Iterable[plain.Placement], bound: int | None) -> Found:
    """The bound of the plan that it came from is still true: the input is the same. Not so in bands, where it holds only while those before keep theirs."""
    rows = tuple(sorted(placements))
    value = plain.total(problem, rows)
    bound = None if problem.bands else bound
    return Found(rows, value, bound, bound == value, "", 0.0)


