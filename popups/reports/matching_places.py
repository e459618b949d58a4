"""The units of a call as the matching sees them: what can be had by itself, when it is free, and on what conditions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from popups.kinds import KINDS
from popups.matching.problem import Condition, Unit
from popups.models import Call, Occupancy, PlanRules
from popups.reports.availability import SegmentKind
from popups.reports.free_time import taken_days
from popups.rules.calls import units_of
from popups.rules.commercial_first import is_running
from popups.rules.costs import monthly_utilities
from vacancies import models as register
from vacancies.choices import Activity, FundingRestriction, SpaceKind
from vacancies.kinds import FEATURES
from vacancies.rings import edges

Windows = tuple[tuple[int, int], ...]
BUSINESS = frozenset(kind for kind, spec in KINDS.items() if spec.is_business)
PUBLIC_BENEFIT = frozenset(kind for kind, spec in KINDS.items() if spec.is_public_benefit)
_FUNDED = {FundingRestriction.BUSINESSES: BUSINESS, FundingRestriction.PUBLIC_BENEFIT: PUBLIC_BENEFIT}
_MODES = {SpaceKind.WHOLE: "whole", SpaceKind.WINDOW: "window"}  # every other kind is a share


@dataclass(frozen=True)
class Horizon:
    """Days are counted from `start`; nothing may begin before `first`, and everything ends by `end`."""

    start: date
    first: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def day_of(self, day: date) -> int:
        return (day - self.start).days

    def within(self, start: date, end: date) -> tuple[int, int]:
        return self.day_of(max(start, self.first)), self.day_of(min(end, self.end))


@dataclass(frozen=True)
class Place:
    """What can be had by itself: all of a unit, or one of several spaces that are alike in everything."""

    asked: Unit
    unit: register.Unit
    spaces: tuple[register.Space, ...]

    @property
    def is_whole(self) -> bool:
        return self.asked.mode == "whole"


def areas_of(units: Iterable[register.Unit]) -> dict[int, frozenset[str]]:
    """The keys of the drawn parts of town in which each unit lies. One query."""
    outlines = [(area.key, edges(area.ring)) for area in register.Area.objects.order_by("key")]
    found = {}
    for unit in units:
        if unit.longitude is None or unit.latitude is None:
            found[unit.pk] = frozenset[str]()
            continue
        found[unit.pk] = frozenset(key for key, sides in outlines
                                   if sum(side.crosses_east_of(unit.longitude, unit.latitude) for side in sides) % 2)
    return found


def token(keys: Iterable[str]) -> str:
    """Parts of town may overlap; what lies in the same ones has the same word for it."""
    return "|".join(sorted(keys))


def places_of(call: Call, rules: PlanRules, horizon: Horizon, planned: Mapping[int, int], today: date) -> list[Place]:
    """In the order of the units' references. planned: space → occupancy that the plan itself accounts for. Eight queries."""
    units = list(units_of(call).order_by("reference").prefetch_related("permitted_activities", "spaces"))
    busy = _busy(units, horizon, frozenset(planned.values()), timedelta(days=rules.turnaround_days))
    areas = areas_of(units)
    conditions = _of_call(call, today)
    found = []
    for unit in units:
        groups = _alike(unit, busy[unit.pk], horizon, frozenset(planned))
        for number, (spaces, windows) in enumerate(groups, start=1):
            name = unit.reference if len(groups) == 1 else f"{unit.reference}/{number}"
            asked = _asked(unit, name, spaces, windows, token(areas[unit.pk]), rules)
            found.append(Place(replace(asked, conditions=(*asked.conditions, *conditions)), unit, tuple(spaces)))
    return found


def _busy(units: Sequence[register.Unit], horizon: Horizon, ignored: frozenset[int], between: timedelta) -> dict[int, list[tuple[int | None, int, int]]]:
    """By unit: (space or None for all of it, first day, day after) on which nothing can begin or go on. between: two stays."""
    keys = [unit.pk for unit in units]
    found: dict[int, list[tuple[int | None, int, int]]] = defaultdict(list)
    for unit, segments in taken_days(keys, horizon.start, horizon.end).items():
        found[unit] += [(None, *horizon.within(row.start, row.end)) for row in segments if row.kind in {SegmentKind.CLOSED, SegmentKind.SHOP}]
    held = Occupancy.objects.overlapping(horizon.start - between, horizon.end + between).filter(space__unit__in=keys).exclude(pk__in=ignored)
    for unit, space, start, end in held.values_list("space__unit_id", "space_id", "start", "end"):
        found[unit].append((space, *horizon.within(start - between, end + between)))
    return found


def _alike(unit: register.Unit, busy: list[tuple[int | None, int, int]], horizon: Horizon, alone: frozenset[int]) -> list[tuple[list[register.Space], Windows]]:
    """Spaces of the same kind, size, price and days that are free at the same time are one place with room for several.

    alone: in which something is promised; it must be known which one that is, so they are places of their own.
    """
    groups: dict[tuple[object, ...], list[register.Space]] = {}
    for space in sorted((row for row in unit.spaces.all() if row.retired_on is None), key=lambda row: (row.position, row.pk)):
        windows = _windows([(first, end) for held, first, end in busy if held in {None, space.pk}], horizon)
        key = (space.kind, space.floor_area_m2, space.asking_rent_cents, tuple(space.weekdays), space.pk if space.pk in alone else 0, windows)
        groups.setdefault(key, []).append(space)
    return [(spaces, key[-1]) for key, spaces in groups.items()]  # type: ignore[misc]


def _windows(busy: list[tuple[int, int]], horizon: Horizon) -> Windows:
    day, found = horizon.day_of(horizon.first), []
    for first, end in sorted(busy):
        if first > day:
            found.append((day, min(first, horizon.days)))
        day = max(day, end)
    if day < horizon.days:
        found.append((day, horizon.days))
    return tuple(found)


def _asked(unit: register.Unit, name: str, spaces: Sequence[register.Space], windows: Windows, district: str, rules: PlanRules) -> Unit:
    mode, room = _MODES.get(SpaceKind(spaces[0].kind), "share"), len(spaces)
    area = spaces[0].floor_area_m2 if mode == "share" else unit.floor_area_m2
    return Unit(
        id=name, street=unit.street, district=district, area=int(area or unit.floor_area_m2 or 0) * room, features=_features(unit, spaces[0]),
        uses=frozenset(row.activity for row in unit.permitted_activities.all()) or frozenset(Activity.values),
        rent=monthly_cost(unit, spaces[0]) * room, mode=mode, capacity=room, turnaround=rules.turnaround_days, windows=windows,
        notice=None, conditions=_conditions(unit))


def monthly_cost(unit: register.Unit, space: register.Space) -> int:
    """Rent and what the tenant pays for utilities, cents a month; what is not known counts as nothing."""
    rent = unit.asking_rent_cents if space.asking_rent_cents is None else space.asking_rent_cents
    return (rent or 0) + (monthly_utilities(unit.utilities_payer, unit.utilities_cents) or 0)


def _features(unit: register.Unit, space: register.Space) -> frozenset[str]:
    """Besides the features, what kind of share it is, and on which days of the week (1 is Monday) it can be had."""
    days = [day + 1 for day in space.weekdays] if space.kind == SpaceKind.WEEKDAYS and space.weekdays else range(1, 8)
    known = {feature.code for feature in FEATURES if getattr(unit, feature.field)}
    return frozenset(known | {f"share-{_SHARES.get(space.kind, space.kind)}"} | {f"weekday-{day}" for day in days})


_SHARES: dict[str, str] = {SpaceKind.WEEKDAYS: "days"}


def _conditions(unit: register.Unit) -> tuple[Condition, ...]:
    if unit.funding_restriction == FundingRestriction.NONE:
        return ()
    return (Condition("funding", "kind", _FUNDED[FundingRestriction(unit.funding_restriction)]),)


def _of_call(call: Call, today: date) -> tuple[Condition, ...]:
    found = []
    if call.kinds:
        found.append(Condition("call-kind", "kind", frozenset(call.kinds)))
    if call.activities:
        found.append(Condition("call-activity", "activity", frozenset(call.activities)))
    if is_running(call, today):
        found.append(Condition("businesses-first", "kind", BUSINESS))
    return tuple(found)
