"""What an application would cost, before it is sent."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from popups.choices import Where
from popups.models import Application
from popups.rules.calls import units_of
from popups.rules.costs import Cost, cost_of, monthly_utilities
from vacancies.kinds import FEATURE_BY_CODE
from vacancies.models import Unit


@dataclass(frozen=True)
class Estimate:
    """What one wish costs for the shortest and the longest stay asked for."""

    unit: Unit
    costs: list[Cost]


@dataclass(frozen=True)
class Between:
    """What the places in question cost for so many days, in cents. unknown: how many of them have no price yet."""

    days: int
    cheapest_cents: int
    dearest_cents: int
    unknown: int


def _lengths(application: Application) -> list[int]:
    """Of the stay; whoever only performs pays no rent."""
    if application.only_performs:
        return []
    return list(dict.fromkeys(days for days in (application.shortest_days, application.longest_days) if days))


def _cost(unit: Unit, start: date, days: int) -> Cost:
    utilities = monthly_utilities(unit.utilities_payer, unit.utilities_cents)
    return cost_of(monthly_rent=unit.asking_rent_cents, monthly_utilities=utilities, start=start, end=start + timedelta(days=days))


def estimates(application: Application) -> list[Estimate]:
    """Of every wish, best first. One query."""
    start, lengths = application.earliest_start_on, _lengths(application)
    if application.where != Where.UNITS or start is None or not lengths:
        return []
    wishes = application.wishes.select_related("unit").order_by("rank", "pk")
    return [Estimate(wish.unit, [_cost(wish.unit, start, days) for days in lengths]) for wish in wishes]


def _in_question(application: Application) -> QuerySet[Unit]:
    """The places from which one is looked for: of the call, in the wished parts of town, with what it must have."""
    units = units_of(application.call) if application.call else Unit.objects.listed()
    if application.where == Where.FEATURES:
        wanted = Q()
        for area in application.wished_areas.all():
            wanted |= Q(pk__in=Unit.objects.inside(area.ring).values("pk"))
        units = units.filter(wanted)
    must = {FEATURE_BY_CODE[code].field: True for code in application.needed_features if code in FEATURE_BY_CODE}
    return units.filter(**must)


def between(application: Application) -> Between | None:
    """Where no unit was wished for: the cheapest and the dearest, for the shortest stay. Two queries."""
    start, lengths = application.earliest_start_on, _lengths(application)
    if application.where == Where.UNITS or start is None or not lengths:
        return None
    units = _in_question(application).order_by().only("asking_rent_cents", "utilities_payer", "utilities_cents")
    totals = [_cost(unit, start, lengths[0]).total_cents for unit in units]
    known = [cents for cents in totals if cents is not None]
    return Between(lengths[0], min(known), max(known), len(totals) - len(known)) if known else None
