"""Lists of letters for the office."""

from collections.abc import Callable

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import LetterKind
from popups.models import Letter
from popups.models.letter import LetterQuerySet

# Residents who wished for e-mails are nobody's business at the office: neither their addresses nor what they look for.
TO_RESIDENTS = frozenset({LetterKind.ALERT_CONFIRM, LetterKind.ALERT_FOUND, LetterKind.ALERT_CLOSING})


class Shown(TextChoices):
    ALL = "", _("All")
    FAILING = "failing", _("Could not be sent")
    WAITING = "waiting", _("Waiting to be sent")
    PRINT = "print", _("To be printed")
    SENT = "sent", _("Sent")


_ROWS: dict[str, Callable[[], LetterQuerySet]] = {
    Shown.ALL: lambda: Letter.objects.all(),
    Shown.FAILING: lambda: Letter.objects.failing(),
    Shown.WAITING: lambda: Letter.objects.filter(sent_at__isnull=True, attempts=0).exclude(to_email=""),
    Shown.PRINT: lambda: Letter.objects.to_print(),
    Shown.SENT: lambda: Letter.objects.filter(sent_at__isnull=False),
}


def letters_found(shown: str) -> LetterQuerySet:
    """Without the long texts, which only the letter's own page shows."""
    return _ROWS[shown]().exclude(kind__in=TO_RESIDENTS).select_related("application__applicant").defer("text", "html")


def standing_of(letter: Letter) -> tuple[str | Promise, str]:
    """(word, the design's colour)."""
    if letter.is_to_print:
        return (_("Printed"), "success") if letter.sent_at else (_("To be printed"), "warning")
    if letter.sent_at is not None:
        return _("Sent"), "success"
    if letter.is_given_up:
        return _("Given up"), "danger"
    return (_("Could not be sent yet"), "danger") if letter.attempts else (_("Waiting"), "info")
