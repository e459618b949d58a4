"""Two entries that look alike and are two places: said once, so that nobody is asked again."""

from typing import Any

from django.db import transaction

from vacancies.models import NotSame, Unit


@transaction.atomic
def tell_apart(*, one: Unit, other: Unit, by: Any) -> NotSame:
    first, second = sorted((one, other), key=lambda unit: unit.pk)
    row, _is_new = NotSame.objects.get_or_create(first=first, second=second, defaults={"by": by})
    return row


@transaction.atomic
def doubt_again(*, one: Unit, other: Unit, by: Any) -> None:
    """Takes it back; twice is harmless."""
    first, second = sorted((one, other), key=lambda unit: unit.pk)
    NotSame.objects.filter(first=first, second=second).delete()
