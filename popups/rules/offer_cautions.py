"""What an officer should know before an offer is made, although nothing forbids it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from popups.models import Application, Occupancy
from vacancies.models import Shop, Unit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Caution:
    """figures: by what it is off, so that another number is another caution. unit: the other entry of which it speaks."""

    code: str
    message: str | Promise
    figures: str = ""
    unit: Unit | None = None

    @property
    def mark(self) -> str:
        """Says which one somebody has read. Without spaces."""
        return f"{self.code}:{self.figures}"


def _shorter(days: int, asked: int) -> str:
    return ngettext("The stay is %(days)d day shorter than asked for: at least %(asked)d.",
                    "The stay is %(days)d days shorter than asked for: at least %(asked)d.", days) % {"days": days, "asked": asked}


def _longer(days: int, asked: int) -> str:
    return ngettext("The stay is %(days)d day longer than asked for: at most %(asked)d.",
                    "The stay is %(days)d days longer than asked for: at most %(asked)d.", days) % {"days": days, "asked": asked}


def _early(days: int, _asked: date) -> str:
    return ngettext("The stay begins %(days)d day earlier than the first day that was asked for.",
                    "The stay begins %(days)d days earlier than the first day that was asked for.", days) % {"days": days}


def _late(days: int, _asked: date) -> str:
    return ngettext("The stay ends %(days)d day later than the last day that was asked for.",
                    "The stay ends %(days)d days later than the last day that was asked for.", days) % {"days": days}


@dataclass(frozen=True)
class Limit:
    """One thing that an application asks of the days. off: by how many days [start, end) misses what was asked."""

    code: str
    column: str
    off: Callable[[date, date, Any], int]
    words: Callable[[int, Any], str]


LIMITS = (
    Limit("stay_shorter", "shortest_days", lambda start, end, asked: asked - (end - start).days, _shorter),
    Limit("stay_longer", "longest_days", lambda start, end, asked: (end - start).days - asked, _longer),
    Limit("starts_early", "earliest_start_on", lambda start, end, asked: (asked - start).days, _early),
    Limit("ends_late", "latest_end_on", lambda start, end, asked: (end - ONE_DAY - asked).days, _late),
)


def _of_days(application: Application, start: date, end: date) -> Iterator[Caution]:
    for limit in LIMITS:
        asked = getattr(application, limit.column)
        days = limit.off(start, end, asked) if asked else 0
        if days > 0:
            yield Caution(limit.code, limit.words(days, asked), str(days))


def _of_twins(twins: Sequence[int], start: date, end: date) -> Iterator[Caution]:
    """twins: keys of the units that may be the same place. One query, none where there are no twins."""
    if not twins:
        return
    promised = Occupancy.objects.filter(space__unit=OuterRef("pk")).overlapping(start, end)
    let = Shop.objects.filter(Q(starts_on__isnull=True) | Q(starts_on__lt=end),
                              Q(ends_on__isnull=True) | Q(ends_on__gt=start), unit=OuterRef("pk"))
    for unit in Unit.objects.filter(Exists(promised) | Exists(let), pk__in=twins):
        text = _("This may be a second entry of %(unit)s, which is let or promised on some of these days.")
        yield Caution("twin_taken", text % {"unit": unit.name}, unit.reference, unit)


def offer_cautions(application: Application, unit: Unit, *, period: tuple[date, date] | None, twins: Sequence[int]) -> list[Caution]:
    """All of them at once. period: [start, end), None while it cannot be read."""
    found = []
    if not unit.is_published:
        found.append(Caution("unit_not_public", _("This unit is not public: the applicant cannot look at it on the public pages.")))
    if period is not None and period[0] < period[1]:
        found += [*_of_days(application, *period), *_of_twins(twins, *period)]
    return found
