"""Events as their host and their performer see them: one word, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from popups.choices import EventStatus
from popups.models import Event, Tenancy
from popups.rules.event_hosts import may_host_agree, may_host_refuse
from popups.rules.stages import loudness_of
from vacancies.models import Unit

SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """colour: of the design, for the tag beside it and the box around it."""

    word: str | Promise
    next_step: str | Promise
    colour: str = "neutral"
    box: str = "neutral"


HELD = Standing(pgettext_lazy("event", "Took place"), "")
CANCELLED = Standing(_("Cancelled"), _("It does not take place."), "danger")
MOVED = Standing(_("Moved to another time"), _("What was asked about this time no longer holds. The new time is a question of its own."))
CONFIRMED = Standing(_("Confirmed"), _("The programme shows it. If something comes between, write to the town office as soon as you know."), "success", "pine")
HOST_ASKED = Standing(_("Waits for your answer"), _("It only takes place if you agree."), "warning", "amber")
HOST_LATE = Standing(_("Not answered in time"), _("If it should still take place, write to the town office."))
HOST_REFUSED = Standing(_("You said no"), _("The performer knows, and the time is free again. If you have changed your mind, write to the town office."))
FOR_HOST: dict[str, Standing] = {
    EventStatus.PROPOSED: HOST_ASKED, EventStatus.CONFIRMED: CONFIRMED, EventStatus.HELD: HELD, EventStatus.CANCELLED: CANCELLED,
    EventStatus.MOVED: MOVED,
    EventStatus.HOST_AGREED: Standing(_("Agreed"), _("The town office confirms it next. Until then you can still say no."), "info", "pine")}
PERFORMER_REFUSED = Standing(_("Does not take place"), _("The host did not agree. If you would like another day or place, write to the town office."))
FOR_PERFORMER: dict[str, Standing] = {
    EventStatus.CONFIRMED: CONFIRMED, EventStatus.HELD: HELD, EventStatus.CANCELLED: CANCELLED,
    EventStatus.MOVED: Standing(_("Moved to another time"), _("The new time stands beside it.")),
    EventStatus.PROPOSED: Standing(_("Proposed"), _("The host is asked. We write to you when it is settled."), "warning", "amber"),
    EventStatus.HOST_AGREED: Standing(_("Host agreed"), _("The town office confirms it next. Then it stands in the programme."), "info", "amber")}


@dataclass(frozen=True)
class Own:
    """An event with where it stands for the person who reads."""

    event: Event
    standing: Standing

    @property
    def is_waiting(self) -> bool:
        return self.standing is HOST_ASKED


def for_host(event: Event, now: datetime) -> Own:
    if event.host_refused_at is not None:
        return Own(event, HOST_REFUSED)
    if event.state in {EventStatus.PROPOSED, EventStatus.HOST_AGREED} and event.starts_at <= now:
        return Own(event, HOST_LATE)
    return Own(event, FOR_HOST[event.state])


def for_performer(event: Event) -> Own:
    return Own(event, PERFORMER_REFUSED if event.host_refused_at is not None else FOR_PERFORMER[event.state])


def _coming(now: datetime) -> QuerySet[Event]:
    """What is planned, and what its host refused; a cancelled one of the office is told by letter and needs no line."""
    kept = Q(pk__in=Event.objects.live().values("pk")) | Q(host_refused_at__isnull=False)
    return Event.objects.filter(kept, ends_at__gte=now).select_related("unit", "tenancy", "performer").order_by("starts_at", "pk")


def hosted_by(user: Any) -> QuerySet[Event]:
    """At all stays of one person, whatever became of it."""
    return Event.objects.filter(tenancy__offer__application__applicant__user=user)


def of_tenancy(tenancy: Tenancy, now: datetime) -> list[Own]:
    return [for_host(event, now) for event in _coming(now).filter(tenancy=tenancy)[:SHOWN]]


def waiting_for(user: Any, now: datetime) -> list[Own]:
    """At all stays of one person. One query."""
    rows = _coming(now).filter(status=EventStatus.PROPOSED, starts_at__gt=now, pk__in=hosted_by(user).values("pk"))
    return [for_host(event, now) for event in rows[:SHOWN]]


def in_bare_units(units: Sequence[Unit], now: datetime) -> Iterable[Event]:
    """Of which the owner is the host. One query."""
    return _coming(now).filter(unit__in=units, tenancy=None)


def own_performances(user: Any, now: datetime) -> list[Own]:
    """Those in which the person performs, to come, also cancelled and moved ones. One query."""
    rows = Event.objects.filter(performer__user=user, ends_at__gte=now).select_related("unit", "tenancy").order_by("starts_at", "pk")
    return [for_performer(event) for event in rows[:SHOWN]]


def hosted(event: Event, now: datetime) -> dict[str, Any]:
    """What the page about one event tells its host, and what may still be said."""
    may_refuse = not may_host_refuse(event, now)
    may_agree = event.state is EventStatus.PROPOSED and not may_host_agree(event, now)
    return {"event": event, "own": for_host(event, now), "may_agree": may_agree, "may_refuse": may_refuse,
            "loudness": loudness_of(event.performer)}
