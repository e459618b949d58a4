"""What a unit is used for on a day: computed from tenancies, closures, shops, vacancies and visits, in that order."""

from datetime import date
from functools import lru_cache
from typing import Any, cast

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from popups.choices import Use
from popups.models import Tenancy
from popups.reports.carried import KnownUnit
from vacancies.choices import ClosedReason, OccupancyState, RecordState, Seen
from vacancies.models import ClosedPeriod, FieldVisit, Shop, Unit, Vacancy
from vacancies.models.unit import UnitQuerySet


def _closed(today: date, *reasons: ClosedReason) -> Exists:
    return Exists(ClosedPeriod.objects.filter(unit=OuterRef("pk"), reason__in=reasons, starts_on__lte=today,
                                              ends_on__gt=today))


def with_occupancy(units: QuerySet[Unit], today: date) -> UnitQuerySet[KnownUnit, KnownUnit]:
    """Annotates `occupancy` (an OccupancyState value) and `vacant_since` (a date or None: what a shop or its owner uses is not
    empty, although nobody has ended the vacancy; what is closed for now may be). Costs no query of its own.
    """
    return cast(UnitQuerySet[KnownUnit, KnownUnit], units.annotate(**_on(today)))


@lru_cache(maxsize=8)
def _on(today: date) -> dict[str, Any]:
    """The questions of a day, built once: annotate() copies them and leaves them as they are."""
    tenancies = Tenancy.objects.on(today).filter(unit=OuterRef("pk"))
    vacancies = Vacancy.objects.on(today).filter(unit=OuterRef("pk"))
    last_seen = FieldVisit.objects.filter(unit=OuterRef("pk")).order_by("-seen_on", "-pk").values("seen")[:1]
    in_use = _closed(today, ClosedReason.OWNER) | Exists(Shop.objects.on(today).filter(unit=OuterRef("pk")))
    longest = vacancies.order_by(F("starts_on").asc(nulls_last=True))
    return {
        "_last_seen": Subquery(last_seen),
        "occupancy": Case(
            When(Exists(tenancies.exclude(use=Use.WINDOW)), then=Value(OccupancyState.POP_UP.value)),
            When(Exists(tenancies.filter(use=Use.WINDOW)), then=Value(OccupancyState.SHOWCASE.value)),
            When(_closed(today, ClosedReason.RENOVATION), then=Value(OccupancyState.RENOVATION.value)),
            When(_closed(today, ClosedReason.SEASON), then=Value(OccupancyState.CLOSED.value)),
            When(in_use, then=Value(OccupancyState.OCCUPIED.value)),
            When(Exists(vacancies), then=Value(OccupancyState.VACANT.value)),
            When(_last_seen=Seen.OCCUPIED, then=Value(OccupancyState.OCCUPIED.value)),
            When(_last_seen=Seen.RENOVATION, then=Value(OccupancyState.RENOVATION.value)),
            When(_last_seen=Seen.SEASONAL, then=Value(OccupancyState.CLOSED.value)),
            default=Value(OccupancyState.UNKNOWN.value), output_field=CharField()),
        "vacant_since": Case(When(in_use, then=None), default=Subquery(longest.values("starts_on")[:1])),
        "vacant_since_precision": Case(When(in_use, then=None), default=Subquery(longest.values("starts_precision")[:1])),
    }


def counted(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Only confirmed units count in figures; what is merely suspected never does."""
    return units.filter(record_state=RecordState.CONFIRMED)
