"""What an owner's wishes meet in popups: days that are promised."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from popups.models import Occupancy
from vacancies.choices import ProposalKind
from vacancies.models import Proposal
from vacancies.problem import Problem


def promised_problems(proposal: Proposal) -> list[Problem]:
    """Days that somebody was promised cannot be closed; the owner and the tenant have to agree first."""
    if proposal.kind != ProposalKind.CLOSED_DAYS:
        return []
    first, last = (date.fromisoformat(proposal.values[name]) for name in ("first_day", "last_day"))
    held = Occupancy.objects.filter(space__unit=proposal.unit_id).overlapping(first, last + timedelta(days=1))
    if not held.exists():
        return []
    text = _("Somebody was promised some of these days. Look at the unit's timeline, and end or withdraw that first, or answer no.")
    return [Problem("promised", text)]
