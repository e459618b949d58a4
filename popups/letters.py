"""Letters: written with what they tell, sent after the commit, tried again by the periodic job."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from popups.choices import LetterKind
from popups.models import Application, Letter, Offer, Tenancy, User
from popups.models.letter import MOST_ATTEMPTS
from popups.rules.costs import cost_of_offer
from vacancies.access import OFFICERS, has_role
from vacancies.models import OwnerLink

logger = logging.getLogger(__name__)
CLAIM = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=2)
PATIENCE = 3
# Letters to owners open their page by a link, which is not kept with the letter.
TO_OWNERS = frozenset({LetterKind.OWNER_LINK, LetterKind.OWNER_ASKED, LetterKind.PROPOSAL_ANSWERED})
OWNER_DOOR = "/owner/enter/"
_SEALED = re.compile(rf"{OWNER_DOOR}link-(\d{{1,18}})/")


def _render(kind: LetterKind, language: str, context: dict[str, Any]) -> tuple[str, str, str]:
    context = {**context, "site_url": settings.SITE_URL, "town_name": settings.TOWN_NAME,
               "office_email": settings.OFFICE_EMAIL}
    with translation.override(language):
        subject = render_to_string(f"emails/{kind.value}_subject.txt", context)
        text = render_to_string(f"emails/{kind.value}.txt", context)
        html = render_to_string(f"emails/{kind.value}.html", context)
    return " ".join(subject.split()), re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n", html


@dataclass(frozen=True)
class Addressee:
    """Somebody without an account: an owner, a resident who reported a shop, the office as a whole."""

    email: str
    language: str


def write_letter(kind: LetterKind, *, to: User | Addressee, key: str, application: Application | None = None,
                 offer: Offer | None = None, tenancy: Tenancy | None = None,
                 context: dict[str, Any] | None = None) -> Letter:
    """Writes one letter in the caller's transaction, in the person's language; sends it after the commit.

    A key that exists already writes nothing: what was said once is not said again.
    """
    existing = Letter.objects.filter(key=key).first()
    if existing is not None:
        return existing
    offer = offer or (tenancy.offer if tenancy else None)
    application = application or (offer.application if offer else None)
    unit = (tenancy or offer).unit if (tenancy or offer) else None
    told = {"person": to, "application": application, "offer": offer, "tenancy": tenancy, "unit": unit,
            "cost": cost_of_offer(offer) if offer else None, **(context or {})}
    subject, text, html = _render(kind, to.language, told)
    letter = Letter.objects.create(
        key=key, kind=kind, to_user=to if isinstance(to, User) else None, to_email=to.email, language=to.language,
        subject=subject[:250], text=text, html=html, application=application, offer=offer, tenancy=tenancy, next_try_at=timezone.now(),
        message_id=make_msgid(domain=urlparse(settings.SITE_URL).hostname or "localhost"))
    transaction.on_commit(lambda: _send(letter), robust=True)
    return letter


def preview(kind: LetterKind, *, to: User, application: Application) -> tuple[str, str]:
    """(subject, text) as the person would read it. Writes nothing."""
    subject, text, _html = _render(kind, to.language, {"person": to, "application": application})
    return subject, text


def at_the_desk(person: User | None) -> User | Addressee:
    """Somebody who has left, or is no officer any more, does not read what owners and applicants say: then the office does."""
    if person is not None and has_role(person, *OFFICERS):
        return person
    return Addressee(settings.OFFICE_EMAIL, settings.LANGUAGE_CODE)


def write_office_letter(kind: LetterKind, *, to: User, key: str, offer: Offer) -> Letter:
    """To the officer who made the offer, or to whoever does that work now."""
    return write_letter(kind, to=at_the_desk(to), key=key, offer=offer)


def owner_href(link: OwnerLink) -> str:
    """What stands in a letter instead of the link itself: a kept letter opens nobody's page."""
    return f"{OWNER_DOOR}link-{link.pk}/"


def _with_secret(text: str, letter: Letter) -> str:
    """Puts the secret into a letter at the moment of sending; only into letters to the owner whose link it is."""

    def filled(found: re.Match) -> str:
        link = OwnerLink.objects.filter(pk=found[1], owner__email=letter.to_email).first()
        return f"{OWNER_DOOR}{link.secret}/" if link and link.secret else found[0]

    return _SEALED.sub(filled, text) if letter.kind in TO_OWNERS else text


def _claim(pk: int, now: datetime) -> bool:
    """Exactly one sender gets the letter: the update succeeds for one of them."""
    return Letter.objects.waiting(now).filter(pk=pk).update(
        claimed_until=now + CLAIM, attempts=F("attempts") + 1) == 1


def _message(letter: Letter) -> EmailMultiAlternatives:
    text, html = (_with_secret(form, letter) for form in (letter.text, letter.html))
    message = EmailMultiAlternatives(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [letter.to_email],
                                     headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"})
    if html:
        message.attach_alternative(html, "text/html")
    return message


def _send(letter: Letter) -> bool:
    """What a letter says never changes, so the row that was read before the claim will do."""
    now, row = timezone.now(), Letter.objects.filter(pk=letter.pk)
    if not _claim(letter.pk, now):
        return False
    try:
        _message(letter).send()
    except Exception as error:  # whatever the mail server or the network does, the letter stays
        logger.warning("Letter %s could not be sent: %s", letter.pk, error)
        pause = FIRST_PAUSE * 2 ** min(letter.attempts, 10)
        row.update(last_error=str(error)[:2000], claimed_until=None, next_try_at=now + pause)
        return False
    row.update(sent_at=timezone.now(), claimed_until=None, last_error="")
    return True


def send_letter(pk: int) -> bool:
    """True when this call sent it. A mail server that refuses or hangs is tried again later, ever more rarely."""
    return _send(Letter.objects.get(pk=pk))


def send_waiting(limit: int = 500) -> tuple[int, int]:
    """(sent, not sent) of the letters that are due. A mail server that fails thrice in a row is left in peace."""
    waiting = list(Letter.objects.waiting(timezone.now()).order_by("next_try_at")[:limit])
    sent = failed_in_a_row = 0
    for letter in waiting:
        is_sent = _send(letter)
        sent += is_sent
        failed_in_a_row = 0 if is_sent else failed_in_a_row + 1
        if failed_in_a_row == PATIENCE:
            break
    return sent, len(waiting) - sent


def try_again(pk: int) -> bool:
    """At once, whatever pause it was in, also when it was given up. True when this call sent it."""
    unsent = Letter.objects.filter(pk=pk, sent_at__isnull=True)
    unsent.update(next_try_at=timezone.now())
    unsent.filter(attempts__gte=MOST_ATTEMPTS).update(attempts=MOST_ATTEMPTS - 1)
    return send_letter(pk)
