"""Lists of tenancies for the office."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.models import Event, Occupancy, Tenancy
from popups.models.offer import TenancyQuerySet
from popups.moments import midnight
from popups.reports.dashboard import ending_soon
from vacancies.latvian import fold
from vacancies.models import Unit


class Shown(TextChoices):
    NOT_OVER = "", _("Running and agreed")
    CURRENT = "current", _("Running now")
    UPCOMING = "upcoming", _("Agreed, not begun")
    ENDING = "ending", _("Ending within 30 days")
    OVER = "over", _("Ended")


_ROWS: dict[str, Callable[[date], TenancyQuerySet]] = {
    Shown.NOT_OVER: lambda today: Tenancy.objects.not_over(today),
    Shown.CURRENT: lambda today: Tenancy.objects.on(today),
    Shown.UPCOMING: lambda today: Tenancy.objects.upcoming(today),
    Shown.ENDING: ending_soon,
    Shown.OVER: lambda today: Tenancy.objects.filter(Q(end__lte=today) | Q(end=F("start"))),
}


def tenancies_found(shown: str, words: str, today: date) -> TenancyQuerySet:
    rows = _ROWS[shown](today)
    for word in fold(words).split():
        rows = rows.filter(Q(unit__search_text__contains=word) | Q(public_name__icontains=word)
                           | Q(offer__application__search_text__contains=word))
    return rows.select_related("unit", "offer__application__applicant")


def standing_of(tenancy: Tenancy, today: date) -> tuple[str | Promise, str]:
    """(word, the design's colour) for where a tenancy stands today."""
    if tenancy.never_began:
        return _("Called off"), "neutral"
    if tenancy.end <= today:
        return _("Ended"), "neutral"
    return (_("Agreed, not begun"), "info") if tenancy.start > today else (_("Running"), "success")


@dataclass(frozen=True)
class Span:
    """Two quarters, [start, end), and the names of the neighbouring ones for the address."""

    start: date
    end: date
    previous: str
    following: str


def _quarter(day: date) -> str:
    return f"{day.year}-{(day.month - 1) // 3 + 1}"


def _months_on(day: date, months: int) -> date:
    """The first of the month so many months away."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def quarters(first_day: date) -> Span:
    return Span(first_day, _months_on(first_day, 6), _quarter(_months_on(first_day, -3)),
                _quarter(_months_on(first_day, 3)))


def units_on_timeline(wanted: Mapping[str, Any], start: date, end: date) -> QuerySet[Unit]:
    """wanted: q, street, taken (only units with a tenancy, an offer or an event in [start, end))."""
    units = Unit.objects.in_register().matching_text(wanted.get("q") or "")
    if wanted.get("street"):
        units = units.filter(street=wanted["street"])
    if wanted.get("taken"):
        held = Occupancy.objects.overlapping(start, end).filter(space__unit=OuterRef("pk"))
        events = Event.objects.live().filter(unit=OuterRef("pk")).between(midnight(start), midnight(end))
        units = units.filter(Exists(held) | Exists(events))
    return units
