"""The smallest changes that would give somebody without a place a place, everybody else staying where they are. Each was judged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from popups.matching.eligible import failures
from popups.matching.explaining.changes import Change, Changes, answers_to, changed, open_to_all, smallest_first, wider
from popups.matching.explaining.judged import accepts
from popups.matching.explaining.standing import Standing, Worth, days_in
from popups.matching.problem import Application, Unit

TIMES = ("later", "earlier", "shorter", "window")
AT_MOST = 2  # changes together; more would be another application


@dataclass(frozen=True)
class Remedy:
    """These changes, and nothing else, and this stay can be. changes empty: there is room as things are."""

    changes: Changes
    stay: Worth


def remedies(standing: Standing, application_id: str, *, least_days: int = 1) -> tuple[Remedy, ...]:
    """All single changes that help, the smallest first; pairs of changes only where no single one does. Empty: there is none of these.

    Of changes that are measured, and of pairs of the same kinds, the smallest is told. Nothing is sought for those who have a place, or as
    many as anybody may have (standing.is_limited). least_days: no shorter stay is proposed, since the call would not allow it.
    """
    application = standing.problem.application[application_id]
    if application_id in standing.place or standing.is_limited(application):
        return ()
    for count in range(AT_MOST + 1):
        if found := _of(standing, application, count, least_days):
            return tuple(found)
    return ()


def _of(standing: Standing, application: Application, count: int, least: int) -> list[Remedy]:
    """With exactly so many changes."""
    smallest: dict[tuple[tuple[str, str, str], ...], Changes] = {}
    for unit in standing.problem.units:
        for changes in _ways(standing, application, unit, count, least):
            key = tuple((change.kind, change.name, str(change.to) if change.kind == "window" else "") for change in changes)
            smallest[key] = min(changes, smallest.get(key, changes), key=smallest_first)
    found = [_remedy(standing, application, changes) for changes in sorted(smallest.values(), key=smallest_first)]
    return [remedy for remedy in found if remedy is not None]


def _ways(standing: Standing, application: Application, unit: Unit, count: int, least: int) -> Iterator[Changes]:
    answers = answers_to(standing.failures(application, unit), unit)
    if answers is None or len(answers) > count:
        return
    row = changed(application, answers)
    for times in combinations(TIMES, count - len(answers)):
        for more in _times(standing, row, unit, times, least):
            yield tuple(sorted((*answers, *more), key=lambda change: change.order))


def _times(standing: Standing, row: Application, unit: Unit, kinds: tuple[str, ...], least: int) -> Iterator[Changes]:
    """Changes of exactly these kinds with which there is room in the unit, the smallest of each length and window."""
    windows: list[tuple[Changes, Unit]] = [((), unit)]
    if "window" in kinds:
        windows = [((change,), wide) for change, wide in wider(unit, standing.span)]
    for width, wide in windows:
        for change, short in _shorter(row, least) if "shorter" in kinds else [((), row)]:
            moved = _moved(standing, short, wide, "later" in kinds, "earlier" in kinds)
            if moved is not None:
                yield (*moved, *change, *width)


def _shorter(row: Application, least: int) -> Iterator[tuple[Changes, Application]]:
    for days in range(row.shortest - row.step, max(1, least) - 1, -row.step):
        yield (Change("shorter", row.shortest - days, days),), replace(row, shortest=days)


def _moved(standing: Standing, row: Application, unit: Unit, is_later: bool, is_earlier: bool) -> Changes | None:
    """By how many days its dates have to give way for its shortest stay to have room; it begins on its start days all the same.

    Asked only after everything with fewer changes was tried in vain, so that each of these is needed.
    """
    free = replace(row, earliest=0 if is_earlier else row.earliest, latest_end=standing.problem.days if is_later else row.latest_end)
    starts = standing.starts(free, unit, row.shortest)
    changes: list[Change] = []
    if starts and is_later:
        end = next(days_in(starts)) + row.shortest
        changes.append(Change("later", end - row.latest_end, end))
        starts &= (1 << end - row.shortest + 1) - 1
    if starts and is_earlier:
        begin = starts.bit_length() - 1
        changes.append(Change("earlier", row.earliest - begin, begin))
    return tuple(changes) if starts else None


def _remedy(standing: Standing, application: Application, changes: Changes) -> Remedy | None:
    """The best stay that the changes allow, if the judge agrees."""
    row, problem = changed(application, changes), standing.problem
    found = [(-stay.value, stay.placement, unit, stay) for unit in _units(standing, changes) if not failures(row, unit, problem)
             and (stay := standing.best(row, unit)) is not None]
    if not found:
        return None
    *_order, unit, stay = min(found, key=lambda each: each[:2])
    return Remedy(changes, stay) if accepts(standing, row, unit, stay.placement) else None


def _units(standing: Standing, changes: Changes) -> tuple[Unit, ...]:
    """Those as they are, or the one that is free a week longer; where businesses no longer come first, they do so nowhere."""
    problem, units = standing.problem, standing.problem.units
    for change in changes:
        if change.kind == "window":
            units = tuple(unit for found, unit in wider(problem.unit[change.name], standing.span) if found == change)
    return tuple(map(open_to_all, units)) if any(change.kind == "businesses" for change in changes) else units
