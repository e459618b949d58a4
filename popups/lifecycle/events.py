"""Performances and workshops."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import EventKind, EventStatus, LetterKind, Verb
from popups.letters import write_letter
from popups.lifecycle.event_letters import ask_host, tell_host_of_end, tell_of_confirmation
from popups.lifecycle.event_others import tell_others, tell_others_of_end
from popups.lifecycle.records import lock, lock_unit, step, write_history
from popups.models import Applicant, Event, Tenancy, User
from popups.rules.events import may_confirm, may_move_on, may_plan
from popups.rules.stages import hosts_of
from vacancies.models import Unit
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.references import fresh_reference

_VERBS = {EventStatus.HOST_AGREED: Verb.EVENT_AGREED, EventStatus.CONFIRMED: Verb.EVENT_CONFIRMED,
          EventStatus.HELD: Verb.EVENT_HELD, EventStatus.CANCELLED: Verb.EVENT_CANCELLED}


def _create(**fields: Any) -> Event:
    try:
        with transaction.atomic():
            return Event.objects.create(reference=fresh_reference(Event, "E"), **fields)
    except IntegrityError as error:
        text = _("Another performance is already planned here at that time.")
        raise Refused([Problem("performance_clash", text, "starts_at")]) from error


def _tenancy_on(unit: Unit, starts_at: datetime) -> Tenancy | None:
    """Nobody's shop is used without a word to them, also where the office named no host."""
    return next(iter(hosts_of(unit, timezone.localdate(starts_at))), None)


@transaction.atomic
def propose_event(*, unit: Unit, kind: EventKind | str, title: str, starts_at: datetime, ends_at: datetime, by: User,
                  tenancy: Tenancy | None = None, performer: Applicant | None = None, public_text: str = "",
                  places: int | None = None, price_cents: int = 0, now: datetime | None = None) -> Event:
    unit = lock_unit(unit.pk)
    refuse_if(may_plan(unit=unit, tenancy=tenancy, kind=kind, starts_at=starts_at, ends_at=ends_at,
                       performer=performer, now=now or timezone.now()))
    tenancy = tenancy or _tenancy_on(unit, starts_at)
    event = _create(unit=unit, kind=kind, title=title, starts_at=starts_at, ends_at=ends_at, tenancy=tenancy,
                    performer=performer, public_text=public_text, places=places, price_cents=price_cents)
    write_history(Verb.EVENT_PROPOSED, by=by, subject=event, to_status=EventStatus.PROPOSED)
    ask_host(event, by)
    return event


@transaction.atomic
def move_event_on(*, event: Event, to: EventStatus, by: User, note: str = "", now: datetime | None = None) -> Event:
    """Host agreed, confirmed, held or cancelled. The same step twice is done once."""
    lock_unit(event.unit_id)
    event = lock(event)
    if event.state is to:
        return event
    refuse_if(may_move_on(event, to, now or timezone.now()))
    if to is EventStatus.CANCELLED:
        tell_host_of_end(event, by, note)
        return cancel_locked(event, by=by, note=note)
    refuse_if(may_confirm(event) if to is EventStatus.CONFIRMED else [])
    step(event, to, _VERBS[to], by=by, note=note)
    if to is EventStatus.CONFIRMED:
        tell_of_confirmation(event, by)
        tell_others(event)
    return event


def cancel_locked(event: Event, *, by: Any, note: str = "", has_permanent_tenant: bool = False) -> Event:
    """Cancels and tells the performer, and whoever was told that it would be there. The caller holds the unit's lock.

    has_permanent_tenant: that is why, and the performer reads it.
    """
    if event.state is EventStatus.CONFIRMED:
        tell_others_of_end(event)
    step(event, EventStatus.CANCELLED, Verb.EVENT_CANCELLED, by=by, note=note)
    if event.performer is not None:
        write_letter(LetterKind.EVENT_CANCELLED, to=event.performer.addressee, key=f"event-cancelled:{event.reference}",
                     context={"event": event, "unit": event.unit, "note": note, "has_permanent_tenant": has_permanent_tenant})
    return event


@transaction.atomic
def move_event(*, event: Event, starts_at: datetime, ends_at: datetime, by: User, now: datetime | None = None) -> Event:
    """A new event at the new time; the old one stays as moved, so that the programme can say so."""
    unit = lock_unit(event.unit_id)
    event = lock(event)
    refuse_if(may_move_on(event, EventStatus.MOVED, now or timezone.now())
              + may_plan(unit=unit, tenancy=event.tenancy, kind=event.kind, starts_at=starts_at, ends_at=ends_at,
                         now=now or timezone.now(), performer=event.performer, ignoring=event))
    tell_others_of_end(event)
    step(event, EventStatus.MOVED, Verb.EVENT_MOVED, by=by)
    moved = _create(unit=unit, kind=event.kind, title=event.title, starts_at=starts_at, ends_at=ends_at,
                    tenancy=event.tenancy or _tenancy_on(unit, starts_at), performer=event.performer, public_text=event.public_text,
                    places=event.places, price_cents=event.price_cents)
    write_history(Verb.EVENT_PROPOSED, by=by, subject=moved, to_status=EventStatus.PROPOSED)
    ask_host(moved, by)
    return moved
