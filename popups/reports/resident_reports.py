"""What residents reported: the list for the office, and the known units that a report may speak of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vacancies.amounts import metres
from vacancies.choices import ReportState
from vacancies.models import FieldVisit, Photo, Report, Unit
from vacancies.reports.nearby import units_near

NEAR = 60  # metres: a phone in a street knows where it is no more exactly
MOST_ASKED = 5  # units offered to a resident
# What is said in them is not known to be true: undecided, or put down to a unit without anybody having checked it.
UNDECIDED = (ReportState.NEW, ReportState.KNOWN_UNIT, ReportState.NEW_UNIT)
SURE = 10  # the worst score that is no mere nearness
MOST_SHOWN = 12  # units shown to the office
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|net|org|ru|xyz|top|info|shop|site|online|lv/)\b|\[url|<a\b", re.I)
SHOWS: dict[str, str | Promise] = {"new": gettext_lazy("New"), "done": gettext_lazy("Dealt with")}


def reports_shown(show: str) -> QuerySet[Report]:
    """One query with select_related; show: a key of SHOWS."""
    rows = Report.objects.select_related("unit", "handled_by")
    return rows.exclude(state=ReportState.NEW) if show == "done" else rows.filter(state=ReportState.NEW)


def has_link(report: Report) -> bool:
    """Residents have little reason to write an address of the web; those who advertise have."""
    return bool(_LINK.search(f"{report.text} {report.address}"))


@dataclass
class Candidate:
    """A known unit that a report may speak of, and why. score: the smaller, the likelier."""

    unit: Unit
    reasons: list[str] = field(default_factory=list)
    score: float = 100.0

    @property
    def is_likely(self) -> bool:
        """Chosen by the resident, of the same photo, or at the same address; a neighbour is none."""
        return self.score <= SURE

    def add(self, reason: str, score: float) -> None:
        self.reasons.append(reason)
        self.score = min(self.score, score)


def _collect(found: dict[int, Candidate], units: Iterable[Unit], reason: str, score: float) -> None:
    for unit in units:
        found.setdefault(unit.pk, Candidate(unit)).add(reason, score)


def _candidates(report: Report, units: QuerySet[Unit]) -> dict[int, Candidate]:
    found: dict[int, Candidate] = {}
    if report.unit_id:
        _collect(found, units.filter(pk=report.unit_id), _("the resident chose it"), 0)
    if report.address_key:
        _collect(found, units.filter(address_key=report.address_key).order_by("pk")[:MOST_SHOWN], _("the same address"), SURE)
    if report.point:
        for far, unit in units_near(units, report.point, NEAR):
            _collect(found, [unit], _("%(distance)s away") % {"distance": metres(round(far))}, 20 + far)
    return found


def candidates(report: Report) -> list[Candidate]:
    """All units of the register that it may speak of, the likeliest first. Four queries at most."""
    units = Unit.objects.in_register()
    found = _candidates(report, units)
    if report.photo_sha256:
        same = Photo.objects.filter(sha256=report.photo_sha256, unit__in=units).select_related("unit")
        _collect(found, [photo.unit for photo in same[:MOST_SHOWN]], _("the same photo"), 5)
    return sorted(found.values(), key=lambda one: (one.score, one.unit.pk))[:MOST_SHOWN]


def units_to_ask_about(report: Report) -> list[Unit]:
    """The public ones among them: nothing that is not public may be learned by reporting."""
    if report.unit_id:
        return []
    found = sorted(_candidates(report, Unit.objects.listed()).values(), key=lambda one: (one.score, one.unit.pk))
    return [one.unit for one in found[:MOST_ASKED]]


def unchecked(reports: QuerySet[Report], unit: Unit | None = None) -> QuerySet[Report]:
    """Those that nobody has checked, and after which nobody from the office has been there: in `unit`, else in the report's own."""
    seen_since = FieldVisit.objects.filter(unit=unit or OuterRef("unit"), seen_on__gte=OuterRef("seen_on"))
    # Said with two noes, for SQLite takes "no visit" for a rare thing, begins there, and looks at every report of the town.
    return reports.filter(~Exists(seen_since), ~Q(visit__isnull=False), state__in=UNDECIDED)


def open_reports(unit: Unit) -> QuerySet[Report]:
    """What residents say of a unit and nobody has checked or seen since, the newest first. Counted in no figure."""
    about = Q(unit=unit)
    if unit.address_key:
        about |= Q(unit__isnull=True, address_key=unit.address_key)
    return unchecked(Report.objects.filter(about), unit).order_by("-seen_on", "-pk")
