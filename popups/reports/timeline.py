"""The rows of the timeline for a page of units, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from popups.drawing.timeline import Bar, Dot, Lane, Row, Timeline
from popups.models import Event
from popups.moments import midnight
from popups.reports.availability import FreePeriod, Segment, SegmentKind, free_periods, segments
from vacancies.models import Space, Unit

Links = Callable[[str, str], str]  # (kind, reference) -> address, or "" where there is no page to see


def staff_links(kind: str, reference: str) -> str:
    """Pages that everybody who sees the timeline may open: a shop is found in the list, because only officers edit it."""
    if kind == SegmentKind.SHOP:
        return f"{reverse('vacancies:shop-list')}?{urlencode({'q': reference, 'closed': 'on'})}"
    names = {SegmentKind.TENANCY: "popups:staff-tenancy", SegmentKind.OFFER: "popups:staff-offer",
             "event": "popups:staff-event", "unit": "popups:staff-unit"}
    return reverse(names[kind], args=[reference]) if kind in names and reference else ""


def public_links(kind: str, reference: str) -> str:
    return reverse("popups:unit-detail", args=[reference]) if kind == "unit" else ""


def _kind(segment: Segment, today: date) -> str:
    if segment.kind != SegmentKind.TENANCY:
        return str(segment.kind.value)
    if segment.start > today:
        return "upcoming"
    return "past" if segment.end <= today else "tenancy"


def _bar(segment: Segment, today: date, links: Links) -> Bar:
    label = segment.label or str(segment.kind.label)
    if segment.waits_for_owner and links is staff_links:
        label = _("Offered; the owner has not agreed yet")
    return Bar(_kind(segment, today), segment.start, segment.end, label, links(segment.kind, segment.reference))


def free_bar(unit: Unit, gap: FreePeriod, address: str) -> Bar:
    """Free days that can be chosen; a plain link, so that it works without JavaScript."""
    query = urlencode({"unit": unit.reference, "space": gap.space_id, "start": gap.start.isoformat(),
                       "end": gap.end.isoformat()})
    return Bar("free", gap.start, gap.end, _("Free"), f"{address}?{query}", unit=unit.reference, space=str(gap.space_id))


def _lane(unit: Unit, space: Space, is_only: bool, taken: Sequence[Segment], start: date, end: date, today: date,
          links: Links, pick_address: str) -> Lane:
    bars = [_bar(segment, today, links) for segment in taken if segment.space_id in {None, space.pk}]
    if pick_address:
        gaps = free_periods([space.pk], taken, max(start, today), end)
        bars += [free_bar(unit, gap, pick_address) for gap in gaps]
    return Lane("" if is_only else str(space), sorted(bars, key=lambda bar: bar.start), space.pk)


def _dots(unit_ids: Sequence[int], start: date, end: date, links: Links) -> dict[int, list[Dot]]:
    found = defaultdict(list)
    events = Event.objects.filter(unit__in=unit_ids).between(midnight(start), midnight(end))
    for event in (events.public() if links is public_links else events.live()):
        day = timezone.localdate(event.starts_at)
        found[event.unit_id].append(Dot(day, event.title, links("event", event.reference)))
    return found


def _spaces(unit_ids: Sequence[int], taken: dict[int, list[Segment]]) -> dict[int, list[Space]]:
    """The spaces in use, and retired ones while something in the picture still stands on them."""
    shown = {segment.space_id for rows in taken.values() for segment in rows}
    found = defaultdict(list)
    for space in Space.objects.filter(unit__in=unit_ids):
        if space.retired_on is None or space.pk in shown:
            found[space.unit_id].append(space)
    return found


def timeline_of(units: Iterable[Unit], *, start: date, end: date, today: date, links: Links = staff_links,
                caption: str = "", pick_address: str = "", has_list: bool = True) -> Timeline:
    """Five queries, however many units: occupancies, closures, shops, spaces, events."""
    units = list(units)
    unit_ids = [unit.pk for unit in units]
    taken = segments(unit_ids, start, end)
    spaces, dots = _spaces(unit_ids, taken), _dots(unit_ids, start, end, links)
    rows = []
    for unit in units:
        own = spaces[unit.pk]
        lanes = [_lane(unit, space, len(own) == 1, taken[unit.pk], start, end, today, links,
                       pick_address if space.retired_on is None else "") for space in own]
        note = unit.address if unit.name != unit.address else ""
        rows.append(Row(unit.name, links("unit", unit.reference), note, lanes, dots[unit.pk]))
    return Timeline(start, end, rows, today, caption, bool(pick_address), has_list)
