"""Thinking about a plan: long, alone, and without holding anything. What comes of it is written at once, or not at all."""

import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from types import MappingProxyType

from django.db import DatabaseError, transaction
from django.utils import timezone

from popups.choices import Verb
from popups.lifecycle.planning import fail_plan
from popups.lifecycle.records import write_history
from popups.matching import problem as plain
from popups.matching.formats import read_problem
from popups.matching.repair import repair
from popups.matching.solve import Plan as Found
from popups.matching.solve import solve
from popups.models import Application, Placement, Plan, User
from popups.planning_choices import PlanFailure, PlanKind, StoppedBy
from popups.reports.plan_figures import figures_of
from popups.reports.plan_repair import repair_figures
from popups.reports.plan_told import stays_of, told_by
from vacancies.detached import start_command
from vacancies.models import Unit

log = logging.getLogger(__name__)
PULSE = 1.0  # seconds between two notes of how far it is


@dataclass
class _Watch:
    """Writes how far it is, at most once a second, and looks at the same moment whether somebody asked to stop."""

    plan: Plan
    pulse: float = PULSE
    value: int | None = None
    bound: int | None = None
    is_stopped: bool = False
    last: float = 0.0

    def tell(self, value: int, bound: int | None) -> None:
        self.value, self.bound = value, bound if bound is None else max(value, bound)

    def is_cancelled(self) -> bool:
        if time.monotonic() - self.last >= self.pulse:
            self.last = time.monotonic()
            with suppress(DatabaseError):  # a database that is busy hears the next one
                self._beat()
        return self.is_stopped

    def _beat(self) -> None:
        row = Plan.objects.filter(pk=self.plan.pk)
        row.update(pulse_at=timezone.now(), value=self.value, bound=self.bound)
        asked = row.values_list("stop_asked_at", flat=True).first()
        self.is_stopped = asked is not None or not row.exists()


def begin_thinking(plan: Plan) -> None:
    """In a process of its own, once the plan is committed: whoever asked for it goes on with the next page."""
    transaction.on_commit(partial(start_command, "make_plan", plan.reference))


def run_plan(plan: Plan, *, clock: float = 0.0, pulse: float = PULSE) -> bool:
    """Until it is done, stopped or failed; false where it failed and left nothing but a line of history. Holds no lock while it thinks.

    clock: seconds after which it is stopped wherever it is; 0: as many as its work may take. pulse: seconds between two signs of life.
    """
    begun = Plan.objects.filter(pk=plan.pk, started_at__isnull=True).update(started_at=timezone.now(), pulse_at=timezone.now())
    if not begun:
        return False
    try:
        problem = read_problem(plan.problem)
        watch = _Watch(plan, pulse)
        found, figures = _think(plan, problem, watch, clock)
        return keep(plan=plan, problem=problem, found=found, by=plan.asked_by, figures=figures)
    except Exception:
        log.exception("Plan %s failed", plan.reference)
        fail_plan(plan=plan, reason=PlanFailure.BROKEN, by=plan.asked_by)
        return False


def _think(plan: Plan, problem: plain.MatchingProblem, watch: _Watch, clock: float) -> tuple[Found, dict[str, int]]:
    """A repair is no best plan, and has no bound: it is held to what people were told, and says how many of them hear something else."""
    if plan.kind == PlanKind.REPAIR and plan.base is not None:
        told = told_by(plan.base, problem)
        asking = stays_of(plan.base.placements.filter(application__reference__in=problem.application).select_related("application"), problem)
        late = problem.application.keys() - read_problem(plan.base.problem).application.keys()
        mended = repair(problem, told, late=late, seconds=plan.seconds, is_cancelled=watch.is_cancelled, clock=clock or plan.most_seconds)
        gone = plan.base.placements.count() - len(asking)
        return Found(mended.placements, mended.value, None, False, mended.stopped_by, mended.work), repair_figures(mended, told, asking) | {"gone": gone}
    return solve(problem, seconds=plan.seconds, seed=plan.seed, tell=watch.tell, is_cancelled=watch.is_cancelled, clock=clock), {}


@transaction.atomic
def keep(*, plan: Plan, problem: plain.MatchingProblem, found: Found, by: User, figures: Mapping[str, int] = MappingProxyType({})) -> bool:
    """False where somebody threw it away meanwhile. figures: what is kept beside those of every plan."""
    held = Plan.objects.select_for_update(no_key=True).filter(pk=plan.pk, ended_at__isnull=True).first()
    if held is None:
        return False
    Placement.objects.bulk_create(placements_of(held, problem, found.placements))
    held.ended_at, held.value, held.work = timezone.now(), found.value, found.work
    held.bound, held.is_proven = found.bound, found.is_proven
    held.figures = {**figures_of(problem, found.placements), **figures}
    held.stopped_by = StoppedBy(found.stopped_by) if found.stopped_by else ""
    held.save()
    write_history(Verb.PLAN_MADE, by=by, subject=held.call, note=held.reference)
    return True


def placements_of(plan: Plan, problem: plain.MatchingProblem, placements: Iterable[plain.Placement]) -> list[Placement]:
    """Rows for what the engine found, each in a space of its own. Two queries."""
    rows = sorted(placements, key=attrgetter("start", "application"))
    keys = dict(Application.objects.filter(reference__in=[row.application for row in rows]).values_list("reference", "pk"))
    units = dict(Unit.objects.filter(reference__in={plain.house_of(row.unit) for row in rows}).values_list("reference", "pk"))
    spaces, pins = _Spaces(plan.places), frozenset(problem.pins)
    return [Placement(plan=plan, application_id=keys[row.application], unit_id=units[plain.house_of(row.unit)], place=row.unit,
                      space_id=spaces.take(row), value=_value(problem, row), start=problem.date_of(row.start), end=problem.date_of(row.end),
                      is_promised=row.application in plan.promised, is_pinned=row in pins and row.application not in plan.promised)
            for row in rows]


def _value(problem: plain.MatchingProblem, row: plain.Placement) -> int:
    return plain.value(problem.application[row.application], problem.unit[row.unit], row.days, problem.weights)


class _Spaces:
    """Gives every stay of a place that has room for several one of its spaces. In the order of their first days there is always one free,
    since no more stays lie on any day than there are spaces; but for promises that are more than what there is now."""

    def __init__(self, places: Mapping[str, list[int]]) -> None:
        self.free_from = {name: dict.fromkeys(keys, 0) for name, keys in places.items()}

    def take(self, row: plain.Placement) -> int:
        """The key of a space: the first one that is free, else the one that is free soonest."""
        free_from = self.free_from[row.unit]
        space = next((key for key, day in free_from.items() if day <= row.start), min(free_from, key=lambda key: free_from[key]))
        free_from[space] = row.end
        return space
