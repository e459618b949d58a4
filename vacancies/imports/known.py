"""What stands in the register about the units of a batch, for rows of our own files, which are compared with just that."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from vacancies.choices import Precision, Seen
from vacancies.exchange.cells import one_line
from vacancies.exchange.periods import Period, in_time
from vacancies.exchange.spaces import Part
from vacancies.exchange.versions import NOTHING_KNOWN
from vacancies.models import FieldVisit, PermittedActivity, Space, Unit, Vacancy
from vacancies.reports.marks import marks_of
from vacancies.sure import sure


@dataclass
class Known:
    """As a row says it. occupancy None: nothing is known; spaces empty: let as a whole."""

    occupancy: dict[str, Any] | None = None
    activities: list[str] = field(default_factory=list)
    earlier: list[Any] = field(default_factory=list)
    spaces: list[Any] = field(default_factory=list)
    mark: str = NOTHING_KNOWN


def know_more(units: Iterable[Unit]) -> None:
    """Adds `known` to each. Seven queries, none without units."""
    by_key = {unit.pk: unit for unit in units}
    if not by_key:
        return
    visits = FieldVisit.objects.filter(unit=OuterRef("pk")).order_by("-seen_on", "-pk").values("seen")[:1]
    for pk, seen in Unit.objects.filter(pk__in=by_key).values_list("pk", Subquery(visits)):
        by_key[pk].known = Known(_seen(seen) if seen and seen != Seen.EMPTY else None)  # type: ignore[attr-defined]
    for vacancy in Vacancy.objects.filter(unit__in=by_key, ends_on=None):
        by_key[vacancy.unit_id].known.occupancy = _empty(vacancy)  # type: ignore[attr-defined]
    for unit, mark in marks_of(list(by_key)).items():
        by_key[unit].known.mark = mark  # type: ignore[attr-defined]
    for unit, periods in earlier_of(by_key).items():
        by_key[unit].known.earlier = [one.as_json() for one in periods]  # type: ignore[attr-defined]
    for unit, parts in parts_of(by_key).items():
        by_key[unit].known.spaces = [one.as_json() for one in parts]  # type: ignore[attr-defined]
    for unit, activity in PermittedActivity.objects.filter(unit__in=by_key).order_by("activity").values_list("unit", "activity"):
        by_key[unit].known.activities.append(activity)  # type: ignore[attr-defined]


def earlier_of(units: Iterable[int]) -> dict[int, list[Period]]:
    """Vacancies with an end, as our own files tell them. One query."""
    found: dict[int, list[Period]] = {}
    rows = Vacancy.objects.filter(unit__in=list(units), ends_on__isnull=False)
    for unit, first, how, end, exactly, use in rows.values_list("unit", "starts_on", "starts_precision", "ends_on", "ends_precision",
                                                                "previous_use"):
        found.setdefault(unit, []).append(Period(first, how if first else Precision.DAY, sure(end), exactly, one_line(use)))
    return {unit: sorted(periods, key=in_time) for unit, periods in found.items()}


def parts_of(units: Iterable[int]) -> dict[int, list[Part]]:
    """The spaces of units that are shared, in their order. One query."""
    found: dict[int, list[Part]] = {}
    rows = Space.objects.in_use().filter(unit__in=list(units)).order_by("position", "pk")
    for unit, kind, name, days, area, rent in rows.values_list("unit", "kind", "name", "weekdays", "floor_area_m2", "asking_rent_cents"):
        found.setdefault(unit, []).append(Part(kind, one_line(name), tuple(days), area, rent))
    return {unit: parts for unit, parts in found.items() if [part.is_plain for part in parts] != [True]}


def _seen(seen: str) -> dict[str, Any]:
    return {"seen": str(seen), "since": None, "precision": str(Precision.DAY), "previous_use": ""}


def _empty(vacancy: Vacancy) -> dict[str, Any]:
    since = vacancy.starts_on and vacancy.starts_on.isoformat()
    return {"seen": str(Seen.EMPTY), "since": since, "precision": str(vacancy.starts_precision if since else Precision.DAY),
            "previous_use": vacancy.previous_use}
