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
    ApplicationStatus.CHANGES_REQUESTED: frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.NOT_SELECTED, ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.IN_REVIEW: frozenset({
        ApplicationStatus.CHANGES_REQUESTED, ApplicationStatus.SHORTLISTED, ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.SHORTLISTED: frozenset({ApplicationStatus.IN_REVIEW, ApplicationStatus.NOT_SELECTED,
                                              ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.NOT_SELECTED: frozenset(),
    ApplicationStatus.WITHDRAWN: frozenset(),
}
# The one way back from a no: an objection was right, and the decision is changed.
MOVES_AFTER_OBJECTION: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    ApplicationStatus.NOT_SELECTED: frozenset({ApplicationStatus.SHORTLISTED}),
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
    OfferStatus.OPEN: frozenset({OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.EXPIRED, OfferStatus.WITHDRAWN}),
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
    def waits_for_host(self) -> bool:
        return self is EventStatus.PROPOSED

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
    FEATURES = "features", _("Any unit that fits, in these parts of town")
    ANYWHERE = "anywhere", _("You choose for me")


class CallState(TextChoices):
    """Computed from the dates of a call and two moments, never stored."""

    DRAFT = "draft", pgettext_lazy("call", "Draft")
    ANNOUNCED = "announced", pgettext_lazy("call", "Announced")
    OPEN = "open", pgettext_lazy("call", "Open")
    CLOSED = "closed", pgettext_lazy("call", "Closed")
    DECIDED = "decided", pgettext_lazy("call", "Decided")
    SENT = "sent", pgettext_lazy("call", "Results sent")

    @property
    def is_public(self) -> bool:
        return self is not CallState.DRAFT

    @property
    def takes_applications(self) -> bool:
        return self is CallState.OPEN

    @property
    def may_be_decided(self) -> bool:
        """Applications are in, and nobody has been told anything yet."""
        return self in {self.CLOSED, self.DECIDED}


class Goods(TextChoices):
    """What somebody deals in, where the law asks for a paper."""

    FOOD = "food", _("Food and drink")
    ALCOHOL = "alcohol", _("Alcohol")
    COSMETICS = "cosmetics", _("Cosmetics and soap")
    CHILDREN = "children", _("Toys and things for children")
    PLANTS = "plants", _("Plants and seeds")
    SECOND_HAND = "second_hand", _("Second-hand goods")


class Share(TextChoices):
    """How a unit is shared."""

    SHELF = "shelf", _("A shelf")
    ZONE = "zone", _("A corner or zone")
    DAYS = "days", _("Some days of the week")


class AssignedHow(TextChoices):
    BY_HAND = "by_hand", _("chosen by hand")
    BY_KIND = "by_kind", _("by kind of applicant")
    AT_RANDOM = "at_random", _("evenly at random")


class Outcome(TextChoices):
    """What a call decided about an application."""

    PLACE = "place", _("Gets a place")
    RESERVE = "reserve", _("On the reserve list")
    NOT_SELECTED = "not_selected", _("Not selected")


class ObjectionOutcome(TextChoices):
    UPHELD = "upheld", _("The decision stands")
    CHANGED = "changed", _("The decision is changed")


class RuleUse(TextChoices):
    """What became of “businesses first” in one decision."""

    KEPT = "kept", _("businesses came first")
    DEPARTED = "departed", _("it came before businesses all the same")


class ConsultationState(TextChoices):
    """Computed, never stored."""

    DRAFT = "draft", pgettext_lazy("consultation", "Draft")
    ANNOUNCED = "announced", pgettext_lazy("consultation", "Begins later")
    OPEN = "open", pgettext_lazy("consultation", "Open")
    CLOSED = "closed", pgettext_lazy("consultation", "Closed")
    DONE = "done", pgettext_lazy("consultation", "Answered")


class IdeaState(TextChoices):
    NEW = "new", pgettext_lazy("idea", "New")
    SHOWN = "shown", pgettext_lazy("idea", "Shown")
    HIDDEN = "hidden", pgettext_lazy("idea", "Not shown")


class AlertKind(TextChoices):
    SEARCH = "search", _("When a unit fits a search")
    CALL = "call", _("Before a call closes")

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
    STAGE_SAID = "stage_said", _("recorded whether performances are welcome during the tenancy")
    EVENT_PROPOSED = "event_proposed", _("proposed an event")
    EVENT_ASKED = "event_asked", _("asked the host about the event")
    EVENT_AGREED = "event_agreed", _("recorded the host's consent")
    EVENT_REFUSED = "event_refused", _("recorded the host's no to the event")
    EVENT_CONFIRMED = "event_confirmed", _("confirmed the event")
    EVENT_HELD = "event_held", _("recorded that the event was held")
    EVENT_CANCELLED = "event_cancelled", _("cancelled the event")
    EVENT_MOVED = "event_moved", _("moved the event")
    PERMANENT_TENANT = "permanent_tenant", _("recorded a permanent tenant")
    UNIT_DIVIDED = "unit_divided", _("changed how the unit is divided")
    UNITS_MERGED = "units_merged", _("merged two entries of the register")
    MERGE_UNDONE = "merge_undone", _("took a merge back")
    REPORT_HANDLED = "report_handled", _("dealt with a resident's report")
    CALL_DRAFTED = "call_drafted", _("drafted the call")
    CALL_CHANGED = "call_changed", _("changed the call")
    CALL_RELEASED = "call_released", _("released the call")
    CALL_TAKEN_BACK = "call_taken_back", _("took the call back into the drafts")
    CALL_DELETED = "call_deleted", _("deleted the draft of a call")
    CALL_DECIDED = "call_decided", _("closed the deciding of the call")
    CALL_REOPENED = "call_reopened", _("took the decisions of the call up again")
    RESULTS_SENT = "results_sent", _("sent the results of the call")
    RULE_USED = "rule_used", _("used the rule “businesses first”")
    ENTERED = "entered", _("entered a paper application")
    EMAIL_GIVEN = "email_given", _("entered the e-mail of somebody who applied on paper")
    CLAIMED = "claimed", _("claimed the application by e-mail")
    CO_APPLICANT_ASKED = "co_applicant_asked", _("invited a co-applicant")
    CO_APPLICANT_ANSWERED = "co_applicant_answered", _("recorded the co-applicant's answer")
    CO_APPLICANT_REMOVED = "co_applicant_removed", _("took a co-applicant out again")
    PROFILE_CORRECTED = "profile_corrected", _("corrected what the profile says")
    MESSAGE_SENT = "message_sent", _("wrote a message")
    REPEAT_SETTLED = "repeat_settled", _("said whether it repeats another application")
    ASSIGNED = "assigned", _("gave the application to a reviewer")
    UNASSIGNED = "unassigned", _("took the application back from a reviewer")
    CONFLICT_DECLARED = "conflict_declared", _("declared a conflict of interest")
    CONFLICT_TAKEN_BACK = "conflict_taken_back", _("took back a conflict of interest")
    REVIEWED = "reviewed", _("sent a review")
    REVIEW_REOPENED = "review_reopened", _("took a review up again")
    PAPER_OPENED = "paper_opened", _("opened a paper to blind reviewers")
    PAPER_CLOSED = "paper_closed", _("closed a paper to blind reviewers")
    DECIDED = "decided", _("decided about the application")
    DECISION_UNDONE = "decision_undone", _("took the decision back")
    ACTED_BESIDE = "acted_beside", _("did so because nobody else could, though near to another application of the call")
    MOVED_UP = "moved_up", _("moved up from the reserve list")
    OBJECTED = "objected", _("objected to the decision")
    OBJECTION_ANSWERED = "objection_answered", _("answered the objection")
    CONSULTED = "consulted", _("asked the local group")
    CONSULTATION_CLOSED = "consultation_closed", _("closed the question to the local group early")
    CONSULTATION_EXTENDED = "consultation_extended", _("gave the local group more time to answer")
    CONSULTATION_DONE = "consultation_done", _("said what came of the question to the local group")
    IDEA_SETTLED = "idea_settled", _("dealt with a resident's idea")
    PLAN_ASKED = "plan_asked", _("asked for a plan")
    PLAN_MADE = "plan_made", _("made a plan")
    PLAN_STOPPED = "plan_stopped", _("stopped the making of a plan")
    PLAN_FAILED = "plan_failed", _("could not make a plan")
    PLAN_DELETED = "plan_deleted", _("threw a plan away")
    PLAN_APPROVED = "plan_approved", _("approved a placement of a plan")
    PLAN_UNAPPROVED = "plan_unapproved", _("took back the approval of a placement")
    PLAN_RULES_SET = "plan_rules_set", _("set what plans of the call go by")
    RULED = "ruled", _("fixed something for plans")
    RULING_LIFTED = "ruling_lifted", _("no longer fixed it for plans")
    ERASED = "erased", _("erased personal data")


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
    EVENT_ASKED = "event_asked", _("To the host: may this event take place?")
    EVENT_REMINDER = "event_reminder", _("To the host: reminder of a question about an event")
    EVENT_CONFIRMED = "event_confirmed", _("Event confirmed")
    OWNER_LINK = "owner_link", _("To the owner: link to their page")
    OWNER_ASKED = "owner_asked", _("To the owner: a question about an offer")
    OWNER_ANSWERED = "owner_answered", _("To the office: the owner answered")
    PROPOSAL_MADE = "proposal_made", _("To the office: the owner proposes something")
    PROPOSAL_ANSWERED = "proposal_answered", _("To the owner: answer to a proposal")
    NEXT_STEP_DUE = "next_step_due", _("To the office: an owner is waiting")
    REPORT_ANSWERED = "report_answered", _("To the reporter: what came of it")
    APPLICATION_ENTERED = "application_entered", _("Paper application entered")
    CO_APPLICANT_ASKED = "co_applicant_asked", _("To a co-applicant: invitation")
    CO_APPLICANT_ANSWERED = "co_applicant_answered", _("Co-applicant answered")
    DRAFT_REMINDER = "draft_reminder", _("Reminder: application not sent yet")
    CALL_CHANGED = "call_changed", _("The call has changed")
    MESSAGE_TO_APPLICANT = "message_to_applicant", _("Message from the office")
    MESSAGE_TO_OFFICE = "message_to_office", _("To the office: message from an applicant")
    REVIEW_ASKED = "review_asked", _("To a reviewer: applications to read")
    RESULT_PLACE = "result_place", _("Result: a place")
    RESULT_RESERVE = "result_reserve", _("Result: reserve list")
    MOVED_UP = "moved_up", _("Moved up from the reserve list")
    OBJECTION_RECEIVED = "objection_received", _("To the office: objection")
    OBJECTION_ANSWERED = "objection_answered", _("Objection answered")
    CONSULTATION_ASKED = "consultation_asked", _("To the local group: a question")
    CONSULTATION_DONE = "consultation_done", _("To the local group: what we did with it")
    ALERT_CONFIRM = "alert_confirm", _("Please confirm your wish for e-mails")
    ALERT_FOUND = "alert_found", _("A unit that fits your search")
    ALERT_CLOSING = "alert_closing", _("A call closes soon")
    DATA_ERASED = "data_erased", _("Your data was erased")


class PaperKind(TextChoices):
    REGISTRATION = "registration", _("Registration certificate")
    PUBLIC_BENEFIT = "public_benefit", _("Public-benefit status")
    FOOD = "food", _("Food and Veterinary Service registration")
    ALCOHOL = "alcohol", _("Licence to sell alcohol")
    INSURANCE = "insurance", _("Liability insurance")
    PORTFOLIO = "portfolio", _("Pictures or a presentation")
    OTHER = "other", _("Another paper")


class IdeaReason(TextChoices):
    """Why the office showed a resident's idea, or did not."""

    SHOWN = "shown", pgettext_lazy("idea", "shown")
    PERSONAL = "personal", _("It says something about a person")
    INSULT = "insult", _("It insults somebody")
    ADVERTISING = "advertising", _("It advertises something")
    ELSEWHERE = "elsewhere", _("It is not about this place")
    REPEATED = "repeated", _("It says the same as another one")
