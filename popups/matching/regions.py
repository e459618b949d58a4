"""Parts of a plan made anew at a stroke: everything in a few neighbouring units, solved as a whole while the rest stands still."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from random import Random

import numpy as np

from popups.matching.board import Board, Spot
from popups.matching.columns import Columns, Numbers, Stays, question
from popups.matching.dive import SplitPlan, dive
from popups.matching.highs import ROUGH, relaxed, whole
from popups.matching.search import neighbours
from popups.matching.work import Work

ROUNDING = 0.01  # values are whole numbers: what floating point may lose is far below this
SUPPORT = 0.005  # columns that it uses for less than this are not asked about again, unless the prices miss them
NEARLY = 1e-3  # how nearly a split plan is the best one that says which stays are nearest to being wanted
NEAREST, FEW, MANY = 50, 500, 3_000  # of them for each second that is left; with fewer nothing is found; with more the last of it takes too long
NODES, CUTS = 30, 500  # with the 10,000 cuts that HiGHS keeps by itself, one region out of fifty takes half a gigabyte


@dataclass
class Outcome:
    """room: how much more the split plan of the region was worth than what stood there; gain: how much of it was got."""

    gain: int
    room: float


def bound_of(board: Board, outcome: Outcome) -> int:
    """Of a region that was everything, and of its board as it is after that: no legal plan is worth more."""
    return floor(board.value - outcome.gain + outcome.room + ROUNDING)


def solve_region(board: Board, stays: Stays, units: list[int], work: Work) -> Outcome:
    """Leaves the board as it was, or better."""
    value = board.value
    before = [(row, board.take(row)) for unit in units for row in sorted(board.inside[unit] - board.layout.pinned.keys())]
    rest, columns = board.value, _open(board, stays.of(units))
    room = _fill(board, columns, units, before, work) - (value - rest) if len(columns) else 0.0
    if board.value <= value:
        for row in [row for unit in units for row in board.inside[unit] if row not in board.layout.pinned]:
            board.take(row)
        for row, spot in before:
            board.put(row, spot)
    return Outcome(board.value - value, room)


def _fill(board: Board, columns: Columns, units: list[int], before: list[tuple[int, Spot]], work: Work) -> float:
    """Puts stays on the board. Returns what they could be worth at most."""
    asked, worth = question(columns, board, units), sum(board.layout.worth(row, spot[0], spot[2]) for row, spot in before)
    rough = relaxed(asked, work, ROUGH)
    if rough.bound > worth + 1 and not work.is_over:
        split = SplitPlan(asked, (rough.share > SUPPORT) | _among(columns, before), work)
        if split.grow(np.ones(len(columns), dtype=bool)):
            bound = min(rough.bound, split.bound())
            dive(board, split)
            return bound
    return rough.bound


def answer_region(board: Board, stays: Stays, units: list[int], work: Work) -> Outcome:
    """The same, by asking at a stroke about the stays nearest to being wanted: nobody has to be divided first. Takes longer, and finds more."""
    value = board.value
    before = [(row, board.take(row)) for unit in units for row in sorted(board.inside[unit] - board.layout.pinned.keys())]
    rest, columns = board.value, _open(board, stays.of(units))
    room, after = _nearest_answered(board, columns, units, before, work) if len(columns) else (0.0, [])
    worth = sum(board.layout.worth(row, spot[0], spot[2]) for row, spot in after)
    for row, spot in after if worth > value - rest else before:
        board.put(row, spot)
    return Outcome(board.value - value, room - (value - rest))


def _nearest_answered(board: Board, columns: Columns, units: list[int], before: list[tuple[int, Spot]], work: Work) -> tuple[float, list[tuple[int, Spot]]]:
    """What the region could be worth at most, and the stays of the answer."""
    split, known = relaxed(question(columns, board, units), work, NEARLY), _among(columns, before)
    near = (split.share > NEARLY) | known
    near[np.argsort(split.short, kind="stable")[:_how_many(work)]] = True
    asked = question(columns.only(near), board, units)
    answer = whole(asked, work, nodes=NODES, known=known[near], mip_pool_soft_limit=CUTS)
    return split.bound, [asked.columns.stay(column) for column in np.nonzero(answer.share > 0.5)[0].tolist()] if answer.is_whole else []


def _how_many(work: Work) -> int:
    """So few that the answer takes only a part of the work that is left."""
    return min(MANY, int(NEAREST * work.left))


def _open(board: Board, columns: Columns) -> Columns:
    """Of those who have no place now, and may have one more."""
    is_waiting = np.array([spot is None for spot in board.spots])
    may_more = np.array(board.held) < board.layout.problem.limit
    return columns.only(is_waiting[columns.row] & may_more[columns.applicant])


def _among(columns: Columns, stays: list[tuple[int, Spot]]) -> Numbers:
    """Which columns are one of these stays."""
    wanted = set(stays)
    is_named = np.isin(columns.row, [row for row, _spot in stays])
    found = np.zeros(len(columns), dtype=bool)
    for column in np.nonzero(is_named)[0].tolist():
        found[column] = columns.stay(column) in wanted
    return found


class Regions:
    """Goes where the most room is left. size: columns of a region; it grows where small regions find nothing more.

    at_a_stroke: while there is enough work left, regions are answered and not made whole step by step.
    """

    def __init__(self, board: Board, stays: Stays, *, seed: int, size: int = 10_000, at_a_stroke: bool = False) -> None:
        self.board, self.stays, self.size, self.at_a_stroke = board, stays, size, at_a_stroke
        waiting = stays.waiting
        self.near = neighbours(board.layout, waiting)
        self.count = [stays.count(unit) for unit in range(len(waiting))]
        self.units = [unit for unit, rows in enumerate(waiting) if rows]
        self.room = {unit: float("inf") for unit in self.units}
        self.rng, self.fruitless = Random(seed), 0

    def better(self, work: Work, spare: float = 0.0) -> Iterator[int]:
        """The value, each time it rose; the board holds the plan. Ends when the work is done but for what is to spare, or nothing can be better."""
        while self.units and work.left > spare and not work.is_over and max(self.room.values()) >= 1:
            units = self._region()
            way = answer_region if self.at_a_stroke and _how_many(work) >= FEW else solve_region
            outcome = way(self.board, self.stays, units, work)
            self._remember(units, outcome)
            if outcome.gain:
                yield self.board.value
            elif len(units) == len(self.units):
                return  # everything was asked about at once: asked again, it would find nothing again

    def _region(self) -> list[int]:
        """A seed with much room, and neighbours of what is taken already, until there are enough columns."""
        rng = self.rng
        tried = [self.units[int(rng.random() * len(self.units))] for _try in range(4)]
        units = [max(tried, key=lambda unit: (self.room[unit], -unit))]
        count = self.count[units[0]]
        for _try in range(10 * len(self.units)):
            if count >= self.size or len(units) == len(self.units):
                break
            near = self.near[units[int(rng.random() * len(units))]] if rng.random() < 0.9 else self.units
            if near and (unit := near[int(rng.random() ** 2 * len(near))]) not in units:
                units.append(unit)
                count += self.count[unit]
        return units

    def _remember(self, units: list[int], outcome: Outcome) -> None:
        for unit in units:
            self.room[unit] = (outcome.room - outcome.gain) / len(units)
        self.fruitless = 0 if outcome.gain else self.fruitless + 1
        if self.fruitless >= 12:
            self.size, self.fruitless = int(self.size * 1.5), 0
