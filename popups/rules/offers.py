"""May this offer be made, and may it be answered?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from popups.choices import OFFER_MOVES, DeclineReason, LegalBasis, OfferStatus, Use
from popups.models import Application, Occupancy, Offer
from popups.rules.moves import move_problems
from popups.rules.telling import offer_problems
from vacancies.choices import FundingRestriction, RecordState, SpaceKind, UtilitiesPayer
from vacancies.dates import day, days_in_words, period
from vacancies.models import Shop, Space, Unit
from vacancies.problem import Problem

LONGEST_AHEAD_DAYS = 3 * 365
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Terms:
    """What an offer says besides place and days. Money in cents, rent and utilities per month.

    owner_agreed_on None: the owner is asked, and the tenancy waits for both answers.
    """

    rent_cents: int
    notice_days: int
    legal_basis: LegalBasis | str
    owner_agreed_on: date | None
    answer_by_on: date
    utilities_payer: UtilitiesPayer | str = UtilitiesPayer.TENANT
    utilities_cents: int | None = None
    deposit_cents: int = 0
    council_decision: str = ""
    aid_value_cents: int = 0
    message: str = ""


def eligibility_problems(application: Application, unit: Unit) -> list[Problem]:
    """Hard rules between an applicant and a unit, whatever the days."""
    problems = []
    spec = application.spec
    barred = (unit.funding_restriction == FundingRestriction.BUSINESSES and not spec.is_business
              or unit.funding_restriction == FundingRestriction.PUBLIC_BENEFIT and not spec.is_public_benefit)
    if barred:
        text = _("The building's funding condition excludes this kind of applicant: %(condition)s.")
        problems.append(Problem("funding_condition", text % {"condition": unit.get_funding_restriction_display()}, "unit"))
    permitted = {row.activity for row in unit.permitted_activities.all()}
    if permitted and application.activity not in permitted:
        problems.append(Problem("activity_not_permitted", _("The owner does not permit this activity here."), "unit"))
    if unit.record_state != RecordState.CONFIRMED:
        problems.append(Problem("unit_not_confirmed", _("This unit is not confirmed in the register."), "unit"))
    return problems


def _place_problems(unit: Unit, spaces: Sequence[Space], use: str) -> list[Problem]:
    if not spaces:
        return [Problem("spaces_missing", _("Choose at least one space of the unit."), "spaces")]
    if any(space.unit_id != unit.pk or space.retired_on for space in spaces):
        return [Problem("space_not_here", _("This space does not belong to the unit, or is no longer offered."), "spaces")]
    all_spaces = unit.spaces.in_use().count()
    if use == Use.WHOLE and len({space.pk for space in spaces}) < all_spaces:
        return [Problem("not_whole", _("A whole unit means all of its spaces."), "spaces")]
    if use == Use.WINDOW and all_spaces > 1 and any(space.kind != SpaceKind.WINDOW for space in spaces):
        return [Problem("not_window", _("Only the shop window was asked for: choose the window space."), "spaces")]
    return []


def _period_problems(application: Application, start: date, end: date, today: date) -> list[Problem]:
    problems = []
    if end <= start:
        return [Problem("end_before_start", _("The last day must not be before the first day."), "last_day")]
    if start < today:
        problems.append(Problem("start_past", _("The first day has gone by. Choose today or later."), "first_day"))
    if (start - today).days > LONGEST_AHEAD_DAYS:
        problems.append(Problem("too_far_ahead", _("This is more than three years ahead."), "first_day"))
    if (end - start).days > application.spec.longest_days:
        text = _("The longest stay for this kind of applicant is %(length)s.")
        problems.append(Problem("stay_too_long", text % {"length": days_in_words(application.spec.longest_days)}, "last_day"))
    return problems


def _owner_problems(terms: Terms, unit: Unit, today: date) -> list[Problem]:
    if terms.owner_agreed_on is None:
        text = _("Nobody is entered as the owner of this unit, so nobody can be asked. Enter the owner first.")
        return [] if unit.owner_id else [Problem("owner_unknown", text, "consent")]
    if terms.owner_agreed_on > today:
        text = _("This day has not come yet. If the owner has not agreed, ask the owner.")
        return [Problem("owner_not_agreed", text, "owner_agreed_on")]
    return []


def owner_changed() -> Problem:
    """What was said of one owner's consent is not the next one's."""
    return Problem("owner_changed", _("The owner of this unit has changed since you opened this page. Say anew whether the owner "
                                      "of today has agreed."), "consent")


def _terms_problems(terms: Terms, unit: Unit, start: date, today: date) -> list[Problem]:
    problems = _owner_problems(terms, unit, today)
    if terms.answer_by_on < today:
        problems.append(Problem("answer_by_past", _("The day for the answer has gone by."), "answer_by_on"))
    if terms.answer_by_on > start:
        problems.append(Problem("answer_by_after_start", _("The answer must come by the first day."), "answer_by_on"))
    if terms.legal_basis not in LegalBasis.values:
        problems.append(Problem("legal_basis_missing", _("Choose the legal basis."), "legal_basis"))
    return problems


def _promised(spaces: Sequence[Space], start: date, end: date) -> list[str]:
    """A sentence for each space that somebody has on days of [start, end): which days, and when they are over. Names nobody."""
    held: dict[int, list[tuple[date, date]]] = {}
    rows = Occupancy.objects.filter(space__in=spaces, end__gt=start).order_by("start")
    for space_id, first, after in rows.values_list("space", "start", "end"):
        stretches = held.setdefault(space_id, [])
        if stretches and stretches[-1][1] == first:  # one stay behind the other: nobody else gets a day between them
            first = stretches.pop()[0]
        stretches.append((first, after))
    taken = [(space, [row for row in held.get(space.pk, []) if row[0] < end]) for space in spaces]
    return [_promised_text(space, stretches) for space, stretches in taken if stretches]


def _promised_text(space: Space, stretches: Sequence[tuple[date, date]]) -> str:
    days = ", ".join(period(first, after) for first, after in stretches)
    text = _("“%(space)s” is promised to someone %(days)s; from %(day)s it is promised to nobody.")
    if space.kind == SpaceKind.WHOLE and not space.name:
        text = _("This place is promised to someone %(days)s; from %(day)s it is promised to nobody.")
    return text % {"space": space, "days": days, "day": day(stretches[-1][1], "short")}


def taken_problems(unit: Unit, spaces: Sequence[Space], start: date, end: date) -> list[Problem]:
    """The days are promised, closed, or the unit has a permanent shop."""
    problems = []
    if promised := _promised(spaces, start, end):
        problems.append(Problem("taken", " ".join(promised), "first_day"))
    if unit.closed_periods.filter(starts_on__lt=end, ends_on__gt=start).exists():
        problems.append(Problem("closed", _("The unit is closed on some of these days."), "first_day"))
    shops = Shop.objects.filter(Q(starts_on__isnull=True) | Q(starts_on__lt=end),
                                Q(ends_on__isnull=True) | Q(ends_on__gt=start), unit=unit)
    if shops.exists():
        problems.append(Problem("permanent_shop", _("A permanent shop is in this unit on some of these days."), "first_day"))
    return problems


def may_offer(application: Application, *, unit: Unit, spaces: Sequence[Space], use: str, start: date, end: date,
              terms: Terms, today: date) -> list[Problem]:
    problems = offer_problems(application)
    if not application.state.is_under_consideration:
        problems.append(Problem("not_under_consideration", _("This application is not under consideration now.")))
    if application.only_performs:
        problems.append(Problem("only_performs", _("They want only to perform and ask for no place of their own. Propose performances instead.")))
    if application.offers.open().exists():
        problems.append(Problem("open_offer", _("This application already has an open offer.")))
    if application.offers.filter(tenancy__end__gt=today).exists():
        problems.append(Problem("has_tenancy", _("This application already has a tenancy that is not over.")))
    problems += eligibility_problems(application, unit) + _place_problems(unit, spaces, use)
    about_days = _period_problems(application, start, end, today)
    problems += about_days + _terms_problems(terms, unit, start, today)
    if not any(problem.code == "end_before_start" for problem in about_days):
        problems += taken_problems(unit, spaces, start, end)
    return problems


def may_answer(offer: Offer, to: OfferStatus, today: date) -> list[Problem]:
    problems = move_problems(OFFER_MOVES, offer.state, to)
    if not problems and today > offer.answer_by_on:
        problems = [Problem("too_late", _("The time for answering is over. Write to the town office if you still want it."))]
    return problems


def may_decline(offer: Offer, reason: str, today: date) -> list[Problem]:
    problems = may_answer(offer, OfferStatus.DECLINED, today)
    if reason not in DeclineReason.values:
        problems.append(Problem("reason_missing", _("Choose a reason. It helps us to offer something better."), "reason"))
    return problems


def may_withdraw_offer(offer: Offer, note: str) -> list[Problem]:
    problems = move_problems(OFFER_MOVES, offer.state, OfferStatus.WITHDRAWN)
    if not note.strip():
        problems.append(Problem("note_missing", _("Explain why; the applicant will read it."), "note"))
    return problems


def _owner_may_answer(offer: Offer, to: OfferStatus, today: date, note: str) -> list[Problem]:
    problems = move_problems(OFFER_MOVES, offer.state, to)
    if not problems and today > offer.answer_by_on:
        text = _("The time for answering is over. Write to the town office if this should still come about.")
        problems = [Problem("too_late", text)]
    if len(note) > LONGEST_NOTE:
        problems.append(Problem("note_too_long", _("Write at most 2000 characters."), "note"))
    return problems


def may_owner_agree(offer: Offer, *, on: date, today: date, note: str = "") -> list[Problem]:
    """`on` is the day of the owner's yes, which an officer may enter later."""
    problems = _owner_may_answer(offer, OfferStatus.ACCEPTED, today, note)
    if on > today:
        problems.append(Problem("owner_not_agreed", _("This day has not come yet."), "on"))
    return problems


def may_owner_decline(offer: Offer, *, today: date, note: str = "") -> list[Problem]:
    """Also after a yes, for as long as the applicant has not agreed: until then nobody was promised anything."""
    return _owner_may_answer(offer, OfferStatus.WITHDRAWN, today, note)


def may_ask_owner(offer: Offer) -> list[Problem]:
    """Once more by letter; the first letter leaves with the offer."""
    if not offer.lacks_owner:
        return [Problem("nothing_to_ask", _("There is nothing to ask the owner about this offer any more."))]
    if offer.unit.owner is None or not offer.unit.owner.email:
        return [Problem("owner_without_email", _("This owner has no e-mail address. Enter it first, or ask by phone."))]
    return []
