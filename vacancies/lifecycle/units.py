"""What staff do to the register itself. Field-level history is kept by django-simple-history, with who and why."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import RECORD_MOVES, Activity, RecordState, Seen, SeenBy
from vacancies.lifecycle.register import fill_derived, new_unit
from vacancies.models import FieldVisit, Owner, PermittedActivity, Unit
from vacancies.problem import Problem, Refused, refuse_if


class Stale(Refused):
    """Somebody else saved the unit meanwhile. `unit` is as it is now."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        text = _("Somebody changed this unit while you were editing it. Compare, then save again.")
        super().__init__([Problem("stale", text)])


def _lock(unit: Unit) -> Unit:
    return Unit.objects.select_for_update().get(pk=unit.pk)


def _set_activities(unit: Unit, activities: Iterable[Activity | str]) -> None:
    wanted = set(map(str, activities))
    now = set(unit.permitted_activities.values_list("activity", flat=True))
    unit.permitted_activities.filter(activity__in=now - wanted).delete()
    PermittedActivity.objects.bulk_create(PermittedActivity(unit=unit, activity=code) for code in sorted(wanted - now))


def _save(unit: Unit, *, by: Any, reason: str) -> None:
    unit.version += 1
    unit._history_user, unit._change_reason = by, reason
    unit.save()


@transaction.atomic
def add_unit(*, by: Any, activities: Iterable[Activity | str] = (), **fields: Any) -> Unit:
    unit = new_unit(by=by, **fields)
    _set_activities(unit, activities)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, version: int, by: Any, activities: Iterable[Activity | str] | None = None,
                **fields: Any) -> Unit:
    """Saves what was edited on the basis of `version`; raises Stale when somebody was faster, and writes nothing.

    What was edited but is the same as before makes no history.
    """
    unit = _lock(unit)
    changed = {name: value for name, value in fields.items() if getattr(unit, name) != value}
    before = set(unit.permitted_activities.values_list("activity", flat=True))
    same_activities = activities is None or set(map(str, activities)) == before
    if not changed and same_activities:
        return unit
    if unit.version != version:
        raise Stale(unit)
    for name, value in changed.items():
        setattr(unit, name, value)
    fill_derived(unit)
    _save(unit, by=by, reason="edited")
    if activities is not None:
        _set_activities(unit, activities)
    return unit


def publication_problems(unit: Unit) -> list[Problem]:
    """Everything that keeps a unit off the public pages."""
    problems = []
    if unit.record_state != RecordState.CONFIRMED:
        problems.append(Problem("not_confirmed", _("Confirm the unit first: only confirmed units are published.")))
    if not unit.name.strip():
        problems.append(Problem("name_missing", _("Give the unit a name that people will recognise.")))
    if unit.floor_area_m2 is None:
        problems.append(Problem("area_missing", _("Enter the floor area: it is the first thing applicants ask.")))
    return problems


@transaction.atomic
def publish_unit(*, unit: Unit, by: Any) -> Unit:
    unit = _lock(unit)
    if unit.is_published:
        return unit
    refuse_if(publication_problems(unit))
    unit.published_at, unit.published_by = timezone.now(), by
    _save(unit, by=by, reason="published")
    return unit


@transaction.atomic
def unpublish_unit(*, unit: Unit, by: Any) -> Unit:
    """Takes the unit off the public pages; offers and tenancies stay as they are."""
    unit = _lock(unit)
    if not unit.is_published:
        return unit
    unit.published_at = unit.published_by = None
    _save(unit, by=by, reason="unpublished")
    return unit


@transaction.atomic
def move_record(*, unit: Unit, to: RecordState, by: Any) -> Unit:
    """Confirm, do not confirm, archive or take back. An archived unit is no longer public."""
    unit = _lock(unit)
    now = RecordState(unit.record_state)
    if now is to:
        return unit
    if to not in RECORD_MOVES[now]:
        raise Refused([Problem("illegal_move", _("This is no longer possible. Reload the page to see what you can do."))])
    unit.record_state = to
    if to is not RecordState.CONFIRMED:
        unit.published_at = unit.published_by = None
    _save(unit, by=by, reason=str(to.value))
    return unit


@transaction.atomic
def set_owner(*, unit: Unit, owner: Owner | None, by: Any) -> Unit:
    unit = _lock(unit)
    if unit.owner_id != (owner.pk if owner else None):
        unit.owner = owner
        _save(unit, by=by, reason="owner")
    return unit


@transaction.atomic
def record_visit(*, unit: Unit, seen: Seen | str, seen_on: date, by: Any, note: str = "",
                 source: SeenBy = SeenBy.STREET, today: date | None = None) -> FieldVisit:
    """What somebody saw. Seen empty opens a vacancy where none is open; seen in use ends the open one that day."""
    unit = _lock(unit)
    if seen_on > (today or timezone.localdate()):
        raise Refused([Problem("seen_in_future", _("This day has not come yet."), "seen_on")])
    visit = FieldVisit.objects.create(unit=unit, seen=seen, seen_on=seen_on, by=by, note=note, source=source)
    open_vacancy = unit.vacancies.filter(ends_on__isnull=True).first()
    if seen == Seen.EMPTY and open_vacancy is None:
        unit.vacancies.create(starts_on=seen_on)
    if seen == Seen.OCCUPIED and open_vacancy and (open_vacancy.starts_on is None or open_vacancy.starts_on < seen_on):
        open_vacancy.ends_on, open_vacancy._history_user = seen_on, by
        open_vacancy.save()
    return visit
