"""One deed for many units: each is accounted for, and all of it can be taken back where nobody has moved on."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.lifecycle.archiving import leaves_somebody, move_problems, promised_in
from popups.models import Tenancy
from vacancies.choices import BulkOutcome, BulkVerb, OwnerStage, RecordState, Seen
from vacancies.lifecycle.putting_back import entry_now, put_entry_back, put_talk_back, talk_now
from vacancies.lifecycle.saving import mark_of
from vacancies.lifecycle.talks import move_talk, set_next_step
from vacancies.lifecycle.units import move_record, publish_unit, record_visit, unpublish_unit
from vacancies.lifecycle.visits import take_back_visit
from vacancies.models import BulkChange, BulkChangeRow, FieldVisit, Talk, Unit
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.rules.publication import doubt_about_owner, mark_of_doubt
from vacancies.rules.talks import said_stage

MOST = 500
Before = dict[str, Any] | None  # what taking back needs; None: it was so already


@dataclass(frozen=True)
class Ask:
    """What is to be done. step and on: only for the next step with the owner. doubts: those about owners that
    somebody has read (marks), so that no other unit is published without its owner's yes; None: all of them."""

    by: Any
    today: date
    step: str = ""
    on: date | None = None
    doubts: frozenset[str] | None = None


@dataclass(frozen=True)
class Stays:
    """Units by their keys: where a pop-up is today, and where days to come are promised to somebody."""

    today: frozenset[int]
    to_come: frozenset[int]


def stays_in(keys: Iterable[int], today: date) -> Stays:
    keys = list(keys)
    running = Tenancy.objects.on(today).filter(unit__in=keys).values_list("unit_id", flat=True)
    return Stays(frozenset(running), promised_in(keys, today))


def _refuse(code: str, text: Any) -> Refused:
    return Refused([Problem(code, text)])


def _of_entry(verb: Callable[[Unit, Ask], Unit]) -> Callable[[Unit, Ask, Stays], Before]:
    def done(unit: Unit, ask: Ask, _stays: Stays) -> Before:
        before, version = entry_now(unit), unit.version
        return before if verb(unit, ask).version != version else None

    return done


def _publish(unit: Unit, ask: Ask, stays: Stays) -> Before:
    doubt = "" if unit.is_published or ask.doubts is None else doubt_about_owner(unit)
    if doubt and mark_of_doubt(unit) not in (ask.doubts or ()):
        raise _refuse("owner_not_agreed", doubt)
    return _of_entry(lambda unit, ask: publish_unit(unit=unit, by=ask.by))(unit, ask, stays)


def _archive(unit: Unit, ask: Ask, stays: Stays) -> Before:
    refuse_if(move_problems(unit, RecordState.ARCHIVED, stays.to_come))
    return _of_entry(lambda unit, ask: move_record(unit=unit, to=RecordState.ARCHIVED, by=ask.by))(unit, ask, stays)


def _seen_empty(unit: Unit, ask: Ask, stays: Stays) -> Before:
    if unit.pk in stays.today:
        raise _refuse("in_use", _("A pop-up is in this unit today. Enter what you saw on the unit's own page."))
    if unit.field_visits.filter(seen_on=ask.today, seen=Seen.EMPTY).exists():
        return None
    return {"visit": record_visit(unit=unit, seen=Seen.EMPTY, seen_on=ask.today, by=ask.by, today=ask.today).pk}


def _of_talk(unit: Unit, verb: Callable[[], Talk]) -> Before:
    """Whether anything changed is seen from the history of the talk."""
    talk = Talk.objects.filter(unit=unit).first()
    before, mark = talk_now(talk), mark_of(talk) if talk else 0
    now = mark_of(verb())
    return {"talk": before, "mark": now} if now != mark else None


def _contacted(unit: Unit, ask: Ask, _stays: Stays) -> Before:
    stage = said_stage(unit)
    if stage not in {OwnerStage.NOT_ASKED, OwnerStage.CONTACTED}:
        raise _refuse("further", _("The talks are further than that. Move them on the unit's own page."))
    return _of_talk(unit, lambda: move_talk(unit=unit, to=OwnerStage.CONTACTED, by=ask.by))


def _next_step(unit: Unit, ask: Ask, _stays: Stays) -> Before:
    on = ask.on or ask.today
    return _of_talk(unit, lambda: set_next_step(unit=unit, step=ask.step, on=on, who=ask.by, by=ask.by, today=ask.today))


DEEDS: dict[BulkVerb, Callable[[Unit, Ask, Stays], Before]] = {
    BulkVerb.SEEN_EMPTY: _seen_empty,
    BulkVerb.PUBLISH: _publish,
    BulkVerb.UNPUBLISH: _of_entry(lambda unit, ask: unpublish_unit(unit=unit, by=ask.by)),
    BulkVerb.CONFIRM: _of_entry(lambda unit, ask: move_record(unit=unit, to=RecordState.CONFIRMED, by=ask.by)),
    BulkVerb.ARCHIVE: _archive,
    BulkVerb.CONTACTED: _contacted,
    BulkVerb.NEXT_STEP: _next_step,
}


# Why a unit is as it was: what was asked for is so without this change.
SO_ALREADY: dict[BulkVerb, Any] = {
    BulkVerb.SEEN_EMPTY: _("Somebody has entered today already that it stands empty."),
    BulkVerb.PUBLISH: _("It is public already."),
    BulkVerb.UNPUBLISH: _("It was not public."),
    BulkVerb.CONFIRM: _("It is confirmed already."),
    BulkVerb.ARCHIVE: _("It is archived already."),
    BulkVerb.CONTACTED: _("The owner is noted as contacted already."),
    BulkVerb.NEXT_STEP: _("This next step is set already."),
}


def _reason(refused: Refused) -> str:
    return " ".join(str(problem.message) for problem in refused.problems)[:500]


def _held(keys: Iterable[int]) -> list[Unit]:
    """Locked in one statement, in the order of their keys, as merges do: who wants some of the same units waits, never in a circle.

    Read by a second statement: what belongs to them may have gone to another entry while this one waited.
    """
    units = Unit.objects.filter(pk__in=list(keys)).order_by("pk")
    held = list(units.select_for_update().values_list("pk", flat=True))
    return list(Unit.objects.select_related("owner", "talk").prefetch_related("contacts").filter(pk__in=held).order_by("pk"))


@transaction.atomic
def change_many(*, verb: BulkVerb, keys: Iterable[int], by: Any, step: str = "", on: date | None = None,
                today: date | None = None, doubts: frozenset[str] | None = None) -> BulkChange:
    """All in one transaction, each unit by the verb that one unit is changed by; what its rules refuse is kept with the reason.

    Costs some ten queries a unit, so at most 500 at once.
    """
    units = _held(keys)
    refuse_if(how_many_problems(len(units)))
    ask = Ask(by, today or timezone.localdate(), step, on, doubts)
    stays = stays_in((unit.pk for unit in units), ask.today)
    change = BulkChange.objects.create(key=secrets.token_hex(16), verb=verb, by=by)
    BulkChangeRow.objects.bulk_create([_row(change, unit, ask, stays) for unit in units])
    return change


def how_many_problems(count: int) -> list[Problem]:
    if count == 0:
        return [Problem("none_chosen", _("Tick at least one unit first."))]
    if count > MOST:
        return [Problem("too_many", _("At most 500 units can be changed at once. Narrow the list first."))]
    return []


def _row(change: BulkChange, unit: Unit, ask: Ask, stays: Stays) -> BulkChangeRow:
    """Tells the reason of all that was left out, and of a unit that was published without its owner's yes."""
    row, verb = BulkChangeRow(change=change, unit=unit), BulkVerb(change.verb)
    try:
        before = DEEDS[verb](unit, ask, stays)
        if before is None:
            row.outcome, row.before, row.reason = BulkOutcome.UNCHANGED, {}, str(SO_ALREADY[verb])
        else:
            row.outcome, row.before = BulkOutcome.DONE, before
            row.reason = str(doubt_about_owner(unit)) if verb is BulkVerb.PUBLISH else ""
    except Refused as refused:
        row.outcome, row.reason = BulkOutcome.REFUSED, _reason(refused)
    row.version = unit.version + (row.outcome == BulkOutcome.DONE and "record_state" in row.before)
    return row


@transaction.atomic
def undo_change(*, change: BulkChange, by: Any) -> BulkChange:
    """Puts back what was done, unit by unit; those that somebody has changed since stay and say so. Twice is harmless."""
    change = BulkChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.undone_at:
        return change
    rows = list(change.rows.filter(outcome=BulkOutcome.DONE).order_by("unit_id"))
    units = {unit.pk: unit for unit in _held(row.unit_id for row in rows)}
    stays = stays_in(units, timezone.localdate())
    for row in rows:
        _undo_row(row, units[row.unit_id], stays, by)
    BulkChangeRow.objects.bulk_update(rows, ["outcome", "reason"], batch_size=100)
    change.undone_at, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone_at", "undone_by"])
    return change


def _undo_row(row: BulkChangeRow, unit: Unit, stays: Stays, by: Any) -> None:
    try:
        if "record_state" in row.before and leaves_somebody(unit, row.before["record_state"], stays.to_come):
            raise _refuse("promised", _("It is promised to somebody since. It stays confirmed."))
        _put_back(row, unit, by)
        row.outcome, row.reason = BulkOutcome.PUT_BACK, ""
    except Refused as refused:
        row.outcome, row.reason = BulkOutcome.KEPT, _reason(refused)


def _put_back(row: BulkChangeRow, unit: Unit, by: Any) -> None:
    if "visit" in row.before:
        visit = FieldVisit.objects.filter(pk=row.before["visit"]).first()
        if visit is None:
            raise _refuse("gone", _("Somebody has taken this back already."))
        take_back_visit(visit=visit, by=by)
    elif "talk" in row.before:
        put_talk_back(unit=unit, mark=row.before["mark"], before=row.before["talk"], by=by)
    else:
        now = put_entry_back(unit=unit, version=row.version, before=row.before, by=by)
        # The entry is again what it was before this change, so what led there can be taken back in its turn.
        earlier = BulkChangeRow.objects.filter(unit=unit, outcome=BulkOutcome.DONE, version=row.before["version"])
        earlier.exclude(change=row.change_id).update(version=now.version)
