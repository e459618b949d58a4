"""From a call to the problem of its season: the one place where the matching learns of the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from popups.choices import OfferStatus, Verb
from popups.matching import problem as plain
from popups.models import Call, History, Occupancy, Offer, PlanRules, Ruling
from popups.planning_choices import RulingKind
from popups.reports.matching_asked import asked_of, candidates
from popups.reports.matching_places import Horizon, Place, places_of
from vacancies.sure import sure

LONGEST = timedelta(days=364)  # of a season that the call does not bound


@dataclass(frozen=True)
class Season:
    """problem: plain data for the engines. places: by the name that the problem gives them. promised: pins that were offered already."""

    problem: plain.MatchingProblem
    horizon: Horizon
    places: dict[str, Place]
    promised: frozenset[plain.Placement]


@dataclass(frozen=True)
class _Promise:
    """An offer that is open, or the tenancy it became. space, occupancy: 0 where it holds several at once."""

    application: str
    start: date
    end: date
    space: int
    occupancy: int

    def is_in(self, horizon: Horizon) -> bool:
        """The plan can account for it; of any other the days are simply taken, and the application needs no place any more."""
        return bool(self.space) and horizon.first <= self.start and self.end <= horizon.end


def rules_of(call: Call) -> PlanRules:
    """Those that were set for it, else the usual ones, not saved."""
    return PlanRules.objects.filter(call=call).first() or PlanRules(call=call)


def horizon_of(call: Call, today: date) -> Horizon:
    """Counted from a Monday, in whole weeks, so that weeks are weeks on paper too."""
    first = max(today, call.stays_start or today)
    end = max(call.stays_end or first + LONGEST, first + timedelta(days=1))
    start = first - timedelta(days=first.weekday())
    return Horizon(start, first, end)


def season_of(call: Call, today: date) -> Season:
    """A fixed number of queries, however many units and applications. Nothing of it depends on the order of rows."""
    rules, horizon = rules_of(call), horizon_of(call, today)
    promises = _promises(call)
    planned = [promise for promise in promises if promise.is_in(horizon)]
    places = places_of(call, rules, horizon, {promise.space: promise.occupancy for promise in planned}, today)
    promised = {pin.application: pin for promise in planned if (pin := _pin(promise, places, horizon))}
    excluded, forbids, pins = _ruled(call, places, horizon)
    out = (excluded | {promise.application for promise in promises}) - set(promised)
    asked = [row for row in asked_of(call, rules, horizon, places) if row.id not in out]
    known = {row.id for row in asked}
    fixed = {**{pin.application: pin for pin in pins}, **promised}
    declined = {pair for pair in _declined(call, places) if pair[0] in known} - {(pin.application, pin.unit) for pin in fixed.values()}
    problem = plain.MatchingProblem(
        first_day=horizon.start, days=horizon.days, units=tuple(place.asked for place in places), applications=tuple(asked),
        weights=plain.Weights(rules.point, rules.first_timer, rules.day, tuple(rules.ranks)), limit=rules.limit_each,
        variety=tuple(plain.Variety(row["street"], row["activity"], row["at_once"]) for row in rules.variety),
        pins=tuple(pin for name, pin in fixed.items() if name in known), forbids=frozenset(forbids | declined),
        bands=tuple(rules.bands))
    return Season(problem, horizon, {place.asked.id: place for place in places}, frozenset(promised.values()))


def _promises(call: Call) -> list[_Promise]:
    """Of the applications that the plan is about. Two queries."""
    mine = Offer.objects.filter(application__in=candidates(call).order_by(), status__in=[OfferStatus.OPEN, OfferStatus.ACCEPTED])
    offers = {offer.pk: offer for offer in mine.select_related("application").order_by("pk")}
    held: dict[int, list[tuple[int, int, date, date]]] = {}
    rows = Occupancy.objects.filter(Q(offer__in=offers) | Q(tenancy__offer__in=offers)).order_by("pk")
    for key, space, start, end, offer, of_tenancy in rows.values_list("pk", "space_id", "start", "end", "offer_id", "tenancy__offer_id"):
        held.setdefault(offer or of_tenancy, []).append((key, space, start, end))
    return [_promise(offers[pk].application.reference, found) for pk, found in held.items()]


def _promise(application: str, held: list[tuple[int, int, date, date]]) -> _Promise:
    key, space, start, end = held[0]
    return _Promise(application, start, end, *((space, key) if len(held) == 1 else (0, 0)))


def _pin(promise: _Promise, places: Iterable[Place], horizon: Horizon) -> plain.Placement | None:
    """None where the unit is not one of the call's."""
    for place in places:
        if promise.space in {space.pk for space in place.spaces}:
            return plain.Placement(promise.application, place.asked.id, horizon.day_of(promise.start), (promise.end - promise.start).days)
    return None


def _ruled(call: Call, places: Iterable[Place], horizon: Horizon) -> tuple[set[str], set[tuple[str, str]], list[plain.Placement]]:
    """What officers fixed: who stays out, who may not go where, who stays where. One query."""
    by_unit = _by_unit(places)
    excluded, forbids, pins = set(), set(), []
    for row in Ruling.objects.standing().filter(call=call).select_related("application"):
        name = row.application.reference
        if row.kind == RulingKind.EXCLUDE:
            excluded.add(name)
        elif row.kind == RulingKind.FORBID:
            forbids |= {(name, other) for other in by_unit.get(sure(row.unit_id), ())}
        elif (known := _known(row, by_unit)) and (start := sure(row.start)) >= horizon.first:
            pins.append(plain.Placement(name, known, horizon.day_of(start), (sure(row.end) - start).days))
    return excluded, forbids, pins


def _by_unit(places: Iterable[Place]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for place in places:
        found.setdefault(place.unit.pk, []).append(place.asked.id)
    return found


def _declined(call: Call, places: Iterable[Place]) -> set[tuple[str, str]]:
    """Who said no to which unit, or whom its owner did not want: no plan proposes the same again. An officer may fix it all the same. One query."""
    by_unit = _by_unit(places)
    said_no = Q(status=OfferStatus.DECLINED) | Exists(History.objects.filter(offer=OuterRef("pk"), verb=Verb.OWNER_DECLINED))
    rows = Offer.objects.filter(said_no, application__call=call).values_list("application__reference", "unit_id")
    return {(name, place) for name, unit in rows for place in by_unit.get(unit, ())}


def _known(row: Ruling, by_unit: dict[int, list[str]]) -> str:
    """A unit divided anew since has other places: the first of them."""
    names = by_unit.get(row.unit_id or 0, [])
    return row.place if row.place in names else next(iter(names), "")
