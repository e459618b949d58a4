"""Putting back what the register said before: a new version through the ordinary verbs, under their rules."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vacancies.choices import RecordState
from vacancies.lifecycle.facts import (
    add_closed_period,
    add_vacancy,
    change_closed_period,
    change_vacancy,
)
from vacancies.lifecycle.holding import gone
from vacancies.lifecycle.saving import Stale
from vacancies.lifecycle.units import change_unit, publication_problems, set_owner
from vacancies.lifecycle.visits import put_visit_back
from vacancies.models import ClosedPeriod, FieldVisit, Owner, Unit, Vacancy
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.reports.earlier import Earlier
from vacancies.reports.story import PUT_BACK

ADD: dict[Any, Any] = {Vacancy: add_vacancy, ClosedPeriod: add_closed_period, FieldVisit: put_visit_back}
# What a visit said is not changed afterwards: it is taken back, and put back as it was.
CHANGE: dict[Any, Any] = {Vacancy: (change_vacancy, "vacancy"), ClosedPeriod: (change_closed_period, "closed")}


@transaction.atomic
def restore_entry(*, unit: Unit, earlier: Earlier, version: int, by: Any, move: Callable[..., Unit]) -> Unit:
    """Fields, permitted activities, owner and state of the record, as they were. `version` is what the page showed.
    move: the verb for the state of the record, since what promises forbid is not known here.

    Raises Stale when somebody changed the entry meanwhile, and Refused when a public unit would no longer be fit for
    the public, when its number is another unit's by now, or when its record cannot go back to that state.
    """
    unit = _lock(unit)
    if unit.version != version:
        raise Stale(unit)
    then = dict(earlier.then)
    owner, state, activities = (then.pop(name, None) for name in ("owner", "record_state", "activities"))
    if "owner" in earlier.then:
        unit = set_owner(unit=unit, owner=_owner(owner), by=by)
    if state is not None:
        unit = move(unit=unit, to=RecordState(state), by=by)
    if then or activities is not None:
        unit = change_unit(unit=unit, version=unit.version, by=by, activities=activities, reason=PUT_BACK, **then)
    refuse_if(publication_problems(unit) if unit.is_published else [])
    return unit


def _lock(unit: Unit) -> Unit:
    held = next(iter(Unit.objects.select_for_update().filter(pk=unit.pk)), None)
    if held is None:
        raise gone()
    return held


def _owner(number: int | None) -> Owner | None:
    if number is None:
        return None
    owner = Owner.objects.filter(pk=number).first()
    if owner is None:
        raise Refused([Problem("owner_gone", _("This owner is no longer in the register."), "owner")])
    return owner


@transaction.atomic
def restore_row(*, unit: Unit, earlier: Earlier, mark: int, by: Any) -> None:
    """A vacancy, closed period or visit as it was. One that was removed comes back under its old number, with its history."""
    unit = _lock(unit)
    if earlier.mark != mark or unit.merged_into_id:
        raise Stale(earlier.row or unit)
    model = type(earlier.record.instance)
    if earlier.is_gone:
        ADD[model](unit=unit, by=by, because=PUT_BACK, pk=earlier.record.id, **earlier.then)
        return
    if model not in CHANGE:
        return
    change, name = CHANGE[model]
    change(by=by, mark=mark, because=PUT_BACK, **{name: earlier.row}, **earlier.then)
