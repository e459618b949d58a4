"""Everything a visitor can walk into: permanent shops, studios and pop-ups, with what is open when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet, TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from popups.choices import Use
from popups.models import Tenancy
from vacancies.choices import ShopKind
from vacancies.latvian import sort_key
from vacancies.models import Shop, Unit
from vacancies.opening_hours import Hours, Span, is_open, times_text, week_lines
from vacancies.opening_hours import today as spans_on

WEEK = timedelta(days=7)
MOST = 500  # of each: no town has more, and no page shows more


class PlaceKind(TextChoices):
    POP_UP = "pop-up", _("Pop-up")
    WINDOW = "window", _("Window display")
    SHOP = ShopKind.SHOP.value, ShopKind.SHOP.label
    STUDIO = ShopKind.STUDIO.value, ShopKind.STUDIO.label
    SERVICE = ShopKind.SERVICE.value, ShopKind.SERVICE.label


class When(TextChoices):
    NOW = "now", _("Open now")
    TODAY = "today", _("Open today")
    WEEK = "week", _("Open this week")


@dataclass(frozen=True)
class Place:
    """One shop, studio or pop-up. [starts_on, ends_on): None is open-ended. unit: only where its page is public."""

    reference: str
    kind: PlaceKind
    name: str
    address: str
    text: str
    language: str
    hours: Hours
    now: datetime
    point: tuple[float, float] | None
    activity: str = ""
    website: str = ""
    shows_making: bool = False
    sells_here: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    unit: Unit | None = field(default=None, compare=False)

    @property
    def is_pop_up(self) -> bool:
        return self.kind in {PlaceKind.POP_UP, PlaceKind.WINDOW}

    @property
    def is_always_on(self) -> bool:
        """A window is looked at from the street, at any hour."""
        return self.kind is PlaceKind.WINDOW

    @property
    def has_begun(self) -> bool:
        return self.starts_on is None or self.starts_on <= self.now.date()

    @property
    def is_open_now(self) -> bool:
        return self.has_begun and (self.is_always_on or is_open(self.hours, self.now))

    @property
    def spans_today(self) -> list[Span]:
        return spans_on(self.hours, self.now.date()) if self.has_begun else []

    @property
    def is_open_later(self) -> bool:
        return not self.is_open_now and any(opens > self.now.time() for opens, _closes in self.spans_today)

    @property
    def times_today(self) -> str:
        return times_text(self.spans_today)

    @property
    def week(self) -> list[tuple[str, str]]:
        return week_lines(self.hours)

    def is_open_on(self, day: date) -> bool:
        is_there = (not self.starts_on or self.starts_on <= day) and (not self.ends_on or day < self.ends_on)
        return is_there and (self.is_always_on or bool(spans_on(self.hours, day)))


def shops_on_map(today: date) -> QuerySet[Shop]:
    return Shop.objects.listed().on(today).select_related("unit").order_by("pk")


def tenancies_on_map(start: date, end: date) -> QuerySet[Tenancy]:
    """Only where the unit itself is public; newest first. Begins at the few tenancies of these days, not at all the units."""
    is_public = Exists(Unit.objects.listed().filter(pk=OuterRef("unit")))
    rows = Tenancy.objects.overlapping(start, end).exclude(end=F("start")).filter(is_public)
    return rows.select_related("unit").order_by("-start", "-pk")


def place_of_shop(shop: Shop, now: datetime) -> Place:
    own = getattr(shop, f"public_text_{get_language()}", "")
    return Place(
        reference=shop.reference, kind=PlaceKind(shop.kind), name=shop.name, address=shop.shown_address,
        text=shop.public_description, language=(get_language() or "") if own else settings.LANGUAGE_CODE,
        hours=shop.opening_hours, now=now, point=shop.point, activity=shop.get_activity_display() if shop.activity else "",
        website=shop.website, shows_making=shop.shows_making, sells_here=shop.sells_here)


def place_of_tenancy(tenancy: Tenancy, now: datetime) -> Place:
    unit = tenancy.unit
    return Place(
        reference=tenancy.reference, kind=PlaceKind.WINDOW if tenancy.use == Use.WINDOW else PlaceKind.POP_UP,
        name=tenancy.public_name, address=unit.address, text=tenancy.public_text, language=settings.LANGUAGE_CODE,
        hours=tenancy.opening_hours, now=now,
        point=None if unit.latitude is None or unit.longitude is None else (unit.latitude, unit.longitude),
        activity=tenancy.get_activity_display() if tenancy.activity else "", starts_on=tenancy.start,
        ends_on=tenancy.end, unit=unit)


def places(now: datetime, *, when: str = "", kind: str = "") -> list[Place]:
    """`now` is the town's own clock. What is open comes first, then by name. Two queries, however many places."""
    today = now.date()
    ahead = WEEK if when == When.WEEK else timedelta(days=1)
    found = [place_of_tenancy(row, now) for row in tenancies_on_map(today, today + ahead)[:MOST]]
    found += [place_of_shop(row, now) for row in shops_on_map(today)[:MOST]]
    return in_order(place for place in found if (not kind or place.kind == kind) and _is_wanted(place, when))


def in_order(found: Iterable[Place]) -> list[Place]:
    return sorted(found, key=lambda place: (not place.is_open_now, not place.is_open_later, sort_key(place.name)))


def _is_wanted(place: Place, when: str) -> bool:
    today = place.now.date()
    if when == When.NOW:
        return place.is_open_now
    days = {When.TODAY: 1, When.WEEK: WEEK.days}.get(when, 0)  # type: ignore[call-overload]
    return not days or any(place.is_open_on(today + timedelta(days=ahead)) for ahead in range(days))
