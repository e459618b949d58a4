"""What a column can hold, in words for people, in the order in which a person looks for it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.imports.headings import Meaning

MEANINGS: dict[Promise, dict[Meaning, Promise]] = {
    _("Which place"): {
        Meaning.ADDRESS: _("Address or street"), Meaning.HOUSE_NUMBER: _("House number"), Meaning.NAME: _("Name of the premises"),
        Meaning.OWN_NUMBER: _("Number in your register"), Meaning.TOWN: _("Town"),
        Meaning.ADDRESS_2: _("Second line of the address"), Meaning.ADDRESS_3: _("Third line of the address"),
        Meaning.LATITUDE: _("Latitude"), Meaning.LONGITUDE: _("Longitude"),
        Meaning.NORTH: _("North coordinate (LKS-92 X)"), Meaning.EAST: _("East coordinate (LKS-92 Y)"),
    },
    _("Empty or in use"): {
        Meaning.STATUS: _("Status in words"), Meaning.SINCE: _("Empty since"), Meaning.PREVIOUS_USE: _("Previous use"),
        Meaning.IS_VACANT: _("Empty? Yes or no"), Meaning.IS_OCCUPIED: _("In use? Yes or no"),
    },
    _("Size and rooms"): {
        Meaning.AREA: _("Floor area"), Meaning.FLOOR: _("Floor or storey"), Meaning.WINDOW_FRONT: _("Window front"),
        Meaning.WATER: _("Water"), Meaning.WC: _("Toilet"), Meaning.HEATING: _("Heating"),
        Meaning.STEP_FREE: _("Step-free entrance"), Meaning.KITCHEN: _("Kitchen"), Meaning.STORAGE: _("Storage room"),
        Meaning.POWER: _("Strong power (380 V)"), Meaning.SOUND: _("Sound-tolerant"),
        Meaning.ACTIVITIES: _("Permitted activities"),
    },
    _("Owner and rent"): {
        Meaning.OWNER: _("Owner"), Meaning.OWNER_KIND: _("Kind of owner"), Meaning.RENT: _("Rent"),
        Meaning.UTILITIES: _("Utilities, per month"), Meaning.UTILITIES_PAYER: _("Who pays utilities"),
        Meaning.NOTICE_DAYS: _("Notice, days"), Meaning.FUNDING: _("Funding condition"),
        Meaning.FUNDING_NOTE: _("About the funding condition"),
    },
    _("Remarks and descriptions"): {
        Meaning.REMARKS: _("Remarks (internal)"), Meaning.PUBLIC_TEXT: _("Public description"),
        Meaning.PUBLIC_TEXT_EN: _("Public description in English"), Meaning.PUBLIC_TEXT_DE: _("Public description in German"),
    },
    _("From a file that was exported here"): {
        Meaning.REFERENCE: _("Skatlogs reference (U-…)"), Meaning.VERSION: _("Skatlogs version of the entry"),
        Meaning.EARLIER_VACANCIES: _("Earlier vacancies"), Meaning.SPACES: _("Spaces of the unit"),
    },
    _("Known, and left out on purpose"): {
        Meaning.ORDINAL: _("Number of the row (not kept)"), Meaning.POSTCODE: _("Postcode (not kept)"),
        Meaning.OCCUPIER: _("Tenant (not kept)"),
    },
}
IGNORED = _("Do not import")


def meaning_choices() -> list[tuple[str | Promise, Promise | list[tuple[str, Promise]]]]:
    groups = [(group, [(str(meaning), label) for meaning, label in members.items()]) for group, members in MEANINGS.items()]
    return [(str(Meaning.IGNORE), IGNORED), *groups]
