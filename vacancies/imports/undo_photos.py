"""The photos that came with an import's archives: which of them nobody has touched since, and where they go with its undoing.

The history of each says from which import it came, from the moment when it is there: a taking in that is killed forgets none, and
neither does a second archive.
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from vacancies.imports.depending import depended_on
from vacancies.lifecycle.register import copy_into_history
from vacancies.models import ImportRun, Photo, Unit
from vacancies.models.photo import PhotoQuerySet
from vacancies.photos import remove

_LINES = Photo.history.model.objects
Spared = Callable[[Collection[int]], Collection[int]]


def _untouched(run: ImportRun) -> PhotoQuerySet:
    """Those out of the bin whose last change was that this import took them in, and that stand where they were put then:
    of moving there is no line."""
    newest = _LINES.filter(id=OuterRef("pk")).order_by("-history_id")
    return Photo.objects.filter(pk__in=_LINES.filter(history_change_reason=run.reason).values("id")).annotate(
        said=Subquery(newest.values("history_change_reason")[:1]), put_at=Subquery(newest.values("position")[:1]),
    ).filter(said=run.reason, position=F("put_at"))


def with_other_photos(units: Collection[int], run: ImportRun) -> set[int]:
    """The units that have a photo, be it in the bin, which did not come by this import alone or was touched since."""
    by_others = _LINES.filter(id=OuterRef("pk")).exclude(history_change_reason=run.reason)
    ours = set(_untouched(run).filter(~Exists(by_others), unit__in=units).values_list("pk", flat=True))
    ours -= set(depended_on(Photo, ours))
    here = Photo.with_removed.filter(unit__in=units).values_list("pk", "unit_id")
    return {unit for pk, unit in here if pk not in ours}


def remove_photos(units: Collection[int], run: ImportRun, by: Any) -> None:
    """For good, with the units that go as well. Their files go after the commit: no row is ever without its files."""
    keys = dict(Photo.with_removed.filter(unit__in=units).values_list("pk", "key"))
    copy_into_history(Photo, list(keys), "-", by=by, reason=run.undo_reason)
    rows = Photo.with_removed.filter(pk__in=keys)
    rows._raw_delete(rows.db)
    for key in keys.values():
        transaction.on_commit(partial(remove, key, default_storage))


def bin_photos(run: ImportRun, by: Any, spared: Spared, most: int) -> bool:
    """Some of those on units that stay, into the bin as by hand. False when none is left. To be called in a transaction.

    What has gone there is not found again, so it may be called until it says so, also after it was killed.
    """
    found = dict(list(_to_bin(run, spared).items())[:most])
    list(Unit.objects.select_for_update().filter(pk__in=set(found.values())).order_by("pk").values_list("pk"))
    gone = sorted(found.keys() & _to_bin(run, spared).keys())  # somebody may have released one before the lock
    Photo.objects.filter(pk__in=gone).update(removed_at=timezone.now(), removed_by=by or F("added_by"))
    copy_into_history(Photo, gone, "~", by=by, reason=run.undo_reason)
    return bool(found)


def _to_bin(run: ImportRun, spared: Spared) -> dict[int, int]:
    """Their units by their keys. Whoever put one into the bin is always told, so there must be somebody."""
    found = dict(_untouched(run).exclude(added_by=None).order_by("pk").values_list("pk", "unit_id"))
    left, used = set(spared(set(found.values()))), set(depended_on(Photo, found))
    return {pk: unit for pk, unit in found.items() if unit not in left and pk not in used}
