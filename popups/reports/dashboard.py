"""The figures of the office. Every figure leads to a list with exactly as many rows."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise

from popups.models import Application, Tenancy
from popups.models.offer import TenancyQuerySet
from popups.reports.occupancy import counted, with_occupancy
from popups.reports.queue import word_for_staff
from popups.reports.staff_units import Freshness, Known, Since, seen_lately
from popups.reports.stages import with_stage
from popups.rules.stage import StageCode
from vacancies.choices import OccupancyState, Precision, RecordState
from vacancies.models import Unit, Vacancy
from vacancies.sure import sure

ENDING_DAYS = 30


@dataclass(frozen=True)
class Figure:
    """share: of the whole, between 0 and 1."""

    label: str | Promise
    count: int
    href: str
    share: float = 0.0

    @property
    def width(self) -> str:
        """As an SVG length that no locale can spoil."""
        return f"{self.share * 100:.2f}%"


@dataclass(frozen=True)
class Emptiness:
    """median_days: over the vacant units of which the first empty day is known; None where there are none.

    exact: how many of these starts are known to the day.
    """

    median_days: int | None
    with_start: Figure
    without_start: Figure
    exact: int


@dataclass(frozen=True)
class Dashboard:
    """vacancy_rate: vacant ÷ known; units of which nothing is known are left out of both. Only confirmed units."""

    occupancy: list[Figure]
    vacant: Figure
    known: Figure
    unknown: Figure
    vacancy_rate: float | None
    emptiness: Emptiness
    fresh: Figure
    all_units: Figure
    stages: list[Figure]
    ending: Figure


def units_href(**wanted: str) -> str:
    """The table of confirmed units, narrowed by its own filters."""
    query = urlencode({"record": RecordState.CONFIRMED.value, **wanted})
    return f"{reverse('popups:staff-unit-list')}?{query}"


def _counts(today: date) -> tuple[Counter[str], int]:
    """How many units that count have each occupancy, and how many of all were seen lately. One query."""
    units = with_occupancy(counted(Unit.objects.all()), today).annotate(is_fresh=seen_lately(today))
    by_state: Counter[str] = Counter()
    fresh = 0
    for state, is_fresh, number in units.order_by().values_list("occupancy", "is_fresh").annotate(Count("pk")):
        by_state[state] += number
        fresh += number if is_fresh else 0
    return by_state, fresh


def _occupancy(counts: Counter, total: int) -> list[Figure]:
    return [Figure(state.label, counts[state], units_href(occupancy=state.value), counts[state] / total if total else 0)
            for state in OccupancyState]


def _starts(today: date) -> list[tuple[date, str]]:
    """Since when each vacant unit is empty, and how exactly that is known: of several vacancies the first, as with_occupancy says.

    One row a vacancy, because the database would look for the first one of each unit again and again.
    """
    units = with_occupancy(counted(Unit.objects.all()), today).filter(occupancy=OccupancyState.VACANT)
    rows = Vacancy.objects.on(today).filter(unit__in=units.order_by().values("pk"), starts_on__isnull=False)
    first: dict[int, tuple[date, str]] = {}
    for unit_id, since, precision in rows.order_by("starts_on", "pk").values_list("unit_id", "starts_on", "starts_precision"):
        first.setdefault(unit_id, (sure(since), precision))
    return list(first.values())


def _emptiness(vacant: int, today: date) -> Emptiness:
    """One query. The median is taken here, because SQLite has none."""
    starts = _starts(today)
    lengths = [(today - since).days for since, _precision in starts]

    def of(since: Since, count: int) -> Figure:
        return Figure(since.label, count, units_href(occupancy=OccupancyState.VACANT.value, since=since.value))

    return Emptiness(round(median(lengths)) if lengths else None, of(Since.KNOWN, len(starts)),
                     of(Since.UNKNOWN, vacant - len(starts)),
                     sum(precision == Precision.DAY for _since, precision in starts))


def _stages(today: date) -> list[Figure]:
    rows = with_stage(Application.objects.sent(), today).order_by().values_list("stage").annotate(Count("pk"))
    found = Counter(dict(rows))
    href = reverse("popups:staff-application-list")
    total = sum(found.values())
    return [Figure(word_for_staff(code), found[code], f"{href}?{urlencode({'stage': code.value})}", found[code] / total if total else 0)
            for code in StageCode if code is not StageCode.DRAFT]


def ending_soon(today: date) -> TenancyQuerySet:
    """Agreed tenancies whose last day comes within ENDING_DAYS days, the running and the upcoming ones."""
    return Tenancy.objects.not_over(today).filter(end__lte=today + timedelta(days=ENDING_DAYS))


def dashboard(today: date) -> Dashboard:
    """Four queries, which count in the database."""
    counts, fresh = _counts(today)
    total = sum(counts.values())
    known = total - counts[OccupancyState.UNKNOWN]
    occupancy = _occupancy(counts, total)
    by_state = dict(zip(OccupancyState, occupancy, strict=True))
    ending = f"{reverse('popups:tenancy-list')}?{urlencode({'state': 'ending'})}"
    return Dashboard(
        occupancy=occupancy,
        vacant=by_state[OccupancyState.VACANT],
        known=Figure(Known.KNOWN.label, known, units_href(occupancy=Known.KNOWN.value)),
        unknown=by_state[OccupancyState.UNKNOWN],
        vacancy_rate=counts[OccupancyState.VACANT] / known if known else None,
        emptiness=_emptiness(counts[OccupancyState.VACANT], today),
        fresh=Figure(Freshness.FRESH.label, fresh, units_href(seen=Freshness.FRESH.value)),
        all_units=Figure(RecordState.CONFIRMED.label, total, units_href()),
        stages=_stages(today),
        ending=Figure("", ending_soon(today).count(), ending),
    )
