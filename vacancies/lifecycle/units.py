"""What staff do to the register itself. Field-level history is kept by django-simple-history, with who and why."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import RECORD_MOVES, Activity, Precision, RecordState, Seen, SeenBy
from vacancies.lifecycle.facts import end_or_withdraw
from vacancies.lifecycle.holding import hold
from vacancies.lifecycle.register import fill_derived, new_unit
from vacancies.lifecycle.saving import Stale
from vacancies.models import FieldVisit, Owner, PermittedActivity, Unit, Vacancy
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.reports.entry import note_of_activities, with_activities
from vacancies.rules.publication import publication_problems


def _set_activities(unit: Unit, activities: Iterable[Activity | str]) -> None:
    wanted = set(map(str, activities))
    now = set(unit.permitted_activities.values_list("activity", flat=True))
    unit.permitted_activities.filter(activity__in=now - wanted).delete()
    PermittedActivity.objects.bulk_create(PermittedActivity(unit=unit, activity=code) for code in sorted(wanted - now))


def _save(unit: Unit, *, by: Any, reason: str) -> None:
    unit.version += 1
    unit._history_user, unit._change_reason = by, reason
    unit.save()


@contextmanager
def _number_is_free(number: str) -> Iterator[None]:
    """Forms look first; this is for two people who save the same number at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if not number or not Unit.objects.filter(own_number=number).exists():
            raise
        raise Refused([Problem("unique", _("Another unit already has this number."), "own_number")]) from None


@transaction.atomic
def add_unit(*, by: Any, activities: Iterable[Activity | str] = (), **fields: Any) -> Unit:
    with _number_is_free(fields.get("own_number", "")):
        unit = new_unit(by=by, **fields)
    _set_activities(unit, activities)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, version: int, by: Any, activities: Iterable[Activity | str] | None = None,
                reason: str = "", **fields: Any) -> Unit:
    """Saves what was edited on the basis of `version`; raises Stale when somebody was faster, and writes nothing.

    reason: what the history says of it, besides who did it. What was edited but is the same as before makes no history.
    """
    unit = hold(unit)
    changed = {name: value for name, value in fields.items() if getattr(unit, name) != value}
    before = set(unit.permitted_activities.values_list("activity", flat=True))
    note = "" if activities is None else note_of_activities(before, map(str, activities))
    if not changed and not note:
        return unit
    if unit.version != version:
        raise Stale(unit)
    for name, value in changed.items():
        setattr(unit, name, value)
    fill_derived(unit)
    with _number_is_free(unit.own_number):
        _save(unit, by=by, reason=with_activities(reason, note) or "edited")
    if activities is not None:
        _set_activities(unit, activities)
    return unit


@transaction.atomic
def publish_unit(*, unit: Unit, by: Any) -> Unit:
    unit = hold(unit)
    if unit.is_published:
        return unit
    refuse_if(publication_problems(unit))
    unit.published_at, unit.published_by = timezone.now(), by
    _save(unit, by=by, reason="published")
    return unit


@transaction.atomic
def unpublish_unit(*, unit: Unit, by: Any) -> Unit:
    """Takes the unit off the public pages; offers and tenancies stay as they are."""
    unit = hold(unit)
    if not unit.is_published:
        return unit
    unit.published_at = unit.published_by = None
    _save(unit, by=by, reason="unpublished")
    return unit


@transaction.atomic
def move_record(*, unit: Unit, to: RecordState, by: Any) -> Unit:
    """Confirm, do not confirm, archive or take back. An archived unit is no longer public."""
    unit = hold(unit)
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
    unit = hold(unit)
    if unit.owner_id != (owner.pk if owner else None):
        unit.owner = owner
        _save(unit, by=by, reason="owner")
    return unit


@transaction.atomic
def record_visit(*, unit: Unit, seen: Seen | str, seen_on: date, by: Any, note: str = "",
                 source: SeenBy = SeenBy.STREET, today: date | None = None) -> FieldVisit:
    """What somebody saw. Seen empty opens a vacancy where none is open; seen in use ends the open one that day.

    A visit that is entered late, after a fresher one, is kept and changes no vacancy.
    """
    unit = hold(unit)
    if seen_on > (today or timezone.localdate()):
        raise Refused([Problem("seen_in_future", _("This day has not come yet."), "seen_on")])
    visit = FieldVisit(unit=unit, seen=seen, seen_on=seen_on, by=by, note=note, source=source)
    visit._history_user = by
    visit.save()
    heed_visit(unit, visit, by)
    return visit


def heed_visit(unit: Unit, visit: FieldVisit, by: Any) -> None:
    """Opens or ends a vacancy as the visit says, where nothing fresher is known. For a locked unit."""
    is_freshest = not unit.field_visits.filter(seen_on__gt=visit.seen_on).exists()
    if is_freshest and visit.seen == Seen.EMPTY:
        _open_vacancy(unit, visit, by)
    elif is_freshest and visit.seen == Seen.OCCUPIED:
        _end_vacancy(unit, visit, by)


def reason_of_visit(visit: FieldVisit) -> str:
    """Stands in the history of the vacancy that the visit opened or ended, so that both can be taken back together."""
    return f"visit:{visit.pk}"


def _open_vacancy(unit: Unit, visit: FieldVisit, by: Any) -> None:
    """Not where the day lies in a vacancy that is known already, or before the end of one. What was only announced for
    a later day has begun earlier, then."""
    day = visit.seen_on
    later = unit.vacancies.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day)).order_by("starts_on")
    if later.exclude(starts_on__gt=timezone.localdate()).exists():
        return
    vacancy = later.first() or Vacancy(unit=unit)
    vacancy.starts_on, vacancy.starts_precision = day, Precision.DAY
    vacancy._history_user, vacancy._change_reason = by, reason_of_visit(visit)
    vacancy.save()


def _end_vacancy(unit: Unit, visit: FieldVisit, by: Any) -> None:
    """One that a visit of the same day opened was a slip: it goes, and its history says so. One that is announced for a later day
    stays: until then the place is in use, as was seen."""
    day = visit.seen_on
    vacancy = unit.vacancies.filter(ends_on__isnull=True).first()
    if vacancy is None or (vacancy.starts_on and vacancy.starts_on > day):
        return
    vacancy._history_user, vacancy._change_reason = by, reason_of_visit(visit)
    end_or_withdraw(vacancy, day)
