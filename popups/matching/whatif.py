"""What if? Changes of a problem, each a code with what it is about, so that it can be kept as JSON and made again.

A change makes a new problem and leaves the old one as it is. A unit is named, or a house, which means all its places. What was promised
stands against every rule but one: when the time is taken away in which a pinned placement lies, its pin goes with it, because there is
nowhere left for it to be (`lifted` names them).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from popups.matching.problem import MatchingProblem, Placement, Unit, Weights, house_of

Value = str | int
Windows = tuple[tuple[int, int], ...]


class ChangeError(ValueError):
    """This change cannot be made, and why: one of the names in `code`, and what it is about."""

    def __init__(self, code: str, about: str) -> None:
        super().__init__(f"{code}: {about}")
        self.code, self.about = code, about


@dataclass(frozen=True, order=True)
class Change:
    """about: names and values in the order of the names; only words and whole numbers, so that JSON can hold it."""

    code: str
    about: tuple[tuple[str, Value], ...]

    def as_data(self) -> dict[str, Value]:
        return {"code": self.code, **dict(self.about)}


def withdraw(unit: str) -> Change:
    """Its owner says no: nobody can be there."""
    return _change("withdraw", unit=unit)


def opens(unit: str, day: int) -> Change:
    """Free from this day on, and not before: later than planned, or earlier."""
    return _change("opens", unit=unit, day=day)


def closes(unit: str, day: int) -> Change:
    """Free until this day, which is the first one that is not: a permanent tenant comes, or the end is put off."""
    return _change("closes", unit=unit, day=day)


def weigh(weight: str, percent: int) -> Change:
    """200 doubles it. weight: "point", "first_timer", "day" or "rank"; the rounding is down, to whole numbers."""
    return _change("weigh", weight=weight, percent=percent)


def exclude(application: str) -> Change:
    """As if it had never come."""
    return _change("exclude", application=application)


def forbid(application: str, unit: str) -> Change:
    return _change("forbid", application=application, unit=unit)


def allow(application: str, unit: str) -> Change:
    """Takes back what was forbidden; the other rules stay."""
    return _change("allow", application=application, unit=unit)


def pin(placement: Placement) -> Change:
    return _change("pin", application=placement.application, unit=placement.unit, start=placement.start, days=placement.days)


def unpin(application: str) -> Change:
    return _change("unpin", application=application)


def _change(code: str, **about: Value) -> Change:
    return Change(code, tuple(sorted(about.items())))


def read(rows: object) -> tuple[Change, ...]:
    """What `as_data` made, once more. Raises ChangeError on anything else."""
    if not isinstance(rows, list):
        raise ChangeError("unreadable", "not a list")
    return tuple(_read(row) for row in rows)


def _read(row: object) -> Change:
    if not isinstance(row, Mapping) or not isinstance(row.get("code"), str) or row["code"] not in CHANGES:
        raise ChangeError("unreadable", str(row)[:80])
    asked = CHANGES[row["code"]].asked
    is_right = {"code", *asked} == set(row) and all(type(row[name]) is kind for name, kind in asked.items())
    if not is_right:
        raise ChangeError("unreadable", row["code"])
    return _change(row["code"], **{name: row[name] for name in asked})


def changed(problem: MatchingProblem, changes: Iterable[Change]) -> MatchingProblem:
    """One after the other. Raises ChangeError where one is about something that is not there."""
    for change in changes:
        about = dict(change.about)
        _must_be_known(problem, about)
        problem = CHANGES[change.code].make(problem, **about)
    return problem


def _must_be_known(problem: MatchingProblem, about: Mapping[str, Value]) -> None:
    if "unit" in about and not _places(problem, str(about["unit"])):
        raise ChangeError("unknown-unit", str(about["unit"]))
    if "application" in about and about["application"] not in problem.application:
        raise ChangeError("unknown-application", str(about["application"]))


def _places(problem: MatchingProblem, name: str) -> tuple[Unit, ...]:
    """The unit of this name, or all places of the house of this name."""
    return tuple(unit for unit in problem.units if name in (unit.id, house_of(unit.id)))


def lifted(before: MatchingProblem, after: MatchingProblem) -> tuple[Placement, ...]:
    """Pins of applications that are still there, which the changes took away."""
    return tuple(row for row in before.pins if row not in after.pins and row.application in after.application)


def _withdrawn(problem: MatchingProblem, unit: str) -> MatchingProblem:
    return _rewindowed(problem, unit, lambda _windows: (), (0, problem.days))


def _opened(problem: MatchingProblem, unit: str, day: int) -> MatchingProblem:
    """Where it is before the first window, that one begins earlier; between windows nothing opens."""
    day = min(max(day, 0), problem.days)

    def opened(windows: Windows) -> Windows:
        if windows and day < windows[0][0]:
            return ((day, windows[0][1]), *windows[1:])
        return tuple((max(first, day), end) for first, end in windows if end > day)
    return _rewindowed(problem, unit, opened, (0, day))


def _closed(problem: MatchingProblem, unit: str, day: int) -> MatchingProblem:
    day = min(max(day, 0), problem.days)

    def closed(windows: Windows) -> Windows:
        if windows and day > windows[-1][1]:
            return (*windows[:-1], (windows[-1][0], day))
        return tuple((first, min(end, day)) for first, end in windows if first < day)
    return _rewindowed(problem, unit, closed, (day, problem.days))


def _rewindowed(problem: MatchingProblem, name: str, windows: Callable[[Windows], Windows], taken: tuple[int, int]) -> MatchingProblem:
    """taken: time in which no pin of this unit may lie any more."""
    here = {unit.id for unit in _places(problem, name)}
    units = tuple(replace(unit, windows=windows(unit.windows)) if unit.id in here else unit for unit in problem.units)
    pins = tuple(row for row in problem.pins if row.unit not in here or not (row.start < taken[1] and taken[0] < row.end))
    return replace(problem, units=units, pins=pins)


def _weighed(problem: MatchingProblem, weight: str, percent: int) -> MatchingProblem:
    weights = problem.weights
    if weight not in Weights.__dataclass_fields__ or percent < 0:
        raise ChangeError("unknown-weight", f"{weight} {percent}")
    old = getattr(weights, weight)
    new = tuple(each * percent // 100 for each in old) if isinstance(old, tuple) else old * percent // 100
    changed: dict[str, Any] = {weight: new}
    return replace(problem, weights=replace(weights, **changed))


def _excluded(problem: MatchingProblem, application: str) -> MatchingProblem:
    return replace(problem, applications=tuple(row for row in problem.applications if row.id != application),
                   pins=_pins_but(problem, application), forbids=frozenset(pair for pair in problem.forbids if pair[0] != application))


def _forbidden(problem: MatchingProblem, application: str, unit: str) -> MatchingProblem:
    return replace(problem, forbids=problem.forbids | {(application, place.id) for place in _places(problem, unit)})


def _allowed(problem: MatchingProblem, application: str, unit: str) -> MatchingProblem:
    return replace(problem, forbids=problem.forbids - {(application, place.id) for place in _places(problem, unit)})


def _pinned(problem: MatchingProblem, application: str, unit: str, start: int, days: int) -> MatchingProblem:
    """Instead of an earlier pin of the same application, if there is one."""
    if unit not in problem.unit or start < 0 or days <= 0 or start + days > problem.days:
        raise ChangeError("impossible-pin", application)
    return replace(problem, pins=(*_pins_but(problem, application), Placement(application, unit, start, days)))


def _unpinned(problem: MatchingProblem, application: str) -> MatchingProblem:
    return replace(problem, pins=_pins_but(problem, application))


def _pins_but(problem: MatchingProblem, application: str) -> tuple[Placement, ...]:
    return tuple(row for row in problem.pins if row.application != application)


@dataclass(frozen=True)
class _Kind:
    """asked: what it must be told, and of which type."""

    make: Callable[..., MatchingProblem]
    asked: Mapping[str, type]


CHANGES = {
    "withdraw": _Kind(_withdrawn, {"unit": str}),
    "opens": _Kind(_opened, {"unit": str, "day": int}),
    "closes": _Kind(_closed, {"unit": str, "day": int}),
    "weigh": _Kind(_weighed, {"weight": str, "percent": int}),
    "exclude": _Kind(_excluded, {"application": str}),
    "forbid": _Kind(_forbidden, {"application": str, "unit": str}),
    "allow": _Kind(_allowed, {"application": str, "unit": str}),
    "pin": _Kind(_pinned, {"application": str, "unit": str, "start": int, "days": int}),
    "unpin": _Kind(_unpinned, {"application": str}),
}
