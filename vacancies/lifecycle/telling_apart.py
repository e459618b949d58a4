"""Two entries that look alike and are two places: said once, so that nobody is asked again."""

from itertools import combinations
from typing import Any

from django.db import transaction
from django.utils import timezone

from vacancies.lifecycle.holding import gone
from vacancies.models import NotSame, Unit


def _held(*units: Unit) -> list[Unit]:
    """Locked, in the order of their keys; without those that went with the import that had added them."""
    return list(Unit.objects.select_for_update().filter(pk__in=[unit.pk for unit in units]).order_by("pk"))


@transaction.atomic
def tell_apart(*, one: Unit, other: Unit, by: Any) -> NotSame:
    """Refused where one of them is gone meanwhile."""
    held = _held(one, other)
    if len(held) < 2:
        raise gone()
    first, second = held
    row, _is_new = NotSame.objects.get_or_create(first=first, second=second, defaults={"by": by})
    return row


@transaction.atomic
def tell_all_apart(*, units: list[Unit], by: Any) -> None:
    """Each of them is a place of its own: one answer, whose pairs have one moment (doubt_answer_again)."""
    held, moment = _held(*units), timezone.now()
    pairs = combinations(held, 2)
    NotSame.objects.bulk_create([NotSame(first=first, second=second, by=by) for first, second in pairs], ignore_conflicts=True)
    NotSame.objects.filter(first__in=held, second__in=held, by=by, at__gte=moment).update(at=moment)


@transaction.atomic
def tell_new_apart(*, unit: Unit, others: list[Unit], by: Any) -> None:
    """unit: the new one, of which somebody has said that it is none of the others. Those that are gone meanwhile are left out."""
    pairs = [(unit, other) if unit.pk < other.pk else (other, unit) for other in _held(*others)]
    NotSame.objects.bulk_create([NotSame(first=first, second=second, by=by) for first, second in pairs], ignore_conflicts=True)


@transaction.atomic
def doubt_all_again(*, units: list[Unit], by: Any) -> None:
    """Takes back what was told of any two of them; twice is harmless."""
    NotSame.objects.filter(first__in=units, second__in=units).delete()


@transaction.atomic
def doubt_answer_again(*, one: Unit, other: Unit, by: Any) -> int:
    """Takes back all that was said in one answer with this pair; twice is harmless. Returns how many pairs are doubted again."""
    first, second = sorted((one, other), key=lambda unit: unit.pk)
    said = NotSame.objects.filter(first=first, second=second).first()
    return NotSame.objects.filter(at=said.at, by=said.by_id).delete()[0] if said else 0


@transaction.atomic
def doubt_again(*, one: Unit, other: Unit, by: Any) -> None:
    """Takes it back; twice is harmless."""
    first, second = sorted((one, other), key=lambda unit: unit.pk)
    NotSame.objects.filter(first=first, second=second).delete()
