"""Decisions about the applications of a call: made one by one, pending until the results are sent, undone until then.

Everything here holds the call first, then the application, so that places and positions are given one after another.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from popups.choices import Outcome, RuleUse, Verb
from popups.lifecycle.plan_answers import (
    Answer,
    answer_of,
    answers_of,
    forget_answer,
    keep_answer,
    keep_answers,
    silence_of,
)
from popups.lifecycle.records import lock, write_history
from popups.lifecycle.reserve import close_gap, free_position, let_businesses_before, put_at
from popups.lifecycle.rivals import mark_alone
from popups.models import Application, Call, Decision, History, User
from popups.rules.commercial_first import is_running, rules_used, use_of_rule
from popups.rules.deciding import may_close, may_decide, may_decide_many, may_move_on_reserve, may_reopen, may_undo
from popups.rules.nearness import many_near_problems
from popups.rules.overtaken import overtaken, overtaken_among
from popups.rules.rivals import judging_problems, side_of
from popups.rules.telling import decision_of
from vacancies.problem import refuse_if
from vacancies.sure import sure


def locked_in_call(application: Application) -> Application:
    """The application with its call, both held until the transaction ends."""
    call = lock(application.call) if application.call else None
    application = lock(application)
    application.call = call
    return application


def decide(*, application: Application, outcome: Outcome | str, by: User, reason: str = "", note: str = "",
           reserve_position: int | None = None, rule_reason: str = "", plan: str = "", seen: str | None = None,
           now: datetime | None = None) -> Decision:
    """A person's decision; nobody outside the office hears of it before the results are sent. Decided again, the last one counts.

    reserve_position: 1 moves up first; without one it goes to the end. rule_reason: why it comes before businesses. plan: reference of the
    one that shows the applicant what stood in the way; "" shows nothing. seen: seal of the decision that was read before.
    """
    told = answer_of(application, plan) if plan and outcome != Outcome.PLACE else None  # takes a moment: before anything is locked
    return _decide(application, outcome, reason=reason, note=note, reserve_position=reserve_position, rule_reason=rule_reason, answer=told, by=by,
                   seen=seen, now=now or timezone.now())


@transaction.atomic
def _decide(application: Application, outcome: Outcome | str, *, reason: str, note: str, reserve_position: int | None, rule_reason: str,
            answer: Answer | None, by: User, seen: str | None, now: datetime) -> Decision:
    application, today = locked_in_call(application), timezone.localdate(now)
    refuse_if(judging_problems(application, by) or overtaken(application, seen) or may_decide(
        application, outcome=outcome, reason=reason, note=note, position=reserve_position, rule_reason=rule_reason, now=now, today=today) + silence_of(answer))
    outcome, reason = Outcome(outcome), reason if outcome == Outcome.NOT_SELECTED else ""
    use = use_of_rule(application, outcome, reason, reserve_position, today)
    decision = _write(application, outcome, reason=reason, note=note.strip(), position=reserve_position, by=by, now=now)
    keep_answer(decision, answer)
    write_use(application, use, rule_reason, by=by)
    mark_alone(application.call, [application], by=by)
    return decision


def _write(application: Application, outcome: Outcome, *, reason: str, note: str, position: int | None, by: User, now: datetime) -> Decision:
    before = decision_of(application)
    kept = before.reserve_position if before and position is None else None
    decision = before or Decision(application=application, call=application.call)
    was = decision.outcome
    decision.outcome, decision.reason, decision.note, decision.at, decision.by = outcome, reason, note, now, by
    decision.reserve_position = (kept or free_position(decision.call)) if outcome == Outcome.RESERVE else None
    decision.save()
    if outcome == Outcome.RESERVE and position is not None:
        put_at(decision, position)
    close_gap(decision.call)
    if outcome == Outcome.RESERVE and position is None and not kept:
        _came_to_reserve(decision.call, {application.pk}, timezone.localdate(now))
    write_history(Verb.DECIDED, by=by, subject=application, from_status=was, to_status=outcome, reason=reason, note=note)
    decision.refresh_from_db()
    return decision


def _came_to_reserve(call: Call, new: Collection[int], today: date) -> None:
    """To the end of the list, since nobody named a place: there businesses pass everybody else while they come first."""
    if is_running(call, today):
        let_businesses_before(call, new)


def write_use(application: Application, use: RuleUse | None, rule_reason: str, *, by: User) -> None:
    """A line where “businesses first” had a say. Held by the caller."""
    if use is not None:
        write_history(Verb.RULE_USED, by=by, subject=application, reason=use,
                      note=rule_reason.strip() if use is RuleUse.DEPARTED else "")


def decide_many(*, applications: Sequence[Application], outcome: Outcome | str, by: User, reason: str = "", note: str = "", plan: str = "",
                seen: Mapping[str, str] | None = None) -> int:
    """The same decision about each of those that a person has looked at and ticked; all of them or none. Reserve: behind the others, in this order.

    plan: as for decide(), for those about which it says why they have no place. seen: seals of the decisions that were read before, by
    reference. Returns how many. A fixed number of queries, but for the size of one INSERT.
    """
    told = answers_of(applications, plan) if outcome != Outcome.PLACE else {}  # takes a moment: before anything is locked
    with transaction.atomic():
        number = _decide_many(applications, outcome, reason=reason, note=note, by=by, seen=seen)
        keep_answers(plan, told)
    return number


def _decide_many(applications: Sequence[Application], outcome: Outcome | str, *, reason: str, note: str, by: User,
                 seen: Mapping[str, str] | None) -> int:
    call, now = lock(sure(applications[0].call)), timezone.now()
    order = {row.pk: number for number, row in enumerate(applications)}
    held = Application.objects.filter(pk__in=order, call=call).select_for_update(no_key=True).order_by("pk")
    rows = sorted(Application.objects.filter(pk__in=[row.pk for row in held]).select_related("applicant", "decision__by", "call"),
                  key=lambda row: order[row.pk])
    refuse_if((many_near_problems(rows, by) or side_of(call, by).problems or overtaken_among(rows, seen))
              + may_decide_many(call, rows, outcome=outcome, reason=reason, note=note, now=now, today=timezone.localdate(now)))
    outcome = Outcome(outcome)
    _write_many(call, rows, outcome, reason=reason if outcome == Outcome.NOT_SELECTED else "", note=note.strip(), by=by, now=now)
    mark_alone(call, rows, by=by)
    return len(rows)


def _write_many(call: Call, rows: Sequence[Application], outcome: Outcome, *, reason: str, note: str, by: User, now: datetime) -> None:
    was = {row.pk: row.decision.outcome if decision_of(row) else "" for row in rows}
    kept = {row.pk: row.decision.reserve_position for row in rows if was[row.pk] == outcome == Outcome.RESERVE}
    following = free_position(call)
    Decision.objects.filter(application__in=rows).delete()
    Decision.objects.bulk_create(
        Decision(application=row, call=call, outcome=outcome, reason=reason, note=note, by=by, at=now,
                 reserve_position=kept.get(row.pk, following + number) if outcome == Outcome.RESERVE else None)
        for number, row in enumerate(rows))
    close_gap(call)
    if outcome == Outcome.RESERVE:
        _came_to_reserve(call, {row.pk for row in rows} - set(kept), timezone.localdate(now))
    uses = rules_used(call, rows, outcome, reason, timezone.localdate(now))
    History.objects.bulk_create([
        *(History(verb=Verb.DECIDED, by=by, application=row, call=call, from_status=was[row.pk], to_status=outcome, reason=reason,
                  note=note) for row in rows),
        *(History(verb=Verb.RULE_USED, by=by, application=row, call=call, reason=RuleUse.KEPT) for row in uses)])


@transaction.atomic
def undo_decision(*, application: Application, by: User, seen: str | None = None) -> None:
    """As if it had not been decided; history keeps both. Twice is harmless. seen: as for decide()."""
    application = locked_in_call(application)
    decision = decision_of(application)
    if decision is None:
        return
    refuse_if(judging_problems(application, by) or overtaken(application, seen) or may_undo(application, timezone.now()))
    was, call = decision.outcome, decision.call
    decision.delete()
    close_gap(call)
    write_history(Verb.DECISION_UNDONE, by=by, subject=application, from_status=was)
    mark_alone(call, [application], by=by)


@transaction.atomic
def move_on_reserve(*, application: Application, position: int, by: User, rule_reason: str = "", today: date | None = None) -> Decision:
    """To another place of the list; the others close up. A place beyond the end is the last one."""
    application = locked_in_call(application)
    today = today or timezone.localdate()
    refuse_if(judging_problems(application, by)
              or may_move_on_reserve(application, position, rule_reason=rule_reason, now=timezone.now(), today=today))
    decision = application.decision
    if decision.reserve_position == position:
        return decision
    use = use_of_rule(application, Outcome.RESERVE, "", position, today)
    put_at(decision, position)
    decision.refresh_from_db()
    write_history(Verb.DECIDED, by=by, subject=application, from_status=Outcome.RESERVE, to_status=Outcome.RESERVE,
                  note=str(decision.reserve_position))
    write_use(application, use if use is RuleUse.DEPARTED else None, rule_reason, by=by)
    mark_alone(application.call, [application], by=by)
    return decision


@transaction.atomic
def close_deciding(*, call: Call, by: User, decision_number: str, meeting_notes: str) -> Call:
    """Everything is decided; the results can be sent. Closed twice, it stays closed once."""
    call = lock(call)
    if call.decided_at is not None:
        return call
    refuse_if(may_close(call, timezone.now(), decision_number))
    call.decision_number, call.meeting_notes = decision_number.strip(), meeting_notes.strip()
    call.decided_at, call.decided_by = timezone.now(), by
    call.save(update_fields=["decision_number", "meeting_notes", "decided_at", "decided_by"])
    write_history(Verb.CALL_DECIDED, by=by, subject=call, note=call.decision_number)
    return call


@transaction.atomic
def reopen_deciding(*, call: Call, by: User) -> Call:
    """Decisions can be changed again, until the results are sent."""
    call = lock(call)
    refuse_if(may_reopen(call, timezone.now()))
    call.decided_at = call.decided_by = None
    call.save(update_fields=["decided_at", "decided_by"])
    write_history(Verb.CALL_REOPENED, by=by, subject=call)
    return call


def let_go(application: Application) -> None:
    """The applicant has withdrawn. What nobody was told is forgotten, and whoever waits behind closes up. Held by the caller."""
    decision = decision_of(application)
    if decision is None:
        return
    if decision.told_at is None:
        decision.delete()
    close_gap(sure(application.call))


def lose_place(application: Application, *, reason: str, note: str, by: User) -> None:
    """After the results somebody was refused all the same: the decision says so too. Held by the caller."""
    decision = decision_of(application)
    if decision is None:
        return
    decision.outcome, decision.reserve_position, decision.reason, decision.note = Outcome.NOT_SELECTED, None, reason, note
    decision.at = decision.told_at = timezone.now()
    decision.by = by
    decision.save()
    forget_answer(application)
    close_gap(sure(application.call))
