"""May this be decided about an application of a call, and when may it be told? Each rule returns every problem."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from popups.choices import ApplicationStatus, CallState, NotSelectedReason, Outcome
from popups.models import Application, Call, Decision
from popups.rules.commercial_first import is_running, moving_up_problems, priority_problems, waiting_businesses
from popups.rules.nearness import decided_by_near
from popups.rules.telling import decision_of
from vacancies.problem import Problem, Sentence


def live(call: Call) -> QuerySet[Application]:
    """Those that need an answer: sent, and not withdrawn since."""
    return Application.objects.sent().exclude(status=ApplicationStatus.WITHDRAWN).filter(call=call)


def undecided(call: Call) -> QuerySet[Application]:
    return live(call).filter(decision__isnull=True)


def places_left(call: Call, *, besides: Application | None = None) -> int:
    """Of the number the call names, those nobody has. Withdrawn applications hold none."""
    held = live(call).filter(decision__outcome=Outcome.PLACE)
    if besides is not None:
        held = held.exclude(pk=besides.pk)
    return (call.places or 0) - held.count()


def state_problems(call: Call, now: datetime) -> list[Problem]:
    """Decisions are made, and taken back, after the last day to apply and before the deciding is closed."""
    state = call.state_at(now)
    if state is CallState.CLOSED:
        return []
    if state is CallState.SENT:
        return [Problem("results_sent", _("The results are sent, so decisions stay as they are. The reserve list and objections remain."))]
    if state is CallState.DECIDED:
        return [Problem("deciding_closed", _("The deciding is closed. Take it up again first."))]
    return [Problem("call_not_closed", _("People can still apply. Decide when the last day to apply is over."))]


def _status_problems(application: Application, outcome: str) -> list[Problem]:
    if application.state is ApplicationStatus.CHANGES_REQUESTED and outcome != Outcome.NOT_SELECTED:
        return [Problem("changes_waited_for", _("You asked for changes that have not come yet. Wait for them, or do not select it."), "outcome")]
    if application.state is ApplicationStatus.CHANGES_REQUESTED or application.state.is_under_consideration:
        return []
    return [Problem("not_under_consideration", _("This application is not under consideration now."))]


def reason_problems(reason: str, note: str) -> list[Problem]:
    problems = []
    if reason not in NotSelectedReason.values:
        problems.append(Problem("reason_missing", _("Choose the true reason; the applicant will read it."), "reason"))
    if not note.strip():
        problems.append(Problem("note_missing", _("Explain it in a sentence; the applicant will read it."), "note"))
    return problems


def _outcome_problems(application: Application, call: Call, outcome: str, reason: str, note: str, position: int | None) -> list[Problem]:
    if outcome not in Outcome.values:
        return [Problem("outcome_missing", _("Choose what is decided."), "outcome")]
    if outcome == Outcome.NOT_SELECTED:
        return reason_problems(reason, note)
    if outcome == Outcome.PLACE and places_left(call, besides=application) < 1:
        text = _("All places are given. Take one back first, or put this one on the reserve list.")
        return [Problem("no_place_left", text, "outcome")]
    if outcome == Outcome.RESERVE and position is not None and position < 1:
        return [Problem("position_below_one", _("The reserve list begins with 1."), "reserve_position")]
    return []


def may_decide(application: Application, *, outcome: str, reason: str, note: str, position: int | None, rule_reason: str,
               now: datetime, today: date) -> list[Problem]:
    call = application.call
    if call is None:
        return [Problem("no_call", _("It does not belong to a call. Decide on its own page."))]
    return (state_problems(call, now) + _status_problems(application, outcome)
            + _outcome_problems(application, call, outcome, reason, note, position)
            + priority_problems(application, outcome, position, today, rule_reason))


def may_decide_many(call: Call, applications: Sequence[Application], *, outcome: str, reason: str, note: str, now: datetime,
                    today: date) -> list[Problem]:
    """The same decision about each of them; each is named that it cannot be made about."""
    problems = state_problems(call, now)
    if not applications:
        problems.append(Problem("nothing_chosen", _("Tick at least one application.")))
    if outcome not in Outcome.values:
        return [*problems, Problem("outcome_missing", _("Choose what is decided."), "outcome")]
    if outcome == Outcome.NOT_SELECTED:
        problems += reason_problems(reason, note)
    for application in applications:
        problems += [Problem(problem.code, f"{application.reference}: {problem.message}") for problem in _status_problems(application, outcome)]
    if outcome == Outcome.PLACE:
        problems += _places_for_many(call, applications, today)
    return problems


def _places_for_many(call: Call, applications: Sequence[Application], today: date) -> list[Problem]:
    problems = []
    new = [row for row in applications if (decision_of(row) is None or row.decision.outcome != Outcome.PLACE)]
    if len(new) > (left := places_left(call)):
        text: Sentence = ngettext("%(count)d place is left, which is fewer than you ticked.", "%(count)d places are left, which is fewer than you ticked.", left)
        problems.append(Problem("no_place_left", text % {"count": left}, "outcome"))
    others = [row.reference for row in applications if not row.spec.is_business]
    if others and is_running(call, today) and waiting_businesses(call).exclude(pk__in=[row.pk for row in applications]).exists():
        text = _("Businesses come first now. Decide about these one by one, and say why they come before: %(references)s.")
        problems.append(Problem("businesses_first", text % {"references": ", ".join(others)}, "outcome"))
    return problems


def may_undo(application: Application, now: datetime) -> list[Problem]:
    return state_problems(application.call, now) if application.call else []


def may_move_on_reserve(application: Application, position: int, *, rule_reason: str, now: datetime, today: date) -> list[Problem]:
    decision = decision_of(application)
    if decision is None or decision.outcome != Outcome.RESERVE:
        return [Problem("not_on_reserve", _("It is not on the reserve list."))]
    problems = state_problems(decision.call, now)
    if position < 1:
        problems.append(Problem("position_below_one", _("The reserve list begins with 1."), "reserve_position"))
    return problems + priority_problems(application, Outcome.RESERVE, position, today, rule_reason)


def _near_decider_problems(call: Call) -> list[Problem]:
    """Who decided may have found since that they stand too near: then the decision is nobody's."""
    found = decided_by_near(Decision.objects.filter(call=call, application__in=live(call))).order_by("application__reference")
    if not (names := list(found.values_list("application__reference", flat=True))):
        return []
    text = _("Whoever decided about these stands too near to them: %(references)s. Somebody else has to decide about them.")
    return [Problem("decided_by_near", text % {"references": ", ".join(names)})]


def may_close(call: Call, now: datetime, decision_number: str) -> list[Problem]:
    problems = state_problems(call, now)
    if missing := undecided(call).count():
        text = ngettext("%(count)d application has no decision yet.", "%(count)d applications have no decision yet.", missing)
        problems.append(Problem("undecided", text % {"count": missing}))
    elif not live(call).exists():
        problems.append(Problem("nothing_to_decide", _("Nobody applied, so there is nothing to decide.")))
    problems += _near_decider_problems(call)
    if places_left(call) < 0:  # the call was changed since
        problems.append(Problem("too_many_places", _("More places are given than the call has. Take one back, or raise their number.")))
    if not decision_number.strip():
        problems.append(Problem("number_missing", _("Write the number of the decision, as it stands in the minutes."), "decision_number"))
    return problems


def may_reopen(call: Call, now: datetime) -> list[Problem]:
    if call.state_at(now) is CallState.SENT:
        return state_problems(call, now)
    if call.state_at(now) is not CallState.DECIDED:
        return [Problem("not_decided", _("The deciding is not closed."))]
    return []


def may_send(call: Call, now: datetime) -> list[Problem]:
    if call.state_at(now) is not CallState.DECIDED:
        return [Problem("not_decided", _("Close the deciding first."))]
    if missing := undecided(call).count():  # somebody sent it again after requested changes
        text: Sentence = ngettext("%(count)d application has no decision yet.", "%(count)d applications have no decision yet.", missing)
        return [Problem("undecided", text % {"count": missing})]
    if problems := _near_decider_problems(call):
        return problems
    waited = live(call).filter(status=ApplicationStatus.CHANGES_REQUESTED).exclude(decision__outcome=Outcome.NOT_SELECTED)
    if names := list(waited.values_list("reference", flat=True)):
        text = _("Changes were asked for and have not come: %(references)s. Wait for them, or decide otherwise.")
        return [Problem("changes_waited_for", text % {"references": ", ".join(names)})]
    return []


def ahead_on_reserve(decision: Decision) -> QuerySet[Decision]:
    """Those with a better place on the list who still want one."""
    rows = Decision.objects.filter(call=decision.call_id, outcome=Outcome.RESERVE, reserve_position__lt=decision.reserve_position)
    return rows.exclude(application__status=ApplicationStatus.WITHDRAWN)


def may_move_up(application: Application, reason: str, today: date) -> list[Problem]:
    decision = decision_of(application)
    if decision is None or decision.outcome != Outcome.RESERVE or application.state is ApplicationStatus.WITHDRAWN:
        return [Problem("not_on_reserve", _("It is not on the reserve list."))]
    if decision.told_at is None:
        return [Problem("results_not_sent", _("The results are not sent yet. Decide on the page of the call."))]
    problems = []
    if places_left(decision.call) < 1:
        problems.append(Problem("no_place_left", _("No place has become free. Somebody must withdraw or lose theirs first.")))
    if ahead_on_reserve(decision).exists() and not reason.strip():
        problems.append(Problem("others_ahead", _("Others are ahead on the reserve list. Say why this one comes first."), "reason"))
    return problems + moving_up_problems(application, reason, today)
