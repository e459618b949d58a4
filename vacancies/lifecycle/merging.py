"""What a merge does to the entries themselves: values taken over, one of them set aside, and all of it put back.

Values are remembered as text by name of their column, in the form that Django's own fields read back.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction
from simple_history.utils import bulk_update_with_history

from vacancies.choices import RecordState
from vacancies.lifecycle.register import fill_derived
from vacancies.models import PermittedActivity, Unit
from vacancies.reports.merging import names_of
from vacancies.reports.owners import heir_of

Told = dict[str, str | None]
SET_ASIDE = ("record_state", "published_at", "published_by", "merged_into")


_LOCK = 4_110_021  # any number that nothing else in this database uses


def take_turn() -> None:
    """Merges, and taking them back, come one after the other: each may have to lock entries that went into others before.

    Until the transaction ends. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def tell(row: models.Model, names: Iterable[str]) -> Told:
    fields: dict[str, Any] = {name: row._meta.get_field(name) for name in names}
    return {name: None if field.value_from_object(row) is None else field.value_to_string(row) for name, field in fields.items()}


def put(row: models.Model, told: Told) -> None:
    """The reverse of tell(); does not save."""
    for name, value in told.items():
        field: Any = row._meta.get_field(name)
        setattr(row, field.attname, None if value is None else field.to_python(value))


def rewrite(rows: list[Any], fields: Iterable[str], *, by: Any, reason: str) -> None:
    """Saves many rows of one table, and their history where they keep one."""
    if not rows:
        return
    model = type(rows[0])
    if hasattr(model._meta, "simple_history_manager_attribute"):
        bulk_update_with_history(rows, model, list(fields), default_user=by, default_change_reason=reason,
                                 manager=model._base_manager)
    else:
        model._base_manager.bulk_update(rows, list(fields))


def save(unit: Unit, *, by: Any, reason: str) -> None:
    unit.version += 1
    unit._history_user, unit._change_reason = by, reason
    fill_derived(unit)
    unit.save()


@transaction.atomic
def take_over(*, kept: Unit, merged: Unit, codes: Iterable[str], by: Any, reason: str) -> None:
    """The kept entry gets these values of the other. A number of its own can stand in one entry only, so it moves."""
    names = names_of(codes)
    put(kept, tell(merged, names))
    merged.record_state, merged.merged_into = RecordState.ARCHIVED, kept
    merged.published_at = merged.published_by = None
    if "own_number" in names and merged.own_number:
        merged.own_number = ""
    save(merged, by=by, reason=reason)
    save(kept, by=by, reason=reason)


@transaction.atomic
def give_back(*, kept: Unit, merged: Unit, before: dict[str, Told], by: Any, reason: str) -> None:
    """What was edited since stays as it was edited. The kept entry first: it may hold the other's number."""
    now, then, after = tell(kept, before["kept"]), _of_today(before["kept"]), _of_today(before["after"], gone="0")
    put(kept, {name: value for name, value in then.items() if now[name] == after[name]})
    save(kept, by=by, reason=reason)
    put(merged, before["merged"])
    save(merged, by=by, reason=reason)


def _of_today(told: Told, gone: str | None = None) -> Told:
    """An owner whose entry went into another one since is that one by now. gone: stands for one who was deleted."""
    if told.get("owner") is None:
        return told
    heir = heir_of(int(str(told["owner"])))
    return told | {"owner": gone if heir is None else str(heir)}


@transaction.atomic
def swap_activities(*, kept: Unit, merged: Unit, by: Any) -> None:
    """Each gets what the other permits. Doing it twice is as if nothing had been done."""
    ours, theirs = (list(PermittedActivity.objects.filter(unit=unit)) for unit in (kept, merged))
    both = {row.activity for row in ours} & {row.activity for row in theirs}
    for rows, unit in ((ours, merged), (theirs, kept)):
        moving = [row for row in rows if row.activity not in both]
        for row in moving:
            row.unit = unit
        rewrite(moving, ["unit"], by=by, reason="")
