"""How a unit is divided. Lives here, because only popups knows what is already promised."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import Verb
from popups.lifecycle.records import lock_unit, write_history
from popups.models import Occupancy, User
from vacancies.choices import SpaceKind
from vacancies.models import Space, Unit
from vacancies.problem import Problem, Refused


@dataclass(frozen=True)
class NewSpace:
    """asking_rent_cents: per month; weekdays: 0 is Monday."""

    name: str
    kind: SpaceKind | str = SpaceKind.ZONE
    weekdays: list[int] = field(default_factory=list)
    floor_area_m2: object = None
    asking_rent_cents: int | None = None


def _promised(unit: Unit) -> bool:
    return Occupancy.objects.filter(space__unit=unit, space__retired_on__isnull=True,
                                    end__gt=timezone.localdate()).exists()


@transaction.atomic
def divide_unit(*, unit: Unit, spaces: Sequence[NewSpace], by: User) -> list[Space]:
    """Replaces the spaces of a unit. Refused while anybody is promised one of today's spaces."""
    unit = lock_unit(unit.pk)
    problems = []
    if not spaces or any(not space.name.strip() for space in spaces):
        problems.append(Problem("name_missing", _("Give every space a name.")))
    if len({space.name.strip().casefold() for space in spaces}) < len(spaces):
        problems.append(Problem("name_twice", _("Two spaces have the same name.")))
    if _promised(unit):
        problems.append(Problem("promised", _("A space of this unit is promised to someone. Divide it when that has ended.")))
    if problems:
        raise Refused(problems)
    unit.spaces.in_use().update(retired_on=timezone.localdate())
    made = [Space.objects.create(unit=unit, name=space.name.strip(), kind=space.kind, weekdays=space.weekdays,
                                 floor_area_m2=space.floor_area_m2, asking_rent_cents=space.asking_rent_cents,
                                 position=position) for position, space in enumerate(spaces)]
    write_history(Verb.UNIT_DIVIDED, by=by, unit=unit, note=", ".join(space.name for space in made))
    return made
