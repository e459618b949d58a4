"""Units as cards: the one line of facts and the word for when they are free."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from popups.drawing.fronts import Front
from popups.drawing.strip import Strip
from popups.reports.catalogue import Listing
from popups.reports.free_time import FreeTime
from vacancies.choices import OccupancyState
from vacancies.kinds import FeatureSpec
from vacancies.models import Photo, Unit
from vacancies.templatetags.words import day, euros, m2

SHOWN_FEATURES = 4


@dataclass(frozen=True)
class Card:
    """What components/unit_card.html shows."""

    href: str
    name: str
    address: str
    line: str
    state_label: str
    state_color: str
    features: list[FeatureSpec]
    photo: Photo | None
    front: Front
    strip: Strip
    reference: str


def card_of(listing: Listing) -> Card:
    unit = listing.unit
    label, colour = state_of(unit, listing.free)
    return Card(
        href=unit.get_absolute_url(), name=unit.name, address=unit.address, line=_line(unit), state_label=label,
        state_color=colour, features=unit.features[:SHOWN_FEATURES], photo=listing.photo,
        front=Front(unit.reference, "", "", listing.front_state), strip=listing.free.strip, reference=unit.reference)


def state_of(unit: Unit, free: FreeTime) -> tuple[str, str]:
    """The word about when it is free, and the design's colour. A unit that somebody saw in use is not called free."""
    if free.free_on is None:
        return _("Taken this year"), "neutral"
    if free.free_on > free.today:
        return _("Free from %(day)s") % {"day": day(free.free_on, "short")}, "info"
    if unit.occupancy in {OccupancyState.OCCUPIED, OccupancyState.RENOVATION}:
        return str(OccupancyState(unit.occupancy).label), "neutral"
    return (_("Partly free now"), "success") if free.is_partly else (_("Free now"), "success")


def _line(unit: Unit) -> str:
    return " · ".join(part for part in (m2(unit.floor_area_m2), rent_words(unit)) if part)


def rent_words(unit: Unit) -> str:
    """`from €10 a month` for a divided unit, whose parts have rents of their own."""
    cents = unit.asking_rent_cents if unit.space_count == 1 else unit.rent_from
    if cents is None:
        return _("rent to be agreed")
    if cents == 0:
        return _("no rent")
    words = _("from %(rent)s a month") if unit.space_count > 1 else _("%(rent)s a month")
    return words % {"rent": euros(cents)}
