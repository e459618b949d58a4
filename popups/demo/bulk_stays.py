"""Offers, tenancies, events, history and letters for measurements; no place is promised twice."""

from collections import Counter
from datetime import timedelta
from itertools import count, cycle
from typing import Any

from popups.choices import ApplicationStatus, DeclineReason, EventKind, EventStatus, LetterKind, OfferStatus, Verb
from popups.demo.filling import BATCH, Filling
from popups.models import Application, Event, History, Letter, Occupancy, Offer, Tenancy
from popups.moments import midnight
from vacancies.choices import ShopKind
from vacancies.lifecycle.register import fresh_references
from vacancies.models import Shop, Space, Unit
from vacancies.sure import sure

FIRST_DAY, LAST_DAY = -400, 700
FATES = (OfferStatus.ACCEPTED, OfferStatus.ACCEPTED, OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.EXPIRED, OfferStatus.OPEN)


def add_offers(filling: Filling) -> Counter[str]:
    """For every shortlisted application but the last fifth, one after the other in units that are no shop."""
    shops = _add_shops(filling)
    free = [unit for unit in filling.units if unit.pk not in shops]
    asked = [row for row in filling.applications if row.state is ApplicationStatus.SHORTLISTED]
    asked = asked[:len(asked) * 4 // 5] if free else []
    offers = _offers(filling, asked, free)
    tenancies = _tenancies(filling, offers)
    _hold(offers, tenancies)
    events = _events(filling, tenancies)
    lines = _history(filling, tenancies)
    letters = _letters(filling)
    return Counter(shops=len(shops), offers=len(offers), tenancies=len(tenancies), events=events, history=lines, letters=letters)


def _add_shops(filling: Filling) -> set[int]:
    """Every tenth of the units that are not empty."""
    units = filling.units[::50]
    references = fresh_references(Shop, "S", len(units))
    Shop.objects.bulk_create([
        Shop(reference=reference, unit=unit, kind=ShopKind.SHOP, name=f"Veikals {number}", starts_on=filling.day(-900),
             opening_hours={"mon": [["10:00", "18:00"]], "sat": [["10:00", "14:00"]]})
        for number, (reference, unit) in enumerate(zip(references, units, strict=True))], batch_size=BATCH)
    return {unit.pk for unit in units}


def _offers(filling: Filling, asked: list[Application], units: list[Unit]) -> list[Offer]:
    references = iter(fresh_references(Offer, "O", len(asked)))
    next_day = {unit.pk: filling.dice.randrange(FIRST_DAY, 100) for unit in units}  # so that today some are open, and some are to come
    rows = []
    for application, fate, unit in zip(asked, cycle(FATES), cycle(units), strict=False):
        if next_day[unit.pk] < LAST_DAY:
            rows.append(_offer(filling, application, unit, fate, next(references), next_day))
    return Offer.objects.bulk_create(rows, batch_size=BATCH)


def _offer(filling: Filling, application: Application, unit: Unit, fate: OfferStatus, reference: str,
           next_day: dict[int, int]) -> Offer:
    """An open offer lies ahead; every other one takes its turn in the unit's year."""
    days = filling.dice.randrange(14, 80)
    start = max(next_day[unit.pk] + filling.dice.randrange(5, 300), 15 if fate is OfferStatus.OPEN else FIRST_DAY)
    next_day[unit.pk] = start + days
    made = min(start - 20, -2)
    answer_by = 3 + filling.dice.randrange(7) if fate is OfferStatus.OPEN else made + 10
    return Offer(
        reference=reference, application=application, unit=unit, status=fate, start=filling.day(start), end=filling.day(start + days),
        rent_cents=unit.asking_rent_cents or 0, utilities_cents=unit.utilities_cents, notice_days=30, made_by=filling.officer,
        legal_basis=application.spec.legal_basis, owner_agreed_on=filling.day(made - 1), owner_agreed_by_id=unit.owner_id, answer_by_on=filling.day(answer_by),
        answered_at=None if fate is OfferStatus.OPEN else filling.moment(min(made + 3, -1)),
        decline_reason=DeclineReason.DATES if fate is OfferStatus.DECLINED else "")


def _tenancies(filling: Filling, offers: list[Offer]) -> list[Tenancy]:
    accepted = [offer for offer in offers if offer.state is OfferStatus.ACCEPTED]
    references = fresh_references(Tenancy, "T", len(accepted))
    return Tenancy.objects.bulk_create([
        Tenancy(reference=reference, offer=offer, unit=offer.unit, start=offer.start, end=offer.end,
                activity=offer.application.activity, public_name=offer.application.title, public_text=offer.application.description,
                opening_hours={"fri": [["12:00", "18:00"]]})
        for reference, offer in zip(references, accepted, strict=True)], batch_size=BATCH)


def _hold(offers: list[Offer], tenancies: list[Tenancy]) -> None:
    space_of = dict(Space.objects.in_use().filter(unit__in={offer.unit_id for offer in offers}).values_list("unit_id", "pk"))
    held: list[dict[str, Any]] = [{"tenancy": stay, "of": stay} for stay in tenancies]
    held += [{"offer": offer, "of": offer} for offer in offers if offer.state is OfferStatus.OPEN]
    rows = []
    for row in held:
        period = row.pop("of")
        rows.append(Occupancy(space_id=space_of[period.unit_id], start=period.start, end=period.end, **row))
    Occupancy.objects.bulk_create(rows, batch_size=BATCH)


def _events(filling: Filling, tenancies: list[Tenancy]) -> int:
    """One evening in every tenth tenancy, so never two in one unit at a time."""
    chosen = tenancies[::10]
    rows = [_event(filling, reference, stay)
            for reference, stay in zip(fresh_references(Event, "E", len(chosen)), chosen, strict=True)]
    return len(Event.objects.bulk_create(rows, batch_size=BATCH))


def _event(filling: Filling, reference: str, stay: Tenancy) -> Event:
    starts_at = midnight(stay.start) + timedelta(hours=18)
    status = EventStatus.HELD if stay.start < filling.today else EventStatus.CONFIRMED
    return Event(reference=reference, unit=stay.unit, tenancy=stay, performer=stay.offer.application.applicant,
                 kind=EventKind.PERFORMANCE, title="Vakars", status=status, starts_at=starts_at,
                 ends_at=starts_at + timedelta(hours=2))


def _history(filling: Filling, tenancies: list[Tenancy]) -> int:
    """Two lines for each application and one for each tenancy, dated in batches over the last year."""
    draft = ApplicationStatus.DRAFT
    lines = [History(verb=Verb.STARTED, by=row.applicant.user, application=row, to_status=draft) for row in filling.applications]
    lines += [History(verb=Verb.SUBMITTED, by=row.applicant.user, application=row, from_status=draft,
                      to_status=ApplicationStatus.SUBMITTED) for row in filling.applications if row.submitted_at]
    lines += [History(verb=Verb.TENANCY_BEGUN, tenancy=stay, offer=stay.offer, application=stay.offer.application, unit=stay.unit,
                      by=stay.offer.application.applicant.user) for stay in tenancies]
    for number, first in enumerate(range(0, len(lines), BATCH)):
        made = History.objects.bulk_create(lines[first:first + BATCH])
        moment = filling.moment(-400 + number * 400 // (len(lines) // BATCH + 2))
        History._base_manager.filter(pk__in=[line.pk for line in made]).update(at=moment)
    return len(lines)


def _letters(filling: Filling) -> int:
    """One sent letter for every application that was sent."""
    number = count(1)
    rows = [Letter(key=f"bulk:{row.reference}", kind=LetterKind.APPLICATION_RECEIVED, to_user=row.applicant.user,
                   to_email=sure(row.applicant.user).email, language="lv", subject=row.title, text=row.description, application=row,
                   message_id=f"<bulk-{row.reference}-{next(number)}@example.org>", next_try_at=row.submitted_at, attempts=1,
                   sent_at=row.submitted_at) for row in filling.applications if row.submitted_at]
    return len(Letter.objects.bulk_create(rows, batch_size=BATCH))
