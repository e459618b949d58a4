"""Lists of letters for the office."""

from collections.abc import Callable

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.models import Letter
from popups.models.letter import LetterQuerySet


class Shown(TextChoices):
    ALL = "", _("All")
    FAILING = "failing", _("Could not be sent")
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")


_ROWS: dict[str, Callable[[], LetterQuerySet]] = {
    Shown.ALL: lambda: Letter.objects.all(),
    Shown.FAILING: lambda: Letter.objects.failing(),
    Shown.WAITING: lambda: Letter.objects.filter(sent_at__isnull=True, attempts=0),
    Shown.SENT: lambda: Letter.objects.filter(sent_at__isnull=False),
}


def letters_found(shown: str) -> LetterQuerySet:
    """Without the long texts, which only the letter's own page shows."""
    return _ROWS[shown]().defer("text", "html")


def standing_of(letter: Letter) -> tuple[str | Promise, str]:
    """(word, the design's colour)."""
    if letter.sent_at is not None:
        return _("Sent"), "success"
    if letter.is_given_up:
        return _("Given up"), "danger"
    return (_("Could not be sent yet"), "danger") if letter.attempts else (_("Waiting"), "info")
