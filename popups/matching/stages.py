"""Who may perform where, on which day, at what time: plain data, minutes of the day, and every rule by its name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

NEAR = 6  # days between two performances of one act that are told apart as “soon again”


@dataclass(frozen=True)
class Act:
    """minutes: of one performance. loudness: 0 is the quietest; None: not said. weekdays: 1 is Monday; empty: any.

    opens, closes: minutes of the day between which it plays. last: still a day on which it plays. is_open: plays anywhere in `areas`
    (empty: in all of the town), else only where it wishes. plays: days on which it has a performance already.
    """

    id: str
    minutes: int
    loudness: int | None
    weekdays: frozenset[int]
    opens: int
    closes: int
    first: date
    last: date
    times: int
    wishes: tuple[str, ...]
    is_open: bool
    areas: frozenset[str] = frozenset()
    score: int = 50
    plays: frozenset[date] = frozenset()


@dataclass(frozen=True, order=True)
class Busy:
    """A performance that is planned already. by: who plays, for the reader."""

    day: date
    start: int
    end: int
    by: str = ""


@dataclass(frozen=True)
class Stage:
    """opens, closes: outside of them it is quiet. loudest: what it bears. glad, refused: days on which its host likes it, or wants nothing. shut: closed days.

    is_unsaid: nothing is known of performances there, so nobody is sent there who did not ask for it.
    """

    id: str
    opens: int
    closes: int
    loudest: int
    areas: frozenset[str] = frozenset()
    is_unsaid: bool = False
    glad: frozenset[date] = frozenset()
    refused: frozenset[date] = frozenset()
    shut: frozenset[date] = frozenset()
    busy: tuple[Busy, ...] = ()


@dataclass(frozen=True, order=True)
class Slot:
    """start: minute of the day."""

    day: date
    start: int
    stage: str
    act: str
    minutes: int

    @property
    def end(self) -> int:
        return self.start + self.minutes


@dataclass(frozen=True)
class Season:
    """`days` days from `first` on. changeover: minutes between two performances on one stage. Rows are sorted: their order decides nothing."""

    first: date
    days: int
    acts: tuple[Act, ...]
    stages: tuple[Stage, ...]
    changeover: int = 30

    def __post_init__(self) -> None:
        object.__setattr__(self, "acts", tuple(sorted(self.acts, key=lambda act: act.id)))
        object.__setattr__(self, "stages", tuple(sorted(self.stages, key=lambda stage: stage.id)))

    @cached_property
    def act(self) -> dict[str, Act]:
        return {act.id: act for act in self.acts}

    @cached_property
    def stage(self) -> dict[str, Stage]:
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=number) for number in range(self.days))


@dataclass(frozen=True)
class Obstacle:
    """rule: its name. have: what there is. need: what would be needed. days: how many of the act's days it is about, of a rule by the day."""

    rule: str
    have: str | int | None = None
    need: str | int | None = None
    days: int = 0


@dataclass(frozen=True)
class Nowhere:
    """Why an act has no place. own: what lies in itself. stages: by stage, what fails there, or by whom it is taken."""

    own: tuple[Obstacle, ...]
    stages: tuple[tuple[str, tuple[Obstacle, ...]], ...]


def days_of(act: Act, season: Season) -> list[date]:
    """On which it could play, by what it says itself."""
    return [day for day in season.dates if day not in act.plays and _is_day_of(act, day)]


def _is_day_of(act: Act, day: date) -> bool:
    return act.first <= day <= act.last and (not act.weekdays or day.isoweekday() in act.weekdays)


def offers(season: Season, slot: Slot) -> bool:
    """Whether the act itself offers this time in this place; what the place says is asked elsewhere."""
    act, stage = season.act[slot.act], season.stage[slot.stage]
    is_meant = not any(one.rule in {"wish", "area"} for one in pair_obstacles(act, stage))
    return is_meant and slot.day in season.dates and _is_day_of(act, slot.day) and act.opens <= slot.start and slot.end <= act.closes


def own_obstacles(act: Act, season: Season) -> Iterator[Obstacle]:
    if act.closes - act.opens < act.minutes:
        yield Obstacle("length", act.closes - act.opens, act.minutes)
    if not days_of(act, season):
        yield Obstacle("days")


def pair_obstacles(act: Act, stage: Stage) -> Iterator[Obstacle]:
    """What fails between the two on any day."""
    if not act.is_open and stage.id not in act.wishes:
        yield Obstacle("wish")
    if act.is_open and act.areas and not act.areas & stage.areas and stage.id not in act.wishes:
        yield Obstacle("area")
    if stage.is_unsaid and stage.id not in act.wishes:
        yield Obstacle("unsaid")
    if act.loudness is not None and act.loudness > stage.loudest:
        yield Obstacle("loudness", stage.loudest, act.loudness)
    opens, closes = shared_hours(act, stage)
    if closes - opens < act.minutes:
        yield Obstacle("quiet", max(0, closes - opens), act.minutes)


def shared_hours(act: Act, stage: Stage) -> tuple[int, int]:
    return max(act.opens, stage.opens), min(act.closes, stage.closes)


def day_obstacle(stage: Stage, day: date) -> str:
    """The name of the rule that keeps everybody away that day, or nothing."""
    if day in stage.shut:
        return "shut"
    return "host" if day in stage.refused else ""


Taken = Mapping[tuple[str, date], list[Busy]]


def taken_by(season: Season, slots: Iterable[Slot]) -> Taken:
    """By stage and day, in the order of the day: what was planned before, and what is proposed."""
    found: dict[tuple[str, date], list[Busy]] = {}
    for stage in season.stages:
        for busy in stage.busy:
            found.setdefault((stage.id, busy.day), []).append(busy)
    for slot in slots:
        found.setdefault((slot.stage, slot.day), []).append(Busy(slot.day, slot.start, slot.end, slot.act))
    return {place: sorted(rows) for place, rows in found.items()}


def free_windows(season: Season, opens: int, closes: int, taken: Iterable[Busy]) -> list[tuple[int, int]]:
    """Parts of [opens, closes) that lie a changeover away from everything that is taken."""
    found = []
    for busy in taken:
        end = min(closes, busy.start - season.changeover)
        if end > opens:
            found.append((opens, end))
        opens = max(opens, busy.end + season.changeover)
    return [*found, (opens, closes)] if opens < closes else found


def why_nowhere(act: Act, season: Season, slots: Iterable[Slot]) -> Nowhere:
    """All that fails, stage by stage; where nothing does, who has the time that it would need."""
    taken = taken_by(season, slots)
    return Nowhere(tuple(own_obstacles(act, season)), tuple((stage.id, tuple(_here(act, stage, season, taken))) for stage in season.stages))


def _here(act: Act, stage: Stage, season: Season, taken: Taken) -> Iterator[Obstacle]:
    yield from pair_obstacles(act, stage)
    days = days_of(act, season)
    for rule in ("shut", "host"):
        if count := sum(day_obstacle(stage, day) == rule for day in days):
            yield Obstacle(rule, count, len(days), count)
    opens, closes = shared_hours(act, stage)
    for day in days:
        if not day_obstacle(stage, day):
            there = (busy for busy in taken.get((stage.id, day), ()) if busy.end > opens and busy.start < closes)
            yield from (Obstacle("taken", busy.by, f"{day.isoformat()} {busy.start}", 1) for busy in there)
