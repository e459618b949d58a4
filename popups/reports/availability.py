"""What is free and what is taken. Asked here, not in vacancies, because it needs offers and tenancies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from popups.choices import Use
from popups.models import Occupancy
from vacancies.choices import SpaceKind
from vacancies.models import ClosedPeriod, Shop, Space, Unit
from vacancies.sure import sure


class SegmentKind(TextChoices):
    TENANCY = "tenancy", _("Pop-up")
    OFFER = "offer", _("Offered")
    CLOSED = "closed", _("Closed")
    SHOP = "shop", _("Permanent shop")


@dataclass(frozen=True)
class Segment:
    """[start, end) in which a space (or, space_id None, the whole unit) is not free.

    label may be shown to everybody; reference (of the offer or tenancy) and waits_for_owner only to staff.
    """

    kind: SegmentKind
    start: date
    end: date
    space_id: int | None = None
    label: str = ""
    reference: str = ""
    waits_for_owner: bool = False


def _held(unit_ids: Iterable[int], start: date, end: date) -> Iterable[tuple[int, Segment]]:
    rows = (Occupancy.objects.overlapping(start, end).filter(space__unit__in=unit_ids)
            .select_related("space", "offer__unit", "tenancy").order_by("start"))
    for row in rows:
        if row.tenancy is not None:
            yield row.space.unit_id, Segment(SegmentKind.TENANCY, row.start, row.end, row.space_id,
                                             row.tenancy.public_name, row.tenancy.reference)
        else:
            offer = sure(row.offer)
            yield row.space.unit_id, Segment(SegmentKind.OFFER, row.start, row.end, row.space_id, "", offer.reference, offer.lacks_owner)


def _closed(unit_ids: Iterable[int], start: date, end: date) -> Iterable[tuple[int, Segment]]:
    for row in ClosedPeriod.objects.filter(unit__in=unit_ids, starts_on__lt=end, ends_on__gt=start):
        yield row.unit_id, Segment(SegmentKind.CLOSED, row.starts_on, row.ends_on, None, str(row.get_reason_display()))


def _shops(unit_ids: Iterable[int], start: date, end: date) -> Iterable[tuple[int, Segment]]:
    rows = Shop.objects.filter(Q(starts_on__isnull=True) | Q(starts_on__lt=end),
                               Q(ends_on__isnull=True) | Q(ends_on__gt=start), unit__in=unit_ids)
    for row in rows:
        yield sure(row.unit_id), Segment(SegmentKind.SHOP, row.starts_on or start, row.ends_on or end, None, row.name,
                                   row.reference)


def segments(unit_ids: Sequence[int], start: date, end: date) -> dict[int, list[Segment]]:
    """Everything that is not free in [start, end), by unit. Three queries, however many units."""
    found: dict[int, list[Segment]] = defaultdict(list)
    for source in (_held, _closed, _shops):
        for unit_id, segment in source(unit_ids, start, end):
            found[unit_id].append(segment)
    return found


@dataclass(frozen=True)
class FreePeriod:
    """[start, end) in which a space is free."""

    start: date
    end: date
    space_id: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def free_periods(space_ids: Iterable[int], taken: Iterable[Segment], start: date, end: date) -> list[FreePeriod]:
    """The gaps of each space between its own and the unit's segments; touches no database."""
    taken = sorted(taken, key=lambda segment: segment.start)
    gaps = []
    for space_id in space_ids:
        day = start
        for segment in taken:
            if segment.space_id not in {None, space_id}:
                continue
            if segment.start > day:
                gaps.append(FreePeriod(day, min(segment.start, end), space_id))
            day = max(day, segment.end)
            if day >= end:
                break
        if day < end:
            gaps.append(FreePeriod(day, end, space_id))
    return gaps


def periods_of_use(use: str, spaces: Sequence[Space], taken: Iterable[Segment], start: date, end: date) -> list[FreePeriod]:
    """The gaps in what is asked for of one unit: of every space at once, of one of them, of the window where it is divided."""
    if use != Use.WHOLE:
        is_window = use == Use.WINDOW and len(spaces) > 1
        return free_periods([space.pk for space in spaces if not is_window or space.kind == SpaceKind.WINDOW], taken, start, end)
    keys = {None, *(space.pk for space in spaces)}
    everywhere = [replace(segment, space_id=None) for segment in taken if segment.space_id in keys]
    return free_periods([space.pk for space in spaces[:1]], everywhere, start, end)


def free_between(units: QuerySet[Unit], start: date, end: date, *, whole: bool = False) -> QuerySet[Unit]:
    """Units with a space (whole: with every space) free on all days of [start, end)."""
    held = Occupancy.objects.overlapping(start, end)
    spaces = Space.objects.in_use().filter(unit=OuterRef("pk"))
    free_space: Exists | Q = Exists(spaces.exclude(Exists(held.filter(space=OuterRef("pk")))))
    if whole:
        free_space = Exists(spaces) & ~Exists(held.filter(space__unit=OuterRef("pk")))
    shops = Shop.objects.filter(Q(starts_on__isnull=True) | Q(starts_on__lt=end),
                                Q(ends_on__isnull=True) | Q(ends_on__gt=start), unit=OuterRef("pk"))
    closed = ClosedPeriod.objects.filter(unit=OuterRef("pk"), starts_on__lt=end, ends_on__gt=start)
    return units.filter(free_space).exclude(Exists(shops)).exclude(Exists(closed))
