"""Performances that the engine proposed become events, each by the verb that makes every event."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from popups.choices import EventKind
from popups.lifecycle.events import propose_event
from popups.models import Application, Event, User
from popups.rules.events import may_plan
from popups.rules.performing import Chosen, may_perform
from popups.rules.stages import hosts_of
from vacancies.models import Unit
from vacancies.problem import Problem, Refused


@transaction.atomic
def propose_performances(*, rows: Sequence[Chosen], by: User, now: datetime | None = None) -> tuple[list[Event], list[Problem]]:
    """Each by itself: what has become impossible keeps nothing else back, and says why.

    Units, then applications, each in one order whoever asks: two at once wait for each other, and the second is told what the first did.
    """
    units = Unit.objects.select_for_update(no_key=True).filter(pk__in={row.unit for row in rows}).order_by("pk")
    by_unit = {unit.pk: unit for unit in units}
    asked = Application.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in={row.application for row in rows})
    by_application = {row.pk: row for row in asked.select_related("applicant__user").order_by("pk")}
    made, refused = [], []
    for row in sorted(rows, key=lambda row: (row.starts_at, row.unit)):
        try:
            made.append(_propose(row, by_application[row.application], by_unit[row.unit], by, now))
        except Refused as no:
            refused += [Problem(problem.code, f"{row.name}: {problem.message}") for problem in no.problems]
    return made, refused


def _propose(chosen: Chosen, application: Application, unit: Unit, by: User, now: datetime | None) -> Event:
    day = chosen.starts_at.date()
    event: dict[str, Any] = {
        "unit": unit, "kind": EventKind.PERFORMANCE, "starts_at": chosen.starts_at,
        "ends_at": chosen.starts_at.astimezone(UTC) + timedelta(minutes=chosen.minutes),  # as long as it takes, also where the clock is changed
        "performer": application.applicant,
        "tenancy": next(iter(hosts_of(unit, day)), None)}
    own = may_perform(application, day=day, is_offered=chosen.is_offered)
    if own:  # whatever else is wrong is told with it
        raise Refused([*own, *may_plan(**event, now=now or timezone.now())])
    return propose_event(**event, title=application.title, public_text=application.description, by=by, now=now)
