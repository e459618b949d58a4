"""Carrying a plan out, a few hundred rows at a time, each batch whole or not at all.

One transaction for the whole file would keep everybody else from writing for minutes on SQLite. Killed between
two batches, the import has done its first rows completely; run again, it finds them unchanged and goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import IntegrityError, reset_queries, transaction

from vacancies.imports.change import Change, model_value
from vacancies.imports.compare import compare
from vacancies.imports.compare_own import as_read
from vacancies.imports.ledger import Outcome, note, outcome_of, unit_steps
from vacancies.imports.owners import Owners
from vacancies.imports.places import Places, give_known_points
from vacancies.imports.plan import Plan
from vacancies.imports.problems import ProblemCode
from vacancies.imports.report import Report, report_on
from vacancies.imports.rows import ReadRow
from vacancies.imports.standing import move_vacancies
from vacancies.imports.stories import Hand, begin, divide, go_on, permit, remember_earlier, tell_apart
from vacancies.imports.turns import take_turn
from vacancies.lifecycle.quick_insert import Values, insert_rows
from vacancies.lifecycle.register import fill_derived, new_units
from vacancies.models import ImportedRow, ImportRun, Unit
from vacancies.reports.entry import note_of_activities, with_activities

BATCH = 500


def apply(plan: Plan, *, is_dry_run: bool = False, by: Any = None,
          on_progress: Callable[[int], None] = lambda done: None, run: ImportRun | None = None,
          on_batch: Callable[[list[ReadRow], list[Change]], None] = lambda rows, changes: None) -> Report:
    """Writes what the plan says, history included. A dry run reads and compares the same, and writes nothing.

    With a run, every row that is written carries its mark, so that the run can be undone. A run that was stopped may
    be applied again: the rows that it has done already are counted as what they were then. on_batch is told of every
    row, the refused ones too, and of what became of the others.
    """
    report = report_on(plan, is_dry_run=is_dry_run)
    work = _Import(plan, is_dry_run, Hand(by, run))
    for batch in _batches(plan.rows()):
        changes = work.carry_out([row for row in batch if not row.is_refused])
        batch = [work.lost.get(row.number, row) for row in batch]
        _account(report, batch, changes, run)
        on_batch(batch, changes)
        on_progress(batch[-1].number)
        if settings.DEBUG:
            reset_queries()  # Django remembers every statement then, a hundred megabytes of them
    report.problems.sort(key=lambda problem: problem.row)
    return report


def _batches(rows: Iterable[ReadRow]) -> Iterator[list[ReadRow]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _account(report: Report, batch: list[ReadRow], changes: list[Change], run: ImportRun | None) -> None:
    outcomes = Counter(outcome_of(change, run) for change in changes)
    report.rows += len(batch)
    report.refused += sum(row.is_refused for row in batch)
    report.added += outcomes[Outcome.ADDED]
    report.changed += outcomes[Outcome.CHANGED]
    report.unchanged += outcomes[Outcome.UNCHANGED]
    report.problems.extend(problem for row in batch for problem in row.problems)
    report.problems.extend(problem for change in changes for problem in change.problems)


class _Import:
    """What is remembered from batch to batch."""

    def __init__(self, plan: Plan, is_dry_run: bool, hand: Hand) -> None:
        self.plan, self.is_dry_run, self.hand = plan, is_dry_run, hand
        self.places, self.owners = Places(), Owners()
        self.lost: dict[int, ReadRow] = {}  # rows of the batch that are refused only now

    def carry_out(self, rows: list[ReadRow]) -> list[Change]:
        """Somebody may save the same number or address between our look and our write: then once more, from the look."""
        used = set(self.places.used)
        try:
            return self._try(rows)
        except IntegrityError:
            self.places.used, self.owners = used, Owners()
            return self._try(rows)

    def _try(self, rows: list[ReadRow]) -> list[Change]:
        with transaction.atomic():
            if not self.is_dry_run:
                take_turn()
            units, taken = self.places.find(rows)
            self.lost = {row.number: row.refused(ProblemCode.NO_ADDRESS) for row in rows
                         if _has_lost_its_address(row, units.get(row.number))}
            changes = [compare(row, units.get(row.number), taken, self.plan.columns) for row in rows
                       if row.number not in self.lost]
            give_known_points(changes)
            move_vacancies(changes, self.plan.seen_on, self.plan.columns)
            if not self.is_dry_run:
                self._write(changes)
        return changes

    def _write(self, changes: list[Change]) -> None:
        """Owners first, because units point at them."""
        asked = [change for change in changes if change.sets_owner and change.new_owner]
        found = self.owners.resolve([change.new_owner or {} for change in asked], by=self.hand.by, reason=self.hand.reason)
        owners = dict(zip(map(id, asked), found, strict=True))
        self._add([change for change in changes if change.unit is None], owners)
        for change in changes:
            if change.unit is not None:
                self._update(change, change.unit, owners)

    def _add(self, changes: list[Change], owners: dict[int, Any]) -> None:
        blank = Unit()
        units = [_filled(_copied(blank, owners.get(id(change))), change) for change in changes]
        made = new_units(units=units, by=self.hand.by, reason=self.hand.reason)
        pairs = list(zip(made, changes, strict=True))
        begin([(unit, change.row.values["occupancy"]) for unit, change in pairs if change.sets_occupancy],
              self.plan.seen_on, self.hand)
        remember_earlier([(unit, said) for unit, change in pairs if (said := change.row.values.get("earlier"))], self.hand)
        divide([(unit, said) for unit, change in pairs if (said := change.row.values.get("spaces"))])
        permit([(unit.pk, change.activities) for unit, change in pairs if change.activities])
        tell_apart([(unit, change.row.other_than) for unit, change in pairs if change.row.other_than], self.hand)
        insert_rows(ImportedRow, [{"unit_id": unit.pk, **self._remembered(None, change, {})} for unit, change in pairs])

    def _update(self, change: Change, unit: Unit, owners: dict[int, Any]) -> None:
        steps: dict[str, Any] = {"unit": unit_steps(unit, change)}
        if change.fields or change.sets_owner or change.activities:
            _filled(unit, change)
            owner = owners.get(id(change), unit.owner)
            steps["owner"] = change.sets_owner and [unit.owner_id, owner and owner.pk]
            unit.owner = owner
            unit.version += 1
            note_of_these = note_of_activities(*change.activities) if change.activities else ""
            unit._history_user = self.hand.by
            unit._change_reason = with_activities(self.hand.reason, note_of_these)
            fill_derived(unit)
            unit.save()
        if change.sets_occupancy:
            steps["vacancy"] = go_on(unit, change, self.plan.seen_on, self.hand)
        if change.activities:
            steps["activities"] = change.activities
            permit([(unit.pk, change.activities)])
        if change.must_be_remembered:
            _saved(change.imported or ImportedRow(unit=unit), self._remembered(change.imported, change, steps))

    def _remembered(self, imported: ImportedRow | None, change: Change, steps: dict[str, Any]) -> Values:
        run = self.hand.run
        return {"key": change.key, "values": change.says, "file_name": self.plan.file_name[:255],
                "before": note(imported, run, outcome=outcome_of(change, run), **steps), "run_id": run and run.pk}


def _has_lost_its_address(row: ReadRow, unit: Unit | None) -> bool:
    """A unit that was found on a walk may have none; but none is taken away, and no new one is made without, unless it was
    exported elsewhere together with its point."""
    if row.values["address_typed"]:
        return False
    has_one = unit is not None and bool(as_read(unit, "address_typed"))
    if row.reference and row.values["name"] and row.values.get("latitude") is not None:
        return has_one
    return has_one or unit is None or unit.reference != row.reference


def _saved(imported: ImportedRow, values: Values) -> None:
    for name, value in values.items():
        setattr(imported, name, value)
    imported.save()


def _copied(blank: Unit, owner: Any) -> Unit:
    """Asking all fields for their defaults again costs more than reading the row did."""
    unit = copy(blank)
    if owner:
        unit.owner = owner
    return unit


def _filled(unit: Unit, change: Change) -> Unit:
    for name, value in change.fields.items():
        setattr(unit, name, model_value(name, value))
    return unit
