"""Offers from a plan: the terms that each would have, and which of them leave now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from popups.choices import OfferStatus
from popups.forms.staff.offers import first_terms
from popups.models import Placement
from popups.reports.offer_slots import Slot
from popups.rules.costs import Cost, cost_of, monthly_utilities
from popups.rules.offers import Terms
from vacancies.choices import OwnerKind
from vacancies.forms.declared import declared


class OffersForm(forms.Form):
    placements = forms.TypedMultipleChoiceField(label=_("Placements"), coerce=int, error_messages={"required": _("Tick at least one placement.")})
    is_confirmed = forms.BooleanField(label=_("I have read the terms. These people, and the owners, shall get their letters now."),
                                      error_messages={"required": _("Tick this when you have read the terms.")})

    def __init__(self, data: Any, keys: Iterable[int]) -> None:
        super().__init__(data)
        declared(self, "placements", forms.ChoiceField).choices = [(key, key) for key in keys]


@dataclass(frozen=True)
class Ready:
    """One approved placement with the terms it would be offered on. lacks: what has to be entered by hand first; then there are no terms."""

    placement: Placement
    terms: Terms | None
    cost: Cost | None
    href: str
    lacks: str | Promise = ""


def to_offer(rows: Iterable[Placement], today: date) -> list[Ready]:
    """Touches no database where application, applicant, unit with owner and spaces, and space are loaded."""
    return [_ready(row, today) for row in rows if row.offer is None or row.offer.status not in {OfferStatus.OPEN, OfferStatus.ACCEPTED}]


def _ready(row: Placement, today: date) -> Ready:
    unit, application = row.unit, row.application
    spaces = [space for space in unit.spaces.all() if space.retired_on is None]
    first = first_terms(application, unit, spaces, Slot(row.start, row.end, row.space_id), today)
    days: dict[str, str | int] = {"unit": unit.reference, "space": row.space_id, "start": row.start.isoformat(), "end": row.end.isoformat()}
    href = f"{reverse('popups:offer-new', args=[application.reference])}?{urlencode(days)}"
    if first["rent"] is None:
        return Ready(row, None, None, href, _("The rent is not known. Enter the terms."))
    if unit.owner is None:
        return Ready(row, None, None, href, _("Nobody is entered as the owner. Enter the owner, or the terms with the day of the owner's yes."))
    is_own = unit.owner.kind == OwnerKind.MUNICIPALITY
    terms = Terms(rent_cents=first["rent"], notice_days=first["notice_days"], legal_basis=first["legal_basis"], owner_agreed_on=today if is_own else None,
                  answer_by_on=first["answer_by_on"], utilities_payer=first["utilities_payer"], utilities_cents=first["utilities"])
    cost = cost_of(monthly_rent=terms.rent_cents, start=row.start, end=row.end,
                   monthly_utilities=monthly_utilities(str(terms.utilities_payer), terms.utilities_cents))
    return Ready(row, terms, cost, href)


