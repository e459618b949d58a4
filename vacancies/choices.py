"""Every closed set of words about places. A member is stored; its label is for people."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What a person may do at the town hall. Empty: not staff (an applicant)."""

    OFFICER = "officer", _("Officer")
    REVIEWER = "reviewer", _("Reviewer")
    SURVEYOR = "surveyor", _("Surveyor")


class RecordState(TextChoices):
    """How far the register trusts that this unit exists as described. Only officers confirm."""

    REPORTED = "reported", pgettext_lazy("unit", "Reported")
    CONFIRMED = "confirmed", pgettext_lazy("unit", "Confirmed")
    NOT_CONFIRMED = "not_confirmed", pgettext_lazy("unit", "Not confirmed")
    ARCHIVED = "archived", pgettext_lazy("unit", "Archived")


RECORD_MOVES: dict[RecordState, frozenset[RecordState]] = {
    RecordState.REPORTED: frozenset({RecordState.CONFIRMED, RecordState.NOT_CONFIRMED}),
    RecordState.CONFIRMED: frozenset({RecordState.ARCHIVED}),
    RecordState.NOT_CONFIRMED: frozenset({RecordState.CONFIRMED, RecordState.ARCHIVED}),
    RecordState.ARCHIVED: frozenset({RecordState.CONFIRMED}),
}


class OccupancyState(TextChoices):
    """Computed from facts, never stored and never typed by hand."""

    VACANT = "vacant", _("Vacant")
    POP_UP = "pop_up", _("In pop-up use")
    SHOWCASE = "showcase", _("Window display")
    OCCUPIED = "occupied", _("Occupied")
    RENOVATION = "renovation", _("Under renovation")
    CLOSED = "closed", _("Closed for now")
    UNKNOWN = "unknown", _("Not known")


class OwnerKind(TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    COMPANY = "company", _("Company")
    PERSON = "person", _("Private person")
    ASSOCIATION = "association", _("Association or foundation")
    PARISH = "parish", _("Parish")
    STATE = "state", _("State")
    UNKNOWN = "unknown", _("Not known")


class Precision(TextChoices):
    """How exactly a date is known. The stored date is the first day that it can mean."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")
    ABOUT = "about", _("about")


class ClosedReason(TextChoices):
    RENOVATION = "renovation", _("Renovation")
    SEASON = "season", _("Closed for the season")
    OWNER = "owner", _("Used by the owner")


class Seen(TextChoices):
    """What somebody saw on the spot, or read in the town's own register."""

    EMPTY = "empty", _("Empty")
    OCCUPIED = "occupied", _("In use")
    SEASONAL = "seasonal", _("Closed for now")
    RENOVATION = "renovation", _("Being renovated")
    NOT_SURE = "not_sure", _("Not sure")


class SeenBy(TextChoices):
    STREET = "street", _("On the street")
    DESK = "desk", _("At the desk")
    IMPORT = "import", _("Imported register")
    REPORT = "report", _("A resident's report")


class PhotoDeed(TextChoices):
    """What was done with a photo: kept as the reason in its history. The words are for staff."""

    ADDED = "added", _("added a photo")
    DESCRIBED = "described", _("changed the description of a photo")
    RELEASED = "released", _("released a photo")
    UNRELEASED = "unreleased", _("made a photo internal")
    BLURRED = "blurred", _("blurred places in a photo")
    REMOVED = "removed", _("removed a photo")
    TAKEN_BACK = "taken back", _("took a removed photo back")


class UtilitiesPayer(TextChoices):
    TENANT = "tenant", _("The tenant, by meter")
    INCLUDED = "included", _("Included in the rent")
    OWNER = "owner", _("The owner")
    UNKNOWN = "unknown", _("To be agreed")


class FundingRestriction(TextChoices):
    """Whom the money that paid for the building admits as tenants."""

    NONE = "none", _("No restriction")
    BUSINESSES = "businesses", _("Only businesses that create jobs")
    PUBLIC_BENEFIT = "public_benefit", _("Only public-benefit organisations")


class Welcome(TextChoices):
    """Whether somebody lets others perform with them."""

    YES = "yes", _("Welcome")
    ASK = "ask", _("Ask each time")
    NO = "no", _("Not wanted")


class Loudness(TextChoices):
    """How loud a performance is, and how loud a place lets it be; quietest first."""

    TALK = "talk", _("One can talk beside it")
    LIVELY = "lively", _("Like a lively café")
    CONCERT = "concert", _("Like a concert")

    @property
    def rank(self) -> int:
        return list(Loudness).index(self)


class SpaceKind(TextChoices):
    WHOLE = "whole", _("Whole unit")
    ZONE = "zone", _("Part of the room")
    SHELF = "shelf", _("Shelf")
    WINDOW = "window", _("Shop window")
    WEEKDAYS = "weekdays", _("Certain weekdays")


class Weekday(IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class ShopKind(TextChoices):
    SHOP = "shop", _("Shop")
    STUDIO = "studio", _("Studio")
    SERVICE = "service", _("Service")


class Activity(TextChoices):
    """What is done in a unit: what an owner permits and what an applicant asks for."""

    CRAFTS = "crafts", _("Crafts and design")
    FOOD = "food", _("Food and home produce")
    CAFE = "cafe", _("Café or tasting")
    RETAIL = "retail", _("Other goods")
    SECOND_HAND = "second_hand", _("Second-hand and swap")
    GALLERY = "gallery", _("Gallery or exhibition")
    WORKSHOP = "workshop", _("Workshops and courses")
    MUSIC = "music", _("Music and performances")
    EQUIPMENT_HIRE = "equipment_hire", _("Equipment hire (bicycles, skis, boats)")
    MEETING = "meeting", _("Meeting place")
    ADVICE = "advice", _("Advice and services")


class OwnerStage(TextChoices):
    """How far the talks with the owner of a unit are. Listed is never stored: it follows from the unit being public."""

    NOT_ASKED = "not_asked", pgettext_lazy("owner", "Not asked")
    CONTACTED = "contacted", pgettext_lazy("owner", "Contacted")
    WILLING = "willing", pgettext_lazy("owner", "Willing")
    TERMS_AGREED = "terms_agreed", pgettext_lazy("owner", "Terms agreed")
    LISTED = "listed", pgettext_lazy("owner", "Listed")
    REFUSED = "refused", pgettext_lazy("owner", "Refused")
    PAUSED = "paused", pgettext_lazy("owner", "Paused")

    @property
    def bars_publication(self) -> bool:
        """The owner does not want the unit to be offered now."""
        return self in {self.REFUSED, self.PAUSED}

    @property
    def has_agreed(self) -> bool:
        """The owner has said yes, at least to the idea."""
        return self in {self.WILLING, self.TERMS_AGREED, self.LISTED}


_TALKING = frozenset({OwnerStage.NOT_ASKED, OwnerStage.CONTACTED, OwnerStage.WILLING, OwnerStage.TERMS_AGREED,
                      OwnerStage.REFUSED, OwnerStage.PAUSED})
# People change their minds: from every stage to every other, but Listed, which is computed.
OWNER_MOVES: dict[OwnerStage, frozenset[OwnerStage]] = {
    stage: _TALKING - {stage} if stage is not OwnerStage.LISTED else frozenset() for stage in OwnerStage}


class RefusalFamily(TextChoices):
    """Why an owner said no, in families that can be counted."""

    LONG_LEASE = "long_lease", _("Wants a permanent tenant only")
    SALE = "sale", _("Wants to sell")
    CONDITION = "condition", _("The premises are not fit for use")
    COSTS = "costs", _("Afraid of costs and utilities")
    RISK = "risk", _("Afraid of damage or liability")
    OWN_USE = "own_use", _("Needs the premises")
    EFFORT = "effort", _("Too much effort")
    NO_ANSWER = "no_answer", _("Does not answer")
    OTHER = "other", _("Another reason")


class ContactChannel(TextChoices):
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    POST = "post", _("Letter")
    MEETING = "meeting", _("Meeting")
    OWN_PAGE = "own_page", _("The owner's page")


class ProposalKind(TextChoices):
    """What an owner proposes on their own page."""

    TERMS = "terms", _("Terms")
    CLOSED_DAYS = "closed_days", _("Days that are not available")


class ProposalState(TextChoices):
    WAITING = "waiting", pgettext_lazy("proposal", "Waiting for the office")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("proposal", "Not accepted")
    TAKEN_BACK = "taken_back", pgettext_lazy("proposal", "Taken back")


PROPOSAL_MOVES: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.WAITING: frozenset({ProposalState.ACCEPTED, ProposalState.NOT_ACCEPTED, ProposalState.TAKEN_BACK}),
    ProposalState.ACCEPTED: frozenset(),
    ProposalState.NOT_ACCEPTED: frozenset(),
    ProposalState.TAKEN_BACK: frozenset(),
}


class ReportState(TextChoices):
    """A resident's report, until somebody at the office has looked at it."""

    NEW = "new", pgettext_lazy("report", "New")
    NEW_UNIT = "new_unit", pgettext_lazy("report", "Became a unit")
    KNOWN_UNIT = "known_unit", pgettext_lazy("report", "Belongs to a known unit")
    DISMISSED = "dismissed", pgettext_lazy("report", "Dismissed")


REPORT_MOVES: dict[ReportState, frozenset[ReportState]] = {
    ReportState.NEW: frozenset({ReportState.NEW_UNIT, ReportState.KNOWN_UNIT, ReportState.DISMISSED}),
    ReportState.NEW_UNIT: frozenset(),
    ReportState.KNOWN_UNIT: frozenset(),
    ReportState.DISMISSED: frozenset({ReportState.NEW}),
}


class DismissReason(TextChoices):
    NOT_EMPTY = "not_empty", _("It is not empty")
    NOT_SHOP = "not_shop", _("It is not a shop")
    NOT_FOUND = "not_found", _("It could not be found")
    REPEATED = "repeated", _("It was reported before")
    SPAM = "spam", _("Not a real report")
    OTHER = "other", _("Another reason")


class ImportState(TextChoices):
    """How far an import through the browser is."""

    CHOOSING = "choosing", pgettext_lazy("import", "Being prepared")
    APPLYING = "applying", pgettext_lazy("import", "Running")
    APPLIED = "applied", pgettext_lazy("import", "Done")
    UNDOING = "undoing", pgettext_lazy("import", "Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")


IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.CHOOSING: frozenset({ImportState.APPLYING}),
    ImportState.APPLYING: frozenset({ImportState.APPLIED}),
    ImportState.APPLIED: frozenset({ImportState.UNDOING}),
    ImportState.UNDOING: frozenset({ImportState.UNDONE}),
    ImportState.UNDONE: frozenset(),
}


class BulkVerb(TextChoices):
    """What can be done to many units at once."""

    SEEN_EMPTY = "seen_empty", _("Still empty: seen today")
    PUBLISH = "publish", _("Publish")
    UNPUBLISH = "unpublish", _("Take off the public pages")
    CONFIRM = "confirm", _("Confirm")
    ARCHIVE = "archive", _("Archive")
    CONTACTED = "contacted", _("Owner was contacted")
    NEXT_STEP = "next_step", _("Set the next step with the owner")


class BulkOutcome(TextChoices):
    """What became of one unit of such a change, and of taking it back."""

    DONE = "done", pgettext_lazy("unit of a change", "Done")
    UNCHANGED = "unchanged", pgettext_lazy("unit of a change", "Was so already")
    REFUSED = "refused", pgettext_lazy("unit of a change", "Not done")
    PUT_BACK = "put_back", pgettext_lazy("unit of a change", "Put back")
    KEPT = "kept", pgettext_lazy("unit of a change", "Not put back")
