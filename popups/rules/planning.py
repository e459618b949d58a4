"""May a plan of a call be asked for, and may an officer fix something for plans, or approve what one proposes?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from popups.choices import CallState, OfferStatus, Outcome
from popups.kinds import ApplicantKind
from popups.models import Application, Call, Occupancy, Offer, Placement, Plan, Ruling
from popups.planning_choices import PlanKind, RulingKind
from popups.rules.calls import units_of
from popups.rules.telling import decision_of
from vacancies.choices import Activity
from vacancies.models import Unit
from vacancies.problem import Problem

LONGEST_REASON = 300
MOST_SECONDS = 600
MOST_WISHES = 10
MOST_BANDS = 3
PLANNED = {CallState.OPEN, CallState.CLOSED, CallState.DECIDED, CallState.SENT}


def may_ask_plan(call: Call, seconds: int) -> list[Problem]:
    problems = []
    if call.state not in PLANNED:
        problems.append(Problem("not_open_yet", _("Nobody can have applied yet. A plan can be made once the call is open.")))
    if not 1 <= seconds <= MOST_SECONDS:
        problems.append(Problem("seconds_out_of_range", _("Give it 1 to %(most)d seconds.") % {"most": MOST_SECONDS}, "seconds"))
    if Plan.objects.at_work().filter(call=call).exists():
        problems.append(Problem("at_work", _("A plan of this call is being made already. Wait for it, or stop it.")))
    if not units_of(call).exists():
        problems.append(Problem("no_units", _("No unit of this call is published, so there is nothing to plan with. Publish one first.")))
    return problems


def may_rule(call: Call, kind: str, application: Application, unit: Unit | None, days: tuple[date, date] | None, reason: str) -> list[Problem]:
    problems = _reason_problems(reason)
    if application.call_id != call.pk:
        problems.append(Problem("not_of_call", _("This application belongs to another call."), "application"))
    if not application.state.is_under_consideration:
        problems.append(Problem("not_under_consideration", _("This application is not under consideration now."), "application"))
    if kind not in RulingKind.values:
        problems.append(Problem("kind_unknown", _("Choose what is to be fixed."), "kind"))
    if kind != RulingKind.EXCLUDE and (unit is None or not units_of(call).filter(pk=unit.pk).exists()):
        problems.append(Problem("unit_missing", _("Choose a unit of this call."), "unit"))
    if kind == RulingKind.PIN:
        problems += _day_problems(call, days)
    if Offer.objects.filter(application=application, status__in=[OfferStatus.OPEN, OfferStatus.ACCEPTED]).exists():
        problems.append(Problem("promised", _("It was offered or agreed already, so every plan keeps that."), "application"))
    standing = Ruling.objects.standing().filter(application=application)
    if kind == RulingKind.FORBID:
        taken = standing.filter(kind=RulingKind.FORBID, unit=unit)
    else:
        taken = standing.exclude(kind=RulingKind.FORBID)
    if taken.exists():
        problems.append(Problem("fixed_already", _("Something else is fixed for this application. Lift it first."), "application"))
    return problems


def _reason_problems(reason: str) -> list[Problem]:
    if not reason.strip():
        return [Problem("reason_missing", _("Say why; it stays with the plan."), "reason")]
    if len(reason) > LONGEST_REASON:
        return [Problem("reason_too_long", _("Write at most %(most)d characters.") % {"most": LONGEST_REASON}, "reason")]
    return []


def _day_problems(call: Call, days: tuple[date, date] | None) -> list[Problem]:
    if days is None or days[0] >= days[1]:
        return [Problem("days_missing", _("Say from which day to which day."), "first_day")]
    if call.stays_start and days[0] < call.stays_start or call.stays_end and days[1] > call.stays_end:
        return [Problem("outside_season", _("These days lie outside the days of the call."), "first_day")]
    return []


def taken_since(placements: Sequence[Placement]) -> frozenset[int]:
    """Keys of those on days for which their space was promised to somebody else after the plan was made. One query."""
    held = Occupancy.objects.filter(space__in={row.space_id for row in placements}).values_list(
        "space", "start", "end", "offer__application", "tenancy__offer__application")
    return frozenset(row.pk for row in placements for space, start, end, *whose in held
                     if space == row.space_id and start < row.end and row.start < end and row.application_id not in whose)


def may_approve(placements: Sequence[Placement]) -> list[Problem]:
    """Every problem of every placement, each with whom it is about. Four queries, however many; with application and decision loaded."""
    keys = [row.application_id for row in placements]
    offered = set(Offer.objects.filter(application__in=keys, status__in=[OfferStatus.OPEN, OfferStatus.ACCEPTED]).values_list("application", flat=True))
    approved = Placement.objects.filter(approved_at__isnull=False)
    standing = Q(offer__isnull=True) | Q(offer__status__in=[OfferStatus.OPEN, OfferStatus.ACCEPTED])
    elsewhere = dict(approved.filter(standing, application__in=keys).exclude(pk__in=[row.pk for row in placements]).values_list("application", "plan__reference"))
    held = [*approved.filter(space__in={row.space_id for row in placements}, offer__isnull=True).select_related("plan").only("application", "space", "start", "end", "plan__reference"), *placements]
    taken, problems = taken_since(placements), []
    for row in placements:
        for code, sentence in _approval_problems(row, offered, elsewhere, held, is_taken=row.pk in taken):
            problems.append(Problem(code, f"{row.application.title or row.application.reference}: {sentence}"))
    return problems


def _approval_problems(row: Placement, offered: set[int], elsewhere: Mapping[int, str], held: Iterable[Placement], *,
                       is_taken: bool) -> Iterator[tuple[str, str | Promise]]:
    """elsewhere: the plan in which another placement of the application is approved."""
    decision = decision_of(row.application)
    if row.plan.kind == PlanKind.WHAT_IF:
        yield "what_if", _("This plan is a what-if. Make the change real, and make a plan of it.")
    if row.plan.ended_at is None:
        yield "not_ready", _("This plan is still being made.")
    if not row.application.state.is_under_consideration:
        yield "not_under_consideration", _("This application is not under consideration now.")
    if decision is not None and decision.outcome == Outcome.NOT_SELECTED:
        yield "refused", _("It was decided that this application gets no place.")
    if row.application_id in offered:
        yield "offered", _("This application has an offer already.")
    if is_taken:
        yield "days_taken", _("These days of the unit were promised to somebody else since this plan was made. Mend the plan, and approve in the mended one.")
    if row.application_id in elsewhere:
        yield "approved_elsewhere", gettext("Another placement of this application is approved, in plan %(plan)s. Take that back first.") % {"plan": elsewhere[row.application_id]}
    if found := next((other for other in held if other.application_id != row.application_id and other.space_id == row.space_id and other.start < row.end and row.start < other.end), None):
        yield "days_approved", gettext("These days of the unit are approved for somebody else, in plan %(plan)s.") % {"plan": found.plan.reference}


def may_take_back(placement: Placement) -> list[Problem]:
    if placement.offer_id is not None:
        return [Problem("offered", _("It has been offered already. Withdraw the offer instead."))]
    return []


def may_delete_plan(plan: Plan) -> list[Problem]:
    if plan.placements.filter(approved_at__isnull=False).exists():
        return [Problem("approved", _("Placements of this plan are approved. Take that back first."))]
    if Plan.objects.filter(base=plan).exists():
        return [Problem("is_base", _("Other plans were made from this one. Throw those away first."))]
    return []


def rules_problems(told: Mapping[str, Any]) -> list[Problem]:
    """Of the weights and limits of a call's plans; `told` has the names of the fields of PlanRules."""
    problems = []
    whole = [told["point"], told["day"], *told["ranks"]]
    if any(not isinstance(number, int) or number < 0 or number > 10_000 for number in whole):
        problems.append(Problem("weight_out_of_range", _("Weights are whole numbers from 0 to 10,000."), "point"))
    if len(told["ranks"]) > MOST_WISHES:
        problems.append(Problem("too_many_ranks", _("Give weights for at most %(most)d wishes.") % {"most": MOST_WISHES}, "ranks"))
    problems += rank_problems(told["ranks"])
    for kind, percent in told["benefits"].items():
        if kind not in ApplicantKind.values or not isinstance(percent, int) or not 0 <= percent <= 300:
            problems.append(Problem("benefit_out_of_range", _("Give each kind of applicant 0 to 300 per cent."), "benefits"))
    return problems + band_problems(told.get("bands", [])) + _variety_problems(told["variety"])


def rank_problems(ranks: Sequence[int]) -> list[Problem]:
    if list(ranks) == sorted(ranks, reverse=True):
        return []
    return [Problem("ranks_rise", _("An earlier wish cannot be worth less than a later one."), "ranks")]


def band_problems(bands: Sequence[Any]) -> list[Problem]:
    problems = []
    if any(not isinstance(score, int) or not 1 <= score <= 100 for score in bands):
        problems.append(Problem("band_out_of_range", _("A band begins with a score from 1 to 100."), "bands"))
    elif list(bands) != sorted(set(bands), reverse=True):
        problems.append(Problem("bands_rise", _("Each band begins with a lower score than the one before it."), "bands"))
    if len(bands) > MOST_BANDS:
        problems.append(Problem("too_many_bands", _("Make at most %(most)d bands; the rest is one more.") % {"most": MOST_BANDS}, "bands"))
    return problems


def _variety_problems(rows: Iterable[Mapping[str, Any]]) -> list[Problem]:
    problems, seen = [], set()
    for row in rows:
        if row["activity"] not in Activity.values or not row["street"] or not isinstance(row["at_once"], int) or row["at_once"] < 1:
            problems.append(Problem("variety_incomplete", _("Say which street, which activity, and how many at once: one or more."), "variety"))
        if (row["street"], row["activity"]) in seen:
            problems.append(Problem("variety_twice", _("The same street and activity stand here twice."), "variety"))
        seen.add((row["street"], row["activity"]))
    return problems


