"""Where many ask for the same weeks: how many applications could be in a unit in a week, against the room that it has."""

from collections import Counter
from dataclasses import dataclass

from popups.matching.board import bits
from popups.matching.explaining.standing import Standing
from popups.matching.problem import Application, Unit

WEEK = 7


@dataclass(frozen=True)
class Demand:
    """asked: applications that may have the unit and could be there on a day of the week that begins on `start`, were it empty.

    room: how many can be there at once. placed: how many are.
    """

    unit: str
    start: int
    asked: int
    room: int
    placed: int


def contention(standing: Standing, unit_id: str) -> tuple[Demand, ...]:
    """By week of the horizon; weeks in which the unit is not free at all are left out."""
    unit = standing.problem.unit[unit_id]
    asked: Counter[int] = Counter()
    for application in standing.problem.applications:
        if not standing.failures(application, unit):
            asked.update(_weeks(possible_days(standing, application, unit), standing.problem.days))
    placed: Counter[int] = Counter()
    for row in standing.in_unit.get(unit_id, ()):
        placed.update(range(row.start // WEEK, -(-row.end // WEEK)))
    open_weeks = sorted({week for first, end in unit.windows for week in range(first // WEEK, -(-min(end, standing.problem.days) // WEEK))})
    return tuple(Demand(unit_id, week * WEEK, asked[week], unit.capacity, placed[week]) for week in open_weeks)


def possible_days(standing: Standing, application: Application, unit: Unit) -> int:
    """Days of all stays that it could have there, were the unit empty."""
    found = 0
    for days in range(application.shortest, application.longest + 1, application.step):
        found |= smeared(standing.grid(application, unit, days), days)
    return found


def smeared(starts: int, days: int) -> int:
    """Every start drawn out to so many days."""
    have = 1
    while have * 2 <= days:
        starts |= starts << have
        have *= 2
    return starts | starts << (days - have)


def _weeks(mask: int, horizon: int) -> list[int]:
    return [day // WEEK for day in range(0, horizon, WEEK) if mask & bits(day, WEEK)]
