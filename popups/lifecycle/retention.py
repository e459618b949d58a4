"""The clock lets go of what was kept long enough, kind by kind. Each row in a transaction of its own; twice is harmless."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from popups.choices import LetterKind
from popups.lifecycle.erasing import erase_person
from popups.lifecycle.records import lock
from popups.lifecycle.stripping import delete_draft, drop_papers, drop_profile, strip_application, strip_event
from popups.models import Application, Event, Letter, Look, Message
from popups.rules.co_applicants import COUNTED
from popups.rules.retention import ERASED, KIND_BY_CODE, TOLD_AND_GONE

AT_A_TIME = 500


def _strip(row: Application) -> bool:
    return bool(strip_application(application=row, by=None))


@transaction.atomic
def _papers(row: Application) -> bool:
    return drop_papers(lock(row)) > 0


def _event(row: Event) -> bool:
    performer = row.performer
    strip_event(row)
    if performer is not None:
        drop_profile(performer)
    return True


def _letter(row: Letter) -> bool:
    if row.sent_at is None:
        return row.delete()[0] > 0
    return Letter.objects.filter(pk=row.pk).update(subject=ERASED, text="", html="", to_email=ERASED, to_user=None, last_error="") > 0


def _row(row: Message | Look) -> bool:
    return row.delete()[0] > 0


def _account(row: Any) -> bool:
    """With the same letter as when somebody asks for it."""
    return erase_person(user=row, by=None, why="unused") is not None


LET_GO: dict[str, Callable[[Any], bool]] = {
    "drafts": lambda row: delete_draft(application=row, by=None), "not_selected": _strip, "withdrawn": _strip, "tenancies": _strip, "events": _event,
    "papers": _papers, "letters": _letter, "messages": _row, "looks": _row, "accounts": _account}


def due_rows(code: str, today: date) -> list[Any]:
    """Of one kind, at most AT_A_TIME."""
    return list(KIND_BY_CODE[code].due(today).order_by("pk")[:AT_A_TIME])


@transaction.atomic
def let_go(*, row: Any, code: str, today: date, by: None = None) -> bool:
    """Asked again under the lock: it may have become somebody's business meanwhile. False: it was not due any more."""
    held = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
    if held is None or not KIND_BY_CODE[code].due(today).filter(pk=row.pk).exists():
        return False
    return LET_GO[code](held)


def forget_told() -> int:
    """Addresses of letters that nobody needs any more, once they have gone. Returns how many.

    Of those asked to apply together in an application that was let go, a day later: so many letters a day may go to one address.
    """
    sent = Letter.objects.filter(sent_at__isnull=False).exclude(to_email__in=["", ERASED])
    emptied = Q(kind=LetterKind.CO_APPLICANT_ASKED, text="", written_at__lte=timezone.now() - COUNTED)
    return sent.filter(Q(kind__in=TOLD_AND_GONE) | emptied).update(to_email=ERASED)
