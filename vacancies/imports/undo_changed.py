"""The units that an import changed: field by field back to what they were, where nobody changed that field since."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from vacancies.imports.change import PAIR, model_value, plain_value
from vacancies.imports.kept import ACTIVITIES, MERGED, VACANCY
from vacancies.imports.ledger import vacancy_as_json
from vacancies.imports.stories import permit
from vacancies.lifecycle.register import fill_derived
from vacancies.models import ImportedRow, ImportRun, Unit, Vacancy
from vacancies.reports.entry import note_of_activities, with_activities
from vacancies.reports.owners import heir_of

Ledger = dict[str, Any]
_GONE = 0  # an owner who was deleted since


def put_back(unit: Unit, ledger: Ledger, run: ImportRun, by: Any) -> tuple[str, ...]:
    """Writes, with history, what can be put back. Returns what cannot, in the words of Kept."""
    if unit.merged_into_id:
        return (MERGED,)
    left, back = _fields(unit, ledger.get("unit", {}))
    if owner := ledger.get("owner"):
        _owner(unit, owner, left, back)
    was, became = ledger.get("activities", ([], []))
    note = _permit_again(unit, was, became, left)
    if back or note:
        for name, value in back.items():
            setattr(unit, name, value)
        unit.version += 1
        unit._history_user, unit._change_reason = by, with_activities(run.undo_reason, note)
        fill_derived(unit)
        unit.save()
    if (vacancy := ledger.get("vacancy")) and not _put_vacancy_back(unit, vacancy, run, by):
        left.append(VACANCY)
    return tuple(left)


def _fields(unit: Unit, steps: dict[str, list[Any]]) -> tuple[list[str], dict[str, Any]]:
    """The names of fields that must stay, and the values of those that go back."""
    left: list[str] = []
    back: dict[str, Any] = {}
    for name, (was, became) in steps.items():
        here = plain_value(unit, name)
        if here == became and (name != "own_number" or _is_free(unit, was)):
            back[name] = model_value(name, was)
        elif here != was:
            left.append(name)
    if set(PAIR) & set(left):  # half a point is no point
        left += [name for name in PAIR if name in back]
        back = {name: value for name, value in back.items() if name not in PAIR}
    return left, back


def _is_free(unit: Unit, number: str) -> bool:
    return not number or not Unit.objects.filter(own_number=number).exclude(pk=unit.pk).exists()


def _owner(unit: Unit, step: list[int | None], left: list[str], back: dict[str, Any]) -> None:
    was, became = map(_of_today, step)
    if unit.owner_id == was:
        return
    if unit.owner_id == became and was != _GONE:
        back["owner_id"] = was
    else:
        left.append("owner")


def _of_today(number: int | None) -> int | None:
    """An entry that went into another one since counts as that one."""
    return None if number is None else heir_of(number) or _GONE


def _permit_again(unit: Unit, was: list[str], became: list[str], left: list[str]) -> str:
    """Returns what the history is to say of it; empty where nothing goes back."""
    if was == became:
        return ""
    here = sorted(unit.permitted_activities.values_list("activity", flat=True))
    if here == became:
        permit([(unit.pk, [became, was])])
        return note_of_activities(became, was)
    if here != was:
        left.append(ACTIVITIES)
    return ""


def _put_vacancy_back(unit: Unit, step: Ledger, run: ImportRun, by: Any) -> bool:
    """False where somebody changed it since, or where it would now lie over another one."""
    vacancy = Vacancy.objects.filter(pk=step["pk"], unit=unit).first()
    if vacancy is None and step["is"] is None and not Vacancy.objects.filter(pk=step["pk"]).exists():
        return _save_as_it_was(Vacancy(pk=step["pk"], unit=unit), step["was"], run, by)
    if vacancy is None or vacancy_as_json(vacancy) == step["was"]:
        return vacancy is not None or step["was"] is None
    if vacancy_as_json(vacancy) != step["is"]:
        return False
    if step["was"] is None:
        vacancy._history_user, vacancy._change_reason = by, run.undo_reason
        vacancy.delete()
        return True
    return _save_as_it_was(vacancy, step["was"], run, by)


def _save_as_it_was(vacancy: Vacancy, was: Ledger, run: ImportRun, by: Any) -> bool:
    for name, value in was.items():
        setattr(vacancy, name, date.fromisoformat(value) if name.endswith("_on") and value else value)
    if _overlaps(vacancy):
        return False
    vacancy._history_user, vacancy._change_reason = by, run.undo_reason
    vacancy.save(force_insert=vacancy._state.adding)
    return True


def _overlaps(vacancy: Vacancy) -> bool:
    others = Vacancy.objects.filter(unit=vacancy.unit_id).exclude(pk=vacancy.pk)
    if vacancy.ends_on:
        others = others.exclude(starts_on__gte=vacancy.ends_on)
    return others.filter(Q(ends_on=None) | Q(ends_on__gt=vacancy.starts_on or date.min)).exists()


def put_row_back(row: ImportedRow) -> None:
    """What the register had said before that import, its own ledger included; nothing where it had said nothing."""
    was = (row.before or {}).get("row")
    taken = was and ImportedRow.objects.filter(key=was["key"]).exclude(pk=row.pk).exists()
    if was is None or taken:
        row.delete()
        return
    ImportedRow.objects.filter(pk=row.pk).update(  # save() would set the moment to now
        key=was["key"], values=was["values"], file_name=was["file_name"], before=was["before"],
        run=ImportRun.objects.filter(key=was["run"]).first(), imported_at=datetime.fromisoformat(was["imported_at"]))
