"""A visit that was recorded by mistake is taken back, together with what it did to the vacancy of its unit; and put back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vacancies.lifecycle.facts import refuse_overlap
from vacancies.lifecycle.holding import hold
from vacancies.lifecycle.units import heed_visit, reason_of_visit
from vacancies.models import FieldVisit, ImportRun, Unit, Vacancy, WalkItem
from vacancies.problem import Problem, Refused
from vacancies.reports.story import entries_of

ADDED, REMOVED = "+", "-"
TAKEN_BACK = "taken back"


@transaction.atomic
def take_back_visit(*, visit: FieldVisit, by: Any) -> None:
    """The row goes, its history stays. Twice is harmless.

    Refused where the vacancy that it opened or ended was changed since, where that one would be open again on days of
    another, and where a phone sent it: that record of the walk keeps it.
    """
    Unit.objects.select_for_update().filter(pk=visit.unit_id).values_list("pk").first()
    row = FieldVisit.objects.select_for_update().filter(pk=visit.pk).first()
    if row is None:
        return
    if WalkItem.objects.filter(visit=row).exists():
        text = _("This was sent from a walk and stays. Record what you see now instead.")
        raise Refused([Problem("from_a_walk", text)])
    _take_back_vacancy(row, by)
    row._history_user, row._change_reason = by, TAKEN_BACK
    row.delete()


@transaction.atomic
def put_visit_back(*, unit: Unit, by: Any, because: str, pk: int, **said: Any) -> FieldVisit:
    """Under its old number, as it was recorded and by whom; `by` is who puts it back. Twice is harmless.

    It opens or ends a vacancy as it would if it were recorded now, after whatever is known since.
    """
    unit = hold(unit)
    found = FieldVisit.objects.filter(pk=pk).first()
    if found is not None:
        return found
    recorded_at = said.pop("recorded_at")
    visit = FieldVisit(unit=unit, pk=pk, **said)
    if visit.import_run_id is not None and not ImportRun.objects.filter(pk=visit.import_run_id).exists():
        visit.import_run_id = None
    visit._history_user, visit._change_reason = by, because
    visit.save(force_insert=True)
    FieldVisit.objects.filter(pk=pk).update(recorded_at=recorded_at)  # saving stamps it with the clock
    heed_visit(unit, visit, by)
    return visit


def _take_back_vacancy(visit: FieldVisit, by: Any) -> None:
    """Found also where it was done at an entry that went into this one since, with its visits and vacancies."""
    done = Vacancy.history.filter(unit_id__in=entries_of(visit.unit), history_change_reason=reason_of_visit(visit)).first()
    if done is None:
        return
    lines = list(Vacancy.history.filter(id=done.id).order_by("-history_id")[:2])
    if lines[0].history_id != done.history_id:
        text = _("The vacancy was changed since. Correct it on the page “Vacancy and visits”.")
        raise Refused([Problem("changed_since", text)])
    vacancy = (done if done.history_type == REMOVED else lines[-1]).instance
    vacancy._history_user, vacancy._change_reason = by, TAKEN_BACK
    if done.history_type == ADDED:
        vacancy.delete()
        return
    refuse_overlap(vacancy)
    vacancy.save()
