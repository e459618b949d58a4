"""Entries of the register that may be one place, each pair with its reasons, the likeliest first.

Several units in one building are normal, so the same address alone says little; with the same name, the same floor
area or no number of its own in either entry it says much. What nobody typed is no evidence: shops that are logged on a
walk without an address all get the one nearest to where the surveyor stood.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from heapq import nsmallest
from itertools import combinations
from math import cos, radians

from django.db.models import FilteredRelation, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from vacancies.choices import ReportState
from vacancies.latvian import fold
from vacancies.models import NotSame, Photo, Report, Unit
from vacancies.reports.nearby import METRES_PER_DEGREE, Point, metres_between

NEAR = 30  # metres
MOST = 500  # pairs in the list
MOST_IN_HOUSE = 60  # units of one address that are compared each with each; of more, only those of one name
MOST_ON_POINT = 10  # units on exactly one point: more stand for a place that nobody has measured
ALIKE_SHARE = Decimal("0.05")


class Reason(TextChoices):
    PHOTO = "photo", _("the same photo")
    ADDRESS = "address", _("the same address")
    NAME = "name", _("the same or a shorter name")
    AREA = "area", _("the same floor area")
    NUMBERLESS = "numberless", _("neither has a number of its own")
    REPORT = "report", _("one resident's report speaks of both")
    NEAR = "near", _("close to each other")


@dataclass(frozen=True)
class Entry:
    pk: int
    address_key: str
    name: str
    words: frozenset[str]
    own_number: str
    area: Decimal | None
    point: Point | None
    walk: tuple[int, date] | None = None  # who logged it as a new one, and on which day
    is_typed: bool = True  # somebody wrote its address, or has looked at it since


@dataclass
class Pair:
    """first has the smaller key. metres: how far apart, where both have a point and lie close."""

    first: int
    second: int
    reasons: list[Reason] = field(default_factory=list)
    metres: float | None = None
    of_one_walk: bool = False  # logged one after the other by one person, who saw two shops

    @property
    def rank(self) -> int:
        """0 is the likeliest. Up to LIKELY it is worth an officer's look."""
        found = set(self.reasons)
        if Reason.PHOTO in found:
            return 0
        if Reason.ADDRESS in found and found & {Reason.NAME, Reason.AREA}:
            return 1
        if Reason.REPORT in found or {Reason.NEAR, Reason.NAME} <= found:
            return 2
        if {Reason.ADDRESS, Reason.NUMBERLESS} <= found:
            return 3
        if Reason.ADDRESS in found:
            return 4
        return FAINT + 1 if self.of_one_walk else FAINT

    @property
    def order(self) -> tuple:
        return self.rank, -len(self.reasons), self.metres or 0.0, self.first, self.second


Beside = tuple[int, int, float]  # keys, and how many metres apart
LIKELY, FAINT = 3, 5  # from FAINT on there is nothing but the place


def near_pairs(points: Iterable[tuple[int, Point]], metres: float,
               is_wanted: Callable[[int, int], bool] = lambda _first, _second: True) -> Iterator[tuple[int, int, float]]:
    """(key, key, metres) of all wanted that lie at most so far apart, each pair once.

    Looks only into neighbouring cells of a grid as wide as that, and measures only what is left of a box. Not across the
    line where east becomes west.
    """
    placed = list(points)
    highest = max((abs(point[0]) for _key, point in placed), default=0.0)
    north = metres / METRES_PER_DEGREE * (1 + 1e-9)  # what lies exactly so far apart is not lost to rounding
    east = north / max(1e-6, cos(radians(min(90.0, highest + north))))
    cells: dict[tuple[int, int], list[tuple[int, Point]]] = defaultdict(list)
    for key, point in placed:
        cells[int(point[0] // north), int(point[1] // east)].append((key, point))
    for (row, column), here in cells.items():
        beside = [one for step in ((0, 1), (1, -1), (1, 0), (1, 1)) for one in cells.get((row + step[0], column + step[1]), ())]
        for number, (key, point) in enumerate(here):
            for other, place in (*here[number + 1:], *beside):
                if abs(place[0] - point[0]) > north or abs(place[1] - point[1]) > east:
                    continue
                first, second = (key, other) if key < other else (other, key)
                if is_wanted(first, second) and (far := metres_between(point, place)) <= metres:
                    yield first, second, far


def _entries(units: QuerySet[Unit]) -> dict[int, Entry]:
    columns = ("pk", "address_key", "name", "own_number", "floor_area_m2", "latitude", "longitude",
               "version", "born__by_id", "born__visit__seen_on", "born__sent")
    born = FilteredRelation("walk_items", condition=Q(walk_items__is_new_unit=True))
    found = {}
    for pk, key, name, number, area, latitude, longitude, version, by, day, sent in (
            units.alias(born=born).order_by("pk").values_list(*columns)):
        is_typed = by is None or version > 0 or "address" in sent
        folded = fold(name) if is_typed or "name" in sent else ""
        point = None if latitude is None else (latitude, longitude)
        found[pk] = Entry(pk, key, folded, frozenset(folded.split()), number, area, point, (by, day) if by else None, is_typed)
    return found


def _in_one_house(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    houses: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.address_key:
            houses[entry.address_key].append(entry)
    for house in houses.values():
        if len(house) <= MOST_IN_HOUSE:
            yield from ((one.pk, other.pk) for one, other in combinations(house, 2) if one.is_typed or other.is_typed)
        else:
            yield from _of_one_name(house)


def _of_one_name(house: list[Entry]) -> Iterator[tuple[int, int]]:
    names: dict[str, list[int]] = defaultdict(list)
    for entry in filter(lambda entry: entry.is_typed, house):
        names[entry.name].append(entry.pk)
    for keys in names.values():
        yield from combinations(keys[:MOST_IN_HOUSE], 2)


def _measured(entries: Iterable[Entry]) -> list[tuple[int, Point]]:
    """Without the points on which many stand: they are the middle of a street or a town, and say nothing."""
    places: dict[Point, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.point is not None:
            places[entry.point].append(entry.pk)
    return [(pk, point) for point, keys in places.items() if len(keys) <= MOST_ON_POINT for pk in keys]


def _with_one_photo(known: dict[int, Entry]) -> Iterator[tuple[int, int]]:
    pictures: dict[str, set[int]] = defaultdict(set)
    for sha256, unit in Photo.objects.values_list("sha256", "unit_id").order_by("pk"):
        if unit in known:
            pictures[sha256].add(unit)
    for units in pictures.values():
        yield from combinations(sorted(units)[:MOST_IN_HOUSE], 2)


def _of_one_report(entries: dict[int, Entry]) -> Iterator[tuple[int, int]]:
    """Somebody who stood there named the one and wrote the address of the other."""
    houses: dict[str, list[int]] = defaultdict(list)
    for entry in entries.values():
        houses[entry.address_key].append(entry.pk)
    told = Report.objects.exclude(state=ReportState.DISMISSED).exclude(address_key="").filter(unit__isnull=False)
    for unit, key in told.values_list("unit_id", "address_key"):
        if unit in entries and entries[unit].address_key != key:
            yield from ((min(unit, other), max(unit, other)) for other in houses.get(key, [])[:MOST_IN_HOUSE])


def _have_one_name(one: Entry, other: Entry) -> bool:
    return bool(one.words and other.words and (one.words <= other.words or other.words <= one.words))


def likeness(one: Entry, other: Entry) -> Iterator[Reason]:
    """What the entries themselves have in common, wherever they are."""
    if _have_one_name(one, other):
        yield Reason.NAME
    yield from _lesser_likeness(one, other)


def _lesser_likeness(one: Entry, other: Entry) -> Iterator[Reason]:
    if one.area and other.area and abs(one.area - other.area) <= max(one.area, other.area) * ALIKE_SHARE:
        yield Reason.AREA
    was_offered = not (one.is_typed and other.is_typed) and one.point and other.point  # on the street, and passed over
    if not one.own_number and not other.own_number and not was_offered:
        yield Reason.NUMBERLESS


def settled_pairs() -> set[tuple[int, int]]:
    """Pairs of which somebody said that they are two places; what was said of an entry counts for the one it went into."""
    found = set()
    for first, heir, second, other_heir in NotSame.objects.values_list(
            "first_id", "first__merged_into_id", "second_id", "second__merged_into_id"):
        one, other = heir or first, other_heir or second
        found.add((min(one, other), max(one, other)))
    return found


def _spoken_for(entries: dict[int, Entry]) -> Iterator[tuple[Reason, int, int]]:
    """What speaks for two entries' being one, wherever they stand."""
    for reason, found in ((Reason.PHOTO, set(_with_one_photo(entries))), (Reason.ADDRESS, _in_one_house(entries.values())),
                          (Reason.REPORT, set(_of_one_report(entries)))):
        yield from ((reason, first, second) for first, second in found)


def _pairs_among(entries: dict[int, Entry], *, only_likely: bool = False) -> Iterator[Pair]:
    """Three queries. Without those that somebody has settled.

    Of ten thousand units in a town nearly all pairs only stand near each other: of those the first MOST are made, or none.
    """
    pairs: dict[tuple[int, int], Pair] = {}
    beside: list[Beside] = []

    def add(first: int, second: int, reason: Reason) -> Pair:
        pair = pairs.get((first, second)) or pairs.setdefault((first, second), Pair(first, second))
        pair.reasons.append(reason)
        return pair

    def is_more(first: int, second: int) -> bool:
        return (first, second) in pairs or _have_one_name(entries[first], entries[second])

    for reason, first, second in _spoken_for(entries):
        add(first, second, reason)
    for first, second, far in near_pairs(_measured(entries.values()), NEAR, is_more if only_likely else lambda _first, _second: True):
        if only_likely or is_more(first, second):
            add(first, second, Reason.NEAR).metres = far
        else:
            beside.append((first, second, far))
    for (first, second), pair in pairs.items():
        pair.reasons += likeness(entries[first], entries[second])
        pair.of_one_walk = _are_of_one_walk(entries[first], entries[second])
    settled = settled_pairs()
    yield from (pair for key, pair in pairs.items() if key not in settled and (pair.rank <= LIKELY or not only_likely))
    yield from _first_of((one for one in beside if one[:2] not in settled), entries)


def are_likely_one(one: Entry, other: Entry) -> bool:
    """By what the two entries say, without pictures and reports."""
    has_address = bool(one.address_key) and one.address_key == other.address_key
    is_near = bool(one.point and other.point) and metres_between(one.point, other.point) <= NEAR  # type: ignore[arg-type]
    reasons = [*likeness(one, other), *[Reason.ADDRESS] * has_address, *[Reason.NEAR] * is_near]
    return Pair(one.pk, other.pk, reasons).rank <= LIKELY


def _are_of_one_walk(one: Entry, other: Entry) -> bool:
    return one.walk is not None and one.walk == other.walk


def _first_of(beside: Iterable[Beside], entries: dict[int, Entry]) -> Iterator[Pair]:
    """The same order as Pair.order has, told without making pairs of all."""

    def order(found: Beside) -> tuple:
        one, other = entries[found[0]], entries[found[1]]
        return _are_of_one_walk(one, other), -len([*_lesser_likeness(one, other)]), found[2], found[0], found[1]

    for first, second, far in nsmallest(MOST, beside, key=order):
        one, other = entries[first], entries[second]
        yield Pair(first, second, [Reason.NEAR, *_lesser_likeness(one, other)], far, _are_of_one_walk(one, other))


def candidate_pairs() -> list[Pair]:
    """At most MOST pairs, the likeliest first. Four queries; half a second for ten thousand units."""
    return nsmallest(MOST, _pairs_among(_entries(Unit.objects.in_register())), key=lambda pair: pair.order)


def likely_pairs() -> list[Pair]:
    """Those of candidate_pairs() that are worth a look, at two thirds of the cost."""
    return nsmallest(MOST, _pairs_among(_entries(Unit.objects.in_register()), only_likely=True), key=lambda pair: pair.order)


def _beside(unit: Unit) -> QuerySet[Unit]:
    """The unit, and every entry that some reason could join with it."""
    told = Report.objects.exclude(address_key="")
    pictures = Photo.objects.filter(unit=unit).values("sha256")
    found = Q(pk=unit.pk) | Q(pk__in=Photo.objects.filter(sha256__in=pictures).values("unit"))
    found |= Q(address_key__in=told.filter(unit=unit).values("address_key"))
    if unit.address_key:
        found |= Q(address_key=unit.address_key) | Q(pk__in=told.filter(address_key=unit.address_key, unit__isnull=False).values("unit"))
    if unit.latitude is not None and unit.longitude is not None:
        north = NEAR / METRES_PER_DEGREE
        east = north / max(1e-6, cos(radians(min(90.0, abs(unit.latitude) + north))))
        found |= Q(latitude__range=(unit.latitude - north, unit.latitude + north),
                   longitude__range=(unit.longitude - east, unit.longitude + east))
    return Unit.objects.in_register().filter(found)


def likely_twins_of(unit: Unit) -> list[int]:
    """Keys of the entries that are likely the same place as this one. Four queries; of the entries, only its neighbours are read."""
    entries = _entries(_beside(unit))
    pairs = list(_pairs_among(entries, only_likely=True)) if len(entries) > 1 else []
    return sorted({key for pair in pairs if unit.pk in (pair.first, pair.second) for key in (pair.first, pair.second)} - {unit.pk})
