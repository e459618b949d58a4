"""What a phone takes along on a walk: the units of the register, compact, and how they are grouped."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery

from vacancies.models import Area, FieldVisit, KnownAddress, Unit
from vacancies.reports.nearby import rows_near

NEAR_ADDRESS = 40  # metres: about the width of a street and a house


def walk_list() -> dict[str, Any]:
    """Two queries, however large the register. Streets are named once and counted from 0.

    A unit: [reference, name, address, street or -1, latitude, longitude, last seen on, what was seen then].
    An area: [name, ring of [longitude, latitude]]; the phone finds out what lies in it.
    """
    streets: dict[str, int] = {}
    units = [[reference, name, address, streets.setdefault(street, len(streets)) if street else -1, _short(latitude),
              _short(longitude), _iso(seen_on), seen or ""]
             for reference, name, address, street, latitude, longitude, seen_on, seen in _rows()]
    return {"recheck_days": settings.RECHECK_DAYS, "streets": list(streets), "units": units,
            "areas": [[name, ring] for name, ring in Area.objects.order_by("name").values_list("name", "ring")]}


def _rows() -> Any:
    latest = FieldVisit.objects.filter(unit=OuterRef("pk")).order_by("-seen_on", "-pk")
    units = Unit.objects.in_register().filter(merged_into__isnull=True).order_by("sort_key", "pk")
    return units.annotate(walk_seen_on=Subquery(latest.values("seen_on")[:1]), walk_seen=Subquery(latest.values("seen")[:1])
                          ).values_list("reference", "name", "address", "street", "latitude", "longitude", "walk_seen_on", "walk_seen")


def _short(degrees: float | None) -> float | None:
    """Six digits are ten centimetres."""
    return None if degrees is None else round(degrees, 6)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def nearest_address(latitude: float, longitude: float) -> KnownAddress | None:
    """Of the gazetteer, at most NEAR_ADDRESS metres away. One query."""
    near = rows_near(KnownAddress.objects.all(), (latitude, longitude), NEAR_ADDRESS)
    return near[0][1] if near else None
