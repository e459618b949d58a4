"""The state of an entry, where days of the unit may be promised: archived or no longer confirmed, it would leave the public
pages with somebody in it. The register itself knows of no promises, so every door that moves a record goes through here."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.models import Occupancy
from vacancies.choices import RecordState
from vacancies.lifecycle import restoring, units
from vacancies.lifecycle.holding import hold
from vacancies.models import Unit
from vacancies.problem import Problem, refuse_if
from vacancies.reports.earlier import Earlier


def promised_in(keys: Iterable[int], today: date) -> frozenset[int]:
    """Of these units, those in which somebody is or to which somebody is promised. One query."""
    held = Occupancy.objects.filter(space__unit__in=list(keys), end__gt=today)
    return frozenset(held.values_list("space__unit_id", flat=True))


def leaves_somebody(unit: Unit, to: RecordState | str, promised: frozenset[int]) -> bool:
    return to not in {RecordState.CONFIRMED, unit.record_state} and unit.pk in promised


def move_problems(unit: Unit, to: RecordState | str, promised: frozenset[int]) -> list[Problem]:
    if not leaves_somebody(unit, to, promised):
        return []
    return [Problem("promised", _("Somebody is in this unit, or it is promised to somebody. End that first."))]


@transaction.atomic
def move_record(*, unit: Unit, to: RecordState, by: Any) -> Unit:
    """Confirm, do not confirm, archive or take back. Asked under the unit's lock, so that no offer slips in between."""
    unit = hold(unit)
    refuse_if(move_problems(unit, to, promised_in([unit.pk], timezone.localdate())))
    return units.move_record(unit=unit, to=to, by=by)


def restore_entry(*, unit: Unit, earlier: Earlier, version: int, by: Any) -> Unit:
    return restoring.restore_entry(unit=unit, earlier=earlier, version=version, by=by, move=move_record)
