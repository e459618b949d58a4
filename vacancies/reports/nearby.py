"""What lies near a point. Short distances only, so the earth is taken as flat around it."""

from math import cos, hypot, radians
from typing import Any

from django.db.models import QuerySet

from vacancies.models import Unit

METRES_PER_DEGREE = 111_320.0  # of latitude
MOST_LOOKED_AT = 500

Point = tuple[float, float]  # (latitude, longitude) in WGS 84


def metres_between(one: Point, other: Point) -> float:
    east = (other[1] - one[1]) * cos(radians((one[0] + other[0]) / 2))
    return hypot(other[0] - one[0], east) * METRES_PER_DEGREE


def units_near(units: QuerySet[Unit], point: Point, metres: float) -> list[tuple[float, Unit]]:
    """(metres, unit), the nearest first. One query."""
    return rows_near(units, point, metres)


def rows_near(rows: QuerySet[Any], point: Point, metres: float) -> list[tuple[float, Any]]:
    """The same for any rows with latitude and longitude. A box narrows the query."""
    latitude, longitude = point
    north = metres / METRES_PER_DEGREE
    east = north / max(0.01, cos(radians(latitude)))
    inside = rows.filter(latitude__range=(latitude - north, latitude + north), longitude__range=(longitude - east, longitude + east))
    found = [(metres_between(point, (row.latitude, row.longitude)), row) for row in inside.order_by("pk")[:MOST_LOOKED_AT]]
    return sorted(((far, row) for far, row in found if far <= metres), key=lambda pair: (pair[0], pair[1].pk))
