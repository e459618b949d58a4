"""Letters to owners, who have no account: each brings the link to their own page."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from popups.choices import LetterKind, Verb
from popups.letters import Addressee, owner_href, write_letter
from popups.lifecycle.records import write_history
from popups.models import Letter, Offer
from popups.moments import midnight
from vacancies.lifecycle.owner_page import LINK_DAYS, make_link
from vacancies.models import Owner, OwnerLink
from vacancies.sure import sure

ENOUGH = timedelta(days=14)  # a letter that asks something brings a link that stays open long enough to answer


def lasting_link(owner: Owner, by: Any, until: date | None = None) -> OwnerLink:
    """The link that the owner has already, where it lasts: a new one would shut the one in the last letter.

    until: the last day on which it has to open, where one is known.
    """
    now = timezone.now()
    needed = max(now + ENOUGH, midnight(until + timedelta(days=1)) if until else now)
    link = owner.links.valid(needed).order_by("-pk").first()
    if link is None or not link.secret:
        make_link(owner=owner, by=by, days=max(LINK_DAYS, (needed - now).days + 1))
        link = owner.links.order_by("-pk")[0]
    return link


def write_to_owner(kind: LetterKind, *, owner: Owner, by: Any, key: str, offer: Offer | None = None,
                   until: date | None = None, **told: Any) -> Letter | None:
    """None where no e-mail address is known: then somebody calls, or writes by post. until: as for the link."""
    if not owner.email:
        return None
    link = lasting_link(owner, by, offer.answer_by_on if offer else until)
    context = {"href": owner_href(link), "valid_until": timezone.localdate(link.expires_at), **told}
    return write_letter(kind, to=Addressee(owner.email, owner.language), key=key, offer=offer, context=context)


def write_question(offer: Offer, by: Any) -> None:
    """Asks the owner about an open offer; the caller holds its lock and knows that there is an owner. Asked again, a new letter is written."""
    times = offer.history.filter(verb=Verb.OWNER_ASKED).count()
    letter = write_to_owner(LetterKind.OWNER_ASKED, owner=sure(offer.unit.owner), by=by, offer=offer,
                            key=f"owner-asked:{offer.reference}:{times}")
    if letter is not None:
        offer.owner_asked_at = timezone.now()
        offer.save(update_fields=["owner_asked_at"])
        write_history(Verb.OWNER_ASKED, by=by, subject=offer)
