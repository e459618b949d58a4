"""Statuses, each beside its legal moves, and the other closed sets of words about asking and giving."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApplicationStatus(TextChoices):
    """Carries only the review of an application; offers and tenancies keep their own truth."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    IN_REVIEW = "in_review", _("In review")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    NOT_SELECTED = "not_selected", _("Not selected")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @property
    def is_editable(self) -> bool:
        """The applicant may still change the answers."""
        return self in {self.DRAFT, self.CHANGES_REQUESTED}

    @property
    def is_under_consideration(self) -> bool:
        """The officer may decide or make an offer."""
        return self in {self.SUBMITTED, self.IN_REVIEW, self.SHORTLISTED}


APPLICATION_MOVES: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    ApplicationStatus.DRAFT: frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.SUBMITTED: frozenset({
        ApplicationStatus.CHANGES_REQUESTED, ApplicationStatus.IN_REVIEW, ApplicationStatus.SHORTLISTED,
        ApplicationStatus.NOT_SELECTED, ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.CHANGES_REQUESTED: frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.NOT_SELECTED,
                                                    ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.IN_REVIEW: frozenset({
        ApplicationStatus.CHANGES_REQUESTED, ApplicationStatus.SHORTLISTED, ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.SHORTLISTED: frozenset({ApplicationStatus.IN_REVIEW, ApplicationStatus.NOT_SELECTED,
                                              ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.NOT_SELECTED: frozenset(),
    ApplicationStatus.WITHDRAWN: frozenset(),
}


class OfferStatus(TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Withdrawn")

    @property
    def is_open(self) -> bool:
        return self is OfferStatus.OPEN


OFFER_MOVES: dict[OfferStatus, frozenset[OfferStatus]] = {
    OfferStatus.OPEN: frozenset({OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.EXPIRED,
                                 OfferStatus.WITHDRAWN}),
    OfferStatus.ACCEPTED: frozenset(),
    OfferStatus.DECLINED: frozenset(),
    OfferStatus.EXPIRED: frozenset(),
    OfferStatus.WITHDRAWN: frozenset(),
}


class EventStatus(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    HOST_AGREED = "host_agreed", _("Host agreed")
    CONFIRMED = "confirmed", _("Confirmed")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    MOVED = "moved", _("Moved to another time")

    @property
    def is_live(self) -> bool:
        """It holds its place and time."""
        return self in {self.PROPOSED, self.HOST_AGREED, self.CONFIRMED, self.HELD}

    @property
    def is_public(self) -> bool:
        return self in {self.CONFIRMED, self.HELD}


EVENT_MOVES: dict[EventStatus, frozenset[EventStatus]] = {
    EventStatus.PROPOSED: frozenset({EventStatus.HOST_AGREED, EventStatus.CANCELLED, EventStatus.MOVED}),
    EventStatus.HOST_AGREED: frozenset({EventStatus.CONFIRMED, EventStatus.CANCELLED, EventStatus.MOVED}),
    EventStatus.CONFIRMED: frozenset({EventStatus.HELD, EventStatus.CANCELLED, EventStatus.MOVED}),
    EventStatus.HELD: frozenset(),
    EventStatus.CANCELLED: frozenset(),
    EventStatus.MOVED: frozenset(),
}
LIVE_EVENTS: tuple[EventStatus, ...] = tuple(status for status in EventStatus if status.is_live)


class EventKind(TextChoices):
    PERFORMANCE = "performance", _("Performance")
    WORKSHOP = "workshop", _("Workshop")


class Use(TextChoices):
    """How much of a unit is asked for or given."""

    WHOLE = "whole", _("A whole unit")
    SHARED = "shared", _("A share of a unit")
    WINDOW = "window", _("Only the shop window")


class Where(TextChoices):
    """How the applicant said where."""

    UNITS = "units", _("One of these units")
    ANYWHERE = "anywhere", _("You choose for me")


class NotSelectedReason(TextChoices):
    NO_FITTING_UNIT = "no_fitting_unit", _("No unit has what is needed")
    DATES_TAKEN = "dates_taken", _("The dates are taken")
    OWNER_CONDITIONS = "owner_conditions", _("The owner does not permit this use")
    FUNDING_CONDITIONS = "funding_conditions", _("The building's funding conditions exclude it")
    BUDGET = "budget", _("The rent is above the stated budget")
    INCOMPLETE = "incomplete", _("The application stayed incomplete")
    OTHERS_PREFERRED = "others_preferred", _("Other applications fitted better")
    OTHER = "other", _("Another reason")


class DeclineReason(TextChoices):
    DATES = "dates", _("The dates do not suit me")
    COST = "cost", _("Too expensive")
    PLACE = "place", _("The place does not suit me")
    PLANS_CHANGED = "plans_changed", _("My plans have changed")
    OTHER = "other", _("Another reason")


class EndReason(TextChoices):
    TERM_OVER = "term_over", _("The term was over")
    PERMANENT_TENANT = "permanent_tenant", _("A permanent tenant was found")
    BECAME_PERMANENT = "became_permanent", _("Became permanent")
    MOVED = "moved", _("Moved to another unit")
    LEFT_EARLY = "left_early", _("Left early")
    BREACH = "breach", _("Breach of the agreement")
    OWNER_WITHDREW = "owner_withdrew", _("The owner withdrew")


class LegalBasis(TextChoices):
    LETTING = "letting", _("Letting (rent agreement)")
    SHORT_LETTING = "short_letting", _("Short letting without auction")
    FREE_USE = "free_use", _("Free use (public-benefit organisation)")
    PRIVATE = "private", _("Agreement with a private owner")


class Verb(TextChoices):
    """What history says was done. The words are for staff."""

    STARTED = "started", _("started the application")
    SUBMITTED = "submitted", _("submitted the application")
    CHANGES_REQUESTED = "changes_requested", _("asked for changes")
    REVIEW_STARTED = "review_started", _("took the application into review")
    SHORTLISTED = "shortlisted", _("shortlisted the application")
    NOT_SELECTED = "not_selected", _("did not select the application")
    APPLICATION_WITHDRAWN = "application_withdrawn", _("withdrew the application")
    COMMENTED = "commented", _("commented")
    OFFERED = "offered", _("made an offer")
    OFFER_ACCEPTED = "offer_accepted", _("accepted the offer")
    OFFER_DECLINED = "offer_declined", _("declined the offer")
    OFFER_EXPIRED = "offer_expired", _("let the offer expire")
    OFFER_WITHDRAWN = "offer_withdrawn", _("withdrew the offer")
    APPLICANT_AGREED = "applicant_agreed", _("agreed to the offer, before the owner did")
    OWNER_ASKED = "owner_asked", _("asked the owner about the offer")
    OWNER_AGREED = "owner_agreed", _("recorded that the owner agrees to the offer")
    OWNER_DECLINED = "owner_declined", _("recorded that the owner says no to the offer")
    TENANCY_BEGUN = "tenancy_begun", _("brought the tenancy about")
    TENANCY_ENDED = "tenancy_ended", _("set the end of the tenancy")
    TENANCY_CHANGED = "tenancy_changed", _("changed what the public sees of the tenancy")
    EVENT_PROPOSED = "event_proposed", _("proposed an event")
    EVENT_AGREED = "event_agreed", _("recorded the host's consent")
    EVENT_CONFIRMED = "event_confirmed", _("confirmed the event")
    EVENT_HELD = "event_held", _("recorded that the event was held")
    EVENT_CANCELLED = "event_cancelled", _("cancelled the event")
    EVENT_MOVED = "event_moved", _("moved the event")
    PERMANENT_TENANT = "permanent_tenant", _("recorded a permanent tenant")
    UNIT_DIVIDED = "unit_divided", _("changed how the unit is divided")
    UNITS_MERGED = "units_merged", _("merged two entries of the register")
    MERGE_UNDONE = "merge_undone", _("took a merge back")
    REPORT_HANDLED = "report_handled", _("dealt with a resident's report")


class LetterKind(TextChoices):
    APPLICATION_RECEIVED = "application_received", _("Application received")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    NOT_SELECTED = "not_selected", _("Not selected")
    OFFER_MADE = "offer_made", _("Offer made")
    OFFER_REMINDER = "offer_reminder", _("Reminder: offer about to lapse")
    OFFER_ACCEPTED = "offer_accepted", _("Offer accepted")
    OFFER_ANSWERED = "offer_answered", _("To the office: offer answered")
    OFFER_EXPIRED = "offer_expired", _("Offer expired")
    OFFER_WITHDRAWN = "offer_withdrawn", _("Offer withdrawn")
    TENANCY_REMINDER = "tenancy_reminder", _("Reminder: tenancy about to end")
    TENANCY_ENDS = "tenancy_ends", _("Tenancy ends")
    PERMANENT_TENANT = "permanent_tenant", _("Permanent tenant found")
    EVENT_CANCELLED = "event_cancelled", _("Event cancelled")
    OWNER_LINK = "owner_link", _("To the owner: link to their page")
    OWNER_ASKED = "owner_asked", _("To the owner: a question about an offer")
    OWNER_ANSWERED = "owner_answered", _("To the office: the owner answered")
    PROPOSAL_MADE = "proposal_made", _("To the office: the owner proposes something")
    PROPOSAL_ANSWERED = "proposal_answered", _("To the owner: answer to a proposal")
    NEXT_STEP_DUE = "next_step_due", _("To the office: an owner is waiting")
    REPORT_ANSWERED = "report_answered", _("To the reporter: what came of it")


class PaperKind(TextChoices):
    REGISTRATION = "registration", _("Registration certificate")
    PUBLIC_BENEFIT = "public_benefit", _("Public-benefit status")
    FOOD = "food", _("Food and Veterinary Service registration")
    PORTFOLIO = "portfolio", _("Pictures or a presentation")
    OTHER = "other", _("Another paper")
