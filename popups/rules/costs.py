"""What a stay costs, the same on every page, in every letter and in every offer."""

from dataclasses import dataclass
from datetime import date

from popups.models import Offer
from vacancies.choices import UtilitiesPayer

DAYS_A_YEAR = 365
MONTHS_A_YEAR = 12


def for_days(monthly_cents: int, days: int) -> int:
    """Cents for `days` days at a monthly price: a twelfth of a year is a month, whatever its length."""
    return (monthly_cents * MONTHS_A_YEAR * days + DAYS_A_YEAR // 2) // DAYS_A_YEAR


@dataclass(frozen=True)
class Cost:
    """All in cents. None: not known or still to be agreed, so there is no total either."""

    days: int
    rent_cents: int | None
    utilities_cents: int | None
    deposit_cents: int = 0

    @property
    def total_cents(self) -> int | None:
        if self.rent_cents is None or self.utilities_cents is None:
            return None
        return self.rent_cents + self.utilities_cents


def cost_of(*, monthly_rent: int | None, monthly_utilities: int | None, start: date, end: date,
            deposit: int = 0) -> Cost:
    """Monthly prices in cents, for the half-open period [start, end)."""
    days = (end - start).days
    priced = [None if monthly is None else for_days(monthly, days) for monthly in (monthly_rent, monthly_utilities)]
    return Cost(days, priced[0], priced[1], deposit)


def monthly_utilities(payer: str, cents: int | None) -> int | None:
    """What the tenant pays for utilities a month, in cents; None while that is not known."""
    if payer in {UtilitiesPayer.INCLUDED, UtilitiesPayer.OWNER}:
        return 0
    return cents


def cost_of_offer(offer: Offer) -> Cost:
    """What the applicant pays for all days of an offer (or a tenancy's offer), in cents."""
    return cost_of(monthly_rent=offer.rent_cents, start=offer.start, end=offer.end, deposit=offer.deposit_cents,
                   monthly_utilities=monthly_utilities(offer.utilities_payer, offer.utilities_cents))
