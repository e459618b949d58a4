"""Outlines drawn on a map: rings of (longitude, latitude) in degrees, WGS 84, the first corner not repeated.

The earth is taken for flat: across a town the difference is less than the width of a line.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import NamedTuple

from django.db.models import Case, F, Func, IntegerField, Q, Value, When

Corner = Sequence[float]
KM_PER_DEGREE = 111.32  # of latitude
DIGITS = 6  # some ten centimetres


class Edge(NamedTuple):
    """A side that is not level: crossed by the latitudes [low, high), at longitude = start + (latitude - base) * slope."""

    low: float
    high: float
    start: float
    base: float
    slope: float

    def crosses_east_of(self, longitude: float, latitude: float) -> bool:
        return self.low <= latitude < self.high and longitude < (latitude - self.base) * self.slope + self.start


class Box(NamedTuple):
    """west, south, east, north: the order in which GeoJSON and map programs write it."""

    west: float
    south: float
    east: float
    north: float


def sides(ring: Sequence[Corner]) -> list[tuple[Corner, Corner]]:
    return list(pairwise([*ring, ring[0]]))


def edges(ring: Sequence[Corner]) -> list[Edge]:
    """Level sides cross no latitude: their ends belong to their neighbours."""
    return [Edge(min(south, north), max(south, north), west, south, (east - west) / (north - south))
            for (west, south), (east, north) in sides(ring) if south != north]


def box_of(points: Iterable[Corner]) -> Box:
    longitudes, latitudes = zip(*points, strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def holds(ring: Sequence[Corner], longitude: float, latitude: float) -> bool:
    """Even-odd: a line from the point to the east crosses the outline an odd number of times."""
    return sum(edge.crosses_east_of(longitude, latitude) for edge in edges(ring)) % 2 == 1


def within(box: Box) -> Q:
    return Q(latitude__gte=box.south, latitude__lte=box.north, longitude__gte=box.west, longitude__lte=box.east)


def crossings(ring: Sequence[Corner]) -> Func:
    """How often a line from (longitude, latitude) to the east crosses the outline, as one expression of plain SQL."""
    one, none = Value(1), Value(0)
    terms = [Case(When(Q(latitude__gte=edge.low, latitude__lt=edge.high,
                         longitude__lt=(F("latitude") - Value(edge.base)) * Value(edge.slope) + Value(edge.start)),
                       then=one), default=none, output_field=IntegerField()) for edge in edges(ring)]
    return Func(*terms, template="(%(expressions)s)", arg_joiner=" + ", output_field=IntegerField())


def hull(points: Iterable[Corner]) -> list[tuple[float, float]]:
    """The tightest outline without dents around the points, counter-clockwise. Fewer than three: they lie on a line."""
    ordered = sorted({(float(longitude), float(latitude)) for longitude, latitude in points})
    if len(ordered) < 3:
        return ordered
    return _half(ordered) + _half(ordered[::-1])


def _half(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    kept: list[tuple[float, float]] = []
    for point in points:
        while len(kept) > 1 and turn(kept[-2], kept[-1], point) <= 0:
            kept.pop()
        kept.append(point)
    return kept[:-1]


def around(points: Iterable[Corner], metres: float) -> list[list[float]]:
    """An outline with that much room around the points, so that houses at its edge lie inside."""
    given = [(float(longitude), float(latitude)) for longitude, latitude in points]
    if not given:
        return []
    north = metres / 1000 / KM_PER_DEGREE
    east = north / cos(radians(given[0][1]))
    octagon = [(1, 0), (0.7071, 0.7071), (0, 1), (-0.7071, 0.7071), (-1, 0), (-0.7071, -0.7071), (0, -1), (0.7071, -0.7071)]
    roomy = [(longitude + x * east, latitude + y * north) for longitude, latitude in hull(given) for x, y in octagon]
    return [[round(longitude, DIGITS), round(latitude, DIGITS)] for longitude, latitude in hull(roomy)]


def turn(first: Corner, second: Corner, third: Corner) -> float:
    """Above 0: the way turns left at the second point; 0: straight on; below 0: right."""
    return ((second[0] - first[0]) * (third[1] - first[1])) - ((second[1] - first[1]) * (third[0] - first[0]))


def _lies_between(point: Corner, first: Corner, second: Corner) -> bool:
    return (min(first[0], second[0]) <= point[0] <= max(first[0], second[0])
            and min(first[1], second[1]) <= point[1] <= max(first[1], second[1]))


def _meet(one: tuple[Corner, Corner], other: tuple[Corner, Corner]) -> bool:
    (a, b), (c, d) = one, other
    turns = turn(c, d, a), turn(c, d, b), turn(a, b, c), turn(a, b, d)
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((turns[0], a, c, d), (turns[1], b, c, d), (turns[2], c, a, b), (turns[3], d, a, b))
    return any(way == 0 and _lies_between(point, first, second) for way, point, first, second in ends)


def crosses_itself(ring: Sequence[Corner]) -> bool:
    """Two sides that are not neighbours meet, or neighbours fold back onto each other. Some 5,000 looks at 100 corners."""
    found = sides(ring)
    last = len(found) - 1
    apart = (_meet(found[first], found[second]) for first in range(last + 1) for second in range(first + 2, last + 1)
             if (first, second) != (0, last))
    return any(apart) or any(_folds_back(found[index - 1], found[index]) for index in range(last + 1))


def _folds_back(before: tuple[Corner, Corner], after: tuple[Corner, Corner]) -> bool:
    (first, corner), (_same, second) = before, after
    ahead = (corner[0] - first[0]) * (second[0] - corner[0]) + (corner[1] - first[1]) * (second[1] - corner[1])
    return turn(first, corner, second) == 0 and ahead < 0


def km_between(one: Corner, other: Corner) -> float:
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return hypot(east, one[1] - other[1]) * KM_PER_DEGREE
