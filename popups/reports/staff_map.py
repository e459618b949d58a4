"""Units as points, in as few bytes as they can be said: ten thousand of them come with every visit of the map."""

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import QuerySet

from popups.reports.carried import KnownUnit
from vacancies.choices import OccupancyState

MOST = 20_000
SCALE = 100_000  # about a metre
STATES = list(OccupancyState.values)
PREFIX = "U-"

Row = tuple[str, float, float, str]  # reference, latitude, longitude, occupancy


def points(units: QuerySet[KnownUnit]) -> list[Row]:
    """In the order of streets, so that neighbours in the list are neighbours in town. One query."""
    rows = units.filter(latitude__isnull=False).order_by("sort_key", "pk")
    return cast(list[Row], list(rows.values_list("reference", "latitude", "longitude", "occupancy")[:MOST]))


def steps(degrees: Iterable[float]) -> list[int]:
    """Whole numbers of 1/SCALE degrees, each as the step from the one before."""
    found, before = [], 0
    for value in degrees:
        now = round(value * SCALE)
        found.append(now - before)
        before = now
    return found


def packed(rows: list[Row]) -> dict[str, Any]:
    """Columns instead of rows. references: without "U-", parted by spaces; states: one digit each, a place in `STATES`."""
    return {
        "scale": SCALE,
        "references": " ".join(row[0].removeprefix(PREFIX) for row in rows),
        "latitudes": steps(row[1] for row in rows),
        "longitudes": steps(row[2] for row in rows),
        "states": "".join(str(STATES.index(row[3])) for row in rows),
    }
