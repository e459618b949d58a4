"""May this application have this unit at all? One function, which names every rule that fails, with what is there and what is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from popups.matching.problem import Application, MatchingProblem, Unit


@dataclass(frozen=True)
class Failure:
    """rule: its name. have: what the unit offers, or the application is. need: what the other side asks for."""

    rule: str
    have: str | int | None
    need: str | int | None


def failures(application: Application, unit: Unit, problem: MatchingProblem | None = None) -> list[Failure]:
    """All hard rules that fail apart from dates and from other placements. Empty: it may."""
    found = [*_of_the_place(application, unit), *_of_the_terms(application, unit), *_of_the_wish(application, unit)]
    for condition in unit.conditions:
        if (have := application.trait(condition.trait)) not in condition.allowed:
            found.append(Failure(condition.code, have, ", ".join(sorted(condition.allowed))))
    if problem is not None and (application.id, unit.id) in problem.forbids:
        found.append(Failure("forbidden", None, None))
    return found


def _of_the_place(application: Application, unit: Unit) -> Iterator[Failure]:
    if application.category not in unit.uses:
        yield Failure("use", ", ".join(sorted(unit.uses)), application.category)
    if unit.area < application.area * unit.capacity:
        yield Failure("area", unit.area // unit.capacity, application.area)
    for feature in application.needs:
        if feature not in unit.features:
            yield Failure(f"feature:{feature}", None, feature)


def _of_the_terms(application: Application, unit: Unit) -> Iterator[Failure]:
    if unit.rent > application.rent_max * unit.capacity:
        yield Failure("rent", -(-unit.rent // unit.capacity), application.rent_max)
    if application.accept not in ("any", unit.mode):
        yield Failure("mode", unit.mode, application.accept)
    if unit.notice is not None and unit.notice < application.notice:
        yield Failure("notice", unit.notice, application.notice)


def _of_the_wish(application: Application, unit: Unit) -> Iterator[Failure]:
    is_named = unit.id in application.preferences
    if unit.district not in application.districts and not is_named:
        yield Failure("district", unit.district, ", ".join(application.districts))
    if not application.is_open and not is_named:
        yield Failure("not-listed", None, ", ".join(application.preferences))


def periods(application: Application, unit: Unit) -> list[tuple[int, int]]:
    """The parts of the unit's windows in which the shortest stay has room, from the first day on which it may begin."""
    found = []
    for first, end in unit.windows:
        low, high = max(first, application.earliest, 0), min(end, application.latest_end)
        low += -low % application.start_step
        if high - low >= application.shortest:
            found.append((low, high))
    return found
