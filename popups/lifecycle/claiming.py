"""Drafts that are begun without signing in, and the moment at which they become somebody's own."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, Verb
from popups.kinds import ApplicantKind
from popups.lifecycle.applications import PROFILE_FIELDS, new_draft
from popups.lifecycle.co_applicants import invite_waiting
from popups.lifecycle.papers import drop_paper
from popups.lifecycle.records import write_history
from popups.models import Applicant, Application, Call, User
from vacancies.models import Unit
from vacancies.problem import Problem, Refused
from vacancies.references import random_key

UNCLAIMED_KEPT_DAYS = 30


@transaction.atomic
def begin_draft(*, kind: ApplicantKind | str, unit: Unit | None = None, call: Call | None = None,
                by: User | None = None) -> Application:
    """A draft of nobody yet. It has no history before somebody claims it, so that it can go without a trace."""
    return new_draft(Applicant.objects.create(kind=kind), unit=unit, call=call, claim_key=random_key())


def _taken_over(draft: Applicant, by: User) -> Applicant:
    """The person's profile of that kind. What was typed in the draft is newer than what the profile says."""
    profile = Applicant.objects.filter(user=by, kind=draft.kind).first()
    if profile is None:
        draft.user = by
        draft.name = draft.name or by.get_full_name()
        draft.save(update_fields=["user", "name"])
        return draft
    typed = {name: getattr(draft, name) for name in PROFILE_FIELDS if getattr(draft, name)}
    for name, value in typed.items():
        setattr(profile, name, value)
    profile.save(update_fields=list(typed))
    return profile


@transaction.atomic
def claim_draft(*, application: Application, by: User) -> Application:
    """From now on it is this person's, on every device, and no browser opens it any more by having begun it.

    Raises Refused where somebody else was faster. The person is held first: two drafts claimed at once meet one profile.
    """
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    application = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    draft = application.applicant
    if application.claim_key is None:
        if draft.user_id == by.pk:
            return application
        raise Refused([Problem("claimed", _("This application already belongs to somebody."))])
    application.applicant = _taken_over(draft, by)
    application.claim_key = None
    application.save(update_fields=["applicant", "claim_key", "updated_at"])
    if application.applicant != draft:
        draft.delete()
    write_history(Verb.STARTED, by=by, subject=application, to_status=ApplicationStatus.DRAFT)
    write_history(Verb.CLAIMED, by=by, subject=application)
    invite_waiting(application=application, by=by)
    return application


@transaction.atomic
def drop_draft(*, application: Application, by: User | None = None) -> bool:
    """A draft that nobody has claimed goes with its papers. False: somebody has claimed it meanwhile."""
    held = Application.objects.select_for_update(no_key=True).filter(pk=application.pk, claim_key__isnull=False).first()
    if held is None:
        return False
    for paper in held.papers.all():
        drop_paper(paper)
    applicant = held.applicant
    held.delete()
    applicant.delete()
    return True


def unclaimed() -> QuerySet[Application]:
    """Drafts that nobody has claimed or touched for a month."""
    old = timezone.now() - timedelta(days=UNCLAIMED_KEPT_DAYS)
    return Application.objects.filter(claim_key__isnull=False, updated_at__lt=old)
