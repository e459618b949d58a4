"""The areas of the town, and how many units stand in each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from popups.reports.occupancy import with_occupancy
from vacancies.choices import OccupancyState, RecordState
from vacancies.models import Area, Unit
from vacancies.rings import Corner, around, box_of, edges

ROOM = 20  # metres around the points of the units of a street
Found = tuple[float, float, str, str]  # longitude, latitude, occupancy, state of the record


@dataclass(frozen=True)
class AreaLine:
    """count: units of the register; vacant: the confirmed ones among them, since what is only suspected is in no figure."""

    area: Area
    count: int
    vacant: int


def area_lines(today: date) -> list[AreaLine]:
    """Two queries, however many areas; which unit lies where is found here, because one pass does for all of them."""
    units = with_occupancy(Unit.objects.in_register().filter(latitude__isnull=False), today).order_by()
    points = cast(list[Found], list(units.values_list("longitude", "latitude", "occupancy", "record_state")))
    return [_line(area, points) for area in Area.objects.all()]


def _line(area: Area, points: Iterable[Found]) -> AreaLine:
    box, found = box_of(area.ring), edges(area.ring)
    inside = [(state, record) for longitude, latitude, state, record in points
              if box.west <= longitude <= box.east and box.south <= latitude <= box.north
              and sum(edge.crosses_east_of(longitude, latitude) for edge in found) % 2]
    return AreaLine(area, len(inside), inside.count((OccupancyState.VACANT, RecordState.CONFIRMED)))


def outline_of_streets(streets: Iterable[str]) -> list[list[float]]:
    """An outline around all units of these streets, with a little room. One query; empty where no unit has a place."""
    units = Unit.objects.in_register().filter(street__in=list(streets), longitude__isnull=False)
    return around(cast(Iterable[Corner], units.values_list("longitude", "latitude")), ROOM)
