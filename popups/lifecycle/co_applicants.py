"""People who apply together: invited by e-mail, answering by a link, without an account."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from popups.choices import ApplicationStatus, LetterKind, Verb
from popups.letters import Addressee, co_applicant_href, write_letter
from popups.lifecycle.records import lock, write_history
from popups.models import Application, CoApplicant, User
from popups.rules.co_applicants import asked_often, may_answer, may_invite, may_remove
from vacancies.problem import refuse_if
from vacancies.references import random_key

REMIND_AFTER = timedelta(days=7)


def _language_of(application: Application) -> str:
    user = application.applicant.user
    return user.language if user else settings.LANGUAGE_CODE


def _write(row: CoApplicant, key: str) -> None:
    application = row.application
    write_letter(LetterKind.CO_APPLICANT_ASKED, to=Addressee(row.email, _language_of(application)), key=key,
                 application=application, context={"co_applicant": row, "href": co_applicant_href(row)})


def _invite(row: CoApplicant, by: User | None) -> None:
    row.invited_at = timezone.now()
    row.save(update_fields=["invited_at"])
    _write(row, f"co-applicant:{row.key}")
    write_history(Verb.CO_APPLICANT_ASKED, by=by, subject=row.application)


@transaction.atomic
def add_co_applicant(*, application: Application, name: str, email: str, by: User | None) -> CoApplicant:
    """The letter leaves at once, but from a draft of nobody only when somebody has proved an address."""
    application = lock(application)
    is_written_to, address = by is not None and application.claim_key is None, email.strip().lower()
    refuse_if(may_invite(application, name, email) or (asked_often(application, address) if is_written_to else []))
    row = CoApplicant.objects.create(application=application, name=name.strip(), email=address, key=random_key())
    if is_written_to:
        _invite(row, by)
    return row


@transaction.atomic
def invite_waiting(*, application: Application, by: User) -> None:
    """Those who were named before the draft was claimed; who has had many such letters today gets it another day."""
    for row in application.co_applicants.filter(invited_at__isnull=True):
        if not asked_often(application, row.email):
            _invite(row, by)


@transaction.atomic
def remove_co_applicant(*, row: CoApplicant, by: User | None) -> None:
    """The link opens nothing any more. History tells of those it has told of: whoever was asked."""
    application = lock(row.application)
    refuse_if(may_remove(application))
    if row.delete()[0] and row.invited_at is not None:
        write_history(Verb.CO_APPLICANT_REMOVED, by=by, subject=application)


@transaction.atomic
def answer_as_co_applicant(*, row: CoApplicant, is_willing: bool, by: User | None = None) -> CoApplicant:
    """Yes or no. It may be changed until the application is decided. The applicant gets a letter about each new answer."""
    application = lock(row.application)
    row = lock(row)
    if row.is_willing is is_willing:
        return row
    refuse_if(may_answer(application))
    row.is_willing, row.answered_at = is_willing, timezone.now()
    row.save(update_fields=["is_willing", "answered_at"])
    write_history(Verb.CO_APPLICANT_ANSWERED, by=by, subject=application)
    times = application.history.filter(verb=Verb.CO_APPLICANT_ANSWERED).count()
    write_letter(LetterKind.CO_APPLICANT_ANSWERED, to=application.applicant.addressee, application=application,
                 key=f"co-applicant-answered:{application.reference}:{times}", context={"co_applicant": row})
    return row


def unanswered(now) -> list[CoApplicant]:
    """Asked a week ago, and not heard of, in an application that is not over; and those who could not be asked at once."""
    over = [ApplicationStatus.WITHDRAWN, ApplicationStatus.NOT_SELECTED]
    unasked = Q(invited_at__isnull=True, application__claim_key__isnull=True)
    rows = CoApplicant.objects.filter(Q(invited_at__lt=now - REMIND_AFTER) | unasked, is_willing__isnull=True)
    return list(rows.exclude(application__status__in=over).select_related("application__applicant__user"))


@transaction.atomic
def remind_co_applicant(*, row: CoApplicant, by: User | None = None) -> bool:
    """Once. True when this call wrote the letter. Asks first whoever could not be asked before."""
    row = lock(row)
    if row.invited_at is None:
        return _ask_late(row, by)
    key = f"co-applicant-reminder:{row.key}"
    if row.is_willing is not None or row.application.letters.filter(key=key).exists():
        return False
    _write(row, key)
    return True


def _ask_late(row: CoApplicant, by: User | None) -> bool:
    """Held by the caller."""
    is_free = row.application.claim_key is None and not asked_often(row.application, row.email)
    if is_free:
        _invite(row, by)
    return is_free
