"""A bound for towns that are too large for a linear programme: prices for being placed, and the best that each unit could do with them.

Whoever takes a stay pays for its application, its applicant and what its street allows; then every unit may be filled for itself, by the
longest path through its time. What the units earn so and what the prices cost is more than any legal plan is worth, whatever the prices are.
They go up where too many want the same, and down where nobody comes. All of it is whole numbers, so the bound is exact, and the same everywhere.
"""

import numpy as np

from popups.matching.board import Board
from popups.matching.columns import Columns, Numbers, Stays, joined, places_left, possible
from popups.matching.layout import Layout
from popups.matching.work import EDGE, NODE, Work

START = 0.7  # of what a place is worth is asked at first
FAR, NEAR = 1_500.0, 5.0  # how much a price moves in the first round and in the last, for each one too many
MEMORY = 0.7  # of the direction of the round before that is kept
PEOPLE, TIME = 0.3, 0.1  # prices of an applicant and of a step of time move by less: a stay pays many of them
SETTLED = 0.06  # of the first move, below which prices are not far from what they will be: a bit less than the second half of the rounds
CROWD = 10  # more than so many too many count as so many


class _Segments:
    """Stays by the step from which their unit is free again, and by unit within that."""

    def __init__(self, columns: Columns, steps: int, units: int) -> None:
        key = columns.end.astype(np.int32) * units + columns.unit
        order = np.argsort(key, kind="stable")
        self.columns, key = columns.only(order), key[order]
        found, first = np.unique(key, return_index=True)
        self.unit, self.first = (found % units).astype(np.int32), first
        self.size = np.diff(np.append(first, len(key)))
        self.of_step = np.searchsorted(found, np.arange(steps + 2) * units)


class Prices:
    """Call `lower()` for a bound, again and again; `bound` is the least so far.

    wanted: the stays that units took once the prices had settled; a split plan of these alone is nearly the best one.
    least: the prices that proved the bound.
    """

    def __init__(self, board: Board, columns: Columns, rounds: int) -> None:
        layout = self.layout = board.layout
        self.worth, self.steps = board.value, layout.steps
        self.times = np.array(layout.capacity, dtype=np.int64)
        self.segments = _Segments(columns, layout.steps, len(layout.capacity))
        self.shared = [unit for unit, limit in enumerate(layout.capacity) if limit > 1]
        people = places_left(board)
        streets = [layout.variety[rule] - levels.at(step) for rule, levels in enumerate(board.variety) for step in range(layout.steps)]
        places = [layout.capacity[unit] - levels.at(step) for unit in self.shared if (levels := board.shared[unit]) for step in range(layout.steps)]
        self.room = np.concatenate([np.ones(len(layout.points), dtype=np.int64), people, np.array(streets + places, dtype=np.int64)])
        self.rule = self._rules()
        rows, everybody = len(layout.points), len(layout.points) + layout.people
        self.price, self.way, self.scale = np.zeros((3, len(self.room)))
        self.price[:rows] = START * np.array(layout.points)
        self.scale[:rows], self.scale[rows:everybody], self.scale[everybody:] = 1.0, PEOPLE, TIME
        self.least = self.price.astype(np.int64)
        self.move, self.slower, self.bound = FAR, (NEAR / FAR) ** (1 / rounds), 2**62
        self.wanted, self.settled = np.zeros(len(columns), dtype=bool), SETTLED * FAR

    def lower(self) -> int:
        """One round. Nothing is summed in floating point, so that every machine finds the same prices."""
        price = np.rint(self.price).astype(np.int64)
        earned, chosen = self._fill(price)
        if self.move < self.settled:
            self.wanted[chosen] = True
        bound = self.worth + earned + int((price * self.room).sum())
        if bound < self.bound:
            self.bound, self.least = bound, price
        self.way = MEMORY * self.way + (1 - MEMORY) * np.clip(self._wanted(chosen) - self.room, -CROWD, CROWD)
        self.price = np.maximum(0.0, self.price + self.move * self.scale * self.way)
        self.move *= self.slower
        return self.bound

    @property
    def asked(self) -> Columns:
        """The stays that were wanted."""
        return self.segments.columns.only(self.wanted)

    def nearest(self, count: int) -> Columns:
        """So many stays that fall least short of being wanted, and more where they are equal."""
        short = self.short()
        most = np.partition(short, count - 1)[count - 1] if count < len(short) else short.max(initial=0)
        return self.segments.columns.only(short <= most)

    def short(self) -> Numbers:
        """How much each stay falls short of what its unit could earn instead, at the prices that proved the bound."""
        columns, paid = self.segments.columns, self._paid(self.least)
        (before, _taken), after = self._earned(paid), self._after(paid)
        return before[-1][columns.unit] - before[columns.start, columns.unit] - paid - after[columns.end, columns.unit]

    def _after(self, paid: Numbers) -> Numbers:
        """The most that each unit earns from each step on."""
        columns, best = self.segments.columns, np.zeros((self.steps + 1, len(self.times)), dtype=np.int64)
        order = np.argsort(columns.start, kind="stable")
        first = np.searchsorted(columns.start[order], np.arange(self.steps + 1))
        for step in range(self.steps - 1, -1, -1):
            best[step] = best[step + 1]
            here = order[first[step]:first[step + 1]]
            np.maximum.at(best[step], columns.unit[here], paid[here] + best[columns.end[here], columns.unit[here]])
        return best

    def _rules(self) -> list[tuple[Numbers, Numbers]]:
        """Stays, and the row of the rule that each pays for its time: of a street's variety, and of a shared unit in which some stand already."""
        columns = self.segments.columns
        of_unit = np.full(len(self.times), -1, dtype=np.int64)
        of_unit[self.shared] = len(self.layout.variety) + np.arange(len(self.shared))
        found = []
        for rule in (columns.variety, of_unit[columns.unit]):
            ruled = np.flatnonzero(rule >= 0)
            found.append((ruled, rule[ruled]))
        return found

    def _paid(self, price: Numbers) -> Numbers:
        """What each stay is worth after paying."""
        columns, rows, people = self.segments.columns, len(self.layout.points), self.layout.people
        left = columns.value - price[columns.row] - price[rows + columns.applicant]
        before = np.cumsum(np.pad(price[rows + people:].reshape(-1, self.steps), ((0, 0), (1, 0))), axis=1)
        for which, rule in self.rule:
            left[which] -= before[rule, columns.left[which]] - before[rule, columns.start[which]]
        return left

    def _fill(self, price: Numbers) -> tuple[int, Numbers]:
        """What the units earn at most, and the stays that they earn it with."""
        best, taken = self._earned(self._paid(price))
        return int((best[-1] * self.times).sum()), self._path(taken)

    def _earned(self, paid: Numbers) -> tuple[Numbers, Numbers]:
        """The most that each unit earns up to each step, and the stay with which it does, -1 where it earns no more than a step before."""
        marks, shape = self.segments, (self.steps + 1, len(self.times))
        best, taken = np.zeros(shape, dtype=np.int64), np.full(shape, -1, dtype=np.int64)
        for step in range(1, self.steps + 1):
            best[step] = best[step - 1]
            low, high = marks.of_step[step], marks.of_step[step + 1]
            if low < high:
                self._arrive(step, slice(low, high), paid, best, taken)
        return best, taken

    def _arrive(self, step: int, part: slice, paid: Numbers, best: Numbers, taken: Numbers) -> None:
        marks = self.segments
        first, unit, size = marks.first[part], marks.unit[part], marks.size[part]
        low, high = first[0], first[-1] + size[-1]
        total = paid[low:high] + best[marks.columns.start[low:high], marks.columns.unit[low:high]]
        most = np.maximum.reduceat(total, first - low)
        better = most > best[step, unit]
        which = np.flatnonzero((total == np.repeat(most, size)) & np.repeat(better, size))
        _groups, one = np.unique(np.repeat(np.arange(len(unit)), size)[which], return_index=True)
        best[step, unit[better]] = most[better]
        taken[step, unit[better]] = low + which[one]

    def _path(self, taken: Numbers) -> Numbers:
        at, start, found = np.full(len(self.times), self.steps), self.segments.columns.start, []
        for step in range(self.steps, 0, -1):
            here = at == step
            used = here & (taken[step] >= 0)
            found.append(taken[step][used])
            at[here] = step - 1
            at[used] = start[taken[step][used]]
        return np.concatenate(found)

    def _wanted(self, chosen: Numbers) -> Numbers:
        columns, rows, people = self.segments.columns, len(self.layout.points), self.layout.people
        times = self.times[columns.unit[chosen]]
        wanted = np.zeros(len(self.room), dtype=np.int64)
        np.add.at(wanted, columns.row[chosen], times)
        np.add.at(wanted, rows + columns.applicant[chosen], times)
        change = np.zeros((len(self.layout.variety) + len(self.shared), self.steps + 1), dtype=np.int64)
        many = np.zeros(len(columns), dtype=np.int64)
        many[chosen] = times
        for which, rule in self.rule:
            used = many[which] > 0
            np.add.at(change, (rule[used], columns.start[which][used]), many[which][used])
            np.add.at(change, (rule[used], columns.left[which][used]), -many[which][used])
        wanted[rows + people:] = np.cumsum(change, axis=1)[:, :-1].ravel()
        return wanted


def cost_of(columns: int, layout: Layout) -> float:
    """Work of one round."""
    return EDGE * columns + NODE * layout.steps


def settled(stays: Stays, rounds: int, work: Work) -> Prices:
    """After so many rounds, fewer where the run is stopped."""
    layout, board = stays.layout, Board(stays.layout)
    prices = Prices(board, beside(board, stays), rounds)
    for _round in range(rounds):
        prices.lower()
        work.add(cost_of(stays.total, layout))
        if work.is_over:
            break
    return prices


def beside(board: Board, stays: Stays) -> Columns:
    """All stays that do not collide with what is pinned."""
    parts = []
    for unit, rows in enumerate(stays.waiting):
        if rows:
            part = stays.of([unit])
            parts.append(part.only(possible(board, part)) if board.inside[unit] else part)
    return joined(parts)
