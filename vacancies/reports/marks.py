"""Whether anybody has entered something about a unit's vacancies or visits since a file was exported."""

from typing import Any

from django.db.models import Max

from vacancies.exchange.versions import NOTHING_KNOWN, mark_of
from vacancies.models import FieldVisit, Vacancy


def marks_of(units: Any) -> dict[int, str]:
    """By the unit's key, of a list of keys or a query for them. Two queries. Also what was removed leaves its line of history."""
    lines = Vacancy.history.filter(unit_id__in=units).order_by().values_list("unit_id").annotate(newest=Max("history_id"))
    visits = FieldVisit.objects.filter(unit__in=units).order_by().values_list("unit").annotate(newest=Max("pk"))
    entered, seen = dict(lines), dict(visits)
    return {unit: mark_of(entered.get(unit), seen.get(unit)) for unit in {*entered, *seen}}


def mark_in(marks: dict[int, str], unit: int) -> str:
    return marks.get(unit, NOTHING_KNOWN)
