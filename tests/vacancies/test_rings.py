"""Drawn outlines: which points lie inside, in Python and in SQL, and which outlines make no sense."""

from math import atan2, cos, pi, sin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.make import make_unit
from vacancies.models import Unit
from vacancies.rings import around, box_of, crosses_itself, holds, hull, km_between, sides

SQUARE = [[27.0, 57.0], [27.1, 57.0], [27.1, 57.1], [27.0, 57.1]]
BOW_TIE = [[27.0, 57.0], [27.1, 57.1], [27.1, 57.0], [27.0, 57.1]]
HORSESHOE = [[27.0, 57.0], [27.3, 57.0], [27.3, 57.3], [27.2, 57.3], [27.2, 57.1], [27.1, 57.1], [27.1, 57.3], [27.0, 57.3]]
ACROSS = st.integers(0, 1000).map(lambda number: 27 + number / 1000)
UP = st.integers(0, 1000).map(lambda number: 57 + number / 1000)
POINTS = st.tuples(ACROSS, UP)


def winding(ring, longitude, latitude):
    """Another way to the same answer: how far one turns when walking round and looking at the point."""
    turned = 0.0
    for (west, south), (east, north) in sides(ring):
        step = atan2(north - latitude, east - longitude) - atan2(south - latitude, west - longitude)
        turned += step - 2 * pi if step > pi else step + 2 * pi if step < -pi else step
    return abs(turned) > pi


@st.composite
def stars(draw, most=100):
    """Outlines that may have dents but never cross themselves: one corner in each direction from the middle."""
    count = draw(st.integers(3, most))
    lengths = draw(st.lists(st.integers(5, 400), min_size=count, max_size=count))
    return [[27.5 + length / 1000 * cos(2 * pi * index / count), 57.5 + length / 1000 * sin(2 * pi * index / count)]
            for index, length in enumerate(lengths)]


def is_near_the_line(ring, longitude, latitude):
    def away(first, second):
        (x, y), (dx, dy) = first, (second[0] - first[0], second[1] - first[1])
        share = max(0, min(1, ((longitude - x) * dx + (latitude - y) * dy) / ((dx * dx + dy * dy) or 1)))
        return abs(longitude - x - share * dx) + abs(latitude - y - share * dy)
    return any(away(*side) < 1e-9 for side in sides(ring))


@settings(max_examples=200, deadline=None)
@given(ring=stars(), point=POINTS)
def test_even_odd_agrees_with_the_winding_number(ring, point):
    if not is_near_the_line(ring, *point):
        assert holds(ring, *point) == winding(ring, *point)


@pytest.fixture
def scattered(db):
    """Units on a grid and at the corners of the outlines: points on a line are where two ways of counting differ."""
    grid = [(27 + across / 10, 57 + up / 10) for across in range(0, 11, 2) for up in range(0, 11, 2)]
    first = make_unit(is_published=False, is_vacant=False)
    made = [(first, 27.046, 57.424)]
    for longitude, latitude in [*grid, *map(tuple, HORSESHOE), (27.15, 57.2), (27.05, 57.05), (27.1, 57.05)]:
        made.append((make_unit(is_published=False, is_vacant=False, longitude=longitude, latitude=latitude), longitude, latitude))
    make_unit(is_published=False, is_vacant=False, longitude=None, latitude=None)
    return made


def same_in_sql(ring, scattered):
    wanted = {unit.pk for unit, longitude, latitude in scattered if holds(ring, longitude, latitude)}
    assert set(Unit.objects.inside(ring).values_list("pk", flat=True)) == wanted
    return wanted


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ring=st.one_of(stars(), st.lists(POINTS.map(list), min_size=3, max_size=12, unique_by=tuple)))
def test_the_database_finds_exactly_the_units_that_python_finds(scattered, ring):
    same_in_sql(ring, scattered)


def test_the_database_knows_dents_and_outlines_of_a_hundred_corners(scattered):
    inside = {(longitude, latitude) for unit, longitude, latitude in scattered if unit.pk in same_in_sql(HORSESHOE, scattered)}
    assert (27.05, 57.05) in inside
    assert (27.15, 57.2) not in inside, "between the legs of the horseshoe"
    circle = [[27.5 + cos(index * pi / 50) / 3, 57.5 + sin(index * pi / 50) / 3] for index in range(100)]
    assert len(same_in_sql(circle, scattered)) > 5


@settings(max_examples=200, deadline=None)
@given(points=st.lists(POINTS, min_size=3, max_size=40))
def test_a_hull_holds_all_its_points_and_never_crosses_itself(points):
    ring = around(points, 15)
    assert not crosses_itself(ring)
    assert all(holds(ring, *point) for point in points)


@pytest.mark.parametrize(("ring", "is_crossed"), [
    (SQUARE, False), (HORSESHOE, False), (BOW_TIE, True),
    ([*SQUARE, [27.05, 57.0]], True),
    ([[27.0, 57.0], [27.2, 57.0], [27.1, 57.0], [27.1, 57.1]], True),
    (SQUARE[::-1], False),
])
def test_an_outline_that_crosses_itself_is_seen(ring, is_crossed):
    assert crosses_itself(ring) is is_crossed


@settings(max_examples=100, deadline=None)
@given(ring=stars(most=30))
def test_an_outline_around_a_middle_never_crosses_itself(ring):
    assert not crosses_itself(ring)


def test_boxes_hulls_and_distances():
    assert box_of(HORSESHOE) == (27.0, 57.0, 27.3, 57.3)
    assert set(hull([*map(tuple, SQUARE), (27.05, 57.05)])) == set(map(tuple, SQUARE))
    assert around([], 15) == []
    assert 5 < km_between([27.0, 57.0], [27.1, 57.0]) < 7
