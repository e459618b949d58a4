"""From an offer to the last day of a stay."""

from collections.abc import Generator, Iterable

from popups.choices import DeclineReason, EndReason, LegalBasis, OfferStatus, Use
from popups.demo.asks import Ask, OwnerSays
from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.demo.owners_say import both_answers
from popups.demo.words import HOURS, MESSAGES
from popups.lifecycle.offers import accept_offer, decline_offer, expire_offer, make_offer, withdraw_offer
from popups.lifecycle.tenancies import change_public_face, end_tenancy
from popups.models import Application, Tenancy
from popups.rules.offers import Terms
from vacancies.choices import OwnerKind, UtilitiesPayer
from vacancies.models import Space, Unit

ANSWER_DAYS = 10


def spaces_of(unit: Unit, names: Iterable[str]) -> list[Space]:
    spaces = unit.spaces.in_use()
    return list(spaces.filter(name__in=names) if names else spaces)


def offer_and_answer(cast: Cast, ask: Ask, application: Application) -> Generator[int, None, Tenancy | None]:
    """The offer and what the applicant, the officer or the clock made of it. Returns the tenancy, if one came of it."""
    day = cast.chronicle.day
    yield ask.offered_on
    unit = cast.units[ask.places[0]]
    spaces = spaces_of(unit, ask.spaces)
    terms = _terms(cast, ask, unit, application, spaces)
    offer = make_offer(application=application, unit=unit, spaces=spaces, start=day(ask.start), end=day(ask.start + ask.days),
                       terms=terms, use=ask.use, by=cast.officer, today=day(ask.offered_on))
    if ask.owner is not OwnerSays.BEFORE:
        return (yield from both_answers(cast, ask, offer))
    if ask.goal is OfferStatus.OPEN:
        return None
    answered = min(ask.offered_on + 1 + cast.chronicle.dice.randrange(6), ask.start, -1)
    yield answered if ask.goal is not OfferStatus.EXPIRED else ask.offered_on + ANSWER_DAYS + 1
    applicant = cast.people[ask.person]
    if ask.goal is OfferStatus.ACCEPTED:
        return accept_offer(offer=offer, by=applicant, today=day(answered))
    if ask.goal is OfferStatus.DECLINED:
        decline_offer(offer=offer, reason=ask.reason or DeclineReason.OTHER, note=ask.note, by=applicant, today=day(answered))
    elif ask.goal is OfferStatus.EXPIRED:
        expire_offer(offer=offer, today=day(ask.offered_on + ANSWER_DAYS + 1))
    else:
        withdraw_offer(offer=offer, note=ask.note, by=cast.officer)
    return None


def _terms(cast: Cast, ask: Ask, unit: Unit, application: Application, spaces: list[Space]) -> Terms:
    """The asking rent of what is given; an association pays none in the town's own rooms, by a council decision."""
    owner = unit.owner.kind if unit.owner else OwnerKind.UNKNOWN
    asked = sum(space.asking_rent_cents or 0 for space in spaces) or unit.asking_rent_cents or 0
    is_free = application.spec.is_public_benefit and owner == OwnerKind.MUNICIPALITY
    basis = application.spec.legal_basis if owner in {OwnerKind.MUNICIPALITY, OwnerKind.STATE} else LegalBasis.PRIVATE
    if basis is LegalBasis.FREE_USE and not is_free:
        basis = LegalBasis.SHORT_LETTING
    day, offered = cast.chronicle.day, ask.offered_on
    number = cast.chronicle.dice.randrange(100, 400)
    return Terms(
        rent_cents=0 if is_free else asked, notice_days=unit.notice_days, legal_basis=basis,
        owner_agreed_on=day(offered - 2) if ask.owner is OwnerSays.BEFORE else None, answer_by_on=min(day(offered + ANSWER_DAYS), day(ask.start)),
        utilities_payer=UtilitiesPayer.INCLUDED if ask.use != Use.WHOLE else unit.utilities_payer,
        utilities_cents=unit.utilities_cents if ask.use == Use.WHOLE else None,
        deposit_cents=0 if is_free or ask.use != Use.WHOLE else asked,
        aid_value_cents=asked * ask.days // 30 if is_free else 0,
        council_decision=f"{number}/{day(offered).year} (izdomāts)" if is_free else "",
        message=cast.chronicle.dice.choice(MESSAGES))


def stay(cast: Cast, ask: Ask, tenancy: Tenancy) -> Story:
    """Opening hours when it begins; then its early end, or the end of its term."""
    cast.stays[ask] = tenancy
    last = ask.start + ask.days if ask.left is None else ask.left
    if ask.use != Use.WINDOW and last > ask.start:
        yield max(ask.offered_on + 7, ask.start - 3)
        hours = cast.chronicle.dice.choice(HOURS)
        change_public_face(tenancy=tenancy, by=cast.people[ask.person], opening_hours=hours)
    told = _told_on(ask, tenancy, last)
    yield told
    tenancy.refresh_from_db()
    if not tenancy.end_reason:
        end_tenancy(tenancy=tenancy, end=cast.chronicle.day(last), reason=ask.ended or EndReason.TERM_OVER, note=ask.note,
                    by=cast.officer, today=cast.chronicle.day(told))


def _told_on(ask: Ask, tenancy: Tenancy, last: int) -> int:
    """Notice is given in time; who never moves in says so soon; everything else is written down on the day."""
    if ask.ended is EndReason.OWNER_WITHDREW:
        return last - tenancy.notice_days - 1
    if ask.ended is EndReason.BECAME_PERMANENT:  # before the shop is entered
        return last - 2
    return min(last, -3) if last == ask.start else last
