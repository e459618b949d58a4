"""A visit that was recorded by mistake is taken back, together with what it did to the vacancy of its unit."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vacancies.lifecycle.units import reason_of_visit
from vacancies.models import FieldVisit, Unit, Vacancy, WalkItem
from vacancies.problem import Problem, Refused

ADDED, REMOVED = "+", "-"
TAKEN_BACK = "taken back"


@transaction.atomic
def take_back_visit(*, visit: FieldVisit, by: Any) -> None:
    """The row goes, its history stays. Twice is harmless.

    Refused where the vacancy that it opened or ended was changed since, and where a phone sent it: that record of the
    walk keeps it.
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


def _take_back_vacancy(visit: FieldVisit, by: Any) -> None:
    done = Vacancy.history.filter(unit_id=visit.unit_id, history_change_reason=reason_of_visit(visit)).first()
    if done is None:
        return
    lines = list(Vacancy.history.filter(id=done.id).order_by("-history_id")[:2])
    if lines[0].history_id != done.history_id:
        text = _("The vacancy was changed since. Correct it on the page “Empty, closed, seen”.")
        raise Refused([Problem("changed_since", text)])
    vacancy = (done if done.history_type == REMOVED else lines[-1]).instance
    vacancy._history_user, vacancy._change_reason = by, TAKEN_BACK
    if done.history_type == ADDED:
        vacancy.delete()
    else:
        vacancy.save()
