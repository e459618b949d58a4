"""Where, when and how loud may be performed: what a place says, what its host says, what the performer says."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from popups.choices import EventKind, Use
from popups.models import Applicant, Application, Event, Tenancy
from vacancies.choices import Loudness, Welcome
from vacancies.models import Unit
from vacancies.problem import Problem

DAY = 24 * 60


def minute_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def in_words(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def hours_of(unit: Unit) -> tuple[int, int]:
    """Minutes of the day between which performances are: the unit's own, else the town's."""
    first = settings.PLAY_FROM * 60 if unit.play_from is None else minute_of(unit.play_from)
    return first, settings.PLAY_UNTIL * 60 if unit.play_until is None else minute_of(unit.play_until)


def changeover() -> timedelta:
    return timedelta(minutes=settings.CHANGEOVER_MINUTES)


def hosts_of(unit: Unit, day: date) -> list[Tenancy]:
    """Who has the room that day; who has only the window hears nothing of it. Whoever has all of it, or was there first, comes first."""
    rows = Tenancy.objects.on(day).filter(unit=unit).exclude(use=Use.WINDOW).order_by("start", "pk")
    return whole_first(rows)


def whole_first(rows: Iterable[Tenancy]) -> list[Tenancy]:
    return sorted(rows, key=lambda row: row.use != Use.WHOLE)


def loudness_of(performer: Applicant | None) -> Loudness | None:
    """As the performer's newest application says that was sent; None: not said."""
    if performer is None:
        return None
    newest = Application.objects.sent().filter(applicant=performer).order_by("-submitted_at", "-pk")
    said = (answers.get("loudness") for answers in newest.values_list("answers", flat=True)[:5])
    return next((Loudness(word) for word in said if word in Loudness.values), None)


def stage_problems(*, unit: Unit, tenancy: Tenancy | None, performer: Applicant | None, starts_at: datetime, ends_at: datetime,
                   ignoring: Event | None = None) -> list[Problem]:
    """What keeps a performance from this place at this time, besides another one at the very same time."""
    return [*_hours(unit, starts_at, ends_at), *_loud(unit, performer), *_unwelcome(unit, tenancy, timezone.localdate(starts_at)),
            *_too_near(unit, starts_at, ends_at, ignoring)]


def _hours(unit: Unit, starts_at: datetime, ends_at: datetime) -> list[Problem]:
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    first, last = hours_of(unit)
    until = minute_of(ends.time()) + DAY * (ends.date() - starts.date()).days
    if first <= minute_of(starts.time()) and until <= last:
        return []
    text = _("Performances here are between %(first)s and %(last)s. Choose a time within these hours, or change the hours of the unit.")
    return [Problem("quiet_hours", text % {"first": in_words(first), "last": in_words(last)}, "starts_at")]


def _loud(unit: Unit, performer: Applicant | None) -> list[Problem]:
    loudness = loudness_of(performer)
    if loudness is None or loudness.rank <= unit.bears.rank:
        return []
    text = _("Too loud for this unit. The performer: “%(loudness)s”; the unit: “%(most)s”. Choose a place that bears more.")
    return [Problem("too_loud", text % {"loudness": loudness.label, "most": unit.bears.label}, "performer")]


def _unwelcome(unit: Unit, tenancy: Tenancy | None, day: date) -> list[Problem]:
    """Who has the room decides, in their time; else what the unit says."""
    hosts = hosts_of(unit, day)
    if tenancy is not None and tenancy not in hosts:
        hosts.append(tenancy)
    for host in hosts:
        if host.performances == Welcome.NO:
            text = _("“%(host)s” wants no performances. Choose another place, or talk to them and change it on the page of the tenancy.")
            return [Problem("host_said_no", text % {"host": host.public_name}, "tenancy")]
    if not hosts and unit.performances == Welcome.NO:
        return [Problem("host_said_no", _("No performances are wanted in this unit. Choose another place, or change it on the page of the unit."), "tenancy")]
    return []


def _too_near(unit: Unit, starts_at: datetime, ends_at: datetime, ignoring: Event | None) -> list[Problem]:
    performances = Event.objects.live().filter(unit=unit, kind=EventKind.PERFORMANCE).exclude(pk__in=[ignoring.pk] if ignoring else [])
    near = performances.between(starts_at - changeover(), ends_at + changeover()).exclude(starts_at__lt=ends_at, ends_at__gt=starts_at).first()
    if near is None:
        return []
    text = _("Between two performances in one unit there are at least %(minutes)d minutes; another one is from %(first)s to %(last)s.")
    first, last = (minute_of(timezone.localtime(moment).time()) for moment in (near.starts_at, near.ends_at))
    return [Problem("changeover", text % {"minutes": settings.CHANGEOVER_MINUTES, "first": in_words(first), "last": in_words(last)}, "starts_at")]
