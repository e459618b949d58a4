"""From an approved placement to an offer: the same verb and the same rules as everywhere."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from popups.lifecycle.offers import make_offer
from popups.lifecycle.records import lock, lock_unit
from popups.models import Offer, Placement, User
from popups.rules.offers import Terms
from vacancies.problem import Problem, refuse_if


@transaction.atomic
def offer_placement(*, placement: Placement, terms: Terms, by: User, today: date | None = None) -> Offer:
    """Of one that is approved and not offered yet. Whoever presses twice gets the offer of the first time."""
    lock_unit(placement.unit_id)
    application = lock(placement.application)
    placement = lock(placement)
    if placement.offer is not None:
        return placement.offer
    refuse_if([] if placement.approved_at else [Problem("not_approved", _("This placement is not approved."))])
    return make_offer(application=application, unit=placement.unit, spaces=[placement.space], start=placement.start, end=placement.end,
                      terms=terms, use=application.use, by=by, today=today)
