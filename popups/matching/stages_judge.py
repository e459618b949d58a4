"""Is a programme legal? Judged slot by slot, apart from everything that makes programmes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

from popups.matching.stages import Act, Season, Slot, Stage


def faults(season: Season, slots: Iterable[Slot]) -> list[str]:
    """What is wrong, in words for whoever mends the engine; empty: nothing."""
    rows = list(slots)
    known = [row for row in rows if row.act in season.act and row.stage in season.stage]
    return [f"unknown: {row}" for row in rows if row not in known] + [*_alone(season, known), *_together(season, known), *_counted(season, known)]


def _alone(season: Season, rows: list[Slot]) -> Iterator[str]:
    for row in rows:
        act, stage = season.act[row.act], season.stage[row.stage]
        yield from (f"{rule}: {row}" for rule in [*_of_the_act(season, act, row), *_of_the_stage(stage, act, row)])


def _of_the_act(season: Season, act: Act, row: Slot) -> Iterator[str]:
    if not (act.first <= row.day <= act.last and 0 <= (row.day - season.first).days < season.days):
        yield "dates"
    if act.weekdays and row.day.isoweekday() not in act.weekdays:
        yield "weekday"
    if row.start < act.opens or row.end > act.closes:
        yield "hours"
    if row.minutes != act.minutes:
        yield "length"
    if row.day in act.plays:
        yield "plays already"


def _of_the_stage(stage: Stage, act: Act, row: Slot) -> Iterator[str]:
    if row.start < stage.opens or row.end > stage.closes:
        yield "quiet hours"
    if act.loudness is not None and act.loudness > stage.loudest:
        yield "loudness"
    if row.day in stage.refused:
        yield "host"
    if row.day in stage.shut:
        yield "shut"
    if stage.id not in act.wishes and (not act.is_open or (act.areas and act.areas.isdisjoint(stage.areas))):
        yield "wish"
    if stage.is_unsaid and stage.id not in act.wishes:
        yield "unsaid"


def _together(season: Season, rows: list[Slot]) -> Iterator[str]:
    for one, other in combinations(rows, 2):
        if (one.stage, one.day) == (other.stage, other.day) and _touch(season, one.start, one.end, other.start, other.end):
            yield f"taken: {one}, {other}"
    for row in rows:
        for busy in season.stage[row.stage].busy:
            if busy.day == row.day and _touch(season, row.start, row.end, busy.start, busy.end):
                yield f"taken: {row}, {busy}"


def _touch(season: Season, start: int, end: int, other_start: int, other_end: int) -> bool:
    return start < other_end + season.changeover and other_start < end + season.changeover


def _counted(season: Season, rows: list[Slot]) -> Iterator[str]:
    for (act, day), count in Counter((row.act, row.day) for row in rows).items():
        if count > 1:
            yield f"twice a day: {act} on {day}"
    for name, count in Counter(row.act for row in rows).items():
        if count + len(season.act[name].plays) > season.act[name].times:
            yield f"too often: {name}"
