"""What a maker asks about a unit, as labels and values."""

from django.utils.translation import gettext as _

from popups.reports.carried import CardUnit
from popups.reports.public_unit import PublicUnit
from popups.views.public.cards import rent_words
from vacancies.amounts import euros, m2, metres
from vacancies.choices import UtilitiesPayer
from vacancies.floors import floor_words
from vacancies.kinds import FEATURES
from vacancies.models import Unit


def facts_of(shown: PublicUnit) -> list[tuple[str, str]]:
    """In the order in which they are asked; what is not known is left out."""
    unit = shown.unit
    return [
        (_("Rent"), rent_fact(unit)),
        (_("Utilities"), utilities_words(unit)),
        (_("Floor area"), m2(unit.floor_area_m2)),
        (_("Shop window"), metres(unit.window_front_m)),
        (_("Floor"), floor_words(unit.floor)),
        (_("Permitted"), ", ".join(shown.activities) or _("Anything the town and the owner agree to")),
        (_("Not there"), ", ".join(str(feature.label) for feature in FEATURES if getattr(unit, feature.field) is False)),
        (_("Notice"), _("%(days)d days, when a permanent tenant is found") % {"days": unit.notice_days}),
    ]


def rent_fact(unit: CardUnit) -> str:
    cents = unit.asking_rent_cents if unit.space_count == 1 else unit.rent_from
    return rent_words(unit) if cents else _("None") if cents == 0 else _("To be agreed")


def utilities_words(unit: Unit) -> str:
    """Who pays, and about how much where that is known."""
    who = str(unit.get_utilities_payer_display())
    if unit.utilities_payer in {UtilitiesPayer.TENANT, UtilitiesPayer.UNKNOWN} and unit.utilities_cents:
        return _("%(who)s, about %(sum)s a month") % {"who": who, "sum": euros(unit.utilities_cents)}
    return who
