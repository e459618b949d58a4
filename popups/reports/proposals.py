"""What an owner proposes beside what holds now, for the office and for the owner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.models import Offer, Tenancy
from vacancies.choices import Activity, ProposalState, UtilitiesPayer
from vacancies.models import Proposal, Unit
from vacancies.rules.owner_page import terms_of

LABELS: dict[str, str | Promise] = {
    "asking_rent_cents": _("Rent a month, without VAT"), "utilities_payer": _("Who pays utilities"),
    "utilities_cents": _("Utilities a month"), "notice_days": _("Notice, days"), "activities": _("What may be done there")}
MONEY = frozenset({"asking_rent_cents", "utilities_cents"})


@dataclass(frozen=True)
class Change:
    """One of the terms. is_money: the values are cents, and None is `nothing` in words."""

    label: str | Promise
    before: Any
    proposed: Any
    is_money: bool
    nothing: str | Promise = "–"

    @property
    def differs(self) -> bool:
        return bool(self.before != self.proposed)


def _shown(name: str, value: Any) -> Any:
    if name == "utilities_payer":
        return UtilitiesPayer(value).label if value in UtilitiesPayer.values else value
    if name == "activities":
        return ", ".join(str(Activity(code).label) for code in value if code in Activity.values) or _("Everything")
    return value


def changes_of(proposal: Proposal) -> list[Change]:
    """Every term, also those that stay: the office decides about the whole. Compared with what held when it was answered, or holds now."""
    if not proposal.is_about_terms:
        return []
    before = proposal.terms_before or terms_of(proposal.unit)
    return [Change(label, _shown(name, before[name]), _shown(name, proposal.values.get(name)), name in MONEY,
                   _("By agreement") if name == "asking_rent_cents" else "–")
            for name, label in LABELS.items()]


def differences_of(proposal: Proposal) -> list[Change]:
    """What is or would be otherwise, for the owner, who knows the rest."""
    return [change for change in changes_of(proposal) if change.differs]


def days_of(proposal: Proposal) -> tuple[date, date] | None:
    """The days [start, end) that are to be closed."""
    if proposal.is_about_terms:
        return None
    first, last = (date.fromisoformat(proposal.values[name]) for name in ("first_day", "last_day"))
    return first, last + timedelta(days=1)


def promised_in(unit: Unit, start: date, end: date) -> list[Offer | Tenancy]:
    """Open offers and tenancies that touch the days: what stands in the way of closing them."""
    tenancies: Iterable[Tenancy] = Tenancy.objects.filter(unit=unit).overlapping(start, end).exclude(occupancies=None)
    offers: Iterable[Offer] = Offer.objects.open().filter(unit=unit, start__lt=end, end__gt=start).select_related("application")
    return [*tenancies, *offers]


def waiting_proposals() -> Any:
    """The oldest first."""
    return Proposal.objects.filter(state=ProposalState.WAITING).select_related("unit").order_by("made_at", "pk")
