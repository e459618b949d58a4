"""GeoJSON (RFC 7946: longitude first, WGS 84): only what a public page would say, of units that are not public yet as well.

Nothing of owners, people or remarks; `is_published` tells which units may be shown on a map that is passed on.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from vacancies.models import Unit

_CHUNK = 500
_DEGREES = 7


def geojson_parts(units: QuerySet[Unit]) -> Iterator[str]:
    """The file in pieces, one for each unit. One query."""
    yield '{"type": "FeatureCollection", "features": ['
    for number, unit in enumerate(units.iterator(chunk_size=_CHUNK)):
        yield (",\n" if number else "\n") + json.dumps(_feature(unit), ensure_ascii=False)
    yield "\n]}\n"


def _feature(unit: Any) -> dict[str, Any]:
    """A unit without a place is a feature without geometry, as the standard has it."""
    point = None
    if unit.latitude is not None:
        point = {"type": "Point", "coordinates": [round(unit.longitude, _DEGREES), round(unit.latitude, _DEGREES)]}
    return {"type": "Feature", "id": unit.reference, "geometry": point, "properties": _properties(unit)}


def _properties(unit: Any) -> dict[str, Any]:
    since = unit.vacant_since
    return {
        "reference": unit.reference, "name": unit.name, "address": unit.address, "street": unit.street,
        "occupancy": unit.occupancy, "vacant_since": since.isoformat() if since else None,
        "vacant_since_precision": unit.vacant_since_precision if since else None,
        "floor_area_m2": _number(unit.floor_area_m2), "window_front_m": _number(unit.window_front_m), "floor": unit.floor,
        "features": [feature.code for feature in unit.features],
        "asking_rent_eur_month": None if unit.asking_rent_cents is None else unit.asking_rent_cents / 100,
        "is_published": unit.is_published,
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
