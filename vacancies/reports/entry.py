"""How the entry of a unit changed: field by field, and between two people who edited it at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from vacancies.models import Unit

HIDDEN = frozenset({"id", "version", "created_at", "reference", "published_by", "address", "street"})


def word_of(field: Any, value: Any) -> str:
    """A stored value as a person says it."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(getattr(field, "flatchoices", None) or getattr(field, "choices", None) or {})
    if isinstance(value, list):
        return ", ".join(str(choices.get(one, one)) for one in value)
    if getattr(field, "name", "").endswith("_cents"):
        return f"{value / 100:.2f} €"
    return value.strftime("%d.%m.%Y %H:%M") if isinstance(value, datetime) else str(choices.get(value, value))


@dataclass(frozen=True)
class Change:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    at: datetime
    by: Any
    reason: str
    is_first: bool
    changes: list[Change]


def _changes(older: Any, newer: Any) -> list[Change]:
    found = []
    for field in newer.tracked_fields:
        before, after = getattr(older, field.attname), getattr(newer, field.attname)
        if before == after or field.name in HIDDEN:
            continue
        if field.name == "owner":
            found.append(Change(str(field.verbose_name), "…", "…"))
        else:
            found.append(Change(str(field.verbose_name), word_of(field, before), word_of(field, after)))
    return found


def entries(unit: Unit, page_number: int, size: int = 30) -> tuple[list[Entry], Page]:
    """Newest first; three queries, however many there are."""
    records = unit.history.select_related("history_user").order_by("-history_date", "-history_id")
    page = Paginator(records, size).get_page(page_number)
    rows = list(records[page.start_index() - 1:page.end_index() + 1]) if page.object_list else []
    told = []
    for index, record in enumerate(rows[:size]):
        older = rows[index + 1] if index + 1 < len(rows) else None
        told.append(Entry(record.history_date, record.history_user, record.history_change_reason or "", older is None,
                          _changes(older, record) if older else []))
    return told, page


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: what this person typed, and what it is now."""

    field: BoundField
    typed: str
    now: str


@dataclass(frozen=True)
class Merge:
    """by: who saved last; taken_over: names of fields that only the other person changed."""

    by: Any
    at: datetime | None
    clashes: list[Clash]
    taken_over: list[str]
    data: dict[str, Any]


def merge(form: Any, now: Unit) -> Merge:
    """Puts what was typed together with what somebody else saved meanwhile. Loses neither: a field that only
    one of them changed keeps that change, a field that both changed is shown twice."""
    base = now.history.filter(version=form.cleaned_data.get("version") or 0).first()
    last = now.history.select_related("history_user").order_by("-history_date", "-history_id").first()
    data = form.data.copy()
    clashes, taken_over = [], []
    for name, typed in form.answers().items():
        current = _current(now, name)
        original = getattr(base, name) if base is not None and hasattr(base, name) else None
        if typed == current or (base is not None and current == original and name != "activities"):
            continue
        if base is not None and typed == original:
            _put(data, form, name, current)
            taken_over.append(str(form.fields[name].label))
        else:
            field = form.fields[name]
            clashes.append(Clash(form[name], _said(form, field, name, typed), _said(form, field, name, current)))
    data["version"] = str(now.version)
    return Merge(last.history_user if last else None, last.history_date if last else None, clashes, taken_over, data)


def _current(unit: Unit, name: str) -> Any:
    if name == "activities":
        return sorted(unit.permitted_activities.values_list("activity", flat=True))
    return getattr(unit, name)


def _said(form: Any, field: Any, name: str, value: Any) -> str:
    if name == "activities":
        return word_of(field, value)
    return word_of(Unit._meta.get_field(name), value)


def _put(data: Any, form: Any, name: str, value: Any) -> None:
    shown = form.fields[name].prepare_value(value)
    if isinstance(value, bool) or value is None and name.startswith(("has_", "is_")):
        shown = {True: "true", False: "false", None: "unknown"}[value]
    data[name] = "" if shown is None else str(shown)
