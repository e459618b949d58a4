"""Letters about events: the host is asked and reminded; performer and host hear what came of it.

The host is the tenant while the event lies over a tenancy, else the owner of the unit, who has no account and gets the link
of their own page.
"""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from popups.choices import LetterKind, Verb
from popups.letters import write_letter
from popups.lifecycle.owner_letters import write_to_owner
from popups.lifecycle.records import write_history
from popups.models import Event, Letter
from popups.rules.stages import loudness_of


def reminder_key(event: Event) -> str:
    return f"event-reminder:{event.reference}"


def refusal_key(event: Event) -> str:
    return f"event-cancelled:{event.reference}"


def keys_to_host(event: Event) -> list[str]:
    """Of all letters in which the host can read of an event, and so of who plays."""
    return [f"event-{what}:{event.reference}" for what in ("asked", "reminder", "confirmed-host", "cancelled-host")]


def _write_to_host(kind: LetterKind, event: Event, by: Any, what: str, **told: Any) -> Letter | None:
    """None where there is nobody to write to: a unit without an owner, or an owner without an e-mail."""
    key = f"event-{what}:{event.reference}"
    loudness = loudness_of(event.performer)
    context = {"event": event, "unit": event.unit, "is_host": True, "loudness": loudness.label if loudness else "", **told}
    if event.tenancy is not None:
        href = reverse("popups:hosted-event", args=[event.reference])
        return write_letter(kind, to=event.tenancy.applicant.addressee, tenancy=event.tenancy, key=key, context=context | {"href": href})
    owner = event.unit.owner
    last_day = timezone.localdate(event.ends_at)
    return write_to_owner(kind, owner=owner, by=by, key=key, until=last_day, **context) if owner is not None else None


def ask_host(event: Event, by: Any) -> None:
    """The caller holds the unit's lock."""
    if _write_to_host(LetterKind.EVENT_ASKED, event, by, "asked") is not None:
        event.host_asked_at = timezone.now()
        event.save(update_fields=["host_asked_at"])
        write_history(Verb.EVENT_ASKED, by=by, subject=event)


def remind_host(event: Event) -> bool:
    """The caller holds the unit's lock."""
    return _write_to_host(LetterKind.EVENT_REMINDER, event, None, "reminder") is not None


def tell_of_confirmation(event: Event, by: Any) -> None:
    _write_to_host(LetterKind.EVENT_CONFIRMED, event, by, "confirmed-host")
    if event.performer is not None:
        write_letter(LetterKind.EVENT_CONFIRMED, to=event.performer.addressee, key=f"event-confirmed:{event.reference}",
                     context={"event": event, "unit": event.unit})


def tell_host_of_end(event: Event, by: Any, note: str = "", **told: Any) -> None:
    """The office cancelled it. Whoever was never asked has nothing to hear."""
    if event.host_asked_at is not None:
        _write_to_host(LetterKind.EVENT_CANCELLED, event, by, "cancelled-host", note=note, **told)


def tell_performer_of_refusal(event: Event) -> None:
    if event.performer is not None:
        write_letter(LetterKind.EVENT_CANCELLED, to=event.performer.addressee, key=refusal_key(event),
                     context={"event": event, "unit": event.unit, "note": event.host_note, "host_refused": True})
