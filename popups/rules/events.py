"""May this event be planned here, and may it move on?"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from popups.choices import EVENT_MOVES, EventKind, EventStatus
from popups.models import Applicant, Event, Tenancy
from popups.moments import is_skipped
from popups.rules.moves import move_problems
from popups.rules.stages import hosts_of, stage_problems
from vacancies.models import Unit
from vacancies.problem import Problem


def may_plan(*, unit: Unit, tenancy: Tenancy | None, kind: str, starts_at: datetime, ends_at: datetime,
             now: datetime, performer: Applicant | None = None, ignoring: Event | None = None) -> list[Problem]:
    problems = _skipped(starts_at, "starts_at") + _skipped(ends_at, "ends_at")
    if problems:
        return problems  # which end comes after which start could not be said
    if ends_at <= starts_at:
        return [Problem("end_before_start", _("The end must come after the start."), "ends_at")]
    if starts_at < now:
        problems.append(Problem("start_past", _("This moment has gone by. Choose a later one."), "starts_at"))
    if (ends_at - starts_at).days >= 1:
        problems.append(Problem("too_long", _("One event lasts less than a day. Make one for each day."), "ends_at"))
    if tenancy and (tenancy.unit_id != unit.pk or not tenancy.is_on(timezone.localdate(starts_at))):
        problems.append(Problem("outside_tenancy", _("The tenancy does not run in this unit on that day."), "starts_at"))
    if kind != EventKind.PERFORMANCE or any(problem.code == "too_long" for problem in problems):
        return problems
    performances = Event.objects.live().filter(unit=unit, kind=EventKind.PERFORMANCE).between(starts_at, ends_at)
    if performances.exclude(pk__in=[ignoring.pk] if ignoring else []).exists():
        problems.append(Problem("performance_clash", _("Another performance is already planned here at that time."),
                                "starts_at"))
    return problems + stage_problems(unit=unit, tenancy=tenancy, performer=performer, starts_at=starts_at, ends_at=ends_at,
                                     ignoring=ignoring)


def _skipped(moment: datetime, field: str) -> list[Problem]:
    if not is_skipped(moment):
        return []
    text = _("There is no %(clock)s on that day: the clock is put forward past it. Choose another time.")
    return [Problem("hour_skipped", text % {"clock": f"{moment:%H:%M}"}, field)]


def may_move_on(event: Event, to: EventStatus, now: datetime) -> list[Problem]:
    problems = move_problems(EVENT_MOVES, event.state, to)
    if to is EventStatus.HELD and event.starts_at > now:
        problems.append(Problem("not_yet", _("The event has not begun yet.")))
    return problems


def may_confirm(event: Event) -> list[Problem]:
    """Who came into a unit that nobody had when the event was planned was never asked."""
    host = next(iter(hosts_of(event.unit, timezone.localdate(event.starts_at))), None) if event.tenancy_id is None else None
    if host is None:
        return []
    text = gettext("“%(host)s” has this unit on that day and was never asked. Cancel the event and plan it again: then they are.")
    return [Problem("host_not_asked", text % {"host": host.public_name})]
