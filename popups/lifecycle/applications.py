"""From a first draft to a decision."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import APPLICATION_MOVES, ApplicationStatus, DeclineReason, LetterKind, OfferStatus, Verb, Where
from popups.kinds import ApplicantKind
from popups.letters import write_letter
from popups.lifecycle.offers import release
from popups.lifecycle.records import lock, lock_unit, step, write_history
from popups.models import Applicant, Application, Comment, User, Wish
from popups.rules.applications import may_not_select, may_request_changes, may_submit, may_withdraw
from popups.rules.moves import move_problems
from vacancies.latvian import fold
from vacancies.models import Unit
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.references import fresh_reference

ANSWER_FIELDS = frozenset({
    "title", "activity", "description", "answers", "use", "where", "earliest_start_on", "latest_end_on",
    "shortest_days", "longest_days", "needed_features", "budget_cents", "needs_note"})
PROFILE_FIELDS = frozenset({"name", "contact_name", "phone", "registration_number", "website", "about"})


@transaction.atomic
def start_application(*, by: User, kind: ApplicantKind | str, unit: Unit | None = None) -> Application:
    """A new draft with the person's profile of that kind, which is made when it is the first."""
    applicant, _made = Applicant.objects.get_or_create(user=by, kind=kind, defaults={"name": by.get_full_name()})
    application = Application.objects.create(reference=fresh_reference(Application, "A"), applicant=applicant)
    if unit is not None:
        Wish.objects.create(application=application, unit=unit)
    write_history(Verb.STARTED, by=by, subject=application, to_status=ApplicationStatus.DRAFT)
    return application


def _editable(application: Application) -> Application:
    locked = lock(application)
    if not locked.state.is_editable:
        raise Refused([Problem("not_editable", _("It has been sent and cannot be changed now."))])
    return locked


def _set_kind(application: Application, kind: ApplicantKind | str) -> None:
    """The draft moves to the person's profile of the other kind; answers to the old kind's questions stay unused."""
    if application.applicant.kind != kind:
        application.applicant, _made = Applicant.objects.get_or_create(
            user=application.applicant.user, kind=kind, defaults={"name": application.applicant.name})
        application.save(update_fields=["applicant", "updated_at"])


@transaction.atomic
def save_step(*, application: Application, step_code: str, by: User, profile: dict[str, Any] | None = None,
              units: Sequence[Unit] | None = None, kind: ApplicantKind | str | None = None, **answers: Any) -> Application:
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
    return application


def _set_wishes(application: Application, units: Sequence[Unit]) -> None:
    application.wishes.all().delete()
    Wish.objects.bulk_create(Wish(application=application, unit=unit, rank=rank)
                             for rank, unit in enumerate(units, start=1))


def _search_text(application: Application) -> str:
    """What staff look for, without diacritics, as it was when it was sent."""
    applicant = application.applicant
    return fold(" ".join([application.reference, application.title, applicant.name, applicant.contact_name]))


@transaction.atomic
def submit_application(*, application: Application, by: User, today: date | None = None) -> Application:
    """Sends a draft, or sends it again after requested changes. Sent twice, it stays sent once."""
    application = lock(application)
    if application.state is ApplicationStatus.SUBMITTED:
        return application
    refuse_if(may_submit(application, today or timezone.localdate()))
    if application.where == Where.ANYWHERE:
        application.wishes.all().delete()
    step(application, ApplicationStatus.SUBMITTED, Verb.SUBMITTED, by=by, submitted_at=timezone.now(), changes_note="",
         search_text=_search_text(application))
    times = application.history.filter(verb=Verb.SUBMITTED).count()
    write_letter(LetterKind.APPLICATION_RECEIVED, to=application.applicant.user, application=application,
                 key=f"received:{application.reference}:{times}")
    return application


@transaction.atomic
def take_into_review(*, application: Application, by: User) -> Application:
    application = lock(application)
    if application.state is ApplicationStatus.IN_REVIEW:
        return application
    refuse_if(move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.IN_REVIEW))
    step(application, ApplicationStatus.IN_REVIEW, Verb.REVIEW_STARTED, by=by)
    return application


@transaction.atomic
def shortlist(*, application: Application, by: User) -> Application:
    application = lock(application)
    if application.state is ApplicationStatus.SHORTLISTED:
        return application
    refuse_if(move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.SHORTLISTED))
    step(application, ApplicationStatus.SHORTLISTED, Verb.SHORTLISTED, by=by)
    return application


@transaction.atomic
def request_changes(*, application: Application, note: str, by: User) -> Application:
    application = lock(application)
    refuse_if(may_request_changes(application, note))
    step(application, ApplicationStatus.CHANGES_REQUESTED, Verb.CHANGES_REQUESTED, by=by, note=note, changes_note=note)
    lines = application.history.filter(verb=Verb.CHANGES_REQUESTED).count()
    write_letter(LetterKind.CHANGES_REQUESTED, to=application.applicant.user, application=application,
                 key=f"changes:{application.reference}:{lines}", context={"note": note})
    return application


@transaction.atomic
def not_select(*, application: Application, reason: str, note: str, by: User) -> Application:
    """A negative decision: always with a true reason from the list and a sentence of the officer's own."""
    application = lock(application)
    if application.state is ApplicationStatus.NOT_SELECTED:
        return application
    refuse_if(may_not_select(application, reason, note))
    step(application, ApplicationStatus.NOT_SELECTED, Verb.NOT_SELECTED, by=by, reason=reason, note=note,
         decided_at=timezone.now(), decided_by=by, not_selected_reason=reason, decision_note=note)
    write_letter(LetterKind.NOT_SELECTED, to=application.applicant.user, application=application,
                 key=f"not-selected:{application.reference}")
    return application


@transaction.atomic
def withdraw_application(*, application: Application, by: User) -> Application:
    """The applicant steps back; an open offer is given back with it."""
    for unit_pk in sorted(application.offers.open().values_list("unit_id", flat=True)):
        lock_unit(unit_pk)
    application = lock(application)
    if application.state is ApplicationStatus.WITHDRAWN:
        return application
    refuse_if(may_withdraw(application))
    for offer in application.offers.open().select_for_update(no_key=True):
        release(offer, OfferStatus.DECLINED, Verb.OFFER_DECLINED, by=by, reason=DeclineReason.PLANS_CHANGED,
                decline_reason=DeclineReason.PLANS_CHANGED)
    step(application, ApplicationStatus.WITHDRAWN, Verb.APPLICATION_WITHDRAWN, by=by)
    return application


@transaction.atomic
def comment(*, application: Application, text: str, by: User) -> Comment:
    if not text.strip():
        raise Refused([Problem("text_missing", _("Write something first."), "text")])
    row = Comment.objects.create(application=application, by=by, text=text.strip())
    write_history(Verb.COMMENTED, by=by, subject=application)
    return row
