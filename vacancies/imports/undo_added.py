"""The units that an import added: which of them nothing else has touched, and removing those without a trace but history."""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Count, Q

from vacancies.choices import ImportState, SpaceKind
from vacancies.imports.depending import depended_on
from vacancies.imports.known import parts_of
from vacancies.imports.undo_photos import remove_photos, with_other_photos
from vacancies.lifecycle.register import copy_into_history
from vacancies.models import (
    FieldVisit,
    ImportedRow,
    ImportRun,
    NotSame,
    Owner,
    PermittedActivity,
    Photo,
    Space,
    Unit,
    Vacancy,
)
from vacancies.reports.entry import without_activities
from vacancies.reports.owners import OWNERS_MERGED

MOST_KEYS = 500  # in one question
# What an import makes together with a unit, or takes in for it. Everything else that points at the unit came later.
_OWN = frozenset({Space, Vacancy, FieldVisit, ImportedRow, PermittedActivity, NotSame, Photo})


def in_use(units: Collection[int], run: ImportRun) -> set[int]:
    """Those that something depends on that this import did not make. As many queries as there are relations."""
    found = set(depended_on(Unit, units, but=_OWN)) | with_other_photos(units, run)
    visits = FieldVisit.objects.filter(unit__in=units)
    found |= set(visits.exclude(import_run=run).values_list("unit_id", flat=True))
    for model in (Space, Vacancy, FieldVisit):
        parts = dict(model._base_manager.filter(unit__in=units).values_list("pk", "unit_id"))
        found |= {parts[pk] for pk in depended_on(model, parts)}
    shared = Unit.objects.filter(pk__in=units).annotate(parts=Count("spaces")).filter(
        ~Q(parts=1) | ~Q(spaces__kind=SpaceKind.WHOLE) | ~Q(spaces__name="") | Q(spaces__retired_on__isnull=False))
    return found | _divided_since(list(shared.values_list("pk", flat=True)))


def _divided_since(units: list[int]) -> set[int]:
    """Without those that are divided as the import itself has divided them."""
    now = parts_of(units) if units else {}
    said = dict(ImportedRow.objects.filter(unit__in=now).values_list("unit", "values"))
    as_imported = {unit for unit, parts in now.items() if said.get(unit, {}).get("spaces") == [part.as_json() for part in parts]}
    retired = set(Space.objects.filter(unit__in=as_imported, retired_on__isnull=False).values_list("unit", flat=True))
    return set(units) - (as_imported - retired)


def edited(units: Collection[int], run: ImportRun) -> set[int]:
    """Those whose entry or vacancies somebody has changed. Imports that were undone since do not count, nor that their
    owner's entry became one with another: that was said of the owner, and stays there."""
    ours = [run.reason, OWNERS_MERGED]
    for other in ImportRun.objects.filter(state__in=(ImportState.UNDOING, ImportState.UNDONE)).exclude(pk=run.pk):
        ours += [other.reason, other.undo_reason]
    entries = Unit.history.filter(id__in=units).exclude(history_change_reason__in=ours).values_list("id", "history_change_reason")
    vacancies = Vacancy.history.filter(unit_id__in=units).exclude(history_change_reason__in=ours)
    by_hand = {unit for unit, reason in entries if without_activities(reason) not in ours}
    return {*by_hand, *vacancies.values_list("unit_id", flat=True)}


def remove_units(units: list[int], run: ImportRun, by: Any) -> None:
    """With all that was made with them. Their history stays and says that the import was undone."""
    vacancies = list(Vacancy.objects.filter(unit__in=units).values_list("pk", flat=True))
    _to_history(Vacancy, vacancies, run, by)
    _to_history(Unit, units, run, by)
    remove_photos(units, run, by)
    _delete(NotSame.objects.filter(Q(first__in=units) | Q(second__in=units)))
    for model in (ImportedRow, PermittedActivity, FieldVisit, Vacancy, Space):
        _delete(model.objects.filter(unit__in=units))
    _delete(Unit.objects.filter(pk__in=units))


def remove_owners(run: ImportRun, by: Any) -> None:
    """Those that the import made, whom no unit has any more and nobody has touched. Some hundred at a time: SQLite takes no more."""
    made = Owner.history.filter(history_change_reason=run.reason, history_type="+").order_by("id").values_list("id", flat=True)
    keys = list(dict.fromkeys(made))
    for at in range(0, len(keys), MOST_KEYS):
        _remove_owners(set(keys[at:at + MOST_KEYS]), run, by)


def _remove_owners(made: set[int], run: ImportRun, by: Any) -> None:
    history = Owner.history.model.objects
    made -= set(history.filter(id__in=made).exclude(history_change_reason=run.reason).values_list("id", flat=True))
    made &= set(Owner.objects.filter(pk__in=made).values_list("pk", flat=True))
    gone = sorted(made - set(depended_on(Owner, made)))
    _to_history(Owner, gone, run, by)
    _delete(Owner.objects.filter(pk__in=gone))


def _to_history(model: type[models.Model], keys: list[int], run: ImportRun, by: Any) -> None:
    copy_into_history(model, keys, "-", by=by, reason=run.undo_reason)


def _delete(rows: models.QuerySet[Any]) -> None:
    """In one statement: nothing depends on these rows, and their history is written already."""
    rows._raw_delete(rows.db)
