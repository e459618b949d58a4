"""The story of a unit's entry: every change of what the register says about it, as sentences, newest first."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.choices import PhotoDeed, RecordState
from vacancies.models import FieldVisit, Merge, Owner, Photo, Talk, Unit
from vacancies.models.import_run import IMPORT_UNDONE, IMPORTED, ImportRun
from vacancies.reports.entry import HIDDEN, activities_in, without_activities
from vacancies.reports.known_days import is_day_of_vacancy, value_in
from vacancies.reports.owners import OWNERS_MERGED
from vacancies.reports.told import ACTIVITIES, CLOCK, LAST_EMPTY_DAY, PLACE, Change, Reader, Told, own_word

MOST = 30  # lines of a page
MOST_OF_A_KIND = 500  # lines of history of vacancies, closed periods or photos that are compared with each other
SILENT = HIDDEN | {"merged_into", "published_at", "unit", "latitude", "longitude"}
# Long or private: that it changed is told, not what it says.
WORDLESS = frozenset({"public_text", "public_text_en", "public_text_de", "internal_note", "funding_note", "note"})
ADDED, CHANGED, REMOVED = "+", "~", "-"
PUT_BACK = "put back"  # how the reason of such a change begins in the history
OF_MERGE = ("merge:", "unmerge:")
DEEDS: dict[str, str | Promise] = {
    "published": _("published the unit"),
    "unpublished": _("took the unit off the public pages"),
    "owner": _("changed whose unit it is"),
    OWNERS_MERGED: _("made two entries of its owner one"),
    RecordState.CONFIRMED.value: _("confirmed the entry"),
    RecordState.NOT_CONFIRMED.value: _("could not confirm the entry"),
    RecordState.ARCHIVED.value: _("archived the entry"),
}


def entries_of(unit: Unit) -> list[int]:
    """The keys of the unit and of the entries that went into it: their stories are its own."""
    return [unit.pk, *Unit.objects.filter(merged_into=unit).order_by("pk").values_list("pk", flat=True)]


def register_story(unit: Unit, reader: Reader) -> list[Told]:
    """At least the MOST newest lines. Seven queries; for officers up to three more, and one where imports are named."""
    keys = entries_of(unit)
    found = [*_entry(unit, reader), *_visits(unit, keys, reader)]
    for name in ("vacancies", "closed_periods"):
        found += _dated(unit, keys, getattr(unit, name).model, reader)
    found += _photos(unit, keys, reader)
    if reader.sees_owners:
        found += [*_owner(unit, reader), *_talks(keys, reader)]
    if reader.sees_merges:
        found += _merges(unit, reader)
    return sorted(found, key=lambda told: told.at, reverse=True)


def _records(model: Any, **about: Any) -> list[Any]:
    return _newest(model.history.filter(**about))


def _newest(records: QuerySet) -> list[Any]:
    return list(records.select_related("history_user").order_by("-history_date", "-history_id")[:MOST_OF_A_KIND])


def _with_before(records: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Each line with the one before it of the same row, or None."""
    rows: dict[int, list[Any]] = {}
    for record in records:
        rows.setdefault(record.id, []).append(record)
    for lines in rows.values():
        yield from zip(lines, [*lines[1:], None], strict=True)


def with_home(model: Any, records: QuerySet) -> QuerySet:
    """`home`: the key of the entry to which the row of a line belongs now, since merges move rows. Of what was removed,
    where that was done."""
    now = model._base_manager.filter(pk=OuterRef("id")).values("unit_id")[:1]
    last = model.history.filter(id=OuterRef("id")).order_by("-history_id").values("unit_id")[:1]
    return records.annotate(home=Coalesce(Subquery(now), Subquery(last)))


def _href(unit: Unit, kind: str, number: int, name: str = "") -> str:
    address = reverse("popups:put-back", args=[unit.reference, kind, number])
    return f"{address}?field={name}" if name else address


# The entry itself


def _entry(unit: Unit, reader: Reader) -> list[Told]:
    rows = unit.history.select_related("history_user").order_by("-history_date", "-history_id")
    if reader.before:
        rows = rows.filter(history_date__lt=reader.before)
    records = list(rows[:MOST + 2])
    owners = _owners(records) if reader.sees_owners else {}
    files = _files(record.history_change_reason for record in records)
    pairs = list(zip(records, [*records[1:], None], strict=False))[:MOST + 1]  # of an older page there may be none
    told = (_entry_line(unit, record, older, owners, files, reader) for record, older in pairs)
    return [line for line in told if line]


def _owners(records: Iterable[Any]) -> Mapping[int, Owner]:
    return Owner.objects.in_bulk({record.owner_id for record in records if record.owner_id})


def _files(reasons: Iterable[str | None]) -> Mapping[str, str]:
    """File names of imports by their key; no query where no import is meant."""
    keys = {_key_in(reason) for reason in reasons if reason and reason.startswith((IMPORTED, IMPORT_UNDONE))}
    return dict(ImportRun.objects.filter(key__in=keys).values_list("key", "file_name")) if keys else {}


def _key_in(reason: str | None) -> str:
    """Of the import that is meant; anything else where none is."""
    return without_activities(reason).rpartition(":")[2]


def _entry_line(unit: Unit, record: Any, older: Any, owners: Mapping[int, Owner], files: Mapping[str, str],
                reader: Reader) -> Told | None:
    reason = record.history_change_reason or ""
    changes = _entry_changes(unit, older, record, owners, reader) if older else []
    what = _("entered the unit in the register") if record.history_type == ADDED else _deed(reason)
    if what is None and not changes:
        return None
    is_newest = record.version == unit.version
    has_version = reader.sees_owners and not is_newest and record.merged_into_id is None
    version = _href(unit, "version", record.history_id) if has_version else ""
    return Told(record.history_date, record.history_user, what or _("changed the entry"), "entry", changes,
                file_name=files.get(_key_in(reason), ""), version_href=version, who=own_word(record))


def _deed(reason: str) -> str | Promise | None:
    if reason.startswith(IMPORTED):
        return _("changed the entry by an import")
    if reason.startswith(IMPORT_UNDONE):
        return _("took an import back")
    if reason.startswith(PUT_BACK):
        return _("put back what the entry said before")
    return DEEDS.get(reason)


def _entry_changes(unit: Unit, older: Any, record: Any, owners: Mapping[int, Owner], reader: Reader) -> list[Change]:
    def back(name: str) -> str:
        return _href(unit, "field", record.history_id, name) if reader.sees_owners and may_go_back(record, name) else ""

    found = [_change(one, older, record, back(one.name)) for one in _changed(older, record) if one.name != "owner"]
    if reader.sees_owners and older.owner_id != record.owner_id:
        owner = unit._meta.get_field("owner")
        found.append(Change(owner, owners.get(older.owner_id), owners.get(record.owner_id), back_href=back("owner")))
    if place_of(older) != place_of(record):
        found.append(Change(PLACE, place_of(older), place_of(record), back_href=back("place")))
    added, taken = (activities_in(record.history_change_reason, sign) for sign in "+-")
    if added or taken:
        found.append(Change(ACTIVITIES, taken, added, back_href=back("activities")))
    return found


def may_go_back(record: Any, name: str) -> bool:
    """The state that a merge gave to an entry goes back with the merge, together with everything that followed."""
    return name != "record_state" or not (record.history_change_reason or "").startswith(OF_MERGE)


def place_of(row: Any) -> str:
    return "" if row.latitude is None else f"{row.latitude:.5f}, {row.longitude:.5f}"


def _changed(older: Any, record: Any) -> list[Any]:
    """Fields that a person can read and that are not the same in both."""
    return [one for one in record.tracked_fields
            if one.name not in SILENT and getattr(older, one.attname) != getattr(record, one.attname)]


def _change(one: Any, older: Any, record: Any, back_href: str = "") -> Change:
    if one.name in WORDLESS:
        return Change(one, is_wordless=True, back_href=back_href)
    return change_of(one, older, record, back_href)


def change_of(one: Any, older: Any, newer: Any, back_href: str = "") -> Change:
    """Between two rows or lines of history; None: there was none, or there is none any more."""
    shown = LAST_EMPTY_DAY if one.name == "ends_on" and is_day_of_vacancy(one) else one
    return Change(shown, value_in(older, one), value_in(newer, one), back_href=back_href)


# Vacancies and closed periods


def _dated(unit: Unit, keys: list[int], model: Any, reader: Reader) -> Iterator[Told]:
    kind = model._meta.model_name
    words = {ADDED: _("added: %(name)s"), CHANGED: _("changed: %(name)s"), REMOVED: _("removed: %(name)s"),
             PUT_BACK: _("put back: %(name)s")}
    records = _newest(with_home(model, model.history.filter(unit_id__in=keys)))
    files = _files(record.history_change_reason for record in records)
    for record, older in _with_before(records):
        if reader.is_late(record.history_date):
            continue
        changes = _dated_changes(record, older)
        if record.history_type == CHANGED and not changes:
            continue
        may_put_back = reader.sees_owners and record.home == unit.pk and record.history_type != ADDED and (older or record.history_type == REMOVED)
        what = words[PUT_BACK if record.history_change_reason == PUT_BACK else record.history_type]
        yield Told(record.history_date, record.history_user, what % {"name": model._meta.verbose_name}, kind, changes, file_name=files.get(_key_in(record.history_change_reason), ""),
                   back_href=_href(unit, kind, record.history_id) if may_put_back else "")


def _dated_changes(record: Any, older: Any) -> list[Change]:
    """Of a new or removed row: its days, so that one knows which is meant."""
    if record.history_type == CHANGED:
        return [_change(one, older, record) for one in _changed(older, record)] if older else []
    shown = [one for one in record.tracked_fields if one.name in {"starts_on", "ends_on", "previous_use", "reason"}]
    before, after = (record, None) if record.history_type == REMOVED else (None, record)
    return [change_of(one, before, after) for one in shown if getattr(record, one.attname)]


# Visits


def _visits(unit: Unit, keys: list[int], reader: Reader) -> Iterator[Told]:
    rows = FieldVisit.objects.filter(unit=unit).select_related("by", "import_run").order_by("-recorded_at")
    rows = rows.filter(recorded_at__lt=reader.before) if reader.before else rows
    for visit in rows[:MOST + 1]:
        what = _("noted what was seen: %(seen)s") % {"seen": visit.get_seen_display()}
        yield Told(visit.recorded_at, visit.by, what, "visit", note=visit.note, source=visit.get_source_display(),
                   file_name=str(visit.import_run) if visit.import_run else "")
    records = _records(FieldVisit, unit_id__in=keys)
    newest = {record.id: record for record in reversed(records)}
    for record, older in _with_before(records):
        is_put_back = record.history_change_reason == PUT_BACK
        if (record.history_type == ADDED and not is_put_back) or reader.is_late(record.history_date):
            continue
        seen = {"seen": record.get_seen_display()}
        if is_put_back:
            yield Told(record.history_date, record.history_user, _("put back what was noted: %(seen)s") % seen, "visit", note=record.note)
        elif record.history_type == REMOVED:
            may_put_back = reader.sees_owners and record.unit_id == unit.pk and newest[record.id] is record
            yield Told(record.history_date, record.history_user, _("took back what was noted: %(seen)s") % seen, "visit", note=record.note,
                       back_href=_href(unit, str(FieldVisit._meta.model_name), record.history_id) if may_put_back else "")
        elif older and _changed(older, record):
            yield Told(record.history_date, record.history_user, _("changed the note of a visit"), "visit")


# Photos


def _photos(unit: Unit, keys: list[int], reader: Reader) -> Iterator[Told]:
    newest: set[int] = set()
    records = _records(Photo, unit_id__in=keys)
    files = _files(record.history_change_reason for record in records)
    for record in records:
        is_in_bin = record.id not in newest and record.removed_at is not None and record.history_type != REMOVED
        newest.add(record.id)
        reason = record.history_change_reason or ""
        what = _("a removed photo was deleted for good") if record.history_type == REMOVED else _deed_with_photo(record.history_type, reason)
        if what is None or reader.is_late(record.history_date):
            continue
        href = f"{reverse('vacancies:photo-list', args=[unit.reference])}#removed-photos"
        yield Told(record.history_date, record.history_user, what, "photo", note=record.alt_text, file_name=files.get(_key_in(reason), ""),
                   who=CLOCK if record.history_type == REMOVED and record.history_user_id is None else "", back_href=href if is_in_bin and reader.sees_owners else "")


def _deed_with_photo(kind: str, reason: str) -> str | Promise | None:
    """An import, and its undoing, stand in place of what they did."""
    if reason.startswith(IMPORTED):
        return (PhotoDeed.ADDED if kind == ADDED else PhotoDeed.TAKEN_BACK).label
    if reason.startswith(IMPORT_UNDONE):
        return PhotoDeed.REMOVED.label
    return PhotoDeed(reason).label if reason in PhotoDeed.values else None


# Owners and talks, for officers


def _owner(unit: Unit, reader: Reader) -> Iterator[Told]:
    """Corrections of the owner's own entry: which fields, not what they say."""
    if unit.owner_id is None:
        return
    for record, older in _with_before(_records(Owner, id=unit.owner_id)):
        if older is None or reader.is_late(record.history_date):
            continue
        changes = [Change(one, is_wordless=True) for one in _changed(older, record)]
        if changes:
            yield Told(record.history_date, record.history_user, _("corrected the owner's entry"), "owner", changes)


def _talks(keys: list[int], reader: Reader) -> Iterator[Told]:
    stage = Talk._meta.get_field("stage")
    for record, older in _with_before(_records(Talk, unit_id__in=keys)):
        before = older.stage if older else None
        if record.stage != before and not reader.is_late(record.history_date):
            yield Told(record.history_date, record.history_user, _("moved on the talks with the owner"), "talk",
                       [Change(stage, before, record.stage)], who=own_word(record, {"moved"}))


def _merges(unit: Unit, reader: Reader) -> Iterator[Told]:
    """For those who do not see the deeds, where merges stand as well."""
    for merge in Merge.objects.filter(kept=unit).select_related("by", "merged", "undone_by")[:MOST]:
        name = {"reference": merge.merged.reference}
        if not reader.is_late(merge.at):
            yield Told(merge.at, merge.by, _("merged %(reference)s into this entry") % name, "merge")
        if merge.undone_at and not reader.is_late(merge.undone_at):
            yield Told(merge.undone_at, merge.undone_by, _("took the merge with %(reference)s back") % name, "merge")
