"""Putting a unit into the register, and keeping what is derived from its address true."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.utils import timezone

from vacancies.addresses import Address, normal_address
from vacancies.choices import SpaceKind
from vacancies.latvian import fold, sort_key
from vacancies.lifecycle.quick_insert import insert_rows
from vacancies.models import Space, Unit
from vacancies.references import fresh_reference, random_reference

_SORT_LENGTH = 700  # as long as Unit.sort_key
_DIGITS = re.compile(r"\d+")


def fill_derived(unit: Unit) -> None:
    """Sets address, street, address_key, search_text and sort_key from what was typed. Does not save."""
    normal = normal_address(unit.address_typed or unit.address)
    unit.address = normal.address[:300]
    unit.street = normal.street[:200]
    unit.address_key = normal.key
    unit.search_text = fold(" ".join([unit.name, unit.address, unit.own_number, unit.reference]))
    unit.sort_key = _place_in_order(normal, unit.name)


def _place_in_order(normal: Address, name: str) -> str:
    """Street, then house 9 before house 10, then name."""
    number = _DIGITS.sub(lambda digits: digits.group().zfill(6), normal.number)
    return "\t".join([sort_key(normal.street or normal.address), number.casefold(), sort_key(name)])[:_SORT_LENGTH]


@transaction.atomic
def new_unit(*, by: Any = None, **fields: Any) -> Unit:
    """Saves a unit with a reference of its own and its first space, the whole of it."""
    unit = Unit(**fields)
    unit.reference = fresh_reference(Unit, "U")
    unit._history_user = by
    fill_derived(unit)
    unit.save()
    Space.objects.create(unit=unit, kind=SpaceKind.WHOLE)
    return unit


@transaction.atomic
def new_units(*, units: list[Unit], by: Any = None, reason: str | None = None) -> list[Unit]:
    """The same for many at once, in a handful of queries; history is written too."""
    for unit, reference in zip(units, fresh_references(Unit, "U", len(units)), strict=True):
        unit.reference = reference
        fill_derived(unit)
    insert_rows(Unit, list(map(vars, units)))
    keys = dict(Unit.objects.filter(reference__in=[unit.reference for unit in units]).values_list("reference", "pk"))
    for unit in units:
        unit.pk, unit._state.adding, unit._state.db = keys[unit.reference], False, DEFAULT_DB_ALIAS
    copy_into_history(Unit, list(keys.values()), "+", by=by, reason=reason)
    insert_rows(Space, [{"unit_id": unit.pk, "kind": SpaceKind.WHOLE} for unit in units])
    return units


def create_with_history(model: type[models.Model], rows: list[Any], *, by: Any = None,
                        reason: str | None = None) -> list[Any]:
    """Saves many rows at once and copies them into the model's history inside the database.

    django-simple-history's own way builds every row a second time in Python, which is a third of an import's time.
    """
    made = model._base_manager.bulk_create(rows)
    copy_into_history(model, [row.pk for row in made], "+", by=by, reason=reason)
    return made


def copy_into_history(model: type[models.Model], keys: list[int], kind: str, *, by: Any, reason: str | None) -> None:
    """The rows as they stand now, as "+" (added), "~" (changed) or "-" (about to be deleted)."""
    if not keys:
        return
    history = model.history.model  # type: ignore[attr-defined]
    quote = connection.ops.quote_name
    kept = ", ".join(quote(str(field.column)) for field in history.tracked_fields)
    about = ", ".join(map(quote, ("history_date", "history_type", "history_user_id", "history_change_reason")))
    wanted = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(history._meta.db_table)} ({kept}, {about}) SELECT {kept}, %s, %s, %s, %s "  # noqa: S608
                       f"FROM {quote(model._meta.db_table)} WHERE {quote(str(model._meta.pk.column))} IN ({wanted})",
                       [connection.ops.adapt_datetimefield_value(timezone.now()), kind, by and by.pk, reason, *keys])


def fresh_references(model: type[models.Model], prefix: str, count: int) -> list[str]:
    """Many references that no row has yet. Costs one query, two when some were taken; longer when crowded."""
    free: dict[str, None] = {}
    for attempt in range(20):
        drawn = [random_reference(prefix, 4 + attempt // 3) for _ in range(count - len(free))]
        free |= dict.fromkeys(_not_taken(model, drawn))
        if len(free) == count:
            return list(free)
    raise RuntimeError(f"No {count} free references with prefix {prefix} were found in 20 tries.")


def _not_taken(model: type[models.Model], references: Iterable[str]) -> list[str]:
    drawn = list(references)
    taken = set(model._base_manager.filter(reference__in=drawn).values_list("reference", flat=True))
    return [reference for reference in drawn if reference not in taken]
