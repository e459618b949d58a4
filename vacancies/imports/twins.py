"""Rows that would be added although the register may know their place already, under another name or address.

The same reasons as in the list of possible duplicates. The register is read once, when the first new row comes; what is
remembered of it is little, since it may be as long as the file.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nsmallest

from vacancies.addresses import normal_address
from vacancies.imports.change import Change
from vacancies.latvian import fold
from vacancies.models import Unit
from vacancies.reports.duplicates import LIKELY, MOST_IN_HOUSE, MOST_ON_POINT, NEAR, Entry, Pair, Reason, likeness
from vacancies.reports.nearby import METRES_PER_DEGREE, Point, metres_between

MOST_OFFERED = 3  # units for one row
COLUMNS = ("pk", "address_key", "name", "own_number", "floor_area_m2", "latitude", "longitude")
Known = tuple[int, str, str, str, Decimal | None, float | None, float | None]
Cell = tuple[int, int]


@dataclass
class Twins:
    """found: row → keys of the units that it may be, the likeliest first. claimed: units that other rows of the file are."""

    found: dict[int, list[int]] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)
    register: "KnownUnits | None" = None

    def see(self, changes: list[Change]) -> None:
        self.claimed |= {change.unit.pk for change in changes if change.unit}
        for change in changes:
            if change.unit is None:
                self.register = self.register or KnownUnits(known_units())
                if likely := self.register.like(_entry_of_row(change)):
                    self.found[change.row.number] = likely

    def left(self) -> dict[int, list[int]]:
        """Once the whole file was seen: without the units that other rows speak of."""
        rest = {row: [pk for pk in keys if pk not in self.claimed][:MOST_OFFERED] for row, keys in self.found.items()}
        return {row: keys for row, keys in rest.items() if keys}


def _entry_of_row(change: Change) -> Entry:
    said, fields = change.row.values, change.fields
    point = None if fields.get("latitude") is None else (fields["latitude"], fields["longitude"])
    area = said.get("floor_area_m2")
    return entry_of((0, normal_address(said["address_typed"]).key, said["name"], said["own_number"],
                     None if area is None else Decimal(area), *(point or (None, None))))


def entry_of(known: Known) -> Entry:
    pk, key, name, number, area, latitude, longitude = known
    folded = fold(name)
    point = None if latitude is None or longitude is None else (latitude, longitude)
    return Entry(pk, key, folded, frozenset(folded.split()), number, area, point)


def known_units() -> Iterator[Known]:
    return Unit.objects.in_register().order_by("pk").values_list(*COLUMNS).iterator(chunk_size=2000)


class KnownUnits:
    """By house, by house and name where many are in one, and by a grid of cells as wide as NEAR."""

    def __init__(self, units: Iterable[Known]) -> None:
        self.houses: dict[str, list[Known]] = defaultdict(list)
        self.names: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self.points: dict[Point, list[Known]] = defaultdict(list)
        for known in units:
            self.houses[known[1]].append(known)
            if known[5] is not None and known[6] is not None:
                self.points[known[5], known[6]].append(known)
        for key, house in self.houses.items():
            for known in house if len(house) > MOST_IN_HOUSE else ():
                self.names[key, fold(known[2])].append(known)
        self.cells: dict[Cell, list[Point]] = defaultdict(list)
        for point, here in self.points.items():
            if len(here) <= MOST_ON_POINT:  # more stand for the middle of a street or a town
                self.cells[_cell(point)].append(point)

    @property
    def is_filled(self) -> bool:
        return bool(self.houses)

    def like(self, row: Entry) -> list[int]:
        """Keys of what is likely enough, the likeliest first."""
        pairs = {known[0]: Pair(0, known[0], [Reason.ADDRESS, *likeness(row, entry_of(known))]) for known in self._in_house(row)}
        for known, metres in self._near(row):
            pair = pairs.setdefault(known[0], Pair(0, known[0], list(likeness(row, entry_of(known)))))
            pair.reasons.append(Reason.NEAR)
            pair.metres = metres
        likely = (pair for pair in pairs.values() if pair.rank <= LIKELY)
        return [pair.second for pair in nsmallest(4 * MOST_OFFERED, likely, key=lambda pair: pair.order)]

    def _in_house(self, row: Entry) -> list[Known]:
        if not row.address_key or row.address_key not in self.houses:
            return []
        house = self.houses[row.address_key]
        return house if len(house) <= MOST_IN_HOUSE else self.names[row.address_key, row.name][:MOST_IN_HOUSE]

    def _near(self, row: Entry) -> list[tuple[Known, float]]:
        if row.point is None:
            return []
        south, west = _cell(row.point)
        around = (point for north in (-1, 0, 1) for east in range(-3, 4) for point in self.cells.get((south + north, west + east), ()))
        close = [(point, metres_between(row.point, point)) for point in around]
        return [(known, far) for point, far in close if far <= NEAR for known in self.points[point]]


def _cell(point: Point) -> Cell:
    """Squares in degrees: up to 70° north, three of them to the east and west are wider than NEAR."""
    side = NEAR / METRES_PER_DEGREE
    return int(point[0] // side), int(point[1] // side)
