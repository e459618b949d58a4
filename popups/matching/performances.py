"""Performances by the engine that places tenancies: its day is half an hour, its application one act on one day, its applicant the act.

Everybody plays once before anybody plays twice: each round gives every act that is behind one performance more, as many acts as can be;
what earlier rounds gave stands. Of plans with as many acts the one with the better scores is taken, then the better wishes, then the sooner days.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from popups.matching.problem import Application, MatchingProblem, Unit, Weights
from popups.matching.solve import IllegalPlanError, solve
from popups.matching.stages import (
    NEAR,
    Act,
    Season,
    Slot,
    Stage,
    Taken,
    day_obstacle,
    days_of,
    free_windows,
    pair_obstacles,
    shared_hours,
    taken_by,
)
from popups.matching.stages_judge import faults

GRID = 30  # minutes in a step
STEPS = 24 * 60 // GRID
SECONDS, CLOCK = 2.0, 20.0  # of counted work in a round; and when it is stopped on a machine that is too slow
RANKS = (30, 20, 10, 5, 5)
GLAD = 2  # for a place that likes it; less than any wish
POINT, SOONEST = 10, 9  # for a point of score; for the first of the days that an act may have
FEW, LEAST, MOST = 3, 12, 48  # days and stages of one act that a round looks at: as many as there are acts, since each of the others takes one at most
PLAYS, HERE = "plays", ""


@dataclass(frozen=True)
class Programme:
    """slots: in the order of the days. rounds: how many were asked. is_proven: in each as many acts have a place as can be."""

    slots: tuple[Slot, ...]
    rounds: int
    is_proven: bool
    work: float

    def without(self, season: Season) -> list[Act]:
        """Acts that have nothing, neither now nor before."""
        placed = {slot.act for slot in self.slots}
        return [act for act in season.acts if act.id not in placed and not act.plays]


@dataclass(frozen=True)
class Chance:
    """One day on one stage on which an act could play. rank: of the wish."""

    rank: int
    is_soon_again: bool
    day: date
    is_asked: bool
    stage: str


def propose(season: Season, *, seconds: float = SECONDS, clock: float = CLOCK) -> Programme:
    """The same season gives the same programme. Raises IllegalPlanError rather than return one that breaks a rule."""
    slots: list[Slot] = []
    rounds, work, is_proven = 0, 0.0, True
    for number in range(max((act.times for act in season.acts), default=0)):
        behind = [act for act in season.acts if act.times > number == _had(act, slots)]
        found, spent, is_best = _round(season, behind, slots, seconds, clock)
        slots, rounds, work, is_proven = [*slots, *found], rounds + bool(behind), work + spent, is_proven and is_best
    slots = _earlier(season, slots)
    wrong = faults(season, slots)
    if wrong:
        raise IllegalPlanError(f"A programme that breaks a rule was refused. {wrong[0]}")
    return Programme(tuple(sorted(slots)), rounds, is_proven, work)


def _had(act: Act, slots: Iterable[Slot]) -> int:
    return len(act.plays) + sum(slot.act == act.id for slot in slots)


def _round(season: Season, acts: list[Act], slots: list[Slot], seconds: float, clock: float) -> tuple[list[Slot], float, bool]:
    """One performance for as many of these acts as can be, beside what stands.

    Where all have their best wish of a few days, no more days are looked at.
    """
    taken = taken_by(season, slots)
    could = {act.id: its for act in acts if (its := chances(act, season, taken, {slot.day for slot in slots if slot.act == act.id}))}
    found: dict[str, Slot] = {}
    work, is_proven = 0.0, True
    for many in (FEW, min(MOST, max(LEAST, len(acts)))) if could else ():
        found, spent, is_proven = _best(season, {name: rows[:many] for name, rows in could.items()}, taken, seconds, clock)
        work += spent
        if all((slot := found.get(name)) and _rank(season.act[name], slot.stage) == rows[0].rank for name, rows in could.items()):
            return list(found.values()), work, True
    return list(found.values()), work, is_proven and len(acts) <= MOST


def _best(season: Season, could: dict[str, list[Chance]], taken: Taken, seconds: float, clock: float) -> tuple[dict[str, Slot], float, bool]:
    jobs = list(_jobs(season, could))
    units = tuple(_unit(season, stage, taken) for stage in season.stages)
    kept = frozenset((job.id, stage) for job, stages in jobs for stage in stages)
    forbids = frozenset((job.id, unit.id) for job, _stages in jobs for unit in units if (job.id, unit.id) not in kept)
    problem = MatchingProblem(first_day=season.first, days=season.days * STEPS, units=units, applications=tuple(job for job, _stages in jobs),
                              weights=Weights(point=1, first_timer=0, day=0, rank=(*RANKS, *(GLAD for _stage in units))), limit=1, forbids=forbids)
    plan = solve(problem, seconds=seconds, clock=clock)
    found = {}
    for row in plan.placements:
        act = season.act[problem.application[row.application].applicant]
        found[act.id] = Slot(season.dates[row.start // STEPS], row.start % STEPS * GRID, row.unit, act.id, act.minutes)
    return found, plan.work, plan.is_proven


def _rank(act: Act, stage: str) -> int:
    return act.wishes.index(stage) if stage in act.wishes else len(act.wishes)


def chances(act: Act, season: Season, taken: Taken, own: set[date]) -> list[Chance]:
    """Every day and stage on which it could play beside what is taken, best first. own: days on which it plays already in this programme."""
    found = []
    days = [(day, any(abs((day - other).days) < NEAR for other in own | act.plays)) for day in days_of(act, season) if day not in own]
    for stage in season.stages:
        if any(pair_obstacles(act, stage)):
            continue
        rank, hours = _rank(act, stage.id), shared_hours(act, stage)
        for day, is_soon_again in days:
            if not day_obstacle(stage, day) and _has_room(act, free_windows(season, *hours, taken.get((stage.id, day), ()))):
                found.append(Chance(rank, is_soon_again, day, day not in stage.glad, stage.id))
    return sorted(found, key=lambda chance: (chance.rank, chance.is_soon_again, chance.day, chance.is_asked, chance.stage))


def _has_room(act: Act, windows: Iterable[tuple[int, int]]) -> bool:
    return any(_up(first) + _up(act.minutes) <= last // GRID for first, last in windows)


def _up(minutes: int) -> int:
    """Steps, of which the last may be begun only."""
    return -(-minutes // GRID)


def _jobs(season: Season, could: dict[str, list[Chance]]) -> Iterator[tuple[Application, tuple[str, ...]]]:
    """For each act and day that is looked at: the application, and the stages that it may have that day."""
    most = len(could) * (POINT * 100 + RANKS[0] + GLAD + SOONEST) + 1  # worth more than everything else together: one act more is always better
    for number, (name, rows) in enumerate(could.items(), start=1):
        by_day: dict[date, list[str]] = {}
        for chance in rows:
            by_day.setdefault(chance.day, []).append(chance.stage)
        for place, (day, stages) in enumerate(by_day.items()):
            worth = most + POINT * season.act[name].score + max(0, SOONEST - place)
            yield _job(season, season.act[name], day, number, worth), tuple(stages)


def _job(season: Season, act: Act, day: date, received: int, worth: int) -> Application:
    midnight, steps = (day - season.first).days * STEPS, _up(act.minutes)
    nobody = tuple(f"wish {number}" for number in range(len(act.wishes), len(RANKS)))  # so that no place that was not wished for ranks as a wish
    glad = tuple(stage.id for stage in season.stages if act.is_open and day in stage.glad and stage.id not in act.wishes)
    return Application(
        id=f"{act.id}@{day.isoformat()}", applicant=act.id, received=received, category=PLAYS, area=0, needs=(), rent_max=0, accept="any",
        districts=(HERE,), notice=0, preferences=(*act.wishes, *nobody, *glad), is_open=act.is_open, earliest=midnight + _up(act.opens),
        latest_end=midnight + act.closes // GRID, shortest=steps, longest=steps, step=1, start_step=1, score=worth, benefit=100)


def _unit(season: Season, stage: Stage, taken: Taken) -> Unit:
    windows: list[tuple[int, int]] = []
    for number, day in enumerate(season.dates):
        if not day_obstacle(stage, day):
            free = free_windows(season, stage.opens, stage.closes, taken.get((stage.id, day), ()))
            windows += [(number * STEPS + _up(first), number * STEPS + last // GRID) for first, last in free if _up(first) < last // GRID]
    return Unit(id=stage.id, street="", district=HERE, area=0, features=frozenset(), uses=frozenset({PLAYS}), rent=0, mode="whole", capacity=1,
                turnaround=_up(season.changeover), windows=tuple(windows), notice=None)


def _earlier(season: Season, slots: list[Slot]) -> list[Slot]:
    """The same stages and days, each as early as the others let it begin: of equal plans the tidy one."""
    for slot in sorted(slots):
        others = [other for other in slots if other is not slot]
        act, stage = season.act[slot.act], season.stage[slot.stage]
        windows = free_windows(season, *shared_hours(act, stage), taken_by(season, others).get((stage.id, slot.day), ()))
        starts = [_up(first) * GRID for first, last in windows if _up(first) * GRID + act.minutes <= last]
        slots = [*others, Slot(slot.day, min([slot.start, *starts]), slot.stage, slot.act, slot.minutes)]
    return slots


def wanted_too(season: Season, slot: Slot) -> list[str]:
    """Other acts that wish for this stage and could have played there at that time."""
    stage = season.stage[slot.stage]
    found = []
    for act in season.acts:
        opens, closes = shared_hours(act, stage)
        if act.id != slot.act and stage.id in act.wishes and slot.day in days_of(act, season) and not any(pair_obstacles(act, stage)) \
                and max(opens, slot.start) < min(closes, slot.end):
            found.append(act.id)
    return found
