"""The story of one unit: what was done with it, and how its entry in the register changed, newest first."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from popups.models import History
from popups.reports.history import Line, line_of, told, who_did
from vacancies.models import FieldVisit, Unit

MOST = 60  # lines shown; the page of the unit's own history has the rest
# What changes by itself, or says nothing to a person.
SILENT = frozenset({"id", "reference", "version", "created_at", "published_by", "address_key", "search_text", "sort_key",
                    "unit", "owner_id", "latitude"})
# Long or private: that it changed is told, not what it says.
WORDLESS = frozenset({"public_text", "public_text_en", "public_text_de", "internal_note", "funding_note", "owner",
                      "opening_hours", "longitude", "published_at", "note"})
_ADDED, _CHANGED = "+", "~"


def unit_story(unit: Unit, *, with_deeds: bool = True, with_visits: bool = True) -> list[Line]:
    """Five queries, whatever happened. with_deeds: also offers, tenancies and what else concerns people."""
    lines = [*_entry_lines(unit), *_dated_lines(unit.pk, unit.vacancies.model), *_dated_lines(unit.pk, unit.closed_periods.model)]
    if with_visits:
        lines += _visit_lines(unit)
    if with_deeds:
        lines += [line_of(row) for row in told(History.objects.filter(unit=unit)).order_by("-at", "-pk")[:MOST]]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST]


def _visit_lines(unit: Unit) -> Iterator[Line]:
    for visit in FieldVisit.objects.filter(unit=unit).select_related("by").order_by("-recorded_at")[:MOST]:
        what = _("noted what was seen: %(seen)s") % {"seen": visit.get_seen_display()}
        yield Line(visit.recorded_at, who_did(visit.by) if visit.by_id else visit.get_source_display(), what,
                   note=visit.note)


def _entry_lines(unit: Unit) -> Iterator[Line]:
    records = list(unit.history.select_related("history_user").order_by("-history_date", "-history_id")[:MOST + 1])
    words = {_ADDED: _("entered the unit in the register"), _CHANGED: _("changed the entry")}
    yield from _told(records, lambda record: words.get(record.history_type, _("removed the unit")))


def _dated_lines(unit_pk: int, model: Any) -> Iterator[Line]:
    """Vacancies or closed periods of the unit; records of one row are compared with each other."""
    records = model.history.filter(unit_id=unit_pk).select_related("history_user")
    by_row: dict[int, list[Any]] = {}
    for record in records.order_by("-history_date", "-history_id")[:MOST + 1]:
        by_row.setdefault(record.id, []).append(record)
    name = {"name": model._meta.verbose_name}
    words = {_ADDED: _("added: %(name)s") % name, _CHANGED: _("changed: %(name)s") % name}
    for rows in by_row.values():
        yield from _told(rows, lambda record: words.get(record.history_type, _("removed: %(name)s") % name))


def _told(records: list[Any], what: Callable[[Any], str]) -> Iterator[Line]:
    """Newest first; a change in which nothing readable changed is left out."""
    for index, record in enumerate(records):
        before = records[index + 1] if index + 1 < len(records) else None
        changes = _changes(before, record) if before is not None else []
        if record.history_type == _CHANGED and before is not None and not changes:
            continue
        yield Line(record.history_date, _who(record), what(record), changes=changes)


def _who(record: Any) -> str | Promise:
    return who_did(record.history_user) if record.history_user_id else _("Imported or entered by a command")


def _changes(before: Any, after: Any) -> list[str]:
    changed = []
    for field in after.tracked_fields:
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new and field.name not in SILENT:
            changed.append(_change(field, before, after))
    return changed


def _change(field: Any, before: Any, after: Any) -> str:
    name = str(field.verbose_name)
    if field.name in WORDLESS:
        return name
    return f"{name}: {_word(field, before)} → {_word(field, after)}"


def _word(field: Any, record: Any) -> str:
    value = getattr(record, field.attname)
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.name.endswith("_cents"):
        return f"{value / 100:.2f} €"
    return value.strftime("%d.%m.%Y") if hasattr(value, "strftime") else str(value)
