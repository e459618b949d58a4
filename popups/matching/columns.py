"""Every stay that the rules allow, as columns of numbers, and the question "which of them" as a linear programme.

In a unit, time is a path from the first step to the last: a stay is an arc along it, so is each idle step, and as many units of flow
run through as the unit takes tenancies at a time. That says "never two at once" with two entries a stay instead of one a day.
The same is done for the variety of a street: what runs at a time is carried from step to step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import highspy
import numpy as np

from popups.matching.board import Board, Spot, bits
from popups.matching.layout import Layout
from popups.matching.search import who_could

Numbers = np.ndarray
KEPT = 1_000_000  # stays


@dataclass(frozen=True)
class Columns:
    """One entry per possible stay. end: the step from which the unit is free again; left: from which the street is."""

    row: Numbers
    unit: Numbers
    start: Numbers
    steps: Numbers
    end: Numbers
    left: Numbers
    value: Numbers
    applicant: Numbers
    variety: Numbers

    def __len__(self) -> int:
        return len(self.row)

    def only(self, which: Numbers) -> "Columns":
        return Columns(*(getattr(self, name.name)[which] for name in fields(self)))

    def stay(self, column: int) -> tuple[int, Spot]:
        return int(self.row[column]), (int(self.unit[column]), int(self.start[column]), int(self.steps[column]))


def joined(parts: Sequence[Columns]) -> Columns:
    return Columns(*(np.concatenate([getattr(part, name.name) for part in parts]) for name in fields(Columns)))


KINDS = (np.int32, np.int32, np.int16, np.int16, np.int16, np.int16, np.int32, np.int32, np.int16)


class Stays:
    """All stays that the rules allow to those who are not pinned, unit by unit, made when they are first asked for.

    Memory: 26 bytes a stay; a town of 50 units and 400 applications has some 35,000. One of 1,000 and 10,000 has some millions, which
    are not kept but made again when they are asked for again.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.waiting = who_could(layout)
        self.made: dict[int, Columns] = {}
        self.total = sum(map(self.count, range(len(layout.capacity))))

    def of(self, units: Sequence[int]) -> Columns:
        return joined([self._of_unit(unit) for unit in units])

    def count(self, unit: int) -> int:
        return sum(_count(self.layout, row, self.layout.option[row][unit].parts) for row in self.waiting[unit])

    def _of_unit(self, unit: int) -> Columns:
        if self.total > KEPT:
            return self._make(unit)
        if unit not in self.made:
            self.made[unit] = self._make(unit)
        return self.made[unit]

    def _make(self, unit: int) -> Columns:
        layout = self.layout
        row, start, end = _starts(layout, unit, self.waiting[unit])
        shortest, step = (np.array(numbers, dtype=np.int32)[row] for numbers in (layout.shortest, layout.step))
        lengths = (np.minimum(np.array(layout.longest, dtype=np.int32)[row], end - start) - shortest) // step + 1
        which, place = _each(lengths)
        row, start, steps = row[which], start[which], shortest[which] + place * step[which]
        options = [layout.option[known][unit] for known in self.waiting[unit]]
        wish, variety = np.zeros((2, len(layout.points)), dtype=np.int32)
        wish[self.waiting[unit]] = [option.wish for option in options]
        variety[self.waiting[unit]] = [option.variety for option in options]
        value = np.array(layout.points, dtype=np.int32)[row] + wish[row] + layout.step_value * steps // layout.capacity[unit]
        free_from = np.minimum(start + steps + layout.turnaround[unit], layout.steps)
        numbers = row, np.full(len(row), unit), start, steps, free_from, start + steps, value, np.array(layout.applicant)[row], variety[row]
        return Columns(*(np.asarray(number, dtype=kind) for number, kind in zip(numbers, KINDS, strict=True)))


def _each(counts: Numbers) -> tuple[Numbers, Numbers]:
    """0 so many times, then 1 …; and beside each its place among its like."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)


def _starts(layout: Layout, unit: int, rows: Sequence[int]) -> tuple[Numbers, Numbers, Numbers]:
    """Of each of these applications each step on which it may begin there, and the end of the period that this lies in."""
    parts = [(row, low, high) for row in rows for low, high in layout.option[row][unit].parts]
    row, low, high = np.array(parts, dtype=np.int32).reshape(-1, 3).T
    every = np.array(layout.start_step, dtype=np.int32)[row]
    low = low + -low % every
    count = np.maximum(0, (high - np.array(layout.shortest, dtype=np.int32)[row] - low) // every + 1)
    which, place = _each(count)
    return row[which], low[which] + place * every[which], high[which]


def _count(layout: Layout, row: int, parts: Sequence[tuple[int, int]]) -> int:
    """No more than this; counted without making them."""
    lengths, every = (layout.longest[row] - layout.shortest[row]) // layout.step[row] + 1, layout.start_step[row]
    return sum(max(0, high - layout.shortest[row] - low) // every + 1 for low, high in parts) * lengths


def possible(board: Board, columns: Columns) -> Numbers:
    """Which stays could still be put on the board. Limits of applicants and variety are not looked at."""
    size = board.layout.steps // 8 + 1
    free = np.frombuffer(b"".join((free & bits(0, size * 8)).to_bytes(size, "little") for free in board.free), dtype=np.uint8)
    taken = 1 - np.unpackbits(free.reshape(len(board.free), size), axis=1, bitorder="little").astype(np.int32)
    before = np.pad(np.cumsum(taken, axis=1), ((0, 0), (1, 0)))
    is_free = before[columns.unit, columns.end] == before[columns.unit, columns.start]
    return is_free & np.array([spot is None for spot in board.spots])[columns.row]


class _Rows:
    """A matrix that grows by blocks of entries; columns and rows are numbered as they come."""

    def __init__(self) -> None:
        self.row: list[Numbers] = []
        self.column: list[Numbers] = []
        self.entry: list[Numbers] = []
        self.low: list[Numbers] = []
        self.high: list[Numbers] = []
        self.rows = 0

    def block(self, low: Numbers, high: Numbers) -> int:
        """Adds rows; returns the number of the first."""
        first, self.rows = self.rows, self.rows + len(high)
        self.low.append(low)
        self.high.append(high)
        return first

    def add(self, row: Numbers, column: Numbers, entry: float) -> None:
        self.row.append(row)
        self.column.append(column)
        self.entry.append(np.full(len(row), entry))


@dataclass
class Question:
    """A linear programme about some columns; its first variables are these, in this order."""

    lp: highspy.HighsLp
    columns: Columns


def question(columns: Columns, board: Board, units: Sequence[int]) -> Question:
    """Which of these columns, in these units, beside all that stands on the board? Of these units it holds pinned stays only."""
    rows, count = _Rows(), len(columns)
    everyone = np.arange(count)
    _at_most(rows, columns.row, everyone, None)
    _at_most(rows, columns.applicant, everyone, places_left(board).astype(float))
    lower, upper, cost = [np.zeros(count)], [np.ones(count)], [columns.value.astype(float)]
    for add in (_paths, _streets):
        low, high = add(rows, columns, board, sorted(units), sum(map(len, lower)))
        lower.append(low)
        upper.append(high)
        cost.append(np.zeros(len(low)))
    return Question(_programme(rows, np.concatenate(cost), np.concatenate(lower), np.concatenate(upper)), columns)


def places_left(board: Board) -> Numbers:
    """By applicant, how many places more; none where promises are more than the limit of today."""
    return np.maximum(0, board.layout.problem.limit - np.array(board.held, dtype=np.int64))


def _at_most(rows: _Rows, owner: Numbers, column: Numbers, limit: Numbers | None) -> None:
    """One stay an application; so many an applicant."""
    owners, place = np.unique(owner, return_inverse=True)
    high = np.ones(len(owners)) if limit is None else limit[owners]
    first = rows.block(np.full(len(owners), -np.inf), high)
    rows.add(first + place, column, 1.0)


def _paths(rows: _Rows, columns: Columns, board: Board, units: Sequence[int], first_column: int) -> tuple[Numbers, Numbers]:
    """What stands there takes its part of the flow away; where promises take more than there is, none is left."""
    layout = board.layout
    steps, count = layout.steps, len(units)
    room = np.array([_room_left(board, unit) for unit in units], dtype=float).reshape(count, steps)
    first = _balance(rows, room)
    node = first + np.searchsorted(units, columns.unit) * (steps + 1)
    _arcs(rows, node + columns.start, node + columns.end, np.arange(len(columns)))
    idle = np.arange(count * steps)
    node = first + idle // steps * (steps + 1) + idle % steps
    _arcs(rows, node, node + 1, first_column + idle)
    return np.zeros(len(idle)), room.ravel()


def _balance(rows: _Rows, room: Numbers) -> int:
    """Flow that enters and leaves at each step, so that as much runs through it as there is room. Returns the first row."""
    flow = np.diff(np.pad(room, ((0, 0), (1, 1))), axis=1)
    return rows.block(flow.ravel(), flow.ravel())


def _room_left(board: Board, unit: int) -> list[int]:
    """By step, how many more the unit takes beside those that stand in it, the turnaround after them included."""
    layout, steps = board.layout, board.layout.steps
    room = [layout.capacity[unit]] * steps
    for row in board.inside[unit]:
        _unit, start, length = board.spots[row] or (unit, 0, 0)
        for step in range(max(0, start), min(steps, start + length + layout.turnaround[unit])):
            room[step] = max(0, room[step] - 1)
    return room


def _arcs(rows: _Rows, begin: Numbers, end: Numbers, column: Numbers) -> None:
    rows.add(begin, column, 1.0)
    rows.add(end, column, -1.0)


def _streets(rows: _Rows, columns: Columns, board: Board, units: Sequence[int], first_column: int) -> tuple[Numbers, Numbers]:
    """A variable for each rule and step: how many run. It is what ran before, and who begins, without whom it ends for."""
    steps = board.layout.steps
    ruled = np.nonzero(columns.variety >= 0)[0]
    rules, place = np.unique(columns.variety[ruled], return_inverse=True)
    cells = np.arange(len(rules) * steps)
    first = rows.block(np.zeros(len(cells)), np.zeros(len(cells)))
    start, left = columns.start[ruled], columns.left[ruled]
    rows.add(first + place * steps + start, ruled, 1.0)
    rows.add((first + place * steps + left)[left < steps], ruled[left < steps], -1.0)
    rows.add(first + cells, first_column + cells, -1.0)
    later = cells % steps > 0
    rows.add(first + cells[later], first_column + cells[later] - 1, 1.0)
    room = [board.layout.variety[rule] - board.variety[rule].at(step) for rule in rules.tolist() for step in range(steps)]
    return np.zeros(len(cells)), np.array(room, dtype=float)


def _programme(rows: _Rows, cost: Numbers, lower: Numbers, upper: Numbers) -> highspy.HighsLp:
    row, column, entry = np.concatenate(rows.row), np.concatenate(rows.column), np.concatenate(rows.entry)
    order = np.lexsort((row, column))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), rows.rows
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = -cost, lower, upper  # asked for the least: only then are HiGHS's prices the right way round
    lp.row_lower_, lp.row_upper_ = np.concatenate(rows.low), np.concatenate(rows.high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(column[order], np.arange(len(cost) + 1)).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = row[order].astype(np.int32), entry[order]
    return lp
