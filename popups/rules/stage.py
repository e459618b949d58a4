"""The one word for where an application stands, and what its applicant does next."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, CallState, OfferStatus, Outcome
from popups.models import Application, Call, Offer, Tenancy
from popups.rules.telling import is_told, told_decision


class StageCode(TextChoices):
    DRAFT = "draft", _("Not sent yet")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    SUBMITTED = "submitted", _("Received")
    IN_REVIEW = "in_review", _("Being read")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    PLACE = "place", _("You have a place")
    LAPSED = "lapsed", _("Offer lapsed")
    DECLINED = "declined", _("Offer declined")
    TAKEN_BACK = "taken_back", _("Offer taken back")
    RESERVE = "reserve", _("On the reserve list")
    OFFERED = "offered", _("You have an offer")
    AWAITS_OWNER = "awaits_owner", _("Waiting for the owner")
    UPCOMING = "upcoming", _("Agreed")
    CURRENT = "current", _("Open now")
    ENDED = "ended", _("Ended")
    NOT_SELECTED = "not_selected", _("Not selected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@dataclass(frozen=True)
class Stage:
    """by_on: the last day for the next step, where there is one. number: the place on the reserve list."""

    code: StageCode
    next_step: str | Promise
    by_on: date | None = None
    offer: Offer | None = None
    tenancy: Tenancy | None = None
    number: int | None = None

    @property
    def word(self) -> str:
        if self.number:
            return _("On the reserve list, place %(number)d") % {"number": self.number}
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

_PERFORMS = _("You need not do anything. We look for places and hours for you; each performance stands on your page as soon as it is proposed.")

# After the last day to apply there is no day any more, only the moment at which the call is decided.
_CHANGE_IN_TIME = _("Change what was asked for and send it again. Once the time to apply is over, it can come back only until the call is decided.")
_CHANGE_SOON = _("Change what was asked for and send it soon. The time to apply is over: it can come back only until the call is decided.")
_TOO_LATE_TO_CHANGE = _("This call is decided. Write to the town office instead.")
_WAITS = frozenset({StageCode.SUBMITTED, StageCode.IN_REVIEW, StageCode.SHORTLISTED})


def _of_tenancy(tenancy: Tenancy, today: date) -> Stage:
    if tenancy.never_began:
        return Stage(StageCode.ENDED, _("Your stay was called off before it began. You may apply again at any time."), tenancy=tenancy)
    if tenancy.end <= today:
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


# A place was decided, and the newest offer for it came to nothing; the days that it held are free for others.
AFTER_OFFER: dict[OfferStatus, StageCode] = {
    OfferStatus.OPEN: StageCode.LAPSED, OfferStatus.EXPIRED: StageCode.LAPSED,  # open: its last day is over, and the clock has not said so yet
    OfferStatus.DECLINED: StageCode.DECLINED, OfferStatus.WITHDRAWN: StageCode.TAKEN_BACK}
_AFTER = {
    StageCode.LAPSED: _("Your offer was not answered in time. If you still want a place, write to the town office: it can make you a new offer."),
    StageCode.DECLINED: _("You declined the offer. If you still want a place, write to the town office; if not, withdraw, so that somebody else gets it."),
    StageCode.TAKEN_BACK: _("You need not do anything. We look for another place or other days for you, and send you a new offer."),
}
_OWNER_SILENT = _("You said yes, but the owner did not answer in time. If you still want a place, write to the town office: it can make you a new offer.")


def _of_place(offers: list[Offer]) -> Stage:
    if not offers:
        return Stage(StageCode.PLACE, _("You need not do anything. We send you an offer with the place and the days."))
    return _after(offers)


def _after(offers: list[Offer]) -> Stage:
    """None of them can be answered any more; the newest speaks."""
    newest = max(offers, key=lambda offer: (offer.made_at, offer.pk))
    code = AFTER_OFFER[newest.state]
    if code is StageCode.LAPSED and newest.applicant_agreed_at:
        return Stage(code, _OWNER_SILENT)
    return Stage(code, _AFTER[code])


def _of_decision(application: Application, offers: list[Offer]) -> Stage | None:
    """What a call gave. Whether somebody was refused says the status. offers: none of them can be answered, or became a tenancy."""
    decision = told_decision(application)
    if decision is None or application.state is not ApplicationStatus.SHORTLISTED:
        return None
    if decision.outcome == Outcome.PLACE:
        return _of_place(offers)
    next_step = _("You need not do anything. The next place that is given goes to whoever stands first, who then gets a letter.")
    return Stage(StageCode.RESERVE, next_step, number=decision.reserve_position)


def stage_for_applicant(application: Application, today: date) -> Stage:
    """The same, but silent about what goes on inside a call until its results are sent: everybody hears together.

    Who is on the shortlist reads the same word as who is not: received, and being read once the call is closed.
    """
    stage = stage_of(application, today)
    if stage.code is StageCode.DRAFT and _is_too_late(application):
        return Stage(stage.code, _("The time to apply to this call is over. What you wrote is kept."))
    if stage.code is StageCode.CHANGES_REQUESTED and application.call:
        return Stage(stage.code, _when_to_change(application.call, today))
    if stage.code not in _WAITS or application.call is None or is_told(application):
        return stage
    is_read = _is_closed(application.call, today)
    return Stage(*_BY_STATUS[ApplicationStatus.IN_REVIEW if is_read else ApplicationStatus.SUBMITTED])


def _when_to_change(call: Call, today: date) -> str | Promise:
    """By the clock on the last day itself: it may end at noon."""
    if not _is_closed(call, today) and (call.closes_at is None or call.closes_at > timezone.now()):
        return _CHANGE_IN_TIME
    return _TOO_LATE_TO_CHANGE if call.decided_at else _CHANGE_SOON


def _is_closed(call: Call, today: date) -> bool:
    return call.last_apply_day is not None and call.last_apply_day < today


def _is_too_late(application: Application) -> bool:
    """Nobody can send it any more. What came on paper in time may still be typed in until it is decided."""
    call = application.call
    if call is None or call.state is CallState.CLOSED and application.entered_by_id is not None:
        return False
    return call.state in {CallState.CLOSED, CallState.DECIDED, CallState.SENT}


def stage_of(application: Application, today: date) -> Stage:
    """Costs no query where `offers__tenancy` is prefetched, and `call` and `decision` are selected."""
    offers = list(application.offers.all())
    tenancies = [offer.tenancy for offer in offers if hasattr(offer, "tenancy")]
    answerable = [offer for offer in offers if offer.state is OfferStatus.OPEN and offer.answer_by_on >= today]
    running = [tenancy for tenancy in tenancies if tenancy.end > today and not tenancy.never_began]
    if running or tenancies and not answerable:  # a new offer is more than a stay that is over
        return _of_tenancy([*running, *tenancies][0], today)
    if answerable:
        return _of_offer(answerable[0])
    return _of_decision(application, offers) or _of_performer(application, today) or _on_its_own(application, offers) or Stage(*_BY_STATUS[application.state])


def _of_performer(application: Application, today: date) -> Stage | None:
    """Whoever only performs and was taken on: they are looked for until their last day."""
    if application.state is not ApplicationStatus.SHORTLISTED or not application.only_performs:
        return None
    if application.latest_end_on and application.latest_end_on < today:
        return Stage(StageCode.ENDED, _("Thank you. You may apply again at any time."))
    return Stage(StageCode.SHORTLISTED, _PERFORMS)


def _on_its_own(application: Application, offers: list[Offer]) -> Stage | None:
    """Without a call no place was promised, so the word stays; but what can be done after an offer that came to nothing is the same."""
    if not offers or application.call_id is not None or application.state is not ApplicationStatus.SHORTLISTED:
        return None
    return Stage(StageCode.SHORTLISTED, _after(offers).next_step)
