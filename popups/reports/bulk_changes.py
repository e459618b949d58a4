"""What became of the units of a bulk change: every one of them is in one of the groups."""

from dataclasses import dataclass

from vacancies.choices import BulkOutcome
from vacancies.models import BulkChange, BulkChangeRow

# What a person must know of comes first.
ORDER = (BulkOutcome.REFUSED, BulkOutcome.KEPT, BulkOutcome.DONE, BulkOutcome.PUT_BACK, BulkOutcome.UNCHANGED)


@dataclass(frozen=True)
class Group:
    outcome: BulkOutcome
    rows: list[BulkChangeRow]


@dataclass(frozen=True)
class Outcomes:
    groups: list[Group]

    def count(self, *outcomes: BulkOutcome) -> int:
        return sum(len(group.rows) for group in self.groups if group.outcome in outcomes)

    @property
    def all(self) -> int:
        return self.count(*BulkOutcome)

    @property
    def done(self) -> int:
        return self.count(BulkOutcome.DONE)

    @property
    def put_back(self) -> int:
        return self.count(BulkOutcome.PUT_BACK)

    @property
    def is_smooth(self) -> bool:
        """Nothing was refused, and something was done that can be taken back."""
        return self.done > 0 and not self.count(BulkOutcome.REFUSED)


def outcomes_of(change: BulkChange) -> Outcomes:
    """One query."""
    rows = list(change.rows.select_related("unit").order_by("unit__sort_key", "unit_id"))
    groups = [Group(outcome, [row for row in rows if row.outcome == outcome]) for outcome in ORDER]
    return Outcomes([group for group in groups if group.rows])
