"""Owners as a register names them, one row per owner however the quotes were typed."""

from typing import Any

from vacancies.addresses import address_key
from vacancies.choices import OwnerKind
from vacancies.lifecycle.register import create_with_history
from vacancies.models import Owner

# There is one municipality; "a company" and "a private person" are somebody else each time.
_ONE_OF_A_KIND = frozenset({OwnerKind.MUNICIPALITY, OwnerKind.STATE})


class Owners:
    """Finds or makes owners. Reads all named owners once, when the first is asked for."""

    def __init__(self) -> None:
        self._known: dict[str, Owner] | None = None

    def resolve(self, wanted: list[dict[str, str]], *, by: Any, reason: str | None = None) -> list[Owner]:
        """One owner for each, in order; new ones are saved, with their history."""
        known = self._load()
        made: list[Owner] = []
        result = []
        for said in wanted:
            key = _key(said)
            owner = known.get(key) if key else None
            if owner is None:
                owner = Owner(kind=said["kind"], name=said["name"])
                made.append(owner)
            if key:
                known[key] = owner
            result.append(owner)
        if made:
            create_with_history(Owner, made, by=by, reason=reason)
        return result

    def _load(self) -> dict[str, Owner]:
        if self._known is None:
            owners = Owner.objects.order_by("-pk").iterator()
            self._known = {key: owner for owner in owners if (key := _key({"kind": owner.kind, "name": owner.name}))}
        return self._known


def _key(said: dict[str, str]) -> str:
    """'' for an owner of whom only the kind is known and who may be anybody."""
    if said["name"]:
        return address_key(said["name"])
    return f"kind {said['kind']}" if said["kind"] in _ONE_OF_A_KIND else ""
