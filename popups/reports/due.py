"""Which units somebody should look at again, and how much of each street was seen lately."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from popups.reports.carried import ToldUnit
from popups.reports.occupancy import with_occupancy
from popups.reports.staff_units import due_for_recheck, seen_lately, tell_state
from popups.reports.suspicion import tell_suspicion, with_suspicion
from vacancies.choices import Seen, SeenBy
from vacancies.latvian import sort_key
from vacancies.models import FieldVisit, Unit
from vacancies.sure import sure

SHOWN = 30  # at a time: what is done leaves the list, and the next ones come


@dataclass(frozen=True)
class Street:
    """How many units of the register stand in it, and how many of them were seen within the days of RECHECK_DAYS."""

    name: str
    units: int
    seen: int

    @property
    def due(self) -> int:
        return self.units - self.seen

    @property
    def share(self) -> float:
        return self.seen / self.units if self.units else 0


@dataclass(frozen=True)
class DueList:
    units: list[ToldUnit]
    more: int
    streets: list[Street]
    whole: Street


def _last_visit(column: str) -> Subquery:
    return Subquery(FieldVisit.objects.filter(unit=OuterRef("pk")).order_by("-seen_on", "-pk").values(column)[:1])


def with_last_visit(units: QuerySet[Unit]) -> QuerySet[ToldUnit]:
    """Annotates what the freshest visit says: `last_seen_as`, `last_source`, `last_by_first`, `last_by_last`."""
    return cast(QuerySet[ToldUnit], units.annotate(
        last_seen_as=_last_visit("seen"), last_source=_last_visit("source"),
        last_by_first=_last_visit("by__first_name"), last_by_last=_last_visit("by__last_name")))


def tell_last_visit(unit: ToldUnit) -> ToldUnit:
    """Adds `last_visit_words`: what was seen, how, and by whom."""
    said = [Seen(unit.last_seen_as).label, SeenBy(sure(unit.last_source)).label] if unit.last_seen_as else []
    name = f"{unit.last_by_first or ''} {unit.last_by_last or ''}".strip()
    unit.last_visit_words = " · ".join(str(word) for word in (*said, name) if word)
    return unit


def due_units(today: date, street: str = "") -> QuerySet[ToldUnit]:
    """Never seen before longest ago; `street` narrows."""
    units = Unit.objects.in_register().filter(street=street) if street else Unit.objects.in_register()
    due = with_suspicion(with_occupancy(due_for_recheck(units, today), today))
    return with_last_visit(due).order_by(F("last_seen_on").asc(nulls_first=True), "sort_key", "pk")


def coverage(today: date) -> list[Street]:
    """One query; streets in the order of the alphabet, units without a street last."""
    rows = (Unit.objects.in_register().annotate(is_fresh=seen_lately(today)).order_by()
            .values_list("street", "is_fresh").annotate(number=Count("pk")))
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for street, is_fresh, number in rows:
        found[street][0] += number
        found[street][1] += number if is_fresh else 0
    return [Street(name, *found[name]) for name in sorted(found, key=lambda name: (name == "", sort_key(name)))]


def due_list(today: date, street: str = "") -> DueList:
    """Two queries."""
    streets = coverage(today)
    units = [tell_last_visit(tell_suspicion(tell_state(unit))) for unit in due_units(today, street)[:SHOWN]]
    due = sum(one.due for one in streets if not street or one.name == street)
    return DueList(units, max(0, due - len(units)), streets, _together(streets))


def _together(streets: Iterable[Street]) -> Street:
    found = list(streets)
    return Street("", sum(one.units for one in found), sum(one.seen for one in found))
