"""Parts of town that somebody drew. A name is what people say, the key what addresses and saved views say: it stays."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from vacancies.latvian import fold
from vacancies.lifecycle.saving import save_checked, seeing_others
from vacancies.models import Area
from vacancies.problem import refuse_if
from vacancies.rings import DIGITS, Corner
from vacancies.rules.areas import name_problems, outline_problems

# Words that stand in the same place of an address as a key.
TAKEN = {"new", "restore"}


def _fresh_key(name: str) -> str:
    wanted = slugify(fold(name))[:50] or "area"
    taken = set(Area.objects.filter(key__startswith=wanted).values_list("key", flat=True)) | TAKEN
    return next(key for key in (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))) if key not in taken)


def _rounded(ring: Sequence[Corner]) -> list[list[float]]:
    return [[round(float(longitude), DIGITS), round(float(latitude), DIGITS)] for longitude, latitude in ring]


@transaction.atomic
def draw_area(*, name: str, ring: Sequence[Corner], by: Any, key: str = "") -> Area:
    """key: of an area that was deleted and comes back. Where it is back already, nothing is done."""
    name, ring = name.strip(), _rounded(ring)
    return seeing_others(lambda: _drawn(name, ring, by, key))


def _drawn(name: str, ring: list[list[float]], by: Any, key: str) -> Area:
    standing = Area.objects.filter(key=key).first() if key else None
    if standing and (standing.name, standing.ring) == (name, ring):
        return standing
    refuse_if(name_problems(name) + outline_problems(ring))
    area = Area(key=key if key and not standing else _fresh_key(name), name=name, ring=ring, made_by=by)
    save_checked(area, by)
    return area


@transaction.atomic
def redraw_area(*, area: Area, name: str, ring: Sequence[Corner], by: Any) -> Area:
    """Raises Area.DoesNotExist where somebody has deleted it meanwhile."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    name, ring = name.strip(), _rounded(ring)
    return seeing_others(lambda: _redrawn(area, name, ring, by))


def _redrawn(area: Area, name: str, ring: list[list[float]], by: Any) -> Area:
    refuse_if(name_problems(name, area) + outline_problems(ring))
    area.name, area.ring = name, ring
    save_checked(area, by)
    return area


@transaction.atomic
def delete_area(*, area: Area, by: Any) -> None:
    """Units are not touched. What it was is in the caller's hands, for taking the deed back."""
    Area.objects.filter(pk=area.pk).delete()
