"""From applications of musicians and units to what the engine is asked: the one place where performances learn of the database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from popups.choices import ApplicationStatus, EventKind, Outcome, Use, Where
from popups.kinds import ApplicantKind
from popups.matching.stages import Act, Busy, Season, Stage
from popups.models import Application, Call, Event, Tenancy
from popups.moments import midnight
from popups.reports.availability import SegmentKind
from popups.reports.free_time import taken_days
from popups.reports.matching_places import areas_of
from popups.reports.scores import Scored, nearest, score_of
from popups.rules.nearness import kept_applications
from popups.rules.reviewing import BLIND
from popups.rules.stages import DAY, hours_of, minute_of, whole_first
from vacancies.choices import Loudness, Welcome
from vacancies.models import Unit

UNSCORED = 50
MOST_TIMES = 20


@dataclass(frozen=True)
class Evenings:
    """season: plain data for the engine. The rest finds what it speaks of, by the names that it uses."""

    season: Season
    applications: dict[str, Application]
    units: dict[str, Unit]
    hosts: dict[str, list[Tenancy]]

    def hosts_on(self, stage: str, day: date) -> list[Tenancy]:
        """Whoever has a room there; the first is asked."""
        return [row for row in self.hosts[stage] if row.is_on(day)]


def performers(call: Call | None, user: Any) -> list[Application]:
    """The newest application of each musician who said how long one performance is, is under consideration and not refused. Three queries.

    Whoever asks learns nothing of applications that they stand too near to. Whoever waits for a blind review is left out: a performance
    shows its readers, reviewers among them, who plays and what the application is called.
    """
    considered = [status for status in ApplicationStatus if status.is_under_consideration]
    rows = Application.objects.filter(applicant__kind=ApplicantKind.MUSICIAN, status__in=considered, **({"call": call} if call else {}))
    rows = rows.exclude(decision__outcome=Outcome.NOT_SELECTED).exclude(pk__in=kept_applications(user).values("pk"))
    rows = rows.exclude(applicant__in=Application.objects.sent().filter(BLIND).exclude(status=ApplicationStatus.WITHDRAWN).values("applicant"))
    rows = rows.select_related("applicant").prefetch_related("wishes__unit", "wished_areas").order_by("-submitted_at", "-pk")
    newest: dict[int, Application] = {}
    for row in rows:
        if _number(row.answers.get("length_minutes")):
            newest.setdefault(row.applicant_id, row)
    return list(newest.values())


def evenings_of(first: date, days: int, *, call: Call | None, user: Any) -> Evenings:
    """A fixed number of queries, however many musicians and units. Nothing of it depends on the order of rows."""
    rows, end = performers(call, user), first + timedelta(days=days)
    units = list(Unit.objects.listed().order_by("reference"))
    hosts = _hosts(units, first, end)
    wished = {wish.unit_id for row in rows for wish in row.wishes.all() if row.where == Where.UNITS}
    units = [unit for unit in units if unit.pk in wished or not _is_unsaid(unit, hosts[unit.pk])]
    areas, busy, plays = areas_of(units), *_planned(units, rows, first, end)
    shut, scores = taken_days([unit.pk for unit in units], first, end), score_of(call) if call else {}
    dates = [first + timedelta(days=number) for number in range(days)]
    acts = tuple(_act(row, plays[row.applicant_id], _score(scores.get(row.pk))) for row in rows)
    stages = tuple(_stage(unit, hosts[unit.pk], dates, areas[unit.pk], tuple(busy[unit.pk]), shut.get(unit.pk, [])) for unit in units)
    return Evenings(Season(first, days, acts, stages, settings.CHANGEOVER_MINUTES), {row.reference: row for row in rows},
                    {unit.reference: unit for unit in units}, {unit.reference: hosts[unit.pk] for unit in units})


def _number(said: Any) -> int:
    return int(said) if str(said).isdecimal() else 0


def _score(scored: Scored | None) -> int:
    return UNSCORED if scored is None or scored.median is None else nearest(scored.median, 100)


def _hosts(units: Iterable[Unit], first: date, end: date) -> dict[int, list[Tenancy]]:
    """Who has the room on any of these days, in the order in which they are asked. One query."""
    found: dict[int, list[Tenancy]] = defaultdict(list)
    rows = Tenancy.objects.overlapping(first, end).exclude(use=Use.WINDOW).filter(unit__in=[unit.pk for unit in units]).select_related("offer__application")
    for row in whole_first(rows.order_by("start", "pk")):
        found[row.unit_id].append(row)
    return found


def _is_unsaid(unit: Unit, hosts: Sequence[Tenancy]) -> bool:
    """Neither the unit nor anybody who has it says anything of performances or of sound: only those who wish for it are sent there."""
    return not (unit.performances or unit.loudest or unit.is_sound_tolerant or any(host.performances for host in hosts))


def _planned(units: Sequence[Unit], rows: Sequence[Application], first: date, end: date) -> tuple[dict[int, list[Busy]], dict[int, set[date]]]:
    """By unit what is planned there, by performer the days on which they play. Two queries."""
    live = Event.objects.live().filter(kind=EventKind.PERFORMANCE)
    busy: dict[int, list[Busy]] = defaultdict(list)
    for event in live.filter(unit__in=[unit.pk for unit in units]).between(midnight(first), midnight(end)).order_by("starts_at", "pk"):
        busy[event.unit_id] += _by_day(event)
    plays: dict[int, set[date]] = defaultdict(set)
    since = min((row.earliest_start_on for row in rows if row.earliest_start_on), default=first)
    own = live.filter(performer__in=[row.applicant_id for row in rows], starts_at__gte=midnight(min(since, first)))
    for performer, starts_at in own.values_list("performer_id", "starts_at"):
        plays[performer].add(timezone.localdate(starts_at))
    return busy, plays


def _by_day(event: Event) -> list[Busy]:
    """One that goes past midnight takes some of two days."""
    starts, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    start, end = minute_of(starts.time()), minute_of(ends.time())
    if ends.date() == starts.date():
        return [Busy(starts.date(), start, end, event.title)]
    return [Busy(starts.date(), start, DAY, event.title), *([Busy(ends.date(), 0, end, event.title)] if end else [])]


def _act(row: Application, plays: set[date], score: int) -> Act:
    said, is_open = row.answers, row.where != Where.UNITS
    wishes = [] if is_open else [wish.unit.reference for wish in sorted(row.wishes.all(), key=lambda wish: (wish.rank, wish.pk))]
    opens, closes = _minute(said.get("play_from")), _minute(said.get("play_until"))
    first = row.earliest_start_on or date.min
    return Act(
        id=row.reference, minutes=_number(said["length_minutes"]), loudness=_rank(said.get("loudness")), weekdays=frozenset(said.get("play_days") or ()),
        opens=opens or 0, closes=closes or DAY, first=first, last=row.latest_end_on or date.max,
        times=min(MOST_TIMES, _number(said.get("times")) or 1), wishes=tuple(wishes), is_open=is_open,
        areas=frozenset(area.key for area in row.wished_areas.all()) if row.where == Where.FEATURES else frozenset(),
        score=score, plays=frozenset(day for day in plays if day >= first))


def _minute(said: Any) -> int:
    """Of "17:30"; 0 where nothing was said."""
    hour, _colon, minute = str(said or "0:0").partition(":")
    return _number(hour) * 60 + _number(minute)


def _rank(said: Any) -> int | None:
    return Loudness(said).rank if said in Loudness.values else None


def _stage(unit: Unit, hosts: list[Tenancy], dates: list[date], areas: frozenset[str], busy: tuple[Busy, ...], taken: Sequence[Any]) -> Stage:
    opens, closes = hours_of(unit)
    closed = [row for row in taken if row.kind in {SegmentKind.CLOSED, SegmentKind.SHOP}]
    return Stage(
        id=unit.reference, opens=opens, closes=closes, loudest=unit.bears.rank, areas=areas, is_unsaid=_is_unsaid(unit, hosts),
        glad=frozenset(day for day in dates if _asked_first(unit, [host for host in hosts if host.is_on(day)]).performances == Welcome.YES),
        refused=frozenset(day for day in dates if _is_refused(unit, [host for host in hosts if host.is_on(day)])),
        shut=frozenset(day for day in dates if any(row.start <= day < row.end for row in closed)), busy=busy)


def _asked_first(unit: Unit, hosts: list[Tenancy]) -> Unit | Tenancy:
    return hosts[0] if hosts else unit


def _is_refused(unit: Unit, hosts: list[Tenancy]) -> bool:
    """By anybody who has the room that day; where nobody has it, by the unit."""
    return any(host.performances == Welcome.NO for host in hosts) if hosts else unit.performances == Welcome.NO
