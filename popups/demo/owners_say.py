"""Owners who answer on pages of their own, and the one whose page the demonstration opens."""

from collections.abc import Generator
from datetime import datetime, time, timedelta

from django.utils import timezone

from popups.demo.asks import Ask, OwnerSays
from popups.demo.cast import Cast
from popups.lifecycle.offers import accept_offer
from popups.lifecycle.owner_consent import owner_agrees, owner_declines
from popups.models import Offer, Tenancy
from vacancies.choices import ProposalKind
from vacancies.lifecycle.owner_page import make_link, make_proposal
from vacancies.models import Owner, OwnerLink, Proposal
from vacancies.rules.owner_page import terms_of

SHOWN_OWNER = "Anna Dzērvīte"  # her page is opened by the link that demo_logins tells
LINK_DAYS = 120
PROPOSED_DAYS_AGO = 3


def both_answers(cast: Cast, ask: Ask, offer: Offer) -> Generator[int, None, Tenancy | None]:
    """The applicant says yes first, then the owner is heard; or not yet."""
    day = cast.chronicle.day
    yield ask.offered_on + 2
    accept_offer(offer=offer, by=cast.people[ask.person], today=day(ask.offered_on + 2))
    if ask.owner is OwnerSays.NOTHING_YET:
        return None
    answered = ask.offered_on + 4
    yield answered
    if ask.owner is OwnerSays.NO:
        owner_declines(offer=offer, by=None, note=ask.note, today=day(answered))
        return None
    return owner_agrees(offer=offer, by=None, on=day(answered), today=day(answered))


def open_owners_page(cast: Cast) -> None:
    """A link, and a proposal that waits for the office. Called when the year has been lived; dated by hand, without dice."""
    owner = Owner.objects.get(contact_name=SHOWN_OWNER)
    make_link(owner=owner, by=cast.officer)
    unit = cast.units["shoes"]
    proposal = make_proposal(
        unit=unit, owner=owner, kind=ProposalKind.TERMS, values=terms_of(unit) | {"asking_rent_cents": 5500, "notice_days": 45},
        message="Ziemā jāmaksā par apkuri, tāpēc lūdzu mazliet vairāk.", today=cast.chronicle.day(-PROPOSED_DAYS_AGO))
    Proposal.objects.filter(pk=proposal.pk).update(made_at=_at(cast, -PROPOSED_DAYS_AGO))
    for place, link in enumerate(OwnerLink.objects.order_by("pk")):
        made, shut = _at(cast, -20 + place), _at(cast, -20 + place + 1) if link.revoked_at else None
        OwnerLink.objects.filter(pk=link.pk).update(made_at=made, revoked_at=shut, expires_at=made + timedelta(days=LINK_DAYS))


def _at(cast: Cast, offset: int) -> datetime:
    return timezone.make_aware(datetime.combine(cast.chronicle.day(offset), time(11, 20)))


def shown_link() -> OwnerLink | None:
    """The link that still opens the shown owner's page."""
    return OwnerLink.objects.valid(timezone.now()).filter(owner__contact_name=SHOWN_OWNER).order_by("-pk").first()
