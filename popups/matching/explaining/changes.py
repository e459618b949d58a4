"""What an applicant could ask for instead: one thing at a time, in the order in which people can most easily give way.

Other days come first, since nothing else of the plan changes; then a shorter stay; then where and how: another part of town, units that
were not named, sharing or not, less notice; then doing without a feature; then money and space, which the trade itself
asks for. A unit that is free a week longer, and businesses that no longer come first, stand last: neither is for the applicant to change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from popups.matching.eligible import Failure
from popups.matching.problem import Application, Unit

KINDS = ("later", "earlier", "shorter", "district", "unlisted", "mode", "notice", "feature", "rent", "area", "window", "businesses")
RANK = {kind: rank for rank, kind in enumerate(KINDS)}
WEEK = 7
SHARE = "share-"
BUSINESSES_FIRST = "businesses-first"  # the condition of a call, by its code


@dataclass(frozen=True)
class Change:
    """amount: how much, in days, in the money of `rent_max`, or square metres; 1 where there is nothing to measure.

    name: the part of town, the way of letting, the feature, the unit; of an owner's change also the activity. to: the new value; of
    dates and windows the day, counted from the first of the horizon. side: of a window, "begin" or "end".
    """

    kind: str
    amount: int
    to: int | str
    name: str = ""
    side: str = ""

    @property
    def order(self) -> tuple[int, int, str, str, int]:
        """Smaller is easier; different for different changes."""
        return RANK[self.kind], self.amount, self.name, self.side, self.to if self.kind == "window" and isinstance(self.to, int) else 0


Changes = tuple[Change, ...]


def answers_to(failures: Iterable[Failure], unit: Unit) -> Changes | None:
    """What the applicant would have to give way in for all of these; None where some rule is not the applicant's."""
    rules = list(failures)
    is_other_mode = any(failure.rule == "mode" for failure in rules)
    found = [change_for(failure, unit) for failure in rules if not (is_other_mode and is_of_sharing(str(failure.need)))]
    answers = tuple(change for change in found if change is not None)
    return answers if len(answers) == len(found) else None


def is_of_sharing(need: str) -> bool:
    """A need that only says what kind of share somebody wants; it goes when they want no share, or another way of sharing."""
    return need.startswith(SHARE)


def smallest_first(changes: Changes) -> tuple[int, list[tuple[int, int, str, str, int]]]:
    return len(changes), [change.order for change in changes]


def change_for(failure: Failure, unit: Unit) -> Change | None:
    """What the applicant would have to give way in for this rule; None where it is not for the applicant to give way."""
    make = _ANSWERS.get(failure.rule.partition(":")[0])
    return make(failure, unit) if make else None


def _number(kind: str) -> Callable[[Failure, Unit], Change | None]:
    def make(failure: Failure, _unit: Unit) -> Change | None:
        if not isinstance(failure.have, int) or not isinstance(failure.need, int) or failure.have < 1 and kind == "area":
            return None
        return Change(kind, abs(failure.have - failure.need), failure.have)
    return make


_ANSWERS: dict[str, Callable[[Failure, Unit], Change | None]] = {
    "rent": _number("rent"), "area": _number("area"), "notice": _number("notice"),
    "feature": lambda failure, _unit: Change("feature", 1, "", str(failure.need)),
    "district": lambda _failure, unit: Change("district", 1, unit.district, unit.district),
    "not-listed": lambda _failure, _unit: Change("unlisted", 1, ""),
    "mode": lambda _failure, unit: Change("mode", 1, unit.mode, unit.mode),
    BUSINESSES_FIRST: lambda _failure, _unit: Change("businesses", 1, ""),
}


def changed(application: Application, changes: Changes) -> Application:
    for change in changes:
        application = replace(application, **_fields(application, change))
    return application


def _fields(row: Application, change: Change) -> dict[str, Any]:
    if (field := _FIELDS.get(change.kind)) is not None:
        return {field: change.to}
    if change.kind == "mode":
        return {"accept": change.to, "needs": tuple(need for need in row.needs if not is_of_sharing(need))}
    if change.kind == "feature":
        return {"needs": tuple(need for need in row.needs if need != change.name)}
    if change.kind == "district":
        return {"districts": (*row.districts, change.name)}
    if change.kind == "unlisted":
        return {"is_open": True}
    return {}


_FIELDS = {"later": "latest_end", "earlier": "earliest", "shorter": "shortest", "rent": "rent_max", "area": "area", "notice": "notice"}


def wider(unit: Unit, span: tuple[int, int]) -> list[tuple[Change, Unit]]:
    """Each of its windows a week longer, at either side, as far as the span of days goes that the plan is about."""
    found = []
    for first, end in unit.windows:
        if end < span[1]:
            to = min(span[1], end + WEEK)
            found.append((Change("window", to - end, to, unit.id, "end"), widened(unit, (first, to))))
        if first > span[0]:
            to = max(span[0], first - WEEK)
            found.append((Change("window", first - to, to, unit.id, "begin"), widened(unit, (to, end))))
    return found


def open_to_all(unit: Unit) -> Unit:
    """Businesses do not come first in it any more; every other condition stays."""
    return replace(unit, conditions=tuple(condition for condition in unit.conditions if condition.code != BUSINESSES_FIRST))


def widened(unit: Unit, wide: tuple[int, int]) -> Unit:
    """Free in this time too; windows that touch it become one with it."""
    low, high = wide
    others = []
    for other in unit.windows:
        if other[0] <= high and low <= other[1]:
            low, high = min(low, other[0]), max(high, other[1])
        else:
            others.append(other)
    return replace(unit, windows=tuple(sorted([*others, (low, high)])))
