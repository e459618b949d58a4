"""The results of a call: told to everybody at once, in one transaction; and places that become free afterwards."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from popups.choices import ApplicationStatus, LetterKind, Outcome, RuleUse, Verb
from popups.letters import write_letter, write_letters
from popups.lifecycle.deciding import locked_in_call, write_use
from popups.lifecycle.records import lock, write_history
from popups.lifecycle.reserve import close_gap
from popups.lifecycle.rivals import mark_alone
from popups.models import Application, Call, Decision, History, User
from popups.reports.results import RESULT_LETTERS, as_told, with_results
from popups.rules.commercial_first import passes_by_reserve
from popups.rules.deciding import live, may_move_up, may_send
from popups.rules.rivals import judging_problems
from vacancies.problem import refuse_if


@transaction.atomic
def send_results(*, call: Call, by: User) -> Call:
    """Statuses, moments, history and one letter each, all or nothing; the periodic job sends the letters. The second time nothing is done.

    A fixed number of queries for any number of applications, but for the size of one INSERT.
    """
    call = lock(call)
    if call.results_sent_at is not None:
        return call
    now = timezone.now()
    held = list(live(call).select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    refuse_if(may_send(call, now))
    applications = list(with_results(Application.objects.filter(pk__in=held), call).order_by("pk"))
    _write_statuses(applications, call, by=by, now=now)
    Decision.objects.filter(application__in=held).update(told_at=now)
    call.results_sent_at, call.results_sent_by = now, by
    call.save(update_fields=["results_sent_at", "results_sent_by"])
    write_history(Verb.RESULTS_SENT, by=by, subject=call)
    told = [as_told(application) for application in applications]
    write_letters([(RESULT_LETTERS[Outcome(row.decision.outcome)], row.applicant.addressee, f"result:{row.reference}", row) for row in told])
    return call


def _write_statuses(applications: list[Application], call: Call, *, by: User, now: datetime) -> None:
    """What records.step() does for one, for all of them: the status, and a line that says from which to which."""
    decision = Decision.objects.filter(application=OuterRef("pk"))
    rows = Application.objects.filter(pk__in=[row.pk for row in applications])
    rows.filter(decision__outcome=Outcome.NOT_SELECTED).update(
        status=ApplicationStatus.NOT_SELECTED, decided_at=Subquery(decision.values("at")), decided_by=Subquery(decision.values("by")),
        not_selected_reason=Subquery(decision.values("reason")), decision_note=Subquery(decision.values("note")), updated_at=now)
    rows.exclude(decision__outcome=Outcome.NOT_SELECTED).update(
        status=ApplicationStatus.SHORTLISTED, decided_at=Subquery(decision.values("at")), decided_by=Subquery(decision.values("by")),
        updated_at=now)
    History.objects.bulk_create(_line(row, call, by) for row in applications)


def _line(application: Application, call: Call, by: User) -> History:
    decision = application.decision
    if decision.outcome == Outcome.NOT_SELECTED:
        return History(verb=Verb.NOT_SELECTED, by=by, application=application, call=call, from_status=application.status,
                       to_status=ApplicationStatus.NOT_SELECTED, reason=decision.reason, note=decision.note)
    return History(verb=Verb.RESULTS_SENT, by=by, application=application, call=call, from_status=application.status,
                   to_status=ApplicationStatus.SHORTLISTED, reason=decision.outcome)


@transaction.atomic
def move_up(*, application: Application, by: User, reason: str = "", today: date | None = None) -> Decision:
    """Somebody on the reserve list gets a place that became free. reason: why this one, where others stand ahead, or businesses come first."""
    application, today = locked_in_call(application), today or timezone.localdate()
    decision = getattr(application, "decision", None)
    if decision is not None and decision.outcome == Outcome.PLACE and decision.told_at is not None:
        return decision
    refuse_if(judging_problems(application, by) or may_move_up(application, reason, today))
    use = RuleUse.DEPARTED if passes_by_reserve(application, today) else None
    decision = application.decision
    decision.outcome, decision.reserve_position, decision.by = Outcome.PLACE, None, by
    decision.at = decision.told_at = timezone.now()
    decision.save(update_fields=["outcome", "reserve_position", "by", "at", "told_at"])
    close_gap(decision.call)
    line = write_history(Verb.MOVED_UP, by=by, subject=application, note=reason.strip())
    write_use(application, use, reason, by=by)
    mark_alone(application.call, [application], by=by)
    write_letter(LetterKind.MOVED_UP, to=application.applicant.addressee, application=application, key=f"moved-up:{line.pk}")
    return decision
