"""Whose a unit is. An owner may own several: a correction counts for all of them."""

from typing import Any

from django.db import transaction

from vacancies.lifecycle.saving import refuse_if_stale, save_checked
from vacancies.lifecycle.units import set_owner
from vacancies.models import Owner, Unit


@transaction.atomic
def add_owner_of(*, unit: Unit, by: Any, **fields: Any) -> Owner:
    owner = Owner(**fields)
    save_checked(owner, by)
    set_owner(unit=unit, owner=owner, by=by)
    return owner


@transaction.atomic
def change_owner(*, owner: Owner, mark: int, by: Any, **fields: Any) -> Owner:
    """Saves what was edited on the basis of history line `mark`; raises Stale when somebody was faster."""
    owner = Owner.objects.select_for_update().get(pk=owner.pk)
    if all(getattr(owner, name) == value for name, value in fields.items()):
        return owner
    refuse_if_stale(owner, mark)
    for name, value in fields.items():
        setattr(owner, name, value)
    save_checked(owner, by)
    return owner
