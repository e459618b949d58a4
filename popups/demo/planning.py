"""Plans of the call that is being decided: what counts, what the office fixed, one proposal with two yeses, and what if."""

from collections.abc import Sequence
from datetime import timedelta
from math import inf
from random import Random
from typing import Any

from django.utils import timezone

from popups.choices import Share, Use, Where
from popups.demo.call_words import EXCLUDED_WHY, FORBIDDEN_WHY, PINNED_WHY, PLAN_NOTES
from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.demo.companions import code_of
from popups.demo.people import Person
from popups.kinds import ApplicantKind
from popups.lifecycle.plan_runs import run_plan
from popups.lifecycle.plan_ways import ask_what_if
from popups.lifecycle.planning import (
    approve,
    ask_plan,
    delete_plan,
    fail_plan,
    lift_ruling,
    rule,
    set_rules,
    stop_plan,
    take_back_approval,
)
from popups.matching.whatif import withdraw
from popups.models import Application, Call, Plan
from popups.planning_choices import PlanFailure, RulingKind
from popups.reports.matching_asked import candidates
from popups.reports.matching_places import Place
from popups.reports.matching_problem import horizon_of, season_of
from vacancies.choices import Activity
from vacancies.models import Unit
from vacancies.sure import sure

THINKING = 2  # seconds of counted work
PATIENCE = 10_000.0  # seconds on the clock: a busy machine makes the same demonstration
PIN_WEEKS, PIN_AFTER = 8, 5
BANDS = (75, 50)
# Of last year's call, for whom its plan finds no place: what they wish for, best first, and what they need there
UNPLACED: dict[str, tuple[str, ...]] = {"ngo:women": ("corner", "bank", "salt")}
NEEDED = {"needed_features": ["step_free", "storage"], "smallest_area_m2": 90, "budget_cents": 20000}
# What one in eight of the crowd of spring want and nothing else: two small shops for the whole summer, where only some of them find room
WANTED, RIVALS_EACH = ("barber", "florist"), 8
SUMMER = {"shortest_days": 60, "longest_days": 90}
RULES = {"point": 120, "first_timer": 15, "day": 12, "ranks": [360, 240, 120, 60, 60], "benefits": {ApplicantKind.NGO.value: 120}, "limit_each": 1,
         "turnaround_days": 0, "start_on": "week", "bands": [], "unscored": 50, "seconds": 20}


def is_rival(person: Person) -> bool:
    crowd, _colon, number = person.code.partition(":")
    return crowd == "crowd" and int(number) % RIVALS_EACH == 1


def asks(person: Person, units: Sequence[Unit]) -> dict[str, Any]:
    """What one of the crowd needs: some name units, some want a share or a window, some need water or room. units: for wishes, best known first."""
    if code_of(person) in UNPLACED:
        return {"where": Where.UNITS, "units": units}
    if is_rival(person):
        return {"where": Where.UNITS, "units": units, **SUMMER}
    dice = Random(person.code)  # noqa: S311 (their own, so that nobody else's story changes)
    told: dict[str, Any] = {"where": dice.choice([Where.ANYWHERE, Where.FEATURES, Where.UNITS, Where.UNITS])}
    if told["where"] == Where.UNITS:
        told["units"] = dice.sample(units[:12] if dice.random() < 0.7 else units, dice.choice([1, 2, 2, 3]))
    share = dice.random()
    if share < 0.14:
        told |= {"use": Use.SHARED, "share": Share.SHELF if share < 0.08 else Share.ZONE}
    elif share < 0.18:
        told["use"] = Use.WINDOW
    return told


def needs(person: Person) -> dict[str, Any]:
    """What stands here comes instead of what anybody else of a call is given by the dice."""
    if code_of(person) in UNPLACED:
        return NEEDED
    if is_rival(person):
        return {"budget_cents": 15000}
    dice = Random(f"{person.code} needs")  # noqa: S311
    return {"needed_features": dice.choice([[], [], [], ["water"], ["heating"], ["water", "wc"], ["step_free"]]),
            "smallest_area_m2": dice.choice([None, None, None, 20, 40, 70])}


def banded_plan(cast: Cast, call: Call) -> Plan:
    """Of a small call that is read and not decided yet: whoever was scored best comes first, in bands."""
    today = timezone.localdate()
    set_rules(call=call, told={**RULES, "bands": list(BANDS), "variety": []}, by=cast.officer)
    plan = ask_plan(call=call, by=cast.officer, seconds=1, note=PLAN_NOTES[2], today=today)
    run_plan(plan, clock=PATIENCE, pulse=inf)
    plan.refresh_from_db()
    return plan


def plans(cast: Cast, call: Call, *, day: int) -> Story:
    """The office fixes three things, makes two plans in vain and one to keep, and asks what would be without one of its units."""
    yield day
    call.refresh_from_db()
    today, rows = cast.chronicle.day(day), list(candidates(call))
    street = max(season_of(call, today).problem.units, key=lambda unit: unit.capacity).street
    set_rules(call=call, told={**RULES, "variety": [{"street": street, "activity": Activity.CRAFTS, "at_once": 4}]}, by=cast.officer)
    _fix(cast, call, rows, today)
    stopped = ask_plan(call=call, by=cast.officer, seconds=1, today=today)
    stop_plan(plan=stopped, by=cast.officer)
    run_plan(stopped, clock=PATIENCE, pulse=inf)
    delete_plan(plan=stopped, by=cast.officer)
    fail_plan(plan=ask_plan(call=call, by=cast.officer, seconds=1, today=today), reason=PlanFailure.KILLED, by=None)
    plan = ask_plan(call=call, by=cast.officer, seconds=THINKING, note=PLAN_NOTES[0], today=today)
    run_plan(plan, clock=PATIENCE, pulse=inf)
    _approve_some(cast, plan)
    emptied = sure(plan.placements.order_by("start", "pk").last()).unit
    run_plan(ask_what_if(plan=plan, changes=[withdraw(emptied.reference)], by=cast.officer, note=PLAN_NOTES[1]), clock=PATIENCE, pulse=inf)


def _fix(cast: Cast, call: Call, rows: Sequence[Application], today: Any) -> None:
    """An association keeps its weeks although businesses come first; one is kept out of a unit; one was kept out of the plan, and no longer is."""
    association = next(row for row in rows if row.applicant.kind == ApplicantKind.NGO)
    loud, late = [row for row in rows if row.applicant.kind == ApplicantKind.MAKER][:2]
    season = season_of(call, today)
    place = next(place for place in season.places.values() if _has_room(place) and association.activity in place.asked.uses
                 and not any(condition.code == "funding" for condition in place.asked.conditions))
    start = horizon_of(call, today).start + timedelta(weeks=PIN_AFTER)
    rule(call=call, kind=RulingKind.PIN, application=association, unit=place.unit, place=place.asked.id, days=(start, start + timedelta(weeks=PIN_WEEKS)),
         reason=PINNED_WHY, by=cast.officer)
    rule(call=call, kind=RulingKind.FORBID, application=loud, unit=place.unit, reason=FORBIDDEN_WHY, by=cast.officer)
    lift_ruling(ruling=rule(call=call, kind=RulingKind.EXCLUDE, application=late, reason=EXCLUDED_WHY, by=cast.officer), by=cast.officer)


def _has_room(place: Place) -> bool:
    return place.is_whole and any(first <= 7 * PIN_AFTER and 7 * (PIN_AFTER + PIN_WEEKS) <= end for first, end in place.asked.windows)


def _approve_some(cast: Cast, plan: Plan) -> None:
    rows = list(plan.placements.filter(is_pinned=False).order_by("-value", "pk")[:3])
    approve(placements=rows, by=cast.officer)
    take_back_approval(placement=rows[-1], by=cast.officer)
