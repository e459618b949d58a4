"""From a first draft to a decision."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import APPLICATION_MOVES, ApplicationStatus, DeclineReason, LetterKind, OfferStatus, Verb, Where
from popups.kinds import ApplicantKind
from popups.letters import write_letter
from popups.lifecycle.change_points import ask_points, close_points, in_words
from popups.lifecycle.deciding import let_go, locked_in_call, lose_place
from popups.lifecycle.offers import release
from popups.lifecycle.records import lock, lock_unit, step, write_history
from popups.lifecycle.rivals import mark_alone
from popups.models import Applicant, Application, Call, Comment, User, Wish
from popups.rules.applications import may_comment, may_not_select, may_request_changes, may_submit, may_withdraw
from popups.rules.call_fit import kind_problems, open_problems, unit_problems
from popups.rules.change_points import labelled
from popups.rules.moves import move_problems
from popups.rules.nearness import in_name_problems, near_problems
from popups.rules.next_by import answer_by, next_by
from popups.rules.rivals import judging_problems
from popups.rules.stage import StageCode
from popups.rules.telling import told_problems
from vacancies.latvian import fold
from vacancies.models import Area, Unit
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.references import fresh_reference
from vacancies.sure import sure

ANSWER_FIELDS = frozenset({
    "title", "activity", "description", "answers", "use", "where", "earliest_start_on", "latest_end_on",
    "shortest_days", "longest_days", "needed_features", "smallest_area_m2", "budget_cents", "needs_note", "goods", "share", "share_note",
    "weekdays"})
PROFILE_FIELDS = frozenset({"name", "contact_name", "phone", "registration_number", "website", "about"})


@transaction.atomic
def start_application(*, by: User, kind: ApplicantKind | str, unit: Unit | None = None, call: Call | None = None) -> Application:
    """A new draft with the person's profile of that kind, which is made when it is the first.

    In a call its days are proposed; a unit that does not belong to it is not wished.
    """
    applicant, _made = Applicant.objects.get_or_create(user=by, kind=kind, defaults={"name": by.get_full_name()})
    application = new_draft(applicant, unit=unit, call=call)
    write_history(Verb.STARTED, by=by, subject=application, to_status=ApplicationStatus.DRAFT)
    return application


def new_draft(applicant: Applicant, *, unit: Unit | None = None, call: Call | None = None, **fields: Any) -> Application:
    """The row alone, for the verbs that begin an application. They write the history."""
    application = Application.objects.create(reference=fresh_reference(Application, "A"), applicant=applicant,
                                             **_given_by(call, applicant.kind, "entered_by" in fields), **fields)
    if unit is not None and (call is None or not unit_problems(call, [unit])):
        Wish.objects.create(application=application, unit=unit)
    return application


def _given_by(call: Call | None, kind: ApplicantKind | str, is_on_paper: bool) -> dict[str, Any]:
    """What a draft takes over from the call it is begun in."""
    if call is None:
        return {}
    call = Call.objects.get(pk=call.pk)  # as it is now: it may have opened, closed or changed since it was read
    refuse_if(open_problems(call, timezone.now(), is_on_paper=is_on_paper) + kind_problems(call, kind))
    return {"call": call, "earliest_start_on": call.stays_start, "latest_end_on": call.last_stay_day}


def _editable(application: Application) -> Application:
    locked = lock(application)
    if not locked.state.is_editable:
        raise Refused([Problem("not_editable", _("It has been sent and cannot be changed now."))])
    return locked


def _set_kind(application: Application, kind: ApplicantKind | str) -> None:
    """The draft moves to the person's profile of the other kind; answers to the old kind's questions stay unused."""
    if application.applicant.kind != kind and application.applicant.user is None:
        application.applicant.kind = kind  # of nobody's draft, or of somebody without an account: it has this profile alone
        application.applicant.save(update_fields=["kind"])
    elif application.applicant.kind != kind:
        application.applicant, _made = Applicant.objects.get_or_create(
            user=application.applicant.user, kind=kind, defaults={"name": application.applicant.name})
        application.save(update_fields=["applicant", "updated_at"])


@transaction.atomic
def save_step(*, application: Application, step_code: str, by: User | None, profile: dict[str, Any] | None = None,
              units: Sequence[Unit] | None = None, areas: Sequence[Area] | None = None,
              kind: ApplicantKind | str | None = None, **answers: Any) -> Application:
    """Keeps what one page of the application says. Unknown names are a programming error, not a person's."""
    if set(answers) - ANSWER_FIELDS or set(profile or {}) - PROFILE_FIELDS:
        raise TypeError(f"save_step got a field that a step may not write: {sorted(answers)}")
    application = _editable(application)
    if kind is not None:
        _set_kind(application, kind)
    for field, value in (profile or {}).items():
        setattr(application.applicant, field, value)
    if profile:
        application.applicant.save(update_fields=list(profile))
    for field, value in answers.items():
        setattr(application, field, value)
    if step_code not in application.done_steps:
        application.done_steps = [*application.done_steps, step_code]
    application.save(update_fields=[*answers, "done_steps", "updated_at"])
    if units is not None:
        _set_wishes(application, units)
    if areas is not None:
        application.wished_areas.set(areas)
    return application


def _set_wishes(application: Application, units: Sequence[Unit]) -> None:
    application.wishes.all().delete()
    Wish.objects.bulk_create(Wish(application=application, unit=unit, rank=rank)
                             for rank, unit in enumerate(units, start=1))


def search_text_of(application: Application) -> str:
    """What staff look for, without diacritics, as it was when it was sent."""
    applicant = application.applicant
    return fold(" ".join([application.reference, application.title, applicant.name, applicant.contact_name]))


@transaction.atomic
def submit_application(*, application: Application, by: User | None, today: date | None = None,
                       now: datetime | None = None) -> Application:
    """Sends a draft, or sends it again after requested changes. Sent twice, it stays sent once. by: None is refused, since nobody has claimed it."""
    application = lock(application)
    if application.state is ApplicationStatus.SUBMITTED:
        return application
    refuse_if(may_submit(application, today or timezone.localdate(), now))
    if application.where != Where.UNITS:
        application.wishes.all().delete()
    if application.where != Where.FEATURES:
        application.wished_areas.clear()
    step(application, ApplicationStatus.SUBMITTED, Verb.SUBMITTED, by=by, submitted_at=timezone.now(), changes_note="",
         search_text=search_text_of(application))
    close_points(application, timezone.now())
    times = application.history.filter(verb=Verb.SUBMITTED).count()
    write_letter(_first_letter(application, sure(by)), to=application.applicant.addressee, application=application,
                 key=f"received:{application.reference}:{times}",
                 context={"answer_by": answer_by(application, timezone.localdate())})
    return application


def _first_letter(application: Application, by: User) -> LetterKind:
    """Whoever wrote on paper hears that the office has entered it."""
    is_entered = application.entered_by_id is not None and application.applicant.user_id != by.pk
    return LetterKind.APPLICATION_ENTERED if is_entered else LetterKind.APPLICATION_RECEIVED


@transaction.atomic
def take_into_review(*, application: Application, by: User) -> Application:
    application = lock(application)
    if application.state is ApplicationStatus.IN_REVIEW:
        return application
    is_taken_back = application.state is ApplicationStatus.SHORTLISTED  # which is a judgement; to begin reading is none
    refuse_if((judging_problems if is_taken_back else near_problems)(application, by)
              or move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.IN_REVIEW) + told_problems(application))
    step(application, ApplicationStatus.IN_REVIEW, Verb.REVIEW_STARTED, by=by)
    if is_taken_back:
        mark_alone(application.call, [application], by=by)
    return application


@transaction.atomic
def shortlist(*, application: Application, by: User) -> Application:
    application = lock(application)
    if application.state is ApplicationStatus.SHORTLISTED:
        return application
    refuse_if(judging_problems(application, by) or move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.SHORTLISTED))
    step(application, ApplicationStatus.SHORTLISTED, Verb.SHORTLISTED, by=by)
    mark_alone(application.call, [application], by=by)
    return application


@transaction.atomic
def request_changes(*, application: Application, note: str = "", points: Sequence[tuple[str, str]] = (), by: User) -> Application:
    """points: (code of rules.change_points, the sentence) each, beside which the applicant answers. note: about all of it."""
    application = lock(application)
    refuse_if(near_problems(application, by) or may_request_changes(application, note, points))
    step(application, ApplicationStatus.CHANGES_REQUESTED, Verb.CHANGES_REQUESTED, by=by, note=in_words(application, note, points), changes_note=note)
    ask_points(application, points)
    lines = application.history.filter(verb=Verb.CHANGES_REQUESTED).count()
    write_letter(LetterKind.CHANGES_REQUESTED, to=application.applicant.addressee, application=application,
                 key=f"changes:{application.reference}:{lines}", context={"note": note, "points": partial(labelled, application, points),
                                                               "by_on": next_by(application, StageCode.CHANGES_REQUESTED, timezone.localdate())})
    return application


@transaction.atomic
def not_select(*, application: Application, reason: str, note: str, by: User) -> Application:
    """A negative decision: always with a true reason from the list and a sentence of the officer's own.

    In a call only after its results: whoever had a place, or waited for one, loses it.
    """
    application = locked_in_call(application)
    if application.state is ApplicationStatus.NOT_SELECTED:
        return application
    refuse_if(judging_problems(application, by) or may_not_select(application, reason, note))
    step(application, ApplicationStatus.NOT_SELECTED, Verb.NOT_SELECTED, by=by, reason=reason, note=note,
         decided_at=timezone.now(), decided_by=by, not_selected_reason=reason, decision_note=note)
    lose_place(application, reason=reason, note=note, by=by)
    mark_alone(application.call, [application], by=by)
    times = application.history.filter(verb=Verb.NOT_SELECTED).count()  # a second no after an objection is told too
    write_letter(LetterKind.NOT_SELECTED, to=application.applicant.addressee, application=application,
                 key=f"not-selected:{application.reference}{f':{times}' if times > 1 else ''}")
    return application


@transaction.atomic
def withdraw_application(*, application: Application, by: User) -> Application:
    """The applicant steps back; an open offer is given back with it.

    Raises Refused where an offer was made before the application was held: its unit would be taken too late, and nobody has read it.
    """
    units = _units_offered(application)
    for unit_pk in sorted(units):
        lock_unit(unit_pk)
    application = locked_in_call(application)
    if application.state is ApplicationStatus.WITHDRAWN:
        return application
    refuse_if(in_name_problems(application, by) or may_withdraw(application))
    if _units_offered(application) - units:
        raise Refused([Problem("offered_meanwhile", _("An offer was made at this moment. Look at it first, then withdraw if you still want to."))])
    for offer in application.offers.open().select_for_update(no_key=True):
        release(offer, OfferStatus.DECLINED, Verb.OFFER_DECLINED, by=by, reason=DeclineReason.PLANS_CHANGED,
                decline_reason=DeclineReason.PLANS_CHANGED)
    step(application, ApplicationStatus.WITHDRAWN, Verb.APPLICATION_WITHDRAWN, by=by)
    let_go(application)
    return application


def _units_offered(application: Application) -> set[int]:
    return set(application.offers.open().values_list("unit_id", flat=True))


@transaction.atomic
def comment(*, application: Application, text: str, by: User) -> Comment:
    refuse_if(may_comment(application, text) + near_problems(application, by))
    row = Comment.objects.create(application=application, by=by, text=text.strip())
    write_history(Verb.COMMENTED, by=by, subject=application)
    return row
