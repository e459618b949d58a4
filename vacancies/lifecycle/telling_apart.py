"""Two entries that look alike and are two places: said once, so that nobody is asked again."""

from itertools import combinations
from typing import Any

from django.db import transaction

from vacancies.models import NotSame, Unit


@transaction.atomic
def tell_apart(*, one: Unit, other: Unit, by: Any) -> NotSame:
    first, second = sorted((one, other), key=lambda unit: unit.pk)
    row, _is_new = NotSame.objects.get_or_create(first=first, second=second, defaults={"by": by})
    return row


@transaction.atomic
def tell_all_apart(*, units: list[Unit], by: Any) -> None:
    """Each of them is a place of its own."""
    pairs = combinations(sorted(units, key=lambda unit: unit.pk), 2)
    NotSame.objects.bulk_create([NotSame(first=first, second=second, by=by) for first, second in pairs], ignore_conflicts=True)


@transaction.atomic
def doubt_all_again(*, units: list[Unit], by: Any) -> None:
    """Takes back what was told of any two of them; twice is harmless."""
    NotSame.objects.filter(first__in=units, second__in=units).delete()


@transaction.atomic
def doubt_again(*, one: Unit, other: Unit, by: Any) -> None:
    """Takes it back; twice is harmless."""
    first, second = sorted((one, other), key=lambda unit: unit.pk)
    NotSame.objects.filter(first=first, second=second).delete()
