"""What stands in the register about the units of a batch, for rows of our own files, which are compared with just that."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from vacancies.choices import Precision, Seen
from vacancies.models import FieldVisit, PermittedActivity, Unit, Vacancy


@dataclass
class Known:
    """occupancy as a row says it, or None where nothing is known."""

    occupancy: dict[str, Any] | None = None
    activities: list[str] = field(default_factory=list)


def know_more(units: Iterable[Unit]) -> None:
    """Adds `known` to each. Three queries, none without units."""
    by_key = {unit.pk: unit for unit in units}
    if not by_key:
        return
    visits = FieldVisit.objects.filter(unit=OuterRef("pk")).order_by("-seen_on", "-pk").values("seen")[:1]
    for pk, seen in Unit.objects.filter(pk__in=by_key).values_list("pk", Subquery(visits)):
        by_key[pk].known = Known(_seen(seen) if seen and seen != Seen.EMPTY else None)  # type: ignore[attr-defined]
    for vacancy in Vacancy.objects.filter(unit__in=by_key, ends_on=None):
        by_key[vacancy.unit_id].known.occupancy = _empty(vacancy)  # type: ignore[attr-defined]
    for unit, activity in PermittedActivity.objects.filter(unit__in=by_key).order_by("activity").values_list("unit", "activity"):
        by_key[unit].known.activities.append(activity)  # type: ignore[attr-defined]


def _seen(seen: str) -> dict[str, Any]:
    return {"seen": str(seen), "since": None, "precision": str(Precision.DAY), "previous_use": ""}


def _empty(vacancy: Vacancy) -> dict[str, Any]:
    since = vacancy.starts_on and vacancy.starts_on.isoformat()
    return {"seen": str(Seen.EMPTY), "since": since, "precision": str(vacancy.starts_precision if since else Precision.DAY),
            "previous_use": vacancy.previous_use}
