"""Places and days are promised here, and nowhere else."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, LetterKind, OfferStatus, Use, Verb
from popups.letters import write_letter, write_office_letter
from popups.lifecycle.event_others import tell_newcomer
from popups.lifecycle.owner_letters import write_question
from popups.lifecycle.records import lock, lock_unit, step, write_history
from popups.models import Application, Occupancy, Offer, Placement, Tenancy, User
from popups.rules.nearness import in_name_problems, near_problems
from popups.rules.offers import Terms, may_answer, may_decline, may_offer, may_withdraw_offer, owner_changed
from vacancies.models import Space, Unit
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.references import fresh_reference


def _hold(offer: Offer, spaces: Sequence[Space]) -> None:
    """Takes the spaces for the offer's days. The database has the last word."""
    try:
        with transaction.atomic():
            for space in spaces:
                Occupancy.objects.create(space=space, offer=offer, start=offer.start, end=offer.end)
    except IntegrityError as error:
        text = _("This place is already promised to someone on some of these days.")
        raise Refused([Problem("taken", text, "first_day")]) from error


def _fulfil_plan(offer: Offer) -> None:
    """What was approved for this application in a plan has become this offer, also when it was made by hand and elsewhere."""
    Placement.objects.filter(application=offer.application_id, approved_at__isnull=False, offer__isnull=True).update(offer=offer)


@transaction.atomic
def make_offer(*, application: Application, unit: Unit, spaces: Sequence[Space], start: date, end: date, terms: Terms,
               by: User, use: Use | str = Use.WHOLE, today: date | None = None) -> Offer:
    """Promises [start, end) until the day to answer. An application that is only being read is shortlisted by it.

    Where the owner has not agreed yet, the owner is asked at the same moment as the applicant. Refused where the unit was
    sold since `unit` was read: whose consent the terms tell of is the owner whom the caller knew.
    """
    known, unit, application = unit.owner_id, lock_unit(unit.pk), lock(application)
    refuse_if([owner_changed()] if unit.owner_id != known else [])
    spaces = list(Space.objects.filter(pk__in=[space.pk for space in spaces]))  # divided meanwhile, they are retired
    refuse_if(near_problems(application, by))
    refuse_if(may_offer(application, unit=unit, spaces=spaces, use=use, start=start, end=end, terms=terms,
                        today=today or timezone.localdate()))
    offer = Offer.objects.create(reference=fresh_reference(Offer, "O"), application=application, unit=unit, use=use,
                                 start=start, end=end, made_by=by,
                                 owner_agreed_by=unit.owner if terms.owner_agreed_on else None, **asdict(terms))
    _hold(offer, spaces)
    write_history(Verb.OFFERED, by=by, subject=offer, to_status=OfferStatus.OPEN)
    _fulfil_plan(offer)
    if application.state is not ApplicationStatus.SHORTLISTED:
        step(application, ApplicationStatus.SHORTLISTED, Verb.SHORTLISTED, by=by)
    write_letter(LetterKind.OFFER_MADE, to=application.applicant.addressee, offer=offer, key=f"offer:{offer.reference}")
    if offer.lacks_owner:
        write_question(offer, by)
    return offer


def locked_offer(offer: Offer) -> Offer:
    """Unit before application before offer: every verb locks in this order."""
    lock_unit(offer.unit_id)
    lock(offer.application)
    return lock(offer)


@transaction.atomic
def accept_offer(*, offer: Offer, by: User, today: date | None = None) -> Tenancy | None:
    """The applicant says yes. Where the owner has said it too, the held days become a tenancy; else None: it waits.

    A second yes finds the same tenancy, or goes on waiting. The yes of somebody who has sold the unit since is gone then for
    good: it was not there when it was needed.
    """
    offer = locked_offer(offer)
    if offer.state is OfferStatus.ACCEPTED:
        return offer.tenancy
    if offer.lacks_owner and not offer.lacks_applicant:
        return None
    refuse_if(in_name_problems(offer.application, by) or may_answer(offer, OfferStatus.ACCEPTED, today or timezone.localdate()))
    offer.applicant_agreed_at = timezone.now()
    if offer.has_yes_of_former_owner:
        offer.owner_agreed_on = offer.owner_agreed_by = None
    offer.save(update_fields=["applicant_agreed_at", "owner_agreed_on", "owner_agreed_by"])
    tenancy = None
    if offer.lacks_owner:
        write_history(Verb.APPLICANT_AGREED, by=by, subject=offer)
    else:
        tenancy = begin(offer, Verb.OFFER_ACCEPTED, by=by)
    write_office_letter(LetterKind.OFFER_ANSWERED, to=offer.made_by, offer=offer, key=f"answered:{offer.reference}")
    return tenancy


def begin(offer: Offer, verb: Verb, *, by: User | None) -> Tenancy:
    """Both have said yes: the held days become a tenancy. The caller holds the locks; `verb` is the second yes."""
    step(offer, OfferStatus.ACCEPTED, verb, by=by, answered_at=timezone.now())
    application = offer.application
    tenancy = Tenancy.objects.create(
        reference=fresh_reference(Tenancy, "T"), offer=offer, unit_id=offer.unit_id, use=offer.use, start=offer.start,
        end=offer.end, activity=application.activity, public_name=application.title or application.applicant.name,
        public_text=application.description)
    offer.occupancies.update(tenancy=tenancy, offer=None)
    write_history(Verb.TENANCY_BEGUN, by=by, subject=tenancy)
    write_letter(LetterKind.OFFER_ACCEPTED, to=application.applicant.addressee, offer=offer, tenancy=tenancy,
                 key=f"accepted:{offer.reference}")
    tell_newcomer(tenancy)
    return tenancy


def release(offer: Offer, to: OfferStatus, verb: Verb, *, by: Any, reason: str = "", note: str = "",
            **changes: Any) -> None:
    """Ends an open offer and gives its days back. The caller holds the locks."""
    step(offer, to, verb, by=by, reason=reason, note=note, answered_at=timezone.now(), **changes)
    offer.occupancies.all().delete()


@transaction.atomic
def decline_offer(*, offer: Offer, reason: str, by: User, note: str = "", today: date | None = None) -> Offer:
    offer = locked_offer(offer)
    if offer.state is OfferStatus.DECLINED:
        return offer
    refuse_if(in_name_problems(offer.application, by) or may_decline(offer, reason, today or timezone.localdate()))
    release(offer, OfferStatus.DECLINED, Verb.OFFER_DECLINED, by=by, reason=reason, note=note, decline_reason=reason,
            decline_note=note)
    key = f"answered:{offer.reference}" if offer.applicant_agreed_at is None else f"declined-after-all:{offer.reference}"
    write_office_letter(LetterKind.OFFER_ANSWERED, to=offer.made_by, offer=offer, key=key)
    return offer


@transaction.atomic
def withdraw_offer(*, offer: Offer, note: str, by: User) -> Offer:
    """The municipality takes an unanswered offer back, and says why."""
    offer = locked_offer(offer)
    if offer.state is OfferStatus.WITHDRAWN:
        return offer
    refuse_if(near_problems(offer.application, by) or may_withdraw_offer(offer, note))
    release(offer, OfferStatus.WITHDRAWN, Verb.OFFER_WITHDRAWN, by=by, note=note)
    write_letter(LetterKind.OFFER_WITHDRAWN, to=offer.application.applicant.addressee, offer=offer,
                 key=f"offer-withdrawn:{offer.reference}", context={"note": note})
    return offer


@transaction.atomic
def expire_offer(*, offer: Offer, today: date | None = None) -> bool:
    """The clock's verb. True when this call expired it; false when somebody was faster."""
    offer = locked_offer(offer)
    if offer.state is not OfferStatus.OPEN or offer.answer_by_on >= (today or timezone.localdate()):
        return False
    release(offer, OfferStatus.EXPIRED, Verb.OFFER_EXPIRED, by=None)
    write_letter(LetterKind.OFFER_EXPIRED, to=offer.application.applicant.addressee, offer=offer,
                 key=f"offer-expired:{offer.reference}")
    return True
