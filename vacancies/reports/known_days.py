"""What a row of the register says in one field, the days of a vacancy as exactly as they are known."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from vacancies.models import Vacancy

PRECISIONS = {"starts_on": "starts_precision", "ends_on": "ends_precision"}


class KnownDay(NamedTuple):
    """precision: a value of Precision."""

    day: date
    precision: str


def is_day_of_vacancy(field: Any) -> bool:
    return field.name in PRECISIONS and field.model in {Vacancy, Vacancy.history.model}


def value_in(row: Any, field: Any) -> Any:
    """row: a row or a line of its history, or None. Periods end on the day after their last one; people are told the last one."""
    value = None if row is None else getattr(row, field.attname)
    if value is None or not is_day_of_vacancy(field):
        return value
    shown = value - timedelta(days=1) if field.name == "ends_on" else value
    return KnownDay(shown, getattr(row, PRECISIONS[field.name]))
