"""Keeping the gazetteer: addresses with their points."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from vacancies.models import KnownAddress

FIELDS = ("address", "latitude", "longitude")


@dataclass
class Kept:
    added: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def keep_addresses(*, rows: dict[str, KnownAddress], by: Any = None) -> Kept:
    """rows by their key. Three queries for any number of them. by: nobody, for a command."""
    known = KnownAddress.objects.select_for_update().in_bulk(rows, field_name="address_key")
    new = [row for key, row in rows.items() if key not in known]
    changed = [_moved(known[key], row) for key, row in rows.items() if key in known and _says(known[key]) != _says(row)]
    KnownAddress.objects.bulk_create(new)
    KnownAddress.objects.bulk_update(changed, FIELDS)
    return Kept(len(new), len(changed), len(rows) - len(new) - len(changed))


def _says(row: KnownAddress) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in FIELDS)


def _moved(known: KnownAddress, row: KnownAddress) -> KnownAddress:
    for name in FIELDS:
        setattr(known, name, getattr(row, name))
    return known
