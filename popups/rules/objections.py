"""May somebody object to what was decided, and how may it be answered?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, ObjectionOutcome, Outcome
from popups.models import Application, Objection, User
from popups.rules.deciding import places_left
from popups.rules.telling import told_decision
from vacancies.dates import day
from vacancies.problem import Problem

LONGEST = 4000


@dataclass(frozen=True)
class Answer:
    """What somebody was told: with the results of a call, or at once where the application came on its own."""

    outcome: Outcome
    reason: str
    note: str
    told_at: datetime
    by: User | None = None


def answer_told(application: Application) -> Answer | None:
    """None while nothing was told. Touches no database where `call` and `decision` are loaded."""
    decision = told_decision(application)
    if decision is not None and decision.told_at is not None:
        return Answer(Outcome(decision.outcome), decision.get_reason_display() if decision.reason else "", decision.note, decision.told_at, decision.by)
    if application.call_id is None and application.state is ApplicationStatus.NOT_SELECTED and application.decided_at is not None:
        reason = application.get_not_selected_reason_display() if application.not_selected_reason else ""
        return Answer(Outcome.NOT_SELECTED, reason, application.decision_note, application.decided_at, application.decided_by)
    return None


def last_day_to_object(application: Application) -> date | None:
    """None where there is nothing to object to: nothing was told yet, or it gives a place."""
    told = answer_told(application)
    if told is None or told.outcome is Outcome.PLACE:
        return None
    return timezone.localdate(told.told_at) + timedelta(days=settings.OBJECTION_DAYS)


def may_object(application: Application, text: str, today: date) -> list[Problem]:
    until = last_day_to_object(application)
    if until is None or application.state is ApplicationStatus.WITHDRAWN:
        return [Problem("nothing_to_object_to", _("There is no decision here to which you could object."))]
    if today > until:
        return [Problem("too_late", _("The time to object is over. You may still write to the town office."))]
    if application.objections.filter(answered_at__isnull=True).exists():
        return [Problem("already_objected", _("You have objected already. The town office will answer."))]
    if not text.strip():
        return [Problem("text_missing", _("Say to what you object, and why."), "text")]
    if len(text) > LONGEST:
        return [Problem("text_too_long", _("Write at most 4000 characters."), "text")]
    return []


def may_enter_objection(application: Application, came_on: date, today: date) -> list[Problem]:
    """What came on paper counts on the day on which it came, which lies between the answer it objects to and today."""
    told = answer_told(application)
    if told is not None and came_on < (told_on := timezone.localdate(told.told_at)):
        text = _("The decision was told only on %(day)s. Write the day on which the letter came.") % {"day": day(told_on, "short")}
        return [Problem("came_before_decision", text, "came_on")]
    if came_on > today:
        return [Problem("came_in_future", _("This day has not come yet. Write the day on which the letter came."), "came_on")]
    return []


def may_answer_objection(objection: Objection, *, outcome: str, answer: str, new_outcome: str) -> list[Problem]:
    """new_outcome: what the person gets instead, where the decision is changed."""
    application = objection.application
    problems = []
    if objection.answered_at is not None:
        return [Problem("answered_already", _("This objection is answered already."))]
    if outcome not in ObjectionOutcome.values:
        problems.append(Problem("outcome_missing", _("Choose what came of it."), "outcome"))
    if not answer.strip():
        problems.append(Problem("answer_missing", _("Explain it in a few sentences; the applicant will read it."), "answer"))
    if outcome == ObjectionOutcome.CHANGED:
        problems += _change_problems(application, new_outcome)
    return problems


def _change_problems(application: Application, new_outcome: str) -> list[Problem]:
    """What came on its own is under consideration again; there is nothing else to choose."""
    decision = told_decision(application)
    if application.call_id is None and application.state is ApplicationStatus.NOT_SELECTED:
        return []
    if application.state is ApplicationStatus.WITHDRAWN or decision is None:
        return [Problem("withdrawn", _("The application was withdrawn since, so nothing can be changed."), "outcome")]
    if new_outcome not in {Outcome.PLACE, Outcome.RESERVE} or new_outcome == decision.outcome:
        return [Problem("new_outcome_missing", _("Choose what it gets instead."), "new_outcome")]
    if new_outcome == Outcome.PLACE and places_left(decision.call) < 1:
        return [Problem("no_place_left", _("No place is free. Put it on the reserve list."), "new_outcome")]
    return []


@dataclass(frozen=True)
class Objecting:
    """What the applicant's page says of objections. until: the last day to object; None: it cannot be done now."""

    rows: list[Objection]
    until: date | None


def objecting_of(application: Application, today: date) -> Objecting:
    """One query, and none where nothing can have been told to which one could object."""
    if answer_told(application) is None and (application.call_id is not None or application.submitted_at is None):
        return Objecting([], None)
    rows, until = list(application.objections.all()), last_day_to_object(application)
    is_open = until is not None and today <= until and all(row.answered_at for row in rows)
    return Objecting(rows, until if is_open and application.state is not ApplicationStatus.WITHDRAWN else None)
