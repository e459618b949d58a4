"""Letters: written with what they tell, sent after the commit, tried again by the periodic job."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from enum import Enum
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from popups.choices import LetterKind
from popups.models import Application, CoApplicant, Invitation, Letter, Offer, Tenancy, User
from popups.models.letter import MOST_ATTEMPTS
from popups.rules.costs import cost_of_offer
from popups.rules.group_links import secret_of
from vacancies.access import OFFICERS, has_role
from vacancies.models import OwnerLink

logger = logging.getLogger(__name__)
CLAIM = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=2)
PATIENCE = 3
# Letters to owners open their page by a link, which is not kept with the letter.
TO_OWNERS = frozenset({LetterKind.OWNER_LINK, LetterKind.OWNER_ASKED, LetterKind.PROPOSAL_ANSWERED, LetterKind.EVENT_ASKED,
                       LetterKind.EVENT_REMINDER, LetterKind.EVENT_CONFIRMED, LetterKind.EVENT_CANCELLED})
OWNER_DOOR = "/owner/enter/"
_SEALED = re.compile(rf"{OWNER_DOOR}link-(\d{{1,18}})/")
CO_APPLICANT_DOOR = "/together/"
_SEALED_TOGETHER = re.compile(rf"{CO_APPLICANT_DOOR}link-(\d{{1,18}})/")
TO_GROUP = frozenset({LetterKind.CONSULTATION_ASKED, LetterKind.CONSULTATION_DONE})
GROUP_DOOR = "/group/enter/"
_SEALED_GROUP = re.compile(rf"{GROUP_DOOR}link-(\d{{1,18}})/")


def _render(kind: LetterKind, language: str, context: dict[str, Any]) -> tuple[str, str, str]:
    context = {**context, "site_url": settings.SITE_URL, "town_name": settings.TOWN_NAME,
               "office_email": settings.OFFICE_EMAIL, "objection_days": settings.OBJECTION_DAYS}
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


def _unsaved(kind: LetterKind, *, to: User | Addressee | None, key: str, application: Application | None = None,
             offer: Offer | None = None, tenancy: Tenancy | None = None, context: dict[str, Any] | None = None) -> Letter:
    offer = offer or (tenancy.offer if tenancy else None)
    application = application or (offer.application if offer else None)
    promise = tenancy or offer
    unit = promise.unit if promise else None
    told = {"person": to, "application": application, "offer": offer, "tenancy": tenancy, "unit": unit,
            "cost": cost_of_offer(offer) if offer else None, **(context or {})}
    language = to.language if to else settings.LANGUAGE_CODE
    subject, text, html = _render(kind, language, told | {"is_printed": to is None})
    return Letter(
        key=key, kind=kind, to_user=to if isinstance(to, User) else None, to_email=to.email if to else "", language=language,
        subject=subject[:250], text=text, html=html, application=application, offer=offer, tenancy=tenancy, next_try_at=timezone.now(),
        message_id=make_msgid(domain=urlparse(settings.SITE_URL).hostname or "localhost"))


def write_letters(letters: Sequence[tuple[LetterKind, User | Addressee | None, str, Application]]) -> None:
    """(kind, to, key, about) of many at once, sent by the periodic job. What was written is not written again."""
    known = set(Letter.objects.filter(key__in=[key for _kind, _to, key, _about in letters]).values_list("key", flat=True))
    Letter.objects.bulk_create(
        _unsaved(kind, to=to, key=key, application=about) for kind, to, key, about in letters if key not in known)


def write_letter(kind: LetterKind, *, to: User | Addressee | None, key: str, application: Application | None = None,
                 offer: Offer | None = None, tenancy: Tenancy | None = None,
                 context: dict[str, Any] | None = None, by_tick: bool = False) -> Letter:
    """Writes one letter in the caller's transaction, in the person's language; sends it after the commit.

    A key that exists already writes nothing: what was said once is not said again. by_tick: one of many, which
    nobody's page waits for; the periodic job sends it. to=None: the person has no e-mail, and the office prints it.
    """
    existing = Letter.objects.filter(key=key).first()
    if existing is not None:
        return existing
    letter = _unsaved(kind, to=to, key=key, application=application, offer=offer, tenancy=tenancy, context=context)
    letter.save()
    if to is not None and not by_tick:
        transaction.on_commit(lambda: _send(letter), robust=True)
    return letter


def preview(kind: LetterKind, *, to: User | None, application: Application) -> tuple[str, str]:
    """(subject, text) as the person would read it. Writes nothing."""
    told = {"person": to, "application": application, "is_printed": to is None}
    subject, text, _html = _render(kind, to.language if to else settings.LANGUAGE_CODE, told)
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


def group_href(invitation: Invitation) -> str:
    """The same for a member of the local group."""
    return f"{GROUP_DOOR}link-{invitation.pk}/"


def _with_group_secret(text: str, letter: Letter) -> str:
    def filled(found: re.Match) -> str:
        invitation = Invitation.objects.filter(pk=found[1], member__email=letter.to_email).first()
        return f"{GROUP_DOOR}{secret_of(invitation)}/" if invitation else found[0]

    return _SEALED_GROUP.sub(filled, text) if letter.kind in TO_GROUP else text


def co_applicant_href(row: CoApplicant) -> str:
    return f"{CO_APPLICANT_DOOR}link-{row.pk}/"


def _with_key(text: str, letter: Letter) -> str:
    """The same for a co-applicant's link, which a letter does not keep either."""

    def filled(found: re.Match) -> str:
        row = CoApplicant.objects.filter(pk=found[1], email=letter.to_email).first()
        return f"{CO_APPLICANT_DOOR}{row.key}/" if row else found[0]

    return _SEALED_TOGETHER.sub(filled, text)


def _with_secret(text: str, letter: Letter) -> str:
    """Puts the secret into a letter at the moment of sending; only into letters to the owner whose link it is."""
    if letter.kind == LetterKind.CO_APPLICANT_ASKED:
        return _with_key(text, letter)

    def filled(found: re.Match) -> str:
        link = OwnerLink.objects.filter(pk=found[1], owner__email=letter.to_email).first()
        return f"{OWNER_DOOR}{link.secret}/" if link and link.secret else found[0]

    return _SEALED.sub(filled, text) if letter.kind in TO_OWNERS else text


def _claim(pk: int, now: datetime) -> bool:
    """Exactly one sender gets the letter: the update succeeds for one of them."""
    return Letter.objects.waiting(now).filter(pk=pk).update(
        claimed_until=now + CLAIM, attempts=F("attempts") + 1) == 1


def _message(letter: Letter) -> EmailMultiAlternatives:
    text, html = (_with_group_secret(_with_secret(form, letter), letter) for form in (letter.text, letter.html))
    message = EmailMultiAlternatives(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [letter.to_email],
                                     headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"})
    if html:
        message.attach_alternative(html, "text/html")
    return message


class Sent(Enum):
    """What became of one attempt."""

    YES = "yes"
    NOT_OURS = "not ours"  # somebody else has it in hand, or it went meanwhile
    REFUSED = "refused"  # this letter, by a server that works
    NO_SERVER = "no server"


def _is_refused(error: Exception) -> bool:
    """For good, and only this letter: its address, or what it says. A server that says “later” (4xx) is not well itself."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500 or isinstance(error, ValueError)


def _send(letter: Letter) -> Sent:
    """What a letter says never changes, so the row that was read before the claim will do."""
    now, row = timezone.now(), Letter.objects.filter(pk=letter.pk)
    if not _claim(letter.pk, now):
        return Sent.NOT_OURS
    try:
        _message(letter).send()
    except Exception as error:  # whatever the mail server or the network does, the letter stays
        logger.warning("Letter %s could not be sent: %s", letter.pk, error)
        pause = FIRST_PAUSE * 2 ** min(letter.attempts, 10)
        row.update(last_error=str(error)[:2000], claimed_until=None, next_try_at=now + pause)
        return Sent.REFUSED if _is_refused(error) else Sent.NO_SERVER
    row.update(sent_at=timezone.now(), claimed_until=None, last_error="")
    return Sent.YES


def send_letter(pk: int) -> bool:
    """True when this call sent it. A mail server that refuses or hangs is tried again later, ever more rarely."""
    return _send(Letter.objects.get(pk=pk)) is Sent.YES


def send_waiting(limit: int = 500) -> tuple[int, int]:
    """(sent, not sent) of the letters that are due. A mail server that fails thrice in a row is left in peace.

    One that refuses letters works: wrong addresses, however many, keep no other letter waiting.
    """
    waiting = list(Letter.objects.waiting(timezone.now()).order_by("next_try_at")[:limit])
    sent = elsewhere = failed_in_a_row = 0
    for letter in waiting:
        result = _send(letter)
        sent, elsewhere = sent + (result is Sent.YES), elsewhere + (result is Sent.NOT_OURS)
        failed_in_a_row = failed_in_a_row + 1 if result is Sent.NO_SERVER else 0
        if failed_in_a_row == PATIENCE:
            break
    return sent, len(waiting) - sent - elsewhere


def try_again(pk: int) -> bool:
    """At once, whatever pause it was in, also when it was given up. True when this call sent it."""
    unsent = Letter.objects.filter(pk=pk, sent_at__isnull=True)
    unsent.update(next_try_at=timezone.now())
    unsent.filter(attempts__gte=MOST_ATTEMPTS).update(attempts=MOST_ATTEMPTS - 1)
    return send_letter(pk)


def mark_posted(keys: Sequence[str]) -> list[str]:
    """Somebody of the office has put them on paper and posted them. The first time counts; returns those of now."""
    waiting = Letter.objects.to_print().filter(key__in=keys)
    found = list(waiting.values_list("key", flat=True))
    waiting.update(sent_at=timezone.now())
    return found


def take_back_posted(keys: Sequence[str]) -> int:
    """Not posted after all: they wait again. What was erased since stays gone. Returns how many."""
    posted = Letter.objects.filter(to_email="", sent_at__isnull=False, key__in=keys).exclude(text="")
    return posted.update(sent_at=None)
