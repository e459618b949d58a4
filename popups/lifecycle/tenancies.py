"""What happens to a stay after it was agreed."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from popups.choices import EndReason, EventStatus, LetterKind, Verb
from popups.letters import write_letter
from popups.lifecycle.events import cancel_locked
from popups.lifecycle.records import lock, lock_unit, write_history
from popups.models import Event, Tenancy, User
from popups.moments import midnight
from popups.rules.tenancies import may_end
from vacancies.choices import Welcome
from vacancies.problem import refuse_if

PUBLIC_FIELDS = frozenset({"public_name", "public_text", "opening_hours", "activity"})


def shorten(tenancy: Tenancy, *, end: date, reason: EndReason | str, note: str, by: Any) -> list[Event]:
    """Sets the end, gives the days after it back, cancels its events from then on. The caller holds the locks."""
    tenancy.end, tenancy.end_reason, tenancy.end_note = end, reason, note
    tenancy.ended_at, tenancy.ended_by = timezone.now(), by
    tenancy.save(update_fields=["end", "end_reason", "end_note", "ended_at", "ended_by"])
    tenancy.occupancies.filter(start__gte=end).delete()
    tenancy.occupancies.filter(end__gt=end).update(end=end)
    write_history(Verb.TENANCY_ENDED, by=by, subject=tenancy, reason=reason, note=note)
    events = Event.objects.live().exclude(status=EventStatus.HELD).filter(tenancy=tenancy, ends_at__gt=midnight(end))
    is_permanent = reason == EndReason.PERMANENT_TENANT
    return [cancel_locked(event, by=by, note=note, has_permanent_tenant=is_permanent)
            for event in events.select_for_update(no_key=True).prefetch_related("unit", "performer__user")]


@transaction.atomic
def end_tenancy(*, tenancy: Tenancy, end: date, reason: EndReason | str, by: User, note: str = "",
                today: date | None = None) -> Tenancy:
    """`end` is the first day that is free again; equal to the start, the tenancy is called off."""
    lock_unit(tenancy.unit_id)
    tenancy = lock(tenancy)
    if tenancy.end_reason == reason and tenancy.end == end:
        return tenancy
    refuse_if(may_end(tenancy, end=end, reason=reason, today=today or timezone.localdate()))
    shorten(tenancy, end=end, reason=reason, note=note, by=by)
    write_letter(LetterKind.TENANCY_ENDS, to=tenancy.applicant.addressee, tenancy=tenancy, offer=tenancy.offer,
                 key=f"tenancy-ends:{tenancy.reference}", context={"note": note})
    return tenancy


@transaction.atomic
def change_public_face(*, tenancy: Tenancy, by: User, **fields: Any) -> Tenancy:
    """What visitors read: name, text, opening hours."""
    if set(fields) - PUBLIC_FIELDS:
        raise TypeError(f"change_public_face got {sorted(fields)}")
    tenancy = lock(tenancy)
    changed = [field for field, value in fields.items() if getattr(tenancy, field) != value]
    for field in changed:
        setattr(tenancy, field, fields[field])
    if changed:
        tenancy.save(update_fields=changed)
        write_history(Verb.TENANCY_CHANGED, by=by, subject=tenancy, note=", ".join(sorted(changed)))
    return tenancy


@transaction.atomic
def say_of_performances(*, tenancy: Tenancy, performances: Welcome | str, by: User) -> Tenancy:
    """What the tenant lets happen with them: of every performance from now on; those that are planned stay, each to be agreed to."""
    lock_unit(tenancy.unit_id)
    tenancy = lock(tenancy)
    if tenancy.performances == performances:
        return tenancy
    tenancy.performances = performances
    tenancy.save(update_fields=["performances"])
    write_history(Verb.STAGE_SAID, by=by, subject=tenancy, reason=performances)
    return tenancy
