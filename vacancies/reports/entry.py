"""How the entry of a unit changed, field by field, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise

from vacancies.choices import Activity
from vacancies.models import Owner, Unit
from vacancies.reports.told import own_word

# What follows from other fields, or says nothing to a person.
HIDDEN = frozenset({"id", "version", "created_at", "reference", "published_by", "address", "street"})


def note_of_activities(before: Iterable[str], after: Iterable[str]) -> str:
    """`+food -music`: permitted activities have rows of their own, so their change is kept as the reason of the save."""
    old, new = set(before), set(after)
    return " ".join([*(f"+{code}" for code in sorted(new - old)), *(f"-{code}" for code in sorted(old - new))])


def with_activities(reason: str | None, note: str) -> str | None:
    """A reason as the history keeps it, with such a note behind it."""
    return " ".join(filter(None, (reason, note))) or None


def without_activities(reason: str | None) -> str:
    return " ".join(word for word in (reason or "").split() if not (word[0] in "+-" and word[1:] in Activity.values))


def activities_in(note: str | None, sign: str) -> list[str]:
    """The codes that such a note adds (sign `+`) or takes away (sign `-`)."""
    return [word[1:] for word in (note or "").split() if word[0] == sign and word[1:] in Activity.values]


@dataclass(frozen=True)
class Change:
    """field: the model's own, which knows its label and its choices."""

    field: Any
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    """by: a user, or None for an import or a command. who: where it was neither."""

    at: datetime
    by: Any
    is_first: bool
    changes: list[Change] = field(default_factory=list)
    allowed: list[Any] = field(default_factory=list)
    excluded: list[Any] = field(default_factory=list)
    who: str | Promise = ""

    @property
    def says_something(self) -> bool:
        return bool(self.is_first or self.changes or self.allowed or self.excluded)


def entries(unit: Unit, page_number: int, *, sees_owners: bool, size: int = 30) -> tuple[list[Entry], Page]:
    """Newest first; three queries, four where owners changed, however many there are."""
    records = unit.history.select_related("history_user").order_by("-history_date", "-history_id")
    page = Paginator(records, size).get_page(page_number)
    rows = list(records[page.start_index() - 1:page.end_index() + 1]) if page.object_list else []
    owners = Owner.objects.in_bulk({row.owner_id for row in rows if row.owner_id}) if sees_owners else None
    return [_entry(record, older, owners) for record, older in zip(rows, [*rows[1:], None], strict=True)][:size], page


def _entry(record: Any, older: Any, owners: dict[int, Owner] | None) -> Entry:
    note = record.history_change_reason
    return Entry(record.history_date, record.history_user, older is None, _changes(older, record, owners) if older else [],
                 [Activity(code).label for code in activities_in(note, "+")],
                 [Activity(code).label for code in activities_in(note, "-")], who=own_word(record))


def _changes(older: Any, newer: Any, owners: dict[int, Owner] | None) -> list[Change]:
    """Whose unit it is is told to officers only: owners is None for others."""
    found = []
    for one in newer.tracked_fields:
        before, after = getattr(older, one.attname), getattr(newer, one.attname)
        if before == after or one.name in HIDDEN:
            continue
        if one.name != "owner":
            found.append(Change(one, before, after))
        elif owners is not None:
            found.append(Change(one, owners.get(before), owners.get(after)))
    return found


def last_saved(row: Any) -> Any:
    """The newest line of history of any row that keeps one: who, and when."""
    return row.history.select_related("history_user").order_by("-history_date", "-history_id").first()


def as_it_is(row: Any) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in row._meta.fields}


def as_it_was(row: Any, mark: int) -> dict[str, Any]:
    """By a line of its history; foreign keys as numbers. Empty when that line is not known."""
    return _told(row.history.filter(history_id=mark).first())


def _told(record: Any) -> dict[str, Any]:
    return {one.name: getattr(record, one.attname) for one in record.tracked_fields} if record else {}


def unit_as_it_is(unit: Unit) -> dict[str, Any]:
    """Permitted activities too."""
    return as_it_is(unit) | {"activities": sorted(unit.permitted_activities.values_list("activity", flat=True))}


def unit_as_it_was(unit: Unit, version: int) -> dict[str, Any]:
    base = unit.history.filter(version=version).order_by("history_id").last()
    return _told(base) | {"activities": _activities_before(unit, version)} if base else {}


def _activities_before(unit: Unit, version: int) -> list[str]:
    """Goes back from what is permitted now, through the notes of every later save."""
    permitted = set(unit.permitted_activities.values_list("activity", flat=True))
    later = unit.history.filter(version__gt=version).order_by("-version")
    for note in later.values_list("history_change_reason", flat=True):
        permitted = permitted - set(activities_in(note, "+")) | set(activities_in(note, "-"))
    return sorted(permitted)
