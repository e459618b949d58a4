"""When units are free, for lists: one query for any number of units, then plain sums over days."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import BigIntegerField, Case, CharField, Value, When

from popups.drawing.strip import WEEKS, Span, Strip, weeks
from popups.models import Occupancy
from popups.reports.availability import Segment, SegmentKind
from vacancies.models import ClosedPeriod, Shop

AHEAD = timedelta(weeks=WEEKS)
# Gaps shorter than this are drawn, but nobody is told that the unit is free then.
USEFUL = timedelta(days=7)
_EARLIEST, _LATEST = date(1, 1, 1), date(9999, 1, 1)


def taken_days(unit_ids: Sequence[int], start: date, end: date) -> dict[int, list[Segment]]:
    """What is not free in [start, end), by unit, without names or references. One query, however many units."""
    kind = Case(When(offer__isnull=False, then=Value(SegmentKind.OFFER.value)),
                default=Value(SegmentKind.TENANCY.value), output_field=CharField())
    held = (Occupancy.objects.overlapping(start, end)
            .filter(space__unit__in=unit_ids, space__retired_on__isnull=True)
            .order_by().values_list("space__unit_id", kind, "start", "end", "space_id"))
    closed = ClosedPeriod.objects.filter(unit__in=unit_ids, starts_on__lt=end, ends_on__gt=start)
    shops = Shop.objects.overlapping(start, end).filter(unit__in=unit_ids)
    found: dict[int, list[Segment]] = defaultdict(list)
    for unit_id, kind_of, first, after, space_id in held.union(
            _of_whole_units(closed, SegmentKind.CLOSED), _of_whole_units(shops, SegmentKind.SHOP), all=True):
        found[unit_id].append(Segment(SegmentKind(kind_of), first or _EARLIEST, after or _LATEST, space_id))
    return found


def _of_whole_units(rows, kind: SegmentKind):
    return rows.order_by().values_list("unit_id", Value(kind.value, output_field=CharField()), "starts_on", "ends_on",
                                       Value(None, output_field=BigIntegerField()))


@dataclass(frozen=True)
class FreeTime:
    """The year ahead of one unit. free_on: the first day of a useful stretch with a space free, None: not this year.

    free_until: where it is free today for fewer days than are useful, the first day after them; else None.
    """

    strip: Strip
    free_on: date | None
    free_until: date | None
    is_partly: bool
    today: date

    @property
    def is_free_now(self) -> bool:
        return self.free_on == self.today

    @property
    def is_open_now(self) -> bool:
        """Free today, be it for a few days or in a part of it."""
        return self.is_free_now or self.free_until is not None


def free_time(taken: Iterable[Segment], spaces: int, today: date) -> FreeTime:
    """`spaces`: how many the unit is divided into; touches no database."""
    strip = weeks(today, _spans(list(taken), spaces))
    runs = list(_open_runs(strip))
    free_on = next((start for start, end in runs if end - start >= USEFUL), None)
    is_short = bool(runs) and runs[0][0] == today != free_on
    return FreeTime(strip, free_on, runs[0][1] if is_short else None, strip.runs[0].state == "partly", today)


def _open_runs(strip: Strip) -> Iterable[tuple[date, date]]:
    """Stretches in which some space is free: free and partly free days that meet are one stretch."""
    start = None
    for run in strip.runs:
        is_open = run.state in {"free", "partly"}
        if is_open and start is None:
            start = run.start
        if not is_open and start is not None:
            yield start, run.start
            start = None
    if start is not None:
        yield start, strip.end


def _spans(taken: Sequence[Segment], spaces: int) -> list[Span]:
    edges = sorted({edge for segment in taken for edge in (segment.start, segment.end)})
    spans = []
    for start, end in pairwise(edges):
        here = [segment for segment in taken if segment.start < end and segment.end > start]
        if here:
            spans.append(Span(_state(here, spaces), start, end))
    return spans


def _state(here: Sequence[Segment], spaces: int) -> str:
    """The word of the strip for days on which all of these segments lie."""
    kinds = {segment.kind for segment in here}
    if SegmentKind.CLOSED in kinds:
        return "closed"
    if SegmentKind.SHOP in kinds:
        return "taken"
    if len({segment.space_id for segment in here}) < spaces:
        return "partly"
    return "taken" if SegmentKind.TENANCY in kinds else "offered"
