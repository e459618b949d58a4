"""Reminding those who began to apply to a call and have not sent it."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from popups.choices import ApplicationStatus, LetterKind
from popups.letters import write_letter
from popups.lifecycle.records import lock
from popups.models import Application, Letter
from popups.moments import midnight

CLOSES_IN_DAYS = 3


def _key(application: Application) -> str:
    """Of the last day to apply as it is now: where that was moved, the draft is reminded of anew."""
    return f"draft-reminder:{application.reference}:{application.call.last_apply_day if application.call else ''}"


def due_drafts(today: date) -> QuerySet[Application]:
    """Drafts of somebody whose call closes within three days. What was begun within those days needs no reminder of itself."""
    soon = midnight(today + timedelta(days=CLOSES_IN_DAYS + 1))
    return Application.objects.filter(
        status=ApplicationStatus.DRAFT, applicant__user__isnull=False, created_at__lt=midnight(today), call__decided_at=None,
        call__opens_at__lt=soon, call__closes_at__gt=midnight(today), call__closes_at__lt=soon).select_related("applicant__user", "call")


def unreminded(today: date) -> list[Application]:
    """Only saves work; the lock in the reminder itself is what makes it once. Two queries."""
    due = list(due_drafts(today))
    written = set(Letter.objects.filter(kind=LetterKind.DRAFT_REMINDER, application__in=due).values_list("key", flat=True))
    return [application for application in due if _key(application) not in written]


@transaction.atomic
def remind_of_draft(*, application: Application) -> bool:
    """The clock's verb: one letter for each draft and last day to apply. Under its lock, so that who sends it meanwhile is not reminded."""
    locked = lock(application)
    is_open = locked.call is not None and locked.call.state.takes_applications
    if locked.state is not ApplicationStatus.DRAFT or not is_open or Letter.objects.filter(key=_key(locked)).exists():
        return False
    write_letter(LetterKind.DRAFT_REMINDER, to=locked.applicant.addressee, application=locked, key=_key(locked), by_tick=True)
    return True
