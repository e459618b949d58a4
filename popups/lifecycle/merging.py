"""Two entries of the register become one, with everything that belongs to them; and the way back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import Verb
from popups.lifecycle.records import write_history
from popups.models import Event, Occupancy, Tenancy, User
from popups.rules.merging import MergePlan, plan_merge
from vacancies.lifecycle.merging import (
    SET_ASIDE,
    give_back,
    put,
    rewrite,
    save,
    swap_activities,
    take_over,
    take_turn,
    tell,
)
from vacancies.models import Merge, Photo, Space, Unit
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.references import random_key
from vacancies.reports.merging import ACTIVITIES, names_of
from vacancies.sure import sure

Rows = dict[str, dict[str, dict[str, str | None]]]  # label → key → column → as it was


def lock_both(one: int, other: int) -> dict[int, Unit]:
    """With the entries that went into them, in the order of their keys: merges and undoings that touch one entry wait
    for each other, and never in a circle."""
    take_turn()  # for what went into one of them while this waited
    both = [one, other]
    rows = (Unit.objects.select_for_update(no_key=True)
            .filter(models.Q(pk__in=both) | models.Q(merged_into__in=both)).order_by("pk"))
    return {unit.pk: unit for unit in rows}


@transaction.atomic
def merge_units(*, kept: Unit, merged: Unit, take: Iterable[str] = (), by: User, seal: str = "",
                today: date | None = None) -> Merge:
    """`merged` goes into `kept`; take: codes of the values that the other entry gives. Refused when not as shown (seal)."""
    units = lock_both(kept.pk, merged.pk)
    kept, merged, day = units[kept.pk], units[merged.pk], today or timezone.localdate()
    plan = plan_merge(kept, merged, day)
    refuse_if(plan.problems)
    if seal and seal != plan.seal:
        text = _("Something has changed since you looked. Read once more what will happen, then confirm.")
        raise Refused([Problem("changed", text)])
    codes = list(take)
    merge = Merge(key=random_key(), kept=kept, merged=merged, by=by)
    merge.before = {"kept": tell(kept, names_of(codes)), "merged": tell(merged, (*SET_ASIDE, "own_number")),
                    "rows": {}, "swapped": ACTIVITIES in codes}
    merge.moved = {label: keys for label, keys in plan.moves.items() if keys}
    _move_rows(merge, by)
    _move_spaces(merge, plan, day, by)
    _move_earlier(merge, by)
    if ACTIVITIES in codes:
        swap_activities(kept=kept, merged=merged, by=by)
    take_over(kept=kept, merged=merged, codes=codes, by=by, reason=f"merge:{merge.key}")
    merge.before["after"] = tell(kept, names_of(codes))
    merge.before["in_use"] = _in_use(kept)
    merge.save()
    _note(Verb.UNITS_MERGED, merge, by)
    return merge


def _note(verb: Verb, merge: Merge, by: User) -> None:
    for unit in (merge.kept, merge.merged):
        write_history(verb, by=by, unit=unit, note=f"{merge.merged.reference} → {merge.kept.reference}")


def _in_use(unit: Unit) -> list[int]:
    return list(Space.objects.in_use().filter(unit=unit).order_by("pk").values_list("pk", flat=True))


def _rows(label: str, keys: Iterable[int]) -> list[Any]:
    model: Any = apps.get_model(label)
    return list(model._base_manager.filter(pk__in=list(keys)).order_by("pk"))


def _remember(merge: Merge, rows: Iterable[models.Model], names: Iterable[str]) -> None:
    names = list(names)
    for row in rows:
        told = merge.before["rows"].setdefault(row._meta.label, {})
        told[str(row.pk)] = tell(row, names)


def _move_rows(merge: Merge, by: User) -> None:
    """Photos line up behind those of the kept entry."""
    last = Photo.objects.filter(unit=merge.kept).aggregate(last=models.Max("position"))["last"]
    begin = 0 if last is None else last + 1
    for label, keys in merge.moved.items():
        rows = _rows(label, keys)
        names = ["unit", "position"] if label == Photo._meta.label else ["unit"]
        if "position" in names:
            rows.sort(key=lambda row: (row.position, row.pk))
            _remember(merge, rows, ["position"])
        for number, row in enumerate(rows):
            row.unit = merge.kept
            if "position" in names:
                row.position = begin + number
        rewrite(rows, names, by=by, reason=f"merge:{merge.key}")


def _move_spaces(merge: Merge, plan: MergePlan, day: date, by: User) -> None:
    """Retired before they move: two spaces in use may not have one name."""
    retired = _rows(Space._meta.label, plan.spaces.retired)
    _remember(merge, retired, ["retired_on"])
    for space in retired:
        space.retired_on = day
    rewrite(retired, ["retired_on"], by=by, reason="")
    moved = _rows(Space._meta.label, plan.spaces.moved)
    merge.moved[Space._meta.label] = plan.spaces.moved
    for space in moved:
        space.unit = merge.kept
    rewrite(moved, ["unit"], by=by, reason="")
    held = _rows(Occupancy._meta.label, plan.spaces.occupancies)
    _remember(merge, held, ["space"])
    for row in held:
        row.space_id = plan.spaces.occupancies[row.pk]
    rewrite(held, ["space"], by=by, reason="")


def _move_earlier(merge: Merge, by: User) -> None:
    """Entries that went into this one before now stand for the kept one, so that nobody is led twice."""
    earlier = list(Unit.objects.select_for_update(no_key=True).filter(merged_into=merge.merged).order_by("pk"))
    _remember(merge, earlier, ["merged_into"])
    for unit in earlier:
        unit.merged_into = merge.kept
        save(unit, by=by, reason=f"merge:{merge.key}")


# The way back


def _grown(merge: Merge) -> dict[str, list[int]]:
    """What came of the rows that followed: an offer that was accepted since is a tenancy, which may have events."""
    offers = merge.moved.get("popups.Offer", [])
    tenancies = list(Tenancy.objects.filter(offer__in=offers, unit=merge.kept).values_list("pk", flat=True))
    tenancies = sorted({*tenancies, *merge.moved.get("popups.Tenancy", [])})
    events = Event.objects.filter(tenancy__in=tenancies, unit=merge.kept).values_list("pk", flat=True)
    return {"popups.Tenancy": tenancies, "popups.Event": sorted({*events, *merge.moved.get("popups.Event", [])})}


def _going_back(merge: Merge) -> dict[str, list[Any]]:
    """What was deleted for good since is not made anew."""
    keys = {label: list(keys) for label, keys in (merge.moved | _grown(merge)).items()}
    return {label: _rows(label, keys) for label, keys in keys.items()}


def undo_problems(merge: Merge) -> list[Problem]:
    """Everything that keeps a merge from being taken back."""
    if merge.kept.merged_into_id:
        return [Problem("later_merge", _("This entry went into another one since. Take that merge back first."))]
    going = _going_back(merge)
    problems = [Problem("moved_on", _("%(row)s belongs to another unit now. Take that move back first.") % {"row": row})
                for rows in going.values() for row in rows if row.unit_id != merge.kept_id]
    if _in_use(merge.kept) != merge.before["in_use"]:
        problems.append(Problem("divided_since", _("The unit was divided anew since. Its spaces cannot be told apart any more.")))
    return problems + _promised_since(merge, going)


def _promised_since(merge: Merge, going: dict[str, list[Any]]) -> list[Problem]:
    """On a space that would go back, somebody else was promised days since."""
    offers, tenancies = ([row.pk for row in going.get(label, [])] for label in ("popups.Offer", "popups.Tenancy"))
    held = Occupancy.objects.filter(space__in=merge.moved[Space._meta.label]).select_related("offer", "tenancy")
    new = held.exclude(offer__in=offers).exclude(tenancy__in=tenancies)
    return [Problem("promised_since", _("%(reference)s was promised here since. Take the merge back when that has ended.")
                    % {"reference": (row.tenancy or sure(row.offer)).reference}) for row in new]


@transaction.atomic
def undo_merge(*, merge: Merge, by: User) -> Merge:
    """Puts every row back that followed, and every value that nobody edited since. Twice is harmless."""
    units = lock_both(merge.kept_id, merge.merged_id)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        return merge
    merge.kept, merge.merged = units[merge.kept_id], units[merge.merged_id]
    refuse_if(undo_problems(merge))
    try:
        with transaction.atomic():
            _put_back(merge, by)
    except IntegrityError as error:
        text = _("What was entered since (a vacancy, a tenancy or closed days) overlaps with what would go back. Take that away first.")
        raise Refused([Problem("cannot_put_back", text)]) from error
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    _note(Verb.MERGE_UNDONE, merge, by)
    return merge


def _put_back(merge: Merge, by: User) -> None:
    """Promises first, then spaces, then what is offered: the same steps as there, the other way round."""
    reason = f"unmerge:{merge.key}"
    before: Rows = merge.before["rows"]
    _restore(Occupancy._meta.label, before, by, reason)
    for rows in _going_back(merge).values():
        for row in rows:
            row.unit = merge.merged
        rewrite(rows, ["unit"], by=by, reason=reason)
    for label in (Photo._meta.label, Space._meta.label):
        _restore(label, before, by, reason)
    for unit in _rows(Unit._meta.label, map(int, before.get(Unit._meta.label, {}))):
        put(unit, before[Unit._meta.label][str(unit.pk)])
        save(unit, by=by, reason=reason)
    if merge.before["swapped"]:
        swap_activities(kept=merge.kept, merged=merge.merged, by=by)
    give_back(kept=merge.kept, merged=merge.merged, before=merge.before, by=by, reason=reason)


def _restore(label: str, before: Rows, by: User, reason: str) -> None:
    told = before.get(label, {})
    rows = _rows(label, map(int, told))
    for row in rows:
        put(row, told[str(row.pk)])
    names = {name for values in told.values() for name in values}
    rewrite(rows, sorted(names), by=by, reason=reason)
