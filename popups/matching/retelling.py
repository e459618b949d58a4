"""Which stays are to be told otherwise: parts of a plan solved anew, where every stay that was told has its price."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from popups.matching.board import Board, Spot, bits
from popups.matching.columns import Columns, Numbers, Question, Stays, question
from popups.matching.highs import relaxed, whole
from popups.matching.layout import Layout
from popups.matching.search import insert, lengthen, neighbours
from popups.matching.work import Work

ALL = 6_000  # columns up to which every one is asked about, and the answer can be proven
AREA = 70_000  # columns of a part, by what Stays.count says; a town of 50 units and 400 applications is one part, of some 50,000
NODES, NODES_OF_ALL = 200, 20_000
NEARLY = 0.002  # of a part in which people are counted, the share that is not sought for: the last of it takes most of the time
SHORT, MANY = 10, 2_000  # of a part, stays that are short of paying by less than a tenth of a place are asked about, and no more than so many
SHORT_COUNTED, MANY_COUNTED = 4, 4_500  # where people are counted; more of them are found at no more cost, because the last of it is not sought for


@dataclass(frozen=True)
class Prices:
    """What it must win to move one person, and to take a place from one: in points of value, besides the value itself."""

    moved: int
    dropped: int


@dataclass
class Retelling:
    """told: applications that were told of a place. allowed: where, if the rules still allow it. Works on the board, which it mends.

    most: how many may be moved beyond those who must be. is_whole: all that is allowed stands on the board.
    """

    board: Board
    stays: Stays
    told: frozenset[int]
    allowed: Mapping[int, Spot]
    prices: Prices
    most: int | None
    is_whole: bool

    def __post_init__(self) -> None:
        self.least = 0 if self.most is None else max(0, self._kept() - self.most)
        self.frozen = frozenset(self.allowed) if self.most == 0 and self.is_whole else frozenset()

    def mend(self, units: list[int], work: Work) -> bool:
        """Leaves the board as it was, or better. True where no better answer is possible in these units."""
        if work.is_over:
            return False
        board = self.board
        fixed = self.frozen | board.layout.pinned.keys()
        before = {row: board.take(row) for unit in units for row in sorted(board.inside[unit] - fixed)}
        columns = _open(board, self.stays.of(units))
        after, is_proven = self._better(columns, units, work, self.least - self._kept()) if len(columns) else ({}, True)
        is_better = self._score(after) > self._score(before) and self._kept() + self._keeps(after) >= self.least
        for row, spot in (after if is_better else before).items():
            board.put(row, spot)
        return is_proven

    def _better(self, columns: Columns, units: list[int], work: Work, needed: int) -> tuple[dict[int, Spot], bool]:
        is_told = self._is_told(columns)
        priced = replace(columns, value=columns.value + self._bonus(columns, is_told))
        is_all = len(priced) <= ALL
        if not is_all:
            split = relaxed(self._asked(priced, is_told, units, needed), work)
            near = (split.share > 0.001) | is_told | self._nearest(split.short)
            priced, is_told = priced.only(near), is_told[near]
        answer = whole(self._asked(priced, is_told, units, needed), work, nodes=NODES_OF_ALL if is_all else NODES, gap=0.0 if is_all or not self.most else NEARLY)
        if not answer.is_whole:
            return {}, False
        chosen = dict(priced.stay(column) for column in np.nonzero(answer.share > 0.5)[0].tolist())
        return chosen, is_all and answer.bound < answer.value + 1

    def _asked(self, columns: Columns, is_told: Numbers, units: list[int], needed: int) -> Question:
        asked = question(columns, self.board, units)
        return asked if needed <= 0 else at_least(asked, is_told, needed)

    def _is_told(self, columns: Columns) -> Numbers:
        where = np.full((len(self.board.spots), 3), -1)
        for row, spot in self.allowed.items():
            where[row] = spot
        unit, start, steps = where[columns.row].T
        return (columns.unit == unit) & (columns.start == start) & (columns.steps == steps)

    def _bonus(self, columns: Columns, is_told: Numbers) -> Numbers:
        """Kept costs nothing, moved its price, dropped its price: said the other way round, because only stays have a value."""
        was_told = np.isin(columns.row, sorted(self.told))
        return ((self.prices.dropped - self.prices.moved) * was_told + self.prices.moved * is_told).astype(columns.value.dtype)

    def _nearest(self, short: Numbers) -> Numbers:
        """Which are short by less than a part of a place; of too many the nearest."""
        points = self.board.layout.points
        part, many = (SHORT_COUNTED, MANY_COUNTED) if self.most else (SHORT, MANY)
        found = np.zeros(len(short), dtype=bool)
        found[np.argsort(short, kind="stable")[:many]] = True
        return found & (short < sum(points) // len(points) // part)

    def _kept(self) -> int:
        """Of what stands on the board now."""
        return sum(self.board.spots[row] == spot for row, spot in self.allowed.items())

    def _keeps(self, stays: Mapping[int, Spot]) -> int:
        return sum(self.allowed.get(row) == spot for row, spot in stays.items())

    def _score(self, stays: Mapping[int, Spot]) -> int:
        layout, prices = self.board.layout, self.prices
        return sum(layout.worth(row, spot[0], spot[2]) + (prices.dropped - prices.moved) * (row in self.told)
                   + prices.moved * (self.allowed.get(row) == spot) for row, spot in stays.items())


def keep_most(layout: Layout, stays: Stays, allowed: Mapping[int, Spot], work: Work) -> tuple[Board, bool]:
    """As many of these as can stand together beside what is pinned. True if that is all of them, as it is unless rules grew stricter."""
    board = Board(layout)
    kept = [row for row in sorted(allowed) if _put_if_it_fits(board, row, allowed[row])]
    if len(kept) == len(allowed):
        return board, True
    columns = _as_columns(layout, allowed)
    answer = whole(question(columns, Board(layout), list(range(len(layout.capacity)))), work, nodes=NODES_OF_ALL)
    if answer.is_whole and (answer.share > 0.5).sum() > len(kept):
        board = Board(layout)
        for column in np.nonzero(answer.share > 0.5)[0].tolist():
            board.put(*columns.stay(column))
    return board, False


def _put_if_it_fits(board: Board, row: int, spot: Spot) -> bool:
    if does_fit := has_room(board, row, spot):
        board.put(row, spot)
    return does_fit


def fill(board: Board, told: frozenset[int]) -> None:
    """Whoever has no place gets one where there is room, those first who were told of one; nobody else is touched."""
    points, draw = board.layout.points, Random(0)
    order = sorted((row for row, spot in enumerate(board.spots) if spot is None), key=lambda row: (row not in told, -points[row], row))
    for row in [row for row in order if insert(board, row, None, draw)]:
        lengthen(board, row)


def has_room(board: Board, row: int, spot: Spot) -> bool:
    """Beside all that stands on the board, for a stay that the rules allow."""
    unit, start, steps = spot
    rule = board.layout.option[row][unit].variety
    is_varied = rule < 0 or not bits(start, steps) & ~board.variety_free[rule]
    return is_varied and not board.has_had_enough(row) and not bits(start, steps + board.layout.turnaround[unit]) & ~board.free[unit]


def _as_columns(layout: Layout, allowed: Mapping[int, Spot]) -> Columns:
    """Each worth one, so that the best answer is the one with the most of them."""
    found = [(row, unit, start, steps, min(start + steps + layout.turnaround[unit], layout.steps), start + steps, 1,
              layout.applicant[row], layout.option[row][unit].variety) for row, (unit, start, steps) in sorted(allowed.items())]
    return Columns(*np.array(found, dtype=np.int32).reshape(-1, 9).T)


def _open(board: Board, columns: Columns) -> Columns:
    """Of those who have no place now, and may have one more."""
    is_waiting = np.array([spot is None for spot in board.spots], dtype=bool)
    may_more = np.array(board.held) < board.layout.problem.limit
    return columns.only(is_waiting[columns.row] & may_more[columns.applicant])


def at_least(asked: Question, which: Numbers, least: int) -> Question:
    """The same question, and at least so many of these columns."""
    lp, matrix = asked.lp, asked.lp.a_matrix_
    start, index, entry = np.array(matrix.start_), np.array(matrix.index_), np.array(matrix.value_)
    columns = np.nonzero(which)[0]
    ends = start[columns + 1]
    matrix.index_ = np.insert(index, ends, lp.num_row_).astype(np.int32)
    matrix.value_ = np.insert(entry, ends, 1.0)
    grown = np.zeros(len(start), dtype=np.int64)
    grown[columns + 1] = 1
    matrix.start_ = (start + np.cumsum(grown)).astype(np.int32)
    lp.row_lower_, lp.row_upper_ = np.append(np.array(lp.row_lower_), least), np.append(np.array(lp.row_upper_), np.inf)
    lp.num_row_ += 1
    return asked


def areas(stays: Stays, first: list[int]) -> list[list[int]]:
    """Units in parts of neighbours, each small enough to be asked at a stroke; those where something changed come first."""
    count = [stays.count(unit) for unit in range(len(stays.waiting))]
    left = [unit for unit in dict.fromkeys([*(unit for unit in first if unit >= 0), *range(len(count))]) if count[unit]]
    if sum(count) <= AREA:
        return [sorted(left)] if left else []
    near, parts = neighbours(stays.layout, stays.waiting), []
    while left:
        part = _part(left, near, count)
        parts.append(sorted(part))
        left = [unit for unit in left if unit not in part]
    return parts


def _part(left: list[int], near: list[list[int]], count: list[int]) -> set[int]:
    part, size, free = {left[0]}, count[left[0]], set(left[1:])
    for unit in near[left[0]]:
        if unit in free and size + count[unit] <= AREA:
            part.add(unit)
            size += count[unit]
    return part
