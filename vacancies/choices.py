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
