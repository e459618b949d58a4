"""Whom a yes would leave without: seen before it is said. A help for the person who decides, never a decision."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Prefetch, Q, prefetch_related_objects

from popups.choices import Outcome, Use
from popups.models import Application, Call, Wish
from popups.reports.application_page import LONGEST_LOOK
from popups.reports.availability import FreePeriod, free_periods, segments
from popups.rules.deciding import live
from vacancies.models import Space, Unit

SHOWN = 12
WISHES = Prefetch("wishes", Wish.objects.select_related("unit").order_by("rank", "pk"))
Gap = tuple[date, date]  # half-open


@dataclass(frozen=True)
class Rival:
    """Somebody who wishes the same unit and cannot have it too. elsewhere: another wish that stays possible; None: nothing does."""

    application: Application
    elsewhere: Unit | None
    has_place: bool


@dataclass(frozen=True)
class Displaced:
    """unit: the first of the wishes that is free long enough, which the yes is taken to mean; None: none is wished or free.

    only: the days [start, end) of those asked for on which it is free, where these are fewer.
    """

    unit: Unit | None
    rivals: list[Rival]
    more: int = 0
    only: Gap | None = None


@dataclass(frozen=True)
class Ask:
    """The days [start, end) within which somebody wants at least so many, and whether a share of the unit is enough."""

    start: date
    end: date
    days: int
    shares: bool


def ask_of(application: Application, call: Call, today: date) -> Ask:
    start = max(filter(None, (application.earliest_start_on, call.stays_start, today)))
    last = application.latest_end_on + timedelta(days=1) if application.latest_end_on else None
    end = min(filter(None, (last, call.stays_end, start + LONGEST_LOOK)))
    return Ask(start, end, application.shortest_days or 1, application.use != Use.WHOLE)


def fits(ask: Ask, gaps: Iterable[Gap]) -> bool:
    return any((min(end, ask.end) - max(start, ask.start)).days >= ask.days for start, end in gaps)


def _cut(gap: Gap, start: date, end: date) -> list[Gap]:
    """What is left of a gap when [start, end) is taken."""
    return [part for part in ((gap[0], min(gap[1], start)), (max(gap[0], end), gap[1])) if part[0] < part[1]]


def fit_both(one: Ask, other: Ask, gaps: list[Gap], others: list[Gap] | None = None) -> bool:
    """One after the other: `one` in a gap, as early or as late as it can be, and still days enough for `other` in the same gaps.

    others: the gaps of `other`, where they are not the same; it cannot be there on the days of `one`.
    """
    length, places = timedelta(days=one.days), gaps if others is None else others
    for start, end in gaps:
        first, last = max(start, one.start), min(end, one.end)
        if (last - first).days < one.days:
            continue
        left = ([part for gap in places for part in _cut(gap, day, day + length)] for day in (first, last - length))
        if any(fits(other, parts) for parts in left):
            return True
    return False


@dataclass(frozen=True)
class Free:
    """When the spaces of a unit are free."""

    by_space: dict[int, list[Gap]]

    def whole(self) -> list[Gap]:
        """Days on which every space is free."""
        rows = list(self.by_space.values())
        common = rows[0] if rows else []
        for gaps in rows[1:]:
            common = [(max(a, c), min(b, d)) for a, b in common for c, d in gaps if max(a, c) < min(b, d)]
        return common

    def has_room(self, ask: Ask) -> bool:
        return self.days_for(ask) is not None

    def days_for(self, ask: Ask) -> Gap | None:
        """The longest stretch [start, end) of the asked days in which as much as is asked for is free; None: none is long enough."""
        gaps = [gap for row in self.by_space.values() for gap in row] if ask.shares else self.whole()
        found = [(max(start, ask.start), min(end, ask.end)) for start, end in gaps if fits(ask, [(start, end)])]
        return max(found, key=lambda gap: gap[1] - gap[0], default=None)

    def has_room_for_both(self, one: Ask, other: Ask) -> bool:
        if not (one.shares or other.shares):
            return fit_both(one, other, self.whole())
        if one.shares != other.shares:  # who shares may be there before and after on days when the whole is not free
            whole, share = (other, one) if one.shares else (one, other)
            return any(fit_both(whole, share, self.whole(), gaps) for gaps in self.by_space.values())
        places = [space for space, gaps in self.by_space.items() if fits(one, gaps)]
        elsewhere = any(fits(other, gaps) for space, gaps in self.by_space.items() if places != [space])
        return bool(places) and (elsewhere or fit_both(one, other, self.by_space[places[0]]))


def _free(units: Iterable[int], start: date, end: date) -> dict[int, Free]:
    """Four queries, however many units."""
    keys = sorted(units)
    taken, spaces = segments(keys, start, end), {}  # type: ignore[var-annotated]
    for unit, space in Space.objects.in_use().filter(unit__in=keys).values_list("unit", "pk"):
        gaps: list[FreePeriod] = free_periods([space], taken[unit], start, end)
        spaces.setdefault(unit, {})[space] = [(gap.start, gap.end) for gap in gaps]
    return {unit: Free(found) for unit, found in spaces.items()}


def _rivals(application: Application, call: Call, kept: frozenset[int]) -> list[Application]:
    wished = Wish.objects.filter(application=application).values("unit")
    rows = live(call).filter(wishes__unit__in=wished).exclude(pk=application.pk).exclude(~Q(pk__in=kept), decision__outcome=Outcome.NOT_SELECTED)
    return list(rows.distinct().select_related("applicant", "decision"))


def displaced_by(application: Application, call: Call, today: date, kept: frozenset[int] = frozenset()) -> Displaced:
    """A fixed number of queries, however many wish the same. kept: rivals of which the reader does not learn whether they have a place."""
    rivals = _rivals(application, call, kept)
    prefetch_related_objects([application, *rivals], WISHES)
    wishes = [wish.unit for wish in application.wishes.all()]
    keys = {unit.pk for unit in wishes} | {wish.unit_id for rival in rivals for wish in rival.wishes.all()}
    start = max(filter(None, (call.stays_start, today)))
    end = min(filter(None, (call.stays_end, start + LONGEST_LOOK)))
    free = _free(keys, start, end)
    ask = ask_of(application, call, today)
    unit = next((unit for unit in wishes if unit.pk in free and free[unit.pk].has_room(ask)), None)
    if unit is None:
        return Displaced(None, [])
    found = [rival for row in rivals if (rival := _rival(row, ask_of(row, call, today), unit, ask, free))]
    found = [replace(rival, has_place=rival.has_place and rival.application.pk not in kept) for rival in found]
    found.sort(key=lambda rival: (not rival.has_place, rival.elsewhere is not None))
    days = free[unit.pk].days_for(ask)
    return Displaced(unit, found[:SHOWN], max(len(found) - SHOWN, 0), days if days != (ask.start, min(ask.end, end)) else None)


def _rival(row: Application, wanted: Ask, unit: Unit, taken: Ask, free: dict[int, Free]) -> Rival | None:
    """None where both can be had, or where it could not have the unit anyway."""
    wishes = [wish.unit for wish in row.wishes.all()]
    if unit.pk not in {wish.pk for wish in wishes} or not free[unit.pk].has_room(wanted) or free[unit.pk].has_room_for_both(taken, wanted):
        return None
    elsewhere = next((wish for wish in wishes if wish.pk != unit.pk and wish.pk in free and free[wish.pk].has_room(wanted)), None)
    decision = getattr(row, "decision", None)
    return Rival(row, elsewhere, decision is not None and decision.outcome == Outcome.PLACE)
