"""Which units lie near a point. Short distances only, so the earth is taken as flat around it."""

from math import cos, hypot, radians

from django.db.models import QuerySet

from vacancies.models import Unit

METRES_PER_DEGREE = 111_320.0  # of latitude
MOST_LOOKED_AT = 500

Point = tuple[float, float]  # (latitude, longitude) in WGS 84


def metres_between(one: Point, other: Point) -> float:
    east = (other[1] - one[1]) * cos(radians((one[0] + other[0]) / 2))
    return hypot(other[0] - one[0], east) * METRES_PER_DEGREE


def units_near(units: QuerySet[Unit], point: Point, metres: float) -> list[tuple[float, Unit]]:
    """(metres, unit), the nearest first. One query, which a box narrows."""
    latitude, longitude = point
    north = metres / METRES_PER_DEGREE
    east = north / max(0.01, cos(radians(latitude)))
    inside = units.filter(latitude__range=(latitude - north, latitude + north),
                          longitude__range=(longitude - east, longitude + east))
    found = [(metres_between(point, (unit.latitude or 0.0, unit.longitude or 0.0)), unit)
             for unit in inside.order_by("pk")[:MOST_LOOKED_AT]]
    return sorted(((far, unit) for far, unit in found if far <= metres), key=lambda pair: (pair[0], pair[1].pk))
