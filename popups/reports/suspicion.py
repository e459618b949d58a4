"""Units that may stand empty although nobody has confirmed it. Suspected, never counted."""

from collections.abc import Sequence
from typing import cast

from django.db.models import Case, CharField, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from popups.reports.carried import KnownUnit, ToldUnit
from popups.reports.resident_reports import unchecked
from vacancies.choices import OccupancyState, RecordState, Seen
from vacancies.models import Report, Unit


class Suspicion(TextChoices):
    """Why a unit is suspected to stand empty: the strongest reason that applies."""

    NOT_CONFIRMED = "not_confirmed", _("The entry waits for an officer to confirm it.")
    REPORT = "report", _("A resident reported it, and nobody has looked yet.")
    NOT_SURE = "not_sure", _("Whoever passed by last was not sure.")


# Where something better than a suspicion is known, there is none.
OPEN_TO_DOUBT = (OccupancyState.UNKNOWN.value, OccupancyState.OCCUPIED.value, OccupancyState.CLOSED.value)


def _doubtful_reports() -> QuerySet[Report]:
    return unchecked(Report.objects.filter(seen__in=[Seen.EMPTY, Seen.NOT_SURE], unit__isnull=False))


def _reported() -> Q:
    """One list for all units: asked for each of them, a large register and many reports took seconds."""
    return Q(pk__in=_doubtful_reports().values("unit"))


def with_suspicion(units: QuerySet[Unit]) -> QuerySet[ToldUnit]:
    """Annotates `suspicion` (a value of Suspicion, or empty) on units that carry their occupancy. No query of its own.

    _suspicion_of() says the same of a row that was fetched.
    """
    return cast(QuerySet[ToldUnit], units.annotate(suspicion=_suspicion()))


def _suspicion() -> Case:
    """Names the occupancy as rarely as it can: each time, the whole question about it stands in the query again."""
    told = Case(When(_reported(), then=Value(Suspicion.REPORT.value)),
                When(_last_seen=Seen.NOT_SURE, then=Value(Suspicion.NOT_SURE.value)), default=Value(""))
    return Case(
        When(record_state=RecordState.ARCHIVED, then=Value("")),
        When(Q(record_state=RecordState.REPORTED) & Q(occupancy__in=[OccupancyState.VACANT, OccupancyState.UNKNOWN]),
             then=Value(Suspicion.NOT_CONFIRMED.value)),
        When(occupancy__in=OPEN_TO_DOUBT, then=told),
        default=Value(""), output_field=CharField())


def suspected(units: QuerySet[KnownUnit], *reasons: Suspicion) -> QuerySet[KnownUnit]:
    """For one of these reasons, else for any. Asks first what costs little, so that the occupancy is computed for few.

    What is suspected is not fetched: tell_suspicions() says it of the rows that are shown.
    """
    worth_asking = Q(record_state=RecordState.REPORTED) | _reported() | Q(_last_seen=Seen.NOT_SURE)
    return units.filter(worth_asking).alias(suspicion=_suspicion()).filter(suspicion__in=reasons or Suspicion.values)


class Doubt(TextChoices):
    """Beside the occupancies, for the filter of the list: what is suspected is none of them."""

    SUSPECTED = "suspected", _("Suspected empty")


def tell_suspicions(units: Sequence[KnownUnit]) -> None:
    """For a page of units that carry their occupancy. One query, and a short one: asking the database for the
    suspicion of rows that are here already took more time than everything else about the list.
    """
    reported = set(_doubtful_reports().filter(unit__in=[unit.pk for unit in units]).order_by().values_list("unit", flat=True))
    for unit in units:
        told = cast(ToldUnit, unit)
        told.suspicion = _suspicion_of(unit, is_reported=unit.pk in reported)
        tell_suspicion(told)


def _suspicion_of(unit: KnownUnit, *, is_reported: bool) -> str:
    state, in_doubt = RecordState(unit.record_state), unit.occupancy in OPEN_TO_DOUBT
    if state is RecordState.ARCHIVED:
        return ""
    if state is RecordState.REPORTED and unit.occupancy in (OccupancyState.VACANT, OccupancyState.UNKNOWN):
        return Suspicion.NOT_CONFIRMED.value
    if in_doubt and is_reported:
        return Suspicion.REPORT.value
    return Suspicion.NOT_SURE.value if in_doubt and unit._last_seen == Seen.NOT_SURE else ""


def tell_suspicion(unit: ToldUnit) -> ToldUnit:
    """Adds `suspicion_words` to a unit that carries its suspicion; empty where there is none."""
    unit.suspicion_words = Suspicion(unit.suspicion).label if unit.suspicion else ""
    return unit
