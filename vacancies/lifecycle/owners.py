"""Whose a unit is. An owner may own several: a correction counts for all of them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vacancies.choices import OwnerKind
from vacancies.lifecycle.saving import refuse_if_stale, save_checked
from vacancies.lifecycle.units import set_owner
from vacancies.models import Owner, Unit
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.reports.owners import MERGED_INTO, OWNERS_MERGED, told_of, what_hangs_on


@transaction.atomic
def add_owner_of(*, unit: Unit, by: Any, **fields: Any) -> Owner:
    owner = Owner(**fields)
    save_checked(owner, by)
    set_owner(unit=unit, owner=owner, by=by)
    return owner


@transaction.atomic
def change_owner(*, owner: Owner, mark: int, by: Any, **fields: Any) -> Owner:
    """Saves what was edited on the basis of history line `mark`; raises Stale when somebody was faster."""
    owner = _lock(owner)
    if all(getattr(owner, name) == value for name, value in fields.items()):
        return owner
    refuse_if_stale(owner, mark)
    for name, value in fields.items():
        setattr(owner, name, value)
    save_checked(owner, by)
    return owner


def _lock(owner: Owner) -> Owner:
    found = Owner.objects.select_for_update().filter(pk=owner.pk).first()
    if found is None:
        raise Refused([Problem("gone", _("This owner is no longer there. Look at the list again."))])
    return found


@transaction.atomic
def delete_owner(*, owner: Owner, by: Any) -> None:
    """Only an entry on which nothing hangs. Its history stays and says who did it."""
    owner = _lock(owner)
    refuse_if([Problem(f"has_{name}", text) for name, text in what_hangs_on(owner)])
    owner._history_user = by
    owner.delete()


@transaction.atomic
def merge_owners(*, keep: Owner, drop: Owner, by: Any) -> Owner:
    """Two entries of one owner become one: units, contacts, talks, links and proposals of `drop` go to `keep`.

    Nothing that was written about either is lost: where both say something else, the other words go into the note.
    The history of both stays, and says who did it. Units are locked before owners, as everywhere.
    """
    list(Unit.objects.select_for_update().filter(owner=drop).order_by("pk"))
    both = {owner.pk: owner for owner in Owner.objects.select_for_update().filter(pk__in=[keep.pk, drop.pk]).order_by("pk")}
    if len(both) != 2:
        raise Refused([Problem("gone", _("One of the two is no longer there. Look at the list again."))])
    keep, drop = both[keep.pk], both[drop.pk]
    for unit in Unit.objects.filter(owner=drop).order_by("pk"):
        unit.owner, unit.version = keep, unit.version + 1
        unit._history_user, unit._change_reason = by, OWNERS_MERGED
        unit.save()
    for model, name in told_of(Owner):
        model._base_manager.filter(**{name: drop}).update(**{name: keep})
    _take_over(keep, drop)
    keep._change_reason = f"merged with {drop.pk}"
    save_checked(keep, by)
    drop._history_user, drop._change_reason = by, f"{MERGED_INTO}{keep.pk}"
    drop.delete()
    return keep


def _take_over(keep: Owner, drop: Owner) -> None:
    other_words = []
    for name in ("name", "contact_name", "email", "phone"):
        here, there = getattr(keep, name), getattr(drop, name)
        if not here:
            setattr(keep, name, there)
        elif there and there != here:
            other_words.append(there)
    if keep.kind == OwnerKind.UNKNOWN:
        keep.kind = drop.kind
    notes = [keep.note, drop.note if drop.note != keep.note else "", ", ".join(other_words)]
    keep.note = "\n".join(note for note in notes if note)
