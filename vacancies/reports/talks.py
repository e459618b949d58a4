"""The talks with an owner as a person reads them: the log of one unit, and what else the owner has."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from vacancies.choices import OwnerStage, ProposalState
from vacancies.models import Contact, Proposal, Talk, Unit
from vacancies.rules.talks import stage_of

# The design's colour of each stage; the word always stands beside it.
STAGE_COLOURS: dict[str, str] = {
    OwnerStage.NOT_ASKED: "neutral", OwnerStage.CONTACTED: "info", OwnerStage.WILLING: "accent",
    OwnerStage.TERMS_AGREED: "accent", OwnerStage.LISTED: "success", OwnerStage.REFUSED: "danger", OwnerStage.PAUSED: "warning",
}
MOST_CONTACTS, MOST_CHANGES, MOST_UNITS = 200, 200, 30


@dataclass(frozen=True)
class Move:
    """From one stage to another, or another reason for the same one."""

    label: str | Promise
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Step:
    """A next step that was set, or done (when is_done)."""

    text: str
    on: Any = None
    is_done: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the log. by None: the owner, on their own page. contact, moves and steps: what happened then."""

    at: datetime
    by: Any
    contact: Contact | None = None
    moves: list[Move] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def contacts_of(unit: Unit) -> list[Contact]:
    return list(unit.contacts.select_related("by", "owner")[:MOST_CONTACTS])


def log_of(unit: Unit, contacts: Iterable[Contact]) -> list[Line]:
    """Contacts and changes of the talk, the newest first. One query, whatever the length."""
    lines = [Line(contact.at, contact.by, contact=contact) for contact in contacts]
    records = list(Talk.history.filter(unit_id=unit.pk).select_related("history_user")
                   .order_by("-history_date", "-history_id")[:MOST_CHANGES + 1])
    pairs = pairwise([*records, None] if len(records) <= MOST_CHANGES else records)
    lines += [line for line in (_change(record, older) for record, older in pairs) if line.moves or line.steps]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _change(record: Any, older: Any) -> Line:
    moves, steps = [], []
    said = ("stage", "refusal", "note")
    first = older is None and record.stage != OwnerStage.NOT_ASKED
    if first or older is not None and any(getattr(record, name) != getattr(older, name) for name in said):
        moves.append(Move(record.get_stage_display(), record.get_refusal_display(), record.note))
    if older is not None and older.next_step and not record.next_step:
        steps.append(Step(older.next_step, is_done=True))
    elif record.next_step and (older is None or (older.next_step, older.next_on) != (record.next_step, record.next_on)):
        steps.append(Step(record.next_step, record.next_on))
    return Line(record.history_date, record.history_user, moves=moves, steps=steps)


def others_of(unit: Unit) -> list[Unit]:
    """What else the owner has, each with where the talks stand as `stage_label` and `stage_colour`."""
    if unit.owner_id is None:
        return []
    others = list(Unit.objects.in_register().filter(owner=unit.owner_id).exclude(pk=unit.pk)
                  .select_related("owner", "talk")[:MOST_UNITS])
    for other in others:
        tell_stage(other)
    return others


def tell_stage(unit: Unit) -> Unit:
    """Adds `stage_label` and `stage_colour` to a unit that was fetched with its talk and owner."""
    stage = stage_of(unit)
    unit.stage_label, unit.stage_colour = stage.label, STAGE_COLOURS[stage]  # type: ignore[attr-defined]
    return unit


def waiting_proposals(unit: Unit) -> QuerySet[Proposal]:
    return unit.proposals.filter(state=ProposalState.WAITING)
