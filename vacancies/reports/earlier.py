"""What the register said before: the values of then beside those of now, for putting them back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vacancies.models import ClosedPeriod, FieldVisit, Owner, Unit, Vacancy
from vacancies.reports.entry import HIDDEN, unit_as_it_was
from vacancies.reports.owners import heir_of
from vacancies.reports.story import (
    ADDED,
    REMOVED,
    SILENT,
    activities_in,
    change_of,
    entries_of,
    may_go_back,
    place_of,
    with_home,
)
from vacancies.reports.told import ACTIVITIES, PLACE, Change

ROWS: dict[str, Any] = {str(model._meta.model_name): model for model in (Vacancy, ClosedPeriod, FieldVisit)}
VISIT = FieldVisit._meta.model_name
SHOWN_OF_A_VISIT = ("seen_on", "seen", "note")
FIELD, VERSION = "field", "version"


@dataclass(frozen=True)
class Earlier:
    """then: values by field, ready for the verb. mark: of the row as it is now, so that nobody overwrites unseen.

    row: the vacancy, closed period or visit as it is now, None where it is gone; for the entry of the unit the unit itself.
    """

    kind: str
    at: datetime
    then: Mapping[str, Any]
    changes: list[Change]
    row: Any
    mark: int
    record: Any

    @property
    def is_gone(self) -> bool:
        return self.row is None


def earlier_of(unit: Unit, kind: str, number: int, name: str) -> Earlier | None:
    """`number`: a line of history; `name`: of the field, for kind `field`. None where there is nothing to put back."""
    if kind == VISIT:
        return _earlier_visit(unit, number)
    if kind in ROWS:
        return _earlier_row(unit, ROWS[kind], kind, number)
    record = unit.history.filter(history_id=number).first()
    if record is None or kind not in {FIELD, VERSION}:
        return None
    then = _field_then(unit, record, name) if kind == FIELD else _version_then(unit, record)
    if then is None:
        return None
    return Earlier(kind, record.history_date, then, _changes_of_unit(unit, then), unit, unit.version, record)


def _predecessor(record: Any, **about: Any) -> Any:
    return (type(record).objects.filter(id=record.id, history_id__lt=record.history_id, **about)
            .order_by("-history_id").first())


# The entry of a unit


def _field_then(unit: Unit, record: Any, name: str) -> dict[str, Any] | None:
    """What the field said before that change."""
    older = _predecessor(record)
    if older is None or not may_go_back(record, name):
        return None
    if name == PLACE.name:
        return {"latitude": older.latitude, "longitude": older.longitude}
    if name == ACTIVITIES.name:
        added, taken = (_codes(record, sign) for sign in "+-")
        return {ACTIVITIES.name: sorted((_permitted(unit) - added) | taken)}
    return {name: _value(older, name)} if name in _names(older) else None


def _version_then(unit: Unit, record: Any) -> dict[str, Any] | None:
    """The whole entry as that line of history left it; only what is different now. Not as it was while it stood in another one."""
    if record.merged_into_id is not None:
        return None
    activities = unit_as_it_was(unit, record.version).get("activities", sorted(_permitted(unit)))
    then = {name: _value(record, name) for name in _names(record)}
    then |= {"latitude": record.latitude, "longitude": record.longitude}
    now = {name: _value(unit, name) for name in then}
    found = {name: value for name, value in then.items() if value != now[name]}
    if {"latitude", "longitude"} & set(found):
        found |= {"latitude": record.latitude, "longitude": record.longitude}
    return found | ({"activities": activities} if set(activities) != _permitted(unit) else {})


def _codes(record: Any, sign: str) -> set[str]:
    return set(activities_in(record.history_change_reason, sign))


def _permitted(unit: Unit) -> set[str]:
    return set(unit.permitted_activities.values_list("activity", flat=True))


def _names(record: Any) -> list[str]:
    return [one.name for one in record.tracked_fields if one.name not in SILENT]


def _value(row: Any, name: str) -> Any:
    """Foreign keys as numbers; an owner's entry that went into another one since counts as that one."""
    value = getattr(row, row._meta.get_field(name).attname)
    return heir_of(value) or value if name == "owner" else value


def _changes_of_unit(unit: Unit, then: Mapping[str, Any]) -> list[Change]:
    """before: how it is now; after: how it would be."""
    owners = Owner.objects.in_bulk({pk for pk in (unit.owner_id, then.get("owner")) if pk}) if "owner" in then else {}
    found = []
    for name, value in then.items():
        if name == "owner":
            found.append(Change(unit._meta.get_field(name), owners.get(unit.owner_id), owners.get(value)))
        elif name == ACTIVITIES.name:
            found.append(Change(ACTIVITIES, sorted(_permitted(unit)), value))
        elif name == "latitude":
            found.append(Change(PLACE, place_of(unit), "" if value is None else f"{value:.5f}, {then['longitude']:.5f}"))
        elif name != "longitude":
            found.append(Change(unit._meta.get_field(name), _value(unit, name), value))
    return [change for change in found if change.before != change.after]


# A vacancy, a closed period or a visit


def _earlier_row(unit: Unit, model: Any, kind: str, number: int) -> Earlier | None:
    """Before it was removed, or before it was changed: in this entry, or in one that went into it. Nothing where the
    row belongs to another entry by now, because a merge moved it or was taken back."""
    entries = entries_of(unit)
    record = with_home(model, model.history.filter(history_id=number, unit_id__in=entries)).first()
    if record is None or record.history_type == ADDED or record.home != unit.pk:
        return None
    then_record = record if record.history_type == REMOVED else _predecessor(record, unit_id__in=entries)
    if then_record is None:
        return None
    row = model.objects.filter(pk=record.id).first()
    names = [one.name for one in record.tracked_fields if one.name not in HIDDEN | {"unit"}]
    then = {name: getattr(then_record, name) for name in names}
    changes = [change_of(model._meta.get_field(name), row, then_record) for name in then]
    return Earlier(kind, then_record.history_date, then, [one for one in changes if not same(one)], row, _mark(record), then_record)


def _mark(record: Any) -> int:
    return type(record).objects.filter(id=record.id).order_by("-history_id").values_list("history_id", flat=True).first() or 0


def _earlier_visit(unit: Unit, number: int) -> Earlier | None:
    """One that was taken back, with who recorded it and when."""
    record = FieldVisit.history.filter(history_id=number, unit_id=unit.pk, history_type=REMOVED).first()
    if record is None:
        return None
    row = FieldVisit.objects.filter(pk=record.id).first()
    then = {one.attname: getattr(record, one.attname) for one in record.tracked_fields if one.name not in HIDDEN | {"unit"}}
    changes = [] if row else [Change(FieldVisit._meta.get_field(name), None, then[name]) for name in SHOWN_OF_A_VISIT if then[name]]
    return Earlier(str(VISIT), record.history_date, then, changes, row, _mark(record), record)


def same(change: Change) -> bool:
    return (change.before or "") == (change.after or "")
