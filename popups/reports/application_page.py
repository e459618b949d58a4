"""Everything the office reads on the page of one application."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from popups.choices import APPLICATION_MOVES, ApplicationStatus, Outcome
from popups.models import Application, Comment, Offer, Wish
from popups.reports.availability import periods_of_use
from popups.reports.free_time import taken_days
from popups.reports.stages import with_stage
from popups.rules.offers import eligibility_problems
from popups.rules.retention import is_nobodys
from popups.rules.reviewing import with_identity
from popups.rules.stage import StageCode
from popups.rules.telling import is_told, told_decision
from vacancies.kinds import FEATURE_BY_CODE
from vacancies.models import Space, Unit
from vacancies.problem import Problem

LONGEST_LOOK = timedelta(days=366)
SHOWN_OTHERS = 20


@dataclass(frozen=True)
class Wished:
    """A wished unit as the office sees it. free_days: the longest free stretch in the asked days; None: no days asked."""

    unit: Unit
    problems: list[Problem]
    missing: list
    free_days: int | None
    is_long_enough: bool


def with_everything(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Prefetches what the page and `stage_of` ask for."""
    wishes = Wish.objects.select_related("unit").prefetch_related("unit__permitted_activities").order_by("rank", "pk")
    return with_offers(rows).prefetch_related(
        Prefetch("wishes", wishes), "papers", "co_applicants", Prefetch("comments", Comment.objects.select_related("by")), "call__questions")


def with_offers(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Prefetches what the steps and the form of an offer ask for."""
    offers = Offer.objects.select_related("unit", "tenancy")
    return rows.select_related("applicant__user", "call", "decision__by", "decided_by", "entered_by").prefetch_related(Prefetch("offers", offers))


def asked_days(application: Application, today: date) -> tuple[date, date] | None:
    """The days [start, end) within which the stay may lie, cut off at a year; None where it asks for none to come."""
    start = max(application.earliest_start_on or today, today)
    end = min((application.latest_end_on or start + LONGEST_LOOK) + timedelta(days=1), start + LONGEST_LOOK)
    return (start, end) if start < end else None


def missing_features(application: Application, unit: Unit) -> list:
    """Needed, and known to be absent or not known to be there."""
    needed = [FEATURE_BY_CODE[code] for code in application.needed_features if code in FEATURE_BY_CODE]
    return [feature for feature in needed if not getattr(unit, feature.field)]


def wished_units(application: Application, today: date) -> list[Wished]:
    """Two queries for what is taken and for the spaces, however many wishes."""
    units = [wish.unit for wish in application.wishes.all()]
    asked = asked_days(application, today)
    longest = _longest_free(application.use, [unit.pk for unit in units], *asked) if asked and units else {}
    shortest = application.shortest_days or 1
    return [Wished(unit, eligibility_problems(application, unit), missing_features(application, unit),
                   longest.get(unit.pk, 0) if asked else None, longest.get(unit.pk, 0) >= shortest) for unit in units]


def _longest_free(use: str, unit_ids: Sequence[int], start: date, end: date) -> dict[int, int]:
    """Days of the longest stretch in which as much of the unit as is asked for is free."""
    taken = taken_days(unit_ids, start, end)
    spaces: dict[int, list[Space]] = defaultdict(list)
    for space in Space.objects.in_use().filter(unit__in=unit_ids):
        spaces[space.unit_id].append(space)
    return {unit_id: max((gap.days for gap in periods_of_use(use, found, taken[unit_id], start, end)), default=0)
            for unit_id, found in spaces.items()}


def other_applications(application: Application, today: date, reader: Any) -> list[tuple[Application, StageCode]]:
    """Of the same person, whatever the kind, newest first; drafts are not the office's business. None where nobody may know whose it was."""
    if is_nobodys(application.applicant):
        return []
    user = application.applicant.user
    own = Application.objects.sent().filter(applicant=application.applicant)  # somebody without an account is only this applicant
    rows = (Application.objects.sent().of_user(user) if user else own).exclude(pk=application.pk)
    known = with_identity(reader, rows)
    return [(row, StageCode(row.stage)) for row in with_stage(known, today)[:SHOWN_OTHERS]]


@dataclass(frozen=True)
class Steps:
    """What the office may do next; the rules are asked again when it is done. waits_for_results: decided on the page of its call."""

    may_review: bool
    may_shortlist: bool
    may_ask_changes: bool
    may_decide: bool
    may_offer: bool
    waits_for_results: bool = False
    is_on_reserve: bool = False


def _binds(offer: Offer) -> bool:
    """It is open, or its tenancy is not over: nothing else can be offered meanwhile."""
    tenancy = getattr(offer, "tenancy", None)
    return offer.state.is_open or tenancy is not None and tenancy.end > timezone.localdate()


def steps_of(application: Application, *, is_barred: bool = False) -> Steps:
    """is_barred: from choosing between the applications of its call (rules.rivals). Touches no database where the offers and their tenancies are prefetched, `call` and `decision` selected."""
    waits, decision = not is_told(application), told_decision(application)
    is_on_reserve = decision is not None and decision.outcome == Outcome.RESERVE
    moves = APPLICATION_MOVES[application.state]
    offers = list(application.offers.all())
    is_promised = any(offer.state.is_open or getattr(offer, "tenancy", None) for offer in offers)
    return Steps(
        may_review=ApplicationStatus.IN_REVIEW in moves and not is_promised and decision is None
        and not (is_barred and application.state is ApplicationStatus.SHORTLISTED),
        may_shortlist=ApplicationStatus.SHORTLISTED in moves and not is_barred,
        may_ask_changes=ApplicationStatus.CHANGES_REQUESTED in moves and not is_promised,
        may_decide=ApplicationStatus.NOT_SELECTED in moves and not is_promised and not waits and not is_barred,
        may_offer=application.state.is_under_consideration and not any(map(_binds, offers)) and not waits and not is_on_reserve
        and not application.only_performs,
        waits_for_results=waits and bool(moves), is_on_reserve=is_on_reserve)
