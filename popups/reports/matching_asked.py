"""The applications of a call as the matching sees them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import F, Q, QuerySet

from popups.choices import ApplicationStatus, Outcome, Use, Where
from popups.matching.problem import Application
from popups.models import Application as Row
from popups.models import Call, PlanRules, Tenancy
from popups.planning_choices import StartGrid
from popups.reports.matching_places import Horizon, Place
from popups.reports.scores import Scored, nearest, score_of

ENDLESS_CENTS = 10**9  # a budget that was not stated
WEEK = 7
_ACCEPTS = {Use.WHOLE: "whole", Use.SHARED: "share", Use.WINDOW: "window"}


def candidates(call: Call) -> QuerySet[Row]:
    """Who may be placed: under consideration or with a place, and not refused. The reserve list once everybody has been told."""
    considered = [status for status in ApplicationStatus if status.is_under_consideration]
    out = [Outcome.NOT_SELECTED] if call.results_sent_at else [Outcome.NOT_SELECTED, Outcome.RESERVE]
    rows = Row.objects.filter(call=call, status__in=considered).exclude(decision__outcome__in=out)
    return rows.select_related("applicant").prefetch_related("wishes", "wished_areas").order_by("reference")


def first_timers(rows: Iterable[Row]) -> frozenset[int]:
    """The applicants among them who have no stay here, before or now. One query."""
    rows = list(rows)
    people = {row.applicant.user_id for row in rows if row.applicant.user_id}
    own = Q(offer__application__applicant__in={row.applicant_id for row in rows}) | Q(offer__application__applicant__user__in=people)
    had = Tenancy.objects.filter(own).exclude(end=F("start")).values_list("offer__application__applicant_id", "offer__application__applicant__user_id")
    keys, users = {key for key, _user in had}, {user for _key, user in had if user}
    return frozenset(row.applicant_id for row in rows if row.applicant_id not in keys and row.applicant.user_id not in users)


def asked_of(call: Call, rules: PlanRules, horizon: Horizon, places: Sequence[Place]) -> list[Application]:
    """Four queries, however many applications."""
    rows = list(candidates(call))
    scores, new = score_of(call), first_timers(rows)
    order = {row.pk: number for number, row in enumerate(sorted(rows, key=lambda row: (row.submitted_at, row.reference)), start=1)}
    people: dict[tuple[int | None, int], str] = {}
    for row in rows:  # in the order of their references; a person is called by the first of them, never by a key of the database
        people.setdefault(_person(row), f"by-{row.reference}")
    by_unit: dict[int, list[str]] = {}  # all parts of a wished unit are wished for, also those that are let otherwise than asked: that is a rule of its own
    for place in places:
        by_unit.setdefault(place.unit.pk, []).append(place.asked.id)
    districts = sorted({place.asked.district for place in places})
    return [_asked(row, call, rules, horizon, by_unit, districts, score=_score(scores.get(row.pk), rules), is_new=row.applicant_id in new,
                   received=order[row.pk], person=people[_person(row)]) for row in rows]


def _person(row: Row) -> tuple[int | None, int]:
    """Whoever has an account is the same person under every profile."""
    return row.applicant.user_id, 0 if row.applicant.user_id else row.applicant_id


def _score(scored: Scored | None, rules: PlanRules) -> int:
    return rules.unscored if scored is None or scored.median is None else nearest(scored.median, 100)


def _asked(row: Row, call: Call, rules: PlanRules, horizon: Horizon, by_unit: dict[int, list[str]], districts: list[str], *, score: int,
           is_new: bool, received: int, person: str) -> Application:
    shortest, longest, step = lengths(row, call, rules)
    earliest = max(horizon.first, row.earliest_start_on or horizon.first)
    last = row.latest_end_on + timedelta(days=1) if row.latest_end_on else horizon.end
    wishes = [wish.unit_id for wish in sorted(row.wishes.all(), key=lambda wish: (wish.rank, wish.pk))] if row.where == Where.UNITS else []
    applicant, accept = row.applicant, _ACCEPTS[Use(row.use)]
    return Application(
        id=row.reference, applicant=person, received=received,
        category=row.activity, area=row.smallest_area_m2 or 0, needs=tuple(_needs(row)),
        rent_max=ENDLESS_CENTS if row.budget_cents is None else row.budget_cents, accept=accept,
        districts=tuple(_districts(row, districts)), notice=0, preferences=tuple(name for unit in wishes for name in by_unit.get(unit, ())),
        is_open=row.where != Where.UNITS, earliest=horizon.day_of(earliest), latest_end=horizon.day_of(min(last, horizon.end)),
        shortest=shortest, longest=longest, step=step, start_step=WEEK if rules.start_on == StartGrid.WEEK else 1, score=score,
        benefit=int(rules.benefits.get(applicant.kind, 100)), is_first_timer=is_new,
        traits=(("activity", row.activity), ("kind", applicant.kind)))


def lengths(row: Row, call: Call, rules: PlanRules) -> tuple[int, int, int]:
    """(shortest, longest, step) in days: whole weeks where stays begin on Mondays and a whole week lies between the two."""
    shortest = max(row.shortest_days or 1, call.shortest_days or 1)
    longest = min(filter(None, (row.longest_days, call.longest_days, row.spec.longest_days)))
    longest = max(longest, shortest)
    if rules.start_on == StartGrid.DAY:
        return shortest, longest, 1
    weeks = -(-shortest // WEEK) * WEEK
    return (weeks, longest // WEEK * WEEK, WEEK) if weeks <= longest else (shortest, shortest, WEEK)


def _needs(row: Row) -> Iterable[str]:
    yield from row.needed_features
    if row.use == Use.SHARED and row.share:
        yield f"share-{row.share}"
    if row.use == Use.SHARED:
        yield from (f"weekday-{day}" for day in sorted(row.weekdays))


def _districts(row: Row, known: list[str]) -> list[str]:
    """Words of matching_places.token() that lie in a wished part of town; all of them where none was wished, "" (anywhere) first."""
    wanted = {area.key for area in row.wished_areas.all()} if row.where == Where.FEATURES else set()
    return [word for word in known if wanted & set(word.split("|"))] if wanted else ["", *(word for word in known if word)]
