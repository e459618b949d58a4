"""Entries that went into one another: whatever a row says of any of them, no new unit is made of it.

A row that was remembered for the entry that was set aside stays with it, since the kept entry has a row of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from vacancies.models import ImportedRow, Unit


@dataclass(frozen=True)
class Families:
    """into: key of an entry → key of the one it went into. remembered: kept entries that have a row of their own."""

    into: dict[int, int] = field(default_factory=dict)
    remembered: set[int] = field(default_factory=set)

    def follow(self, pk: int) -> int:
        """The entry of which a row speaks that was found by number or address: the kept one, unless that has its own row."""
        kept = self.into.get(pk, pk)
        return pk if kept in self.remembered else kept

    def claimed(self, pk: int, claim: Callable[[int], bool]) -> int | None:
        """The entry itself or, where another row of the file speaks of it already, another one of its family."""
        kept = self.into.get(pk, pk)
        family = [pk, kept, *(one for one, into in self.into.items() if into == kept)]
        return next((one for one in dict.fromkeys(family) if claim(one)), None)


def read_families() -> Families:
    """One query; two where anything was ever merged."""
    merged = Unit.objects.filter(merged_into__gt=0).order_by()  # "is not null" and an order make SQLite go through all units
    into = dict(sorted(merged.values_list("pk", "merged_into_id")))
    if not into:
        return Families()
    return Families(into, set(ImportedRow.objects.filter(unit__in=set(into.values())).values_list("unit_id", flat=True)))
