"""What would still better a plan in one step, and who is passed over for somebody with a lower score. Mostly: nothing, and few."""

from collections.abc import Iterator
from dataclasses import dataclass

from popups.matching.explaining.standing import Standing, Worth
from popups.matching.problem import Application, Placement, Unit


@dataclass(frozen=True)
class Step:
    """Instead of `gone` (None: of nobody), this stay; the plan is then worth so much more."""

    stay: Worth
    gone: Worth | None

    @property
    def gain(self) -> int:
        return self.stay.value - (self.gone.value if self.gone else 0)


@dataclass(frozen=True)
class Envy:
    """Somebody without a place, whom a placement of somebody with a lower score would fit. loss: of value, if they changed places."""

    stay: Worth
    score: int
    holder: Worth
    holder_score: int

    @property
    def loss(self) -> int:
        return self.holder.value - self.stay.value


@dataclass(frozen=True)
class Certificate:
    """insertions: room for somebody without a place. moves: longer, or elsewhere. swaps: one without a place instead of one who has one.

    Each list names the best step for each application, the greatest gain first. All empty: no single step betters the plan.
    """

    insertions: tuple[Step, ...]
    moves: tuple[Step, ...]
    swaps: tuple[Step, ...]

    @property
    def is_clean(self) -> bool:
        return not (self.insertions or self.moves or self.swaps)


def certify(standing: Standing) -> Certificate:
    insertions = [_best(_insertions(standing, row)) for row in standing.waiting]
    moves = [_best(_moves(standing, row)) for row in standing.rows if row not in standing.pinned]
    swaps = [_best(_swaps(standing, row)) for row in standing.waiting]
    return Certificate(_ordered(insertions), _ordered(moves), _ordered(swaps))


def envies(standing: Standing) -> tuple[Envy, ...]:
    """All pairs of different applicants, the greatest difference of scores first."""
    found = []
    for row in standing.waiting:
        for holder in standing.rows:
            other = standing.problem.application[holder.application]
            if other.score < row.score and other.applicant != row.applicant and (stay := instead(standing, row, holder)) is not None:
                found.append(Envy(stay, row.score, standing.worth(holder), other.score))
    return tuple(sorted(found, key=lambda envy: (envy.holder_score - envy.score, envy.stay, envy.holder)))


def rivals(standing: Standing, holder: Placement) -> tuple[Worth, ...]:
    """Of everybody without a place, the stay that this placement, were it gone, would make room for in its unit."""
    found = [stay for row in standing.waiting if (stay := instead(standing, row, holder)) is not None]
    return tuple(sorted(found, key=lambda stay: (-stay.value, stay.placement)))


def instead(standing: Standing, row: Application, holder: Placement) -> Worth | None:
    """The best stay in the holder's unit that cannot be while the holder is there. Promised places are not to be had."""
    unit = standing.problem.unit[holder.unit]
    if holder in standing.pinned or standing.failures(row, unit):
        return None
    return standing.best(row, unit, frozenset({holder}), needing=frozenset({holder}))


def _insertions(standing: Standing, row: Application) -> Iterator[Step]:
    for unit in _units(standing, row):
        if (stay := standing.best(row, unit)) is not None:
            yield Step(stay, None)


def _moves(standing: Standing, stay: Placement) -> Iterator[Step]:
    row = standing.problem.application[stay.application]
    for unit in _units(standing, row):
        if (better := standing.best(row, unit, frozenset({stay}))) is not None:
            yield Step(better, standing.worth(stay))


def _swaps(standing: Standing, row: Application) -> Iterator[Step]:
    """With everybody whose going makes room: in the unit, of the same activity in its street, or the applicant's own other place."""
    own = standing.of_person.get(row.applicant, ())
    is_limited = standing.is_limited(row)
    for unit in _units(standing, row):
        rule = (unit.street, row.category)
        mates = standing.of_rule.get(rule, ()) if rule in standing.at_once else ()
        for gone in sorted({*own} if is_limited else {*standing.in_unit.get(unit.id, ()), *mates}):
            alone = frozenset({gone})
            if gone not in standing.pinned and (stay := standing.best(row, unit, alone, needing=alone)) is not None:
                yield Step(stay, standing.worth(gone))


def _units(standing: Standing, row: Application) -> Iterator[Unit]:
    return (unit for unit in standing.problem.units if not standing.failures(row, unit))


def _best(steps: Iterator[Step]) -> Step | None:
    """Of those that win something."""
    return min((step for step in steps if step.gain > 0), key=_order, default=None)


def _order(step: Step) -> tuple[int, Worth, Worth]:
    return -step.gain, step.stay, step.gone or step.stay


def _ordered(steps: list[Step | None]) -> tuple[Step, ...]:
    return tuple(sorted((step for step in steps if step is not None), key=_order))
