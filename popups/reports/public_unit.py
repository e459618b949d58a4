"""One unit as the public sees it: when it is free, what a stay costs, and what is on there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from popups.models import Event
from popups.reports.availability import FreePeriod, Segment, free_periods, segments
from popups.reports.carried import CardUnit
from popups.reports.free_time import AHEAD, FreeTime, free_time
from popups.reports.programme import public_events
from popups.reports.shop_map import Place, in_order, place_of_tenancy, tenancies_on_map
from popups.rules.costs import Cost, cost_of, monthly_utilities
from vacancies.choices import FundingRestriction
from vacancies.models import Photo, Space, Unit

MOST_EVENTS = 12
SOON = timedelta(days=60)


@dataclass(frozen=True)
class PublicUnit:
    unit: CardUnit
    spaces: list[Space]
    photos: list[Photo]
    activities: list[str]
    taken: list[Segment]
    free: FreeTime
    here: list[Place]
    events: list[Event]

    @property
    def is_divided(self) -> bool:
        return len(self.spaces) > 1

    @property
    def has_funding_condition(self) -> bool:
        return self.unit.funding_restriction != FundingRestriction.NONE

    @property
    def free_by_space(self) -> list[tuple[Space, list[FreePeriod]]]:
        """The free stretches of each space in the year ahead."""
        start, end = self.free.strip.start, self.free.strip.end
        return [(space, free_periods([space.pk], self.taken, start, end)) for space in self.spaces]

    def is_free(self, spaces: Sequence[Space], start: date, end: date) -> bool:
        """All of these spaces on all days of [start, end), which lie within what `taken` was asked for."""
        wanted = {None, *(space.pk for space in spaces)}
        return not any(one.start < end and one.end > start for one in self.taken if one.space_id in wanted)


def public_unit(unit: CardUnit, now: datetime, *, until: date) -> PublicUnit:
    """Eight queries. `until`: how far ahead to look, at least a year."""
    today = now.date()
    spaces = list(unit.spaces.in_use())
    taken = segments([unit.pk], today, max(until, today + AHEAD))[unit.pk]
    in_use = {None, *(space.pk for space in spaces)}
    here = tenancies_on_map(today, today + timedelta(days=1)).filter(unit=unit)
    return PublicUnit(
        unit=unit, spaces=spaces, photos=list(unit.photos.released()),
        activities=[str(row) for row in unit.permitted_activities.all()], taken=taken,
        free=free_time([one for one in taken if one.space_id in in_use], len(spaces) or 1, today),
        here=in_order(place_of_tenancy(row, now) for row in here),
        events=list(public_events(today, today + SOON).filter(unit=unit)[:MOST_EVENTS]))


def cost_of_stay(unit: Unit, space: Space | None, start: date, end: date) -> Cost:
    """For [start, end) in the whole unit, or in one space of it: its share of the meter is agreed later."""
    rent = unit.asking_rent_cents if space is None else space.asking_rent_cents
    metered = unit.utilities_cents if space is None else None
    return cost_of(monthly_rent=rent, monthly_utilities=monthly_utilities(unit.utilities_payer, metered),
                   start=start, end=end)
