"""Objections to what was decided: recorded, answered, and followed by a new decision where they were right."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from popups.choices import (
    MOVES_AFTER_OBJECTION,
    ApplicationStatus,
    LetterKind,
    ObjectionOutcome,
    Outcome,
    RuleUse,
    Verb,
)
from popups.letters import Addressee, write_letter
from popups.lifecycle.deciding import locked_in_call, write_use
from popups.lifecycle.records import lock, step, write_history
from popups.lifecycle.reserve import close_gap, free_position
from popups.lifecycle.rivals import mark_alone
from popups.models import Application, Objection, User
from popups.moments import midnight
from popups.rules.commercial_first import passes_by_reserve
from popups.rules.moves import move_problems
from popups.rules.nearness import in_name_problems
from popups.rules.objections import may_answer_objection, may_enter_objection, may_object
from popups.rules.rivals import judging_problems
from vacancies.problem import refuse_if


@transaction.atomic
def object_to(*, application: Application, text: str, by: User, today: date | None = None) -> Objection:
    """The office gets a letter; what was objected to is read only there and on the person's own page."""
    application = locked_in_call(application)
    refuse_if(may_object(application, text, today or timezone.localdate()))
    objection = Objection.objects.create(application=application, text=text.strip())
    write_history(Verb.OBJECTED, by=by, subject=application)
    write_letter(LetterKind.OBJECTION_RECEIVED, to=Addressee(settings.OFFICE_EMAIL, settings.LANGUAGE_CODE), application=application,
                 key=f"objection:{objection.pk}", context={"objection": objection})
    return objection


@transaction.atomic
def answer_objection(*, objection: Objection, outcome: ObjectionOutcome | str, answer: str, by: User,
                     new_outcome: Outcome | str = "") -> Objection:
    """One letter tells the answer and, where the decision is changed, what the person gets instead."""
    application = locked_in_call(objection.application)
    objection = lock(objection)
    objection.application = application
    refuse_if(judging_problems(application, by)
              or may_answer_objection(objection, outcome=outcome, answer=answer, new_outcome=new_outcome))
    objection.outcome, objection.answer = ObjectionOutcome(outcome), answer.strip()
    objection.answered_at, objection.answered_by = timezone.now(), by
    objection.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    write_history(Verb.OBJECTION_ANSWERED, by=by, subject=application, reason=objection.outcome, note=objection.answer)
    if objection.is_changed and application.call_id is None:
        _take_up_again(application, by=by)
    elif objection.is_changed:
        _decide_anew(application, Outcome(new_outcome), why=objection.answer, by=by)
    mark_alone(application.call, [application], by=by)
    write_letter(LetterKind.OBJECTION_ANSWERED, to=application.applicant.addressee, application=application,
                 key=f"objection-answered:{objection.pk}", context={"objection": objection})
    return objection


@transaction.atomic
def enter_objection(*, application: Application, text: str, came_on: date, by: User) -> Objection:
    """What came by post, as an officer types it in. It counts from the day on which it came; the office needs no letter about it."""
    today = timezone.localdate()
    application = locked_in_call(application)
    refuse_if(in_name_problems(application, by)
              or may_enter_objection(application, came_on, today) + may_object(application, text, came_on))
    objection = Objection.objects.create(application=application, text=text.strip())
    if came_on < today:
        objection.at = midnight(came_on)
        objection.save(update_fields=["at"])
    write_history(Verb.OBJECTED, by=by, subject=application)
    return objection


def _take_up_again(application: Application, *, by: User) -> None:
    """Of no call: it is under consideration again, as before the no."""
    refuse_if(move_problems(MOVES_AFTER_OBJECTION, application.state, ApplicationStatus.SHORTLISTED))
    step(application, ApplicationStatus.SHORTLISTED, Verb.SHORTLISTED, by=by, decided_at=None, decided_by=None,
         not_selected_reason="", decision_note="")


def _decide_anew(application: Application, outcome: Outcome, *, why: str, by: User) -> None:
    """Told at once: the letter with the answer says it, and is the reason where it passes by businesses that come first."""
    passes = outcome is Outcome.PLACE and passes_by_reserve(application, timezone.localdate())
    decision, now = application.decision, timezone.now()
    was = decision.outcome
    decision.outcome, decision.reason, decision.note = outcome, "", ""
    decision.at, decision.by, decision.told_at = now, by, now
    decision.reserve_position = free_position(decision.call) if outcome == Outcome.RESERVE else None
    decision.save()
    close_gap(decision.call)
    decision.refresh_from_db()
    write_history(Verb.DECIDED, by=by, subject=application, from_status=was, to_status=outcome)
    write_use(application, RuleUse.DEPARTED if passes else None, why, by=by)
    if application.state is ApplicationStatus.NOT_SELECTED:
        refuse_if(move_problems(MOVES_AFTER_OBJECTION, application.state, ApplicationStatus.SHORTLISTED))
        step(application, ApplicationStatus.SHORTLISTED, Verb.SHORTLISTED, by=by, decided_at=now, decided_by=by,
             not_selected_reason="", decision_note="")
