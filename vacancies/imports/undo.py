"""Taking an import back as a whole: what it added goes, what it changed is put back, what was touched since stays.

In pieces of at most BATCH rows, each whole or not at all and none much longer than PIECE seconds, so that nobody waits long to write. What was done so far
and how far it got stand in report["undone"] of the import, written together with each piece: an undoing that was killed goes on
from there and ends with the account of all of it. Until the last piece the import says that it is being undone.
"""

import time
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import IMPORT_MOVES, ImportState
from vacancies.imports.kept import Kept, WhyKept
from vacancies.imports.ledger import Outcome
from vacancies.imports.runs import Work, lock_run
from vacancies.imports.turns import take_turn
from vacancies.imports.undo_added import edited, in_use, remove_owners, remove_units
from vacancies.imports.undo_changed import put_back, put_row_back
from vacancies.imports.undo_photos import bin_photos
from vacancies.models import FieldVisit, ImportedRow, ImportRun, Unit
from vacancies.problem import Problem, Refused

BATCH, FEWEST = 500, 50  # rows in one transaction
PIECE = 0.5  # seconds for which one transaction should last; on a busy machine that is fewer rows
_LONG = ("run__report", "run__corrections")  # else read anew for every row: half a megabyte each
MOST_NAMED = 500  # kept units that are named; all are counted


@dataclass
class Undone:
    """What this call did. removed + put_back + len(kept), of all calls together, is what the import had added and changed."""

    removed: int = 0
    put_back: int = 0
    kept: list[Kept] = field(default_factory=list)


def undo_run(*, run: ImportRun, by: Any) -> Undone:
    """Undoing what is undone already does nothing; what was stopped is gone on with. `run` itself is brought up to date."""
    undone = Undone()
    if _begin(run):
        keys, size, began = _rows_of(run), BATCH, time.monotonic()
        while _undo_next(run, keys, by, undone, size):
            size, began = next_size(size, time.monotonic() - began), time.monotonic()
        while _bin_next(run, by):
            pass
        _finish(run, by)
    run.refresh_from_db()
    return undone


def next_size(size: int, seconds: float) -> int:
    """How many rows the next piece should have, where one of `size` took so long."""
    return min(BATCH, max(FEWEST, int(size * PIECE / max(seconds, 0.001))))


@transaction.atomic
def _begin(run: ImportRun) -> bool:
    now = _locked(run)
    if now.state == ImportState.UNDONE:
        return False
    if now.state != ImportState.UNDOING:
        if ImportState.UNDOING not in IMPORT_MOVES[ImportState(now.state)]:
            raise Refused([Problem("not_applied", _("This import has not been carried out, so there is nothing to undo."))])
        now.state = ImportState.UNDOING
    now.report.setdefault("work", str(Work.UNDO))
    now.report.setdefault("undone", {"removed": 0, "put_back": 0, "kept": [], "kept_total": 0, "last": 0})
    now.save()
    return True


def _locked(run: ImportRun) -> ImportRun:
    take_turn()
    return lock_run(run)


def _rows_of(run: ImportRun) -> list[int]:
    """Also the rows that a later import has written over: their ledger still names this one. Reads the whole table."""
    rows = ImportedRow.objects.filter(run=run).values_list("pk", flat=True)
    ledgers = ImportedRow.objects.exclude(run=run).alias(ledger=Cast("before", TextField()))
    return sorted({*rows, *ledgers.filter(ledger__contains=run.key).values_list("pk", flat=True)})


@transaction.atomic
def _undo_next(run: ImportRun, keys: list[int], by: Any, undone: Undone, size: int) -> bool:
    """The next piece, in the order of the keys, with the note of how far it is. False when none is left."""
    now = _locked(run)
    if now.state != ImportState.UNDOING:
        return False  # somebody else went on with it as well, and was quicker
    told, part = now.report["undone"], Undone()
    done = bisect_right(keys, told["last"])
    batch = keys[done:done + size]
    if not batch:
        return False
    _undo_batch(batch, now, by, part)
    told["removed"] += part.removed
    told["put_back"] += part.put_back
    told["kept_total"] += len(part.kept)
    told["kept"] = (told["kept"] + [kept.as_json() for kept in part.kept])[:MOST_NAMED]
    told["last"] = batch[-1]
    now.rows_done, now.rows_total = done + len(batch), len(keys)
    now.save()
    undone.removed, undone.put_back = undone.removed + part.removed, undone.put_back + part.put_back
    undone.kept += part.kept
    return True


@transaction.atomic
def _bin_next(run: ImportRun, by: Any) -> bool:
    """The import's own photos on all units that stay, but on those that it names as kept. False when none is left."""
    now = _locked(run)
    return now.state == ImportState.UNDOING and bin_photos(now, by, partial(_still_its_own, now), BATCH)


def _still_its_own(run: ImportRun, units: Collection[int]) -> set[int]:
    """Once all rows are put back: the units that it added and that stay, or that a later import changed."""
    rows = ImportedRow.objects.filter(unit__in=units).select_related("run").defer(*_LONG)
    return {row.unit_id for row in rows if _did(row, run)}


@transaction.atomic
def _finish(run: ImportRun, by: Any) -> None:
    now = _locked(run)
    if now.state == ImportState.UNDOING:
        remove_owners(now, by)
        now.state, now.undone_at, now.undone_by = ImportState.UNDONE, timezone.now(), by
        now.report.pop("work", None)
        now.save()


def _undo_batch(keys: list[int], run: ImportRun, by: Any, undone: Undone) -> None:
    rows = ImportedRow.objects.filter(pk__in=keys).select_related("run").defer(*_LONG)
    units = {unit.pk: unit for unit in Unit.objects.select_for_update(of=("self",)).select_related("owner").filter(
        imported_row__in=keys).order_by("pk")}
    pairs = [(row, units[row.unit_id]) for row in rows]
    mine = [(row, unit) for row, unit in pairs if row.run_id == run.pk]
    undone.kept += [Kept(unit, WhyKept.IMPORTED_AGAIN) for row, unit in pairs if row.run_id != run.pk and _did(row, run)]
    _undo_added([unit for row, unit in mine if _ledger(row)["outcome"] == Outcome.ADDED], run, by, undone)
    changed = [(row, unit) for row, unit in mine if _ledger(row)["outcome"] == Outcome.CHANGED]
    _undo_changed(changed, run, by, undone)
    for row, _unit in mine:
        if _ledger(row)["outcome"] != Outcome.ADDED:
            put_row_back(row)


def _ledger(row: ImportedRow) -> dict[str, Any]:
    return row.before or {"outcome": Outcome.UNCHANGED, "row": None}


def _did(row: ImportedRow, run: ImportRun) -> bool:
    """Whether the run, below later ones, had added or changed the unit."""
    ledger: dict[str, Any] | None = row.before
    key = row.run.key if row.run else None
    while ledger and key != run.key:
        key, ledger = (ledger["row"] or {}).get("run"), (ledger["row"] or {}).get("before")
    return ledger["outcome"] != Outcome.UNCHANGED if ledger else False


def _undo_added(units: list[Unit], run: ImportRun, by: Any, undone: Undone) -> None:
    keys = [unit.pk for unit in units]
    used, touched = in_use(keys, run), edited(keys, run)
    undone.kept += [Kept(unit, WhyKept.IN_USE if unit.pk in used else WhyKept.EDITED) for unit in units
                    if unit.pk in used | touched]
    gone = [pk for pk in keys if pk not in used | touched]
    remove_units(gone, run, by)
    undone.removed += len(gone)


def _undo_changed(pairs: list[tuple[ImportedRow, Unit]], run: ImportRun, by: Any, undone: Undone) -> None:
    for row, unit in pairs:
        left = put_back(unit, _ledger(row), run, by)
        if left:
            undone.kept.append(Kept(unit, WhyKept.PARTLY, left))
        else:
            undone.put_back += 1
    FieldVisit.objects.filter(import_run=run, unit__in=[unit for _row, unit in pairs], walk_item=None).delete()
