"""The table of units for the office: which ones, and what is said about each."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from popups.reports.carried import FoundUnit, KnownUnit, SeenUnit, ToldUnit
from popups.reports.occupancy import with_occupancy
from popups.reports.suspicion import Doubt, suspected
from vacancies.choices import OccupancyState, OwnerKind, OwnerStage, RecordState
from vacancies.models import FieldVisit, Unit
from vacancies.models.imported import ADDED
from vacancies.models.unit import StagedUnit, UnitQuerySet

# The design's colour of each state; the word always stands beside it.
COLOURS: dict[str, str] = {
    OccupancyState.VACANT: "warning", OccupancyState.POP_UP: "success", OccupancyState.SHOWCASE: "success",
    OccupancyState.OCCUPIED: "neutral", OccupancyState.RENOVATION: "info", OccupancyState.CLOSED: "neutral",
    OccupancyState.UNKNOWN: "danger",
}


class Known(TextChoices):
    """Every occupancy but the unknown one: what the vacancy rate is a share of."""

    KNOWN = "known", _("Any that is known")


class Published(TextChoices):
    YES = "yes", _("Published")
    NO = "no", _("Not published")


class Open(TextChoices):
    """Every stage of the talks but those in which the owner does not want the unit to be offered."""

    OPEN = "open", _("Any but refused or paused")


class Since(TextChoices):
    KNOWN = "known", _("Start of vacancy known")
    UNKNOWN = "unknown", _("Start of vacancy not known")


class Freshness(TextChoices):
    DUE = "due", _("Due for a re-check")
    FRESH = "fresh", _("Seen recently")


def seen_lately(today: date) -> Exists:
    """Somebody saw the unit, or read of it, within the days of the setting RECHECK_DAYS."""
    after = today - timedelta(days=settings.RECHECK_DAYS)
    return Exists(FieldVisit.objects.filter(unit=OuterRef("pk"), seen_on__gt=after))


def due_for_recheck(units: QuerySet[Unit], today: date) -> QuerySet[SeenUnit]:
    return with_last_seen(units.filter(~seen_lately(today)))


def with_last_seen(units: QuerySet[Unit]) -> QuerySet[SeenUnit]:
    seen = FieldVisit.objects.filter(unit=OuterRef("pk")).order_by("-seen_on").values("seen_on")[:1]
    return units.annotate(last_seen_on=Subquery(seen))


def streets() -> list[str]:
    """Every street with a unit on it, as one query: it leaps through an index, so its cost grows with streets, not with units."""
    table = connection.ops.quote_name(Unit._meta.db_table)
    step = f"(SELECT MIN(street) FROM {table} WHERE street > {{}} AND record_state <> %s)"
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE found(street) AS (SELECT {step.format(repr(''))} UNION ALL "
                       f"SELECT {step.format('found.street')} FROM found WHERE found.street IS NOT NULL) "
                       "SELECT street FROM found WHERE street IS NOT NULL", [RecordState.ARCHIVED, RecordState.ARCHIVED])
        return [street for (street,) in cursor.fetchall()]


def _of_facts(units: UnitQuerySet, wanted: Mapping[str, Any]) -> UnitQuerySet:
    if wanted.get("street"):
        units = units.filter(street=wanted["street"])
    if wanted.get("owner"):
        units = units.filter(_owned_by(wanted["owner"]))
    if wanted.get("area"):
        units = units.inside(wanted["area"].ring)
    if wanted.get("box"):
        units = units.in_box(wanted["box"])
    if wanted.get("imported"):
        units = units.filter(imported_row__run=wanted["imported"], imported_row__before__outcome=ADDED)
    if wanted.get("stage"):
        units = _of_talks(units.with_owner_stage(), wanted["stage"])
    if wanted.get("published"):
        units = units.filter(published_at__isnull=wanted["published"] == Published.NO)
    return units.filter(record_state=wanted["record"]) if wanted.get("record") else units.in_register()


def _owned_by(kind: str) -> Q:
    """Of a unit without an entry of an owner it is not known either."""
    return Q(owner__kind=kind) | Q(owner=None) if kind == OwnerKind.UNKNOWN else Q(owner__kind=kind)


def _of_talks(units: UnitQuerySet[StagedUnit], stage: str) -> UnitQuerySet[StagedUnit]:
    if stage == Open.OPEN:
        return units.exclude(owner_stage__in=[one for one in OwnerStage if one.bars_publication])
    return units.filter(owner_stage=stage)


def _of_today(units: QuerySet[KnownUnit], wanted: Mapping[str, Any], today: date) -> QuerySet[KnownUnit]:
    occupancy = wanted.get("occupancy")
    if occupancy == Known.KNOWN:
        units = units.exclude(occupancy=OccupancyState.UNKNOWN)
    elif occupancy == Doubt.SUSPECTED:
        units = suspected(units)
    elif occupancy:
        units = units.filter(occupancy=occupancy)
    if wanted.get("since"):
        units = units.filter(vacant_since__isnull=wanted["since"] == Since.UNKNOWN)
    if wanted.get("seen"):
        lately = seen_lately(today)
        units = units.filter(lately if wanted["seen"] == Freshness.FRESH else ~lately)
    return units


def units_found(wanted: Mapping[str, Any], today: date) -> QuerySet[FoundUnit]:
    """`wanted`: q, street, owner, stage, published, record, occupancy, since, seen, area and imported (rows), box; an empty one does not narrow."""
    units = with_occupancy(_of_facts(Unit.objects.matching_text(wanted.get("q") or ""), wanted), today)
    return cast(QuerySet[FoundUnit], with_last_seen(_of_today(units, wanted, today)).select_related("owner"))


def tell_state(unit: KnownUnit) -> ToldUnit:
    """Adds `state_label`, `state_colour` and `record_label` to a unit that carries its occupancy. Words, not promises of
    words, which a template asks many things before it writes them."""
    told = cast(ToldUnit, unit)
    told.state_label = str(OccupancyState(unit.occupancy).label)
    told.state_colour = COLOURS[unit.occupancy]
    told.record_label = str(RecordState(unit.record_state).label)
    return told


def tell_owner(unit: ToldUnit) -> ToldUnit:
    """Adds `owner_label`, the kind of owner, to a unit that was fetched with its owner; empty where nobody is entered."""
    unit.owner_label = str(OwnerKind(unit.owner.kind).label) if unit.owner else ""
    return unit
