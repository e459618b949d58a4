"""What would become of many units, and what became of them: every one of them is in one of the groups."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from vacancies.choices import BulkOutcome
from vacancies.models import BulkChange, BulkChangeRow, Unit
from vacancies.rules.publication import doubt_about_owner, mark_of_doubt, publication_problems

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
        """All of it was done, and there is nothing to be told about any unit."""
        return 0 < self.done == self.all and not any(row.reason for group in self.groups for row in group.rows)


def outcomes_of(change: BulkChange) -> Outcomes:
    """One query."""
    rows = list(change.rows.select_related("unit").order_by("unit__sort_key", "unit_id"))
    groups = [Group(outcome, [row for row in rows if row.outcome == outcome]) for outcome in ORDER]
    return Outcomes([group for group in groups if group.rows])


@dataclass(frozen=True)
class Doubt:
    unit: Unit
    words: list[str | Promise]
    is_owners: bool = True


@dataclass(frozen=True)
class Publication:
    """agreed: would be public with the owner's yes; doubtful: without it; barred: cannot be published, and why."""

    agreed: list[Unit] = field(default_factory=list)
    doubtful: list[Doubt] = field(default_factory=list)
    barred: list[Doubt] = field(default_factory=list)

    @property
    def possible(self) -> int:
        return len(self.agreed) + len(self.doubtful)

    @property
    def seal(self) -> str:
        """What whoever publishes all of them has read: the units without their owner's yes."""
        return " ".join(mark_of_doubt(doubt.unit) for doubt in self.doubtful)

    @property
    def is_about_owners(self) -> bool:
        return bool(self.doubtful) or any(doubt.is_owners for doubt in self.barred)

    def sort(self, unit: Unit) -> None:
        problems, doubt = publication_problems(unit), doubt_about_owner(unit)
        if problems:
            is_owners = any(problem.code == "owner_bars" for problem in problems)
            self.barred.append(Doubt(unit, [problem.message for problem in problems], is_owners))
        elif doubt:
            self.doubtful.append(Doubt(unit, [doubt]))
        else:
            self.agreed.append(unit)


def publication_of(keys: Iterable[int]) -> Publication:
    """What publishing these units would do; those that are public already are left out. Two queries."""
    found = Publication()
    units = Unit.objects.filter(pk__in=list(keys), published_at__isnull=True).select_related("owner", "talk").prefetch_related("contacts")
    for unit in units.order_by("sort_key", "pk"):
        found.sort(unit)
    return found
