"""What an import did to each unit, noted beside the row it came from, so that the import can be undone exactly.

ImportedRow.before is {"outcome": "added" | "changed" | "unchanged",
"row": what stood in the ImportedRow before, its own ledger included, or null,
"unit": {field: [before, after]}, "owner": [pk before, pk after], "activities": [codes before, codes after],
"vacancy": {"pk": …, "was": its fields before or null where it was new, "is": its fields after or null where it was withdrawn}};
empty parts are left out.
"""

from enum import StrEnum
from typing import Any

from vacancies.imports.change import Change, plain_value
from vacancies.models import ImportedRow, ImportRun, Unit, Vacancy

VACANCY_FIELDS = ("starts_on", "starts_precision", "ends_on", "ends_precision", "previous_use", "as_typed", "note")


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def outcome_of(change: Change, run: ImportRun | None) -> Outcome:
    """For a row that this run has done before it was stopped: what it was then."""
    before = change.imported.before if _is_of(change.imported, run) and change.imported else None
    if before and before["outcome"] != Outcome.UNCHANGED:
        return Outcome(before["outcome"])
    if change.unit is None:
        return Outcome.ADDED
    return Outcome.CHANGED if change.changes_unit else Outcome.UNCHANGED


def _is_of(imported: ImportedRow | None, run: ImportRun | None) -> bool:
    return imported is not None and run is not None and imported.run_id == run.pk


def unit_steps(unit: Unit, change: Change) -> dict[str, list[Any]]:
    """To be asked before the unit is changed."""
    return {name: [plain_value(unit, name), value] for name, value in change.fields.items()}


def note(imported: ImportedRow | None, run: ImportRun | None, *, outcome: Outcome, **steps: Any) -> dict[str, Any]:
    """The ledger of a row, before the row itself is changed. steps: unit, owner, vacancy."""
    steps = {name: step for name, step in steps.items() if step}
    if imported and _is_of(imported, run) and imported.before:
        return _go_on(imported.before, steps) | {"outcome": outcome}
    return {"outcome": outcome, "row": _row_as_json(imported) if imported else None, **steps}


def _go_on(before: dict[str, Any], steps: dict[str, Any]) -> dict[str, Any]:
    """Where one run writes twice, the first thing that stood there counts, and the last that was written."""
    joined = {**before, **steps}
    if "unit" in before and "unit" in steps:
        later = {name: [before["unit"].get(name, pair)[0], pair[1]] for name, pair in steps["unit"].items()}
        joined["unit"] = before["unit"] | later
    if "owner" in before and "owner" in steps:
        joined["owner"] = [before["owner"][0], steps["owner"][1]]
    if "activities" in before and "activities" in steps:
        joined["activities"] = [before["activities"][0], steps["activities"][1]]
    if "vacancy" in before and "vacancy" in steps and before["vacancy"]["pk"] == steps["vacancy"]["pk"]:
        joined["vacancy"] = steps["vacancy"] | {"was": before["vacancy"]["was"]}
    return joined


def _row_as_json(imported: ImportedRow) -> dict[str, Any]:
    return {"key": imported.key, "values": imported.values, "file_name": imported.file_name,
            "run": imported.run.key if imported.run else None, "before": imported.before,
            "imported_at": imported.imported_at.isoformat()}


def vacancy_as_json(vacancy: Vacancy | None) -> dict[str, Any] | None:
    if vacancy is None:
        return None
    values = {name: getattr(vacancy, name) for name in VACANCY_FIELDS}
    return {name: value.isoformat() if hasattr(value, "isoformat") else str(value) if value is not None else None
            for name, value in values.items()}
