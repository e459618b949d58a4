"""What every verb does: lock, step from status to status, leave a line of history."""

from typing import Any

from django.db import models

from popups.choices import Verb
from popups.models import Application, Call, Event, History, Offer, Tenancy
from vacancies.lifecycle.holding import gone
from vacancies.models import Unit

Subject = Application | Call | Offer | Tenancy | Event


def lock_unit(pk: int) -> Unit:
    """Everyone who promises a unit's days takes this lock first, so that clashes queue instead of deadlocking.

    no_key: rows that only point to a held one are written freely; else two verbs could wait for each other.
    Raises Refused where the import that had added the unit was undone at this moment.
    """
    held = next(iter(Unit.objects.select_for_update(no_key=True).filter(pk=pk)), None)
    if held is None:
        raise gone()
    return held


def lock(row: models.Model) -> Any:
    """The same row, freshly read and held until the transaction ends."""
    return row._meta.model._base_manager.select_for_update(no_key=True).get(pk=row.pk)


def _subjects(subject: Subject) -> dict[str, Any]:
    """Every line of an offer or tenancy can be found from the application and the unit as well."""
    if isinstance(subject, Application):
        return {"application": subject, "call_id": subject.call_id}
    if isinstance(subject, Call):
        return {"call": subject}
    if isinstance(subject, Offer):
        return {"offer": subject, "application": subject.application, "unit_id": subject.unit_id}
    if isinstance(subject, Tenancy):
        return {"tenancy": subject, "offer": subject.offer, "application": subject.offer.application,
                "unit_id": subject.unit_id}
    return {"event": subject, "tenancy": subject.tenancy, "unit_id": subject.unit_id}


def write_history(verb: Verb, *, by: Any, subject: Subject | None = None, unit: Unit | None = None,
                  from_status: str = "", to_status: str = "", reason: str = "", note: str = "") -> History:
    found = _subjects(subject) if subject is not None else {}
    if unit is not None:
        found["unit_id"] = unit.pk
    return History.objects.create(verb=verb, by=by, from_status=from_status, to_status=to_status, reason=reason,
                                  note=note, **found)


def step(row: Application | Offer | Event, to: models.TextChoices, verb: Verb, *, by: Any, reason: str = "",
         note: str = "", **changes: Any) -> None:
    """The one place that writes a status. The caller holds the lock and has asked the rules."""
    before = row.status
    row.status = to
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    write_history(verb, by=by, subject=row, from_status=before, to_status=to, reason=reason, note=note)
