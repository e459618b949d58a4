"""Units as cards: the one line of facts and the word for when they are free."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from popups.drawing.fronts import Front
from popups.drawing.strip import Strip
from popups.reports.carried import CardUnit
from popups.reports.catalogue import Listing
from popups.reports.free_time import FreeTime
from vacancies.amounts import euros, m2
from vacancies.choices import OccupancyState
from vacancies.dates import day, last_day
from vacancies.kinds import FeatureSpec
from vacancies.models import Photo

SHOWN_FEATURES = 4
# Free by the calendar, but somebody saw that nobody could move in: such a unit is not called free.
NOT_TO_BE_HAD = frozenset({OccupancyState.OCCUPIED, OccupancyState.RENOVATION, OccupancyState.CLOSED})


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


def state_of(unit: CardUnit, free: FreeTime) -> tuple[str, str]:
    """The words about when it is free, and the design's colour: the same on card, page and map."""
    if free.is_open_now and unit.occupancy in NOT_TO_BE_HAD:
        return str(OccupancyState(unit.occupancy).label), "neutral"
    if free.free_until:
        return _free_for_days(free.free_until, free.free_on), "info"
    if free.free_on is None:
        return _("Taken this year"), "neutral"
    if free.free_on > free.today:
        return _("Free from %(day)s") % {"day": day(free.free_on, "short")}, "info"
    return (_("Partly free now"), "success") if free.is_partly else (_("Free now"), "success")


def _free_for_days(until: date, again: date | None) -> str:
    """Both days lie within a year, so they need none."""
    last = day(last_day(until), "brief")
    if again is None:
        return _("Free until %(last)s") % {"last": last}
    return _("Free until %(last)s, again from %(day)s") % {"last": last, "day": day(again, "brief")}


def _line(unit: CardUnit) -> str:
    return " · ".join(part for part in (m2(unit.floor_area_m2), rent_words(unit)) if part)


def rent_words(unit: CardUnit) -> str:
    """`from €10 a month` for a divided unit, whose parts have rents of their own."""
    cents = unit.asking_rent_cents if unit.space_count == 1 else unit.rent_from
    if cents is None:
        return _("rent to be agreed")
    if cents == 0:
        return _("no rent")
    words = _("from %(rent)s a month") if unit.space_count > 1 else _("%(rent)s a month")
    return words % {"rent": euros(cents)}
