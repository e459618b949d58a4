"""The public catalogue: which units, how many, one page of them, and the same as points on a map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from popups.choices import Use
from popups.drawing.fronts import FREE, HELD, OPEN
from popups.models import Tenancy
from popups.reports.availability import free_between
from popups.reports.carried import CardUnit, MapUnit
from popups.reports.free_time import AHEAD, FreeTime, free_time, taken_days
from popups.reports.keyset import Page, page_of
from popups.reports.occupancy import with_occupancy
from vacancies.kinds import FEATURE_BY_CODE
from vacancies.latvian import sort_key
from vacancies.models import PermittedActivity, Photo, Shop, Space, Unit
from vacancies.models.unit import UnitQuerySet

PAGE = 24
MOST_COUNTED = 500
MOST_POINTS = 1000
ON_MAP = ("latitude", "longitude", "name", "address", "reference")


@dataclass(frozen=True)
class Search:
    """What somebody looks for; what is empty does not narrow. Days [start, end), rent in cents a month."""

    words: str = ""
    start: date | None = None
    end: date | None = None
    area_min: int | None = None
    area_max: int | None = None
    rent_max: int | None = None
    features: tuple[str, ...] = ()
    activity: str = ""
    use: str = ""
    street: str = ""


@dataclass(frozen=True)
class Listing:
    """One unit as the catalogue shows it. The unit carries its occupancy, `space_count` and `rent_from`."""

    unit: CardUnit
    photo: Photo | None
    free: FreeTime

    @property
    def front_state(self) -> str:
        """How its shop front is drawn: lit by a pop-up, waiting, or promised."""
        if self.free.strip.runs[0].state in {"taken", "partly"}:
            return OPEN
        return FREE if self.free.is_open_now else HELD


@dataclass(frozen=True)
class ListingOnMap(Listing):
    """Its unit carries `has_pop_up` too."""

    unit: MapUnit


def on_offer() -> UnitQuerySet:
    """Listed, and not given to a permanent shop without an end."""
    today = timezone.localdate()
    for_good = Shop.objects.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=today), unit=OuterRef("pk"), ends_on=None)
    return Unit.objects.listed().filter(~Exists(for_good))


def units_found(search: Search) -> QuerySet[Unit]:
    units = _of_size(on_offer().matching_text(search.words), search)
    for code in search.features:
        units = units.filter(**{FEATURE_BY_CODE[code].field: True})
    if search.street:
        units = units.filter(street=search.street)
    if search.activity:
        rows = PermittedActivity.objects.filter(unit=OuterRef("pk"))
        units = units.filter(~Exists(rows) | Exists(rows.filter(activity=search.activity)))
    return _of_use_and_days(units, search)


def _of_size(units: QuerySet[Unit], search: Search) -> QuerySet[Unit]:
    if search.area_min is not None:
        units = units.filter(floor_area_m2__gte=search.area_min)
    if search.area_max is not None:
        units = units.filter(floor_area_m2__lte=search.area_max)
    if search.rent_max is not None:
        spaces = Space.objects.in_use().filter(unit=OuterRef("pk"), asking_rent_cents__lte=search.rent_max)
        units = units.filter(Q(asking_rent_cents__lte=search.rent_max) | Exists(spaces))
    return units


def _of_use_and_days(units: QuerySet[Unit], search: Search) -> QuerySet[Unit]:
    if search.use == Use.SHARED:
        units = units.alias(divided=_space_count()).filter(divided__gt=1)
    if search.start and search.end:
        return free_between(units, search.start, search.end, whole=search.use == Use.WHOLE)
    return units


def _of_spaces(value) -> Subquery:
    spaces = Space.objects.in_use().filter(unit=OuterRef("pk")).order_by().values("unit")
    return Subquery(spaces.annotate(of_spaces=value).values("of_spaces"))


def _space_count() -> Coalesce:
    return Coalesce(_of_spaces(Count("pk")), Value(1), output_field=IntegerField())


def count_up_to(units: QuerySet[Unit], most: int = MOST_COUNTED) -> int:
    """How many, but never counting further than one beyond `most`."""
    return units.order_by()[:most + 1].count()


def page_found(units: QuerySet[Unit], today: date, *, after: str = "", before: str = "") -> Page[CardUnit]:
    """One page in the order of streets; `after` and `before` are references. One query, two when they are given."""
    rows = with_cards(units, today)
    return page_of(rows, "sort_key", after=after, before=before, size=PAGE, named_by="reference")


def with_cards(units: QuerySet[Unit], today: date) -> QuerySet[CardUnit]:
    """What a card says of its unit beside the unit's own facts."""
    return cast(QuerySet[CardUnit], with_occupancy(units, today).annotate(
        space_count=_space_count(), rent_from=_of_spaces(Min(Coalesce("asking_rent_cents", F("unit__asking_rent_cents"))))))


def listings(units: Sequence[CardUnit], today: date) -> list[Listing]:
    """Photo and year ahead of each unit of a page. Two queries, however many units."""
    unit_ids = [unit.pk for unit in units]
    photos = first_photos(unit_ids)
    taken = taken_days(unit_ids, today, today + AHEAD)
    return [Listing(unit, photos.get(unit.pk), free_time(taken.get(unit.pk, ()), unit.space_count, today))
            for unit in units]


def first_photos(unit_ids: Iterable[int]) -> dict[int, Photo]:
    found: dict[int, Photo] = {}
    for photo in Photo.objects.released().filter(unit__in=unit_ids).order_by("unit", "position", "pk"):
        found.setdefault(photo.unit_id, photo)
    return found


def streets() -> list[str]:
    """Every street with something in the catalogue. One query."""
    rows = Unit.objects.listed().exclude(street="").order_by("street")
    return sorted(rows.values_list("street", flat=True).distinct(), key=sort_key)


def would_help(others: Sequence[Search]) -> list[bool]:
    """Would each of these searches find anything? One query for all of them."""
    if not others:
        return []
    answers = {f"helps_{index}": Exists(units_found(other)) for index, other in enumerate(others)}
    found = Unit.objects.listed().order_by().annotate(**answers).values_list(*answers)[:1]
    return list(next(iter(found), [False] * len(others)))


def points(units: QuerySet[Unit], today: date) -> list[ListingOnMap]:
    """At most a thousand with a place, each with `has_pop_up`, and with no photo. Two queries."""
    here = Exists(Tenancy.objects.on(today).filter(unit=OuterRef("pk")))
    rows: QuerySet[Unit] = with_cards(units.filter(latitude__isnull=False), today)
    found = cast(list[MapUnit], list(rows.annotate(has_pop_up=here).order_by("sort_key", "pk").only(*ON_MAP)[:MOST_POINTS]))
    taken = taken_days([unit.pk for unit in found], today, today + AHEAD)
    return [ListingOnMap(unit, None, free_time(taken.get(unit.pk, ()), unit.space_count, today)) for unit in found]
