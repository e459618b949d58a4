"""The owner's half of an offer. `by` is None when owners say it themselves, on their own page; else who entered it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from popups.choices import EndReason, LetterKind, OfferStatus, Verb
from popups.letters import write_letter, write_office_letter
from popups.lifecycle.offers import begin, locked_offer, release
from popups.lifecycle.owner_letters import write_question
from popups.lifecycle.records import write_history
from popups.models import Offer, Tenancy, User
from popups.rules.offers import may_ask_owner, may_owner_agree, may_owner_decline
from vacancies.problem import refuse_if


@transaction.atomic
def owner_agrees(*, offer: Offer, by: User | None, on: date | None = None, note: str = "",
                 today: date | None = None) -> Tenancy | None:
    """The second yes makes the tenancy. None: the applicant has not answered yet. A second yes of the owner changes nothing."""
    offer, today = locked_offer(offer), today or timezone.localdate()
    if offer.state is OfferStatus.ACCEPTED:
        return offer.tenancy
    if offer.state.is_open and not offer.lacks_owner:
        return None
    on, note = on or today, note.strip()
    refuse_if(may_owner_agree(offer, on=on, today=today, note=note))
    offer.owner_agreed_on, offer.owner_agreed_by, offer.owner_note = on, offer.unit.owner, note
    offer.save(update_fields=["owner_agreed_on", "owner_agreed_by", "owner_note"])
    tenancy = None
    if offer.applicant_agreed_at:
        tenancy = begin(offer, Verb.OWNER_AGREED, by=by)
    else:
        write_history(Verb.OWNER_AGREED, by=by, subject=offer)
    _tell_office(offer, by)
    return tenancy


@transaction.atomic
def owner_declines(*, offer: Offer, by: User | None, note: str = "", today: date | None = None) -> Offer:
    """Gives the days back and tells the applicant. What the owner wrote stays at the office."""
    offer, note = locked_offer(offer), note.strip()
    if offer.state is OfferStatus.WITHDRAWN:
        return offer
    refuse_if(may_owner_decline(offer, today=today or timezone.localdate(), note=note))
    release(offer, OfferStatus.WITHDRAWN, Verb.OWNER_DECLINED, by=by, reason=EndReason.OWNER_WITHDREW, owner_note=note,
            owner_agreed_on=None, owner_agreed_by=None)
    write_letter(LetterKind.OFFER_WITHDRAWN, to=offer.application.applicant.addressee, offer=offer,
                 key=f"offer-withdrawn:{offer.reference}", context={"owner_declined": True})
    _tell_office(offer, by)
    return offer


def _tell_office(offer: Offer, by: User | None) -> None:
    """Whoever entered the answer knows it."""
    if by is None or by.pk != offer.made_by_id:
        write_office_letter(LetterKind.OWNER_ANSWERED, to=offer.made_by, offer=offer,
                            key=f"owner-answered:{offer.reference}:{offer.status}")


@transaction.atomic
def ask_owner(*, offer: Offer, by: User) -> Offer:
    """Writes once more, for instance when the first letter went to a wrong address."""
    offer = locked_offer(offer)
    refuse_if(may_ask_owner(offer))
    write_question(offer, by)
    return offer
