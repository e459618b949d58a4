"""The hard rules of a pair, one by one, met or not, with what is there and what is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from popups.matching.eligible import Failure
from popups.matching.explaining.standing import Standing
from popups.matching.problem import Application, Placement, Unit


@dataclass(frozen=True)
class Check:
    """As Failure, of a rule that may be met. Numbers of days count from the first day of the horizon."""

    rule: str
    have: str | int | None
    need: str | int | None
    is_met: bool


def asked(standing: Standing, application: Application, unit: Unit) -> list[Check]:
    """Every rule that was asked of the pair; those that are not met are the ones that eligible.failures() names."""
    wanting = {failure.rule: failure for failure in standing.failures(application, unit)}
    return [_check(rule, have, need, wanting) for rule, have, need in _rules(standing, application, unit)]


def _check(rule: str, have: str | int | None, need: str | int | None, wanting: dict[str, Failure]) -> Check:
    if (failure := wanting.get(rule)) is not None:
        return Check(rule, failure.have, failure.need, False)
    return Check(rule, have, need, True)


def _rules(standing: Standing, row: Application, unit: Unit) -> Iterator[tuple[str, str | int | None, str | int | None]]:
    yield "use", ", ".join(sorted(unit.uses)), row.category
    yield "area", unit.area // unit.capacity, row.area
    yield from ((f"feature:{feature}", feature, feature) for feature in row.needs)
    yield "rent", -(-unit.rent // unit.capacity), row.rent_max
    yield "mode", unit.mode, row.accept
    if unit.notice is not None:
        yield "notice", unit.notice, row.notice
    yield "district", unit.district, ", ".join(row.districts)
    if not row.is_open:
        yield "not-listed", unit.id if unit.id in row.preferences else None, ", ".join(row.preferences)
    for condition in unit.conditions:
        yield condition.code, row.trait(condition.trait), ", ".join(sorted(condition.allowed))
    if (row.id, unit.id) in standing.problem.forbids:
        yield "forbidden", None, None


def dates_asked(row: Application, stay: Placement, unit: Unit) -> list[Check]:
    """Of a stay: when it may begin and end, how long it may be, and until when the unit is free."""
    window = next((window for window in unit.windows if window[0] <= stay.start and stay.end <= window[1]), None)
    return [
        Check("earliest", stay.start, row.earliest, stay.start >= row.earliest),
        Check("latest", stay.end, row.latest_end, stay.end <= row.latest_end),
        Check("shortest", stay.days, row.shortest, stay.days >= row.shortest),
        Check("longest", stay.days, row.longest, stay.days <= row.longest),
        Check("window", window[1] if window else None, stay.end, window is not None)]


def too_short(standing: Standing, application: Application, unit: Unit) -> Failure | None:
    """No stay has room between the dates of the two. have: the most days that they have in common; need: the shortest stay."""
    if standing.grid(application, unit, application.shortest):
        return None
    return Failure("dates", most_days(standing, application, unit.windows), application.shortest)


def most_days(standing: Standing, application: Application, windows: tuple[tuple[int, int], ...]) -> int:
    most = 0
    for first, end in windows:
        low = max(first, application.earliest, 0)
        low += -low % application.start_step
        most = max(most, min(end, application.latest_end, standing.problem.days) - low)
    return most
