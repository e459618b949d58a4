"""GeoJSON (RFC 7946: longitude first, WGS 84): what maps need, and under REGISTER the cells of the exported table.

Nothing of owners, people or remarks, of units that are not public yet as well; `is_published` tells which may be shown
on a map that is passed on.
"""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from popups.reports.export import Cell
from vacancies.exchange.cells import guarded, printable
from vacancies.exchange.geojson import REGISTER
from vacancies.models import Unit

_DEGREES = 7


def geojson_parts(headings: list[str], rows: Iterable[tuple[Unit, list[Cell]]]) -> Iterator[str]:
    """The file in pieces, one for each unit."""
    yield '{"type": "FeatureCollection", "features": ['
    for number, (unit, cells) in enumerate(rows):
        feature = _feature(unit)
        feature["properties"][REGISTER] = {heading: _plain(cell) for heading, cell in zip(headings, cells, strict=True)}
        yield (",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False)
    yield "\n]}\n"


def _plain(cell: Cell) -> str | int | float | None:
    """As a table says it, guarded as well: map programs hand their tables on to spreadsheets."""
    if isinstance(cell, str):
        return guarded(printable(cell)) or None
    if isinstance(cell, float):
        return round(cell, _DEGREES)
    return float(cell) if isinstance(cell, Decimal) else cell


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
