"""New reports that speak of one house, so that whoever decides on one of them knows of the others."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from popups.reports.resident_reports import reports_shown
from vacancies.models import Report

MOST_TOGETHER = 20  # decided on at once
Pair = tuple[str, str | None]


def _houses(pair: Pair) -> set[str]:
    """By the address that was typed, and by that of the unit which the resident or the office chose."""
    return {key for key in pair if key}


def _of(report: Report) -> Pair:
    return report.address_key, report.unit.address_key if report.unit else None


def _about(houses: set[str]) -> QuerySet[Report]:
    return reports_shown("new").filter(Q(address_key__in=houses) | Q(unit__address_key__in=houses))


def others_about(report: Report) -> list[Report]:
    """The other new ones, the oldest first. One query, where the unit is loaded."""
    if not (houses := _houses(_of(report))):
        return []
    return list(_about(houses).exclude(pk=report.pk).order_by("seen_on", "pk")[:MOST_TOGETHER])


def others_counted(reports: Iterable[Report]) -> dict[int, int]:
    """How many other new ones speak of the house of each new one, by its key. One query, however many."""
    houses = {report.pk: _houses(_of(report)) for report in reports if report.is_new}
    rows = dict(_rows(set().union(*houses.values())))
    return {pk: sum(bool(own & other) for key, other in rows.items() if key != pk) for pk, own in houses.items()}


def _rows(houses: set[str]) -> Iterable[tuple[int, set[str]]]:
    for pk, *pair in _about(houses).values_list("pk", "address_key", "unit__address_key") if houses else ():
        yield pk, _houses((pair[0], pair[1]))
