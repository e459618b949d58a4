"""Taking an import back as a whole: what it added goes, what it changed is put back, what was touched since stays.

One transaction for all of it, unlike the import itself: nobody ever sees half a register.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import IMPORT_MOVES, ImportState
from vacancies.imports.kept import Kept, WhyKept
from vacancies.imports.ledger import Outcome
from vacancies.imports.turns import take_turn
from vacancies.imports.undo_added import edited, in_use, remove_owners, remove_units
from vacancies.imports.undo_changed import put_back, put_row_back
from vacancies.models import FieldVisit, ImportedRow, ImportRun, Unit
from vacancies.problem import Problem, Refused

_BATCH = 500


@dataclass
class Undone:
    """removed + put_back + len(kept) is what the import had added and changed."""

    removed: int = 0
    put_back: int = 0
    kept: list[Kept] = field(default_factory=list)


@transaction.atomic
def undo_run(*, run: ImportRun, by: Any) -> Undone:
    """Undoing what is undone already does nothing. `run` itself is brought up to date."""
    take_turn()
    now = ImportRun.objects.select_for_update().get(pk=run.pk)
    undone = Undone()
    if now.state != ImportState.UNDONE:
        if ImportState.UNDONE not in IMPORT_MOVES[ImportState(now.state)]:
            raise Refused([Problem("not_applied", _("This import has not been carried out, so there is nothing to undo."))])
        for keys in _batches(_rows_of(now)):
            _undo_batch(keys, now, by, undone)
        remove_owners(now, by)
        now.state, now.undone_at, now.undone_by = ImportState.UNDONE, timezone.now(), by
        now.save(update_fields=["state", "undone_at", "undone_by", "touched_at"])
    run.refresh_from_db()
    return undone


def _rows_of(run: ImportRun) -> list[int]:
    """Also the rows that a later import has written over: their ledger still names this one. Reads the whole table."""
    rows = ImportedRow.objects.filter(run=run).values_list("pk", flat=True)
    ledgers = ImportedRow.objects.exclude(run=run).alias(ledger=Cast("before", TextField()))
    return sorted({*rows, *ledgers.filter(ledger__contains=run.key).values_list("pk", flat=True)})


def _batches(keys: list[int]) -> Iterator[list[int]]:
    return (keys[first:first + _BATCH] for first in range(0, len(keys), _BATCH))


def _undo_batch(keys: list[int], run: ImportRun, by: Any, undone: Undone) -> None:
    rows = ImportedRow.objects.filter(pk__in=keys).select_related("run")
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
    ledger, key = row.before, row.run.key if row.run else None
    while ledger and key != run.key:
        key, ledger = (ledger["row"] or {}).get("run"), (ledger["row"] or {}).get("before")
    return bool(ledger) and ledger["outcome"] != Outcome.UNCHANGED


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
