"""Entries that a new one would double: what is asked before it is added."""

from decimal import Decimal
from itertools import islice

from vacancies.addresses import normal_address
from vacancies.latvian import fold
from vacancies.models import Unit
from vacancies.reports.duplicates import Entry, Reason, likeness

MOST_NAMED = 3
SPEAK = frozenset({Reason.NAME, Reason.AREA})  # beside the address, which several units of one building share


def _entry(key: str, name: str, area: Decimal | None) -> Entry:
    folded = fold(name)
    return Entry(0, key, folded, frozenset(folded.split()), "", area, None)


def twins_of_new(*, address_typed: str, name: str, area: Decimal | None = None) -> list[Unit]:
    """Of the same address, and the same or a shorter name or the same floor area. One query, which reads that house."""
    key = normal_address(address_typed).key
    if not key:
        return []
    new = _entry(key, name, area)
    house = Unit.objects.in_register().filter(address_key=key).order_by("sort_key", "pk")
    likely = (unit for unit in house if SPEAK & set(likeness(new, _entry(key, unit.name, unit.floor_area_m2))))
    return list(islice(likely, MOST_NAMED))
