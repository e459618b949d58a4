"""The one word for where an application stands, and what its applicant does next."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, OfferStatus
from popups.models import Application, Offer, Tenancy


class StageCode(TextChoices):
    DRAFT = "draft", _("Not sent yet")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    SUBMITTED = "submitted", _("Received")
    IN_REVIEW = "in_review", _("Being read")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    OFFERED = "offered", _("You have an offer")
    AWAITS_OWNER = "awaits_owner", _("Waiting for the owner")
    UPCOMING = "upcoming", _("Agreed")
    CURRENT = "current", _("Open now")
    ENDED = "ended", _("Ended")
    NOT_SELECTED = "not_selected", _("Not selected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@dataclass(frozen=True)
class Stage:
    """by_on: the last day for the next step, where there is one."""

    code: StageCode
    next_step: str | Promise
    by_on: date | None = None
    offer: Offer | None = None
    tenancy: Tenancy | None = None

    @property
    def word(self) -> str:
        return str(self.code.label)

    @property
    def needs_applicant(self) -> bool:
        return self.code in {StageCode.DRAFT, StageCode.CHANGES_REQUESTED, StageCode.OFFERED}


_BY_STATUS = {
    ApplicationStatus.DRAFT: (StageCode.DRAFT, _("Finish the steps and send it.")),
    ApplicationStatus.CHANGES_REQUESTED: (StageCode.CHANGES_REQUESTED, _("Change what was asked for and send it again.")),
    ApplicationStatus.SUBMITTED: (StageCode.SUBMITTED, _("You need not do anything. The town office reads it next.")),
    ApplicationStatus.IN_REVIEW: (StageCode.IN_REVIEW, _("You need not do anything. You will get a letter with the outcome.")),
    ApplicationStatus.SHORTLISTED: (StageCode.SHORTLISTED, _("You need not do anything. We are looking for a place and days for you.")),
    ApplicationStatus.NOT_SELECTED: (StageCode.NOT_SELECTED, _("Read the reason. You may apply again at any time.")),
    ApplicationStatus.WITHDRAWN: (StageCode.WITHDRAWN, _("You may apply again at any time.")),
}


def _of_tenancy(tenancy: Tenancy, today: date) -> Stage:
    if tenancy.never_began or tenancy.end <= today:
        return Stage(StageCode.ENDED, _("Thank you. You may apply again at any time."), tenancy=tenancy)
    if tenancy.start > today:
        return Stage(StageCode.UPCOMING, _("Check what visitors will read about you."), tenancy.start, tenancy=tenancy)
    return Stage(StageCode.CURRENT, _("Keep your opening hours right."), tenancy.last_day, tenancy=tenancy)


def _of_offer(offer: Offer) -> Stage:
    """Two people say yes; who has said it waits for the other."""
    if offer.applicant_agreed_at and not offer.owner_agreed_on:
        next_step = _("You said yes, and need not do anything. The owner of the place answers next.")
        return Stage(StageCode.AWAITS_OWNER, next_step, offer.answer_by_on, offer)
    return Stage(StageCode.OFFERED, _("Read the offer and answer it."), offer.answer_by_on, offer)


def stage_of(application: Application, today: date) -> Stage:
    """Costs no query where `offers__tenancy` is prefetched."""
    offers = list(application.offers.all())
    for offer in offers:
        tenancy = getattr(offer, "tenancy", None)
        if tenancy is not None:
            return _of_tenancy(tenancy, today)
    for offer in offers:
        if offer.state is OfferStatus.OPEN and offer.answer_by_on >= today:
            return _of_offer(offer)
    code, next_step = _BY_STATUS[application.state]
    return Stage(code, next_step)
