"""How a unit is divided. Lives here, because only popups knows what is already promised."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import Verb
from popups.lifecycle.records import lock_unit, write_history
from popups.models import Occupancy, User
from vacancies.choices import SpaceKind
from vacancies.models import Space, Unit
from vacancies.problem import Problem, refuse_if


@dataclass(frozen=True)
class NewSpace:
    """asking_rent_cents: per month; weekdays: 0 is Monday."""

    name: str
    kind: SpaceKind | str = SpaceKind.ZONE
    weekdays: list[int] = field(default_factory=list)
    floor_area_m2: Decimal | int | None = None
    asking_rent_cents: int | None = None


def _promised(unit: Unit) -> bool:
    return Occupancy.objects.filter(space__unit=unit, space__retired_on__isnull=True,
                                    end__gt=timezone.localdate()).exists()


def _problems(unit: Unit, spaces: Sequence[NewSpace]) -> list[Problem]:
    problems = []
    if not spaces or any(not space.name.strip() for space in spaces):
        problems.append(Problem("name_missing", _("Give every space a name.")))
    if len({space.name.strip().casefold() for space in spaces}) < len(spaces):
        problems.append(Problem("name_twice", _("Two spaces have the same name.")))
    if len(spaces) > 1 and any(space.kind == SpaceKind.WHOLE for space in spaces):
        # A whole and a part of it could both be promised for the same days.
        problems.append(Problem("whole_and_parts", _("A whole unit has no parts beside it. Choose another kind for that row.")))
    areas = sum(space.floor_area_m2 or 0 for space in spaces if space.kind != SpaceKind.WEEKDAYS)
    if unit.floor_area_m2 is not None and areas > unit.floor_area_m2:
        problems.append(Problem("area_too_large", _("The spaces together are larger than the unit.")))
    if _promised(unit):
        problems.append(Problem("promised", _("A space of this unit is promised to someone. Divide it when that has ended.")))
    return problems


@transaction.atomic
def divide_unit(*, unit: Unit, spaces: Sequence[NewSpace], by: User) -> list[Space]:
    """Replaces the spaces of a unit. Refused while anybody is promised one of today's spaces."""
    unit = lock_unit(unit.pk)
    refuse_if(_problems(unit, spaces))
    unit.spaces.in_use().update(retired_on=timezone.localdate())
    made = [Space.objects.create(unit=unit, name=space.name.strip(), kind=space.kind, weekdays=space.weekdays,
                                 floor_area_m2=space.floor_area_m2, asking_rent_cents=space.asking_rent_cents,
                                 position=position) for position, space in enumerate(spaces)]
    write_history(Verb.UNIT_DIVIDED, by=by, unit=unit, note=", ".join(space.name for space in made))
    return made
