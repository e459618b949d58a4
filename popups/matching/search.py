"""Ruin and recreate: empty a few units in part, fill them again in another order, keep what is better, and now and then what is not.

The search is a walk of so many rounds, never of so many seconds: the same problem, seed and rounds give the same plan on every machine.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import exp
from operator import attrgetter
from random import Random

from popups.matching.board import Board, Spot, board_of
from popups.matching.layout import Layout, Option
from popups.matching.work import ROUND, TRY

HOT, COLD = 1_500.0, 60.0  # losses that are taken now and then: a fifth of a placement at first, five days at last
TRIED = 1.2  # units and their applications in a round, those who are placed elsewhere left out


def first_plan(layout: Layout) -> Board:
    """Legal at once: the most valuable for its time first, best wish first, then as long as there is room."""
    board = Board(layout)
    fill_up(board)
    return board


def fill_up(board: Board) -> None:
    """Puts on the board whoever has room, and lengthens what has room."""
    layout, rng = board.layout, Random(0)
    order = sorted(range(len(layout.points)), key=lambda row: (-layout.points[row] / layout.shortest[row] ** 0.5, row))
    for row in order:
        if board.spots[row] is None:
            insert(board, row, None, rng)
    for row in order:
        lengthen(board, row)


def insert(board: Board, row: int, units: Sequence[int] | None, rng: Random) -> bool:
    """At its shortest, in one of these units (None: any), where it leaves the fewest gaps. In half of all cases wishes decide the order."""
    if board.has_had_enough(row):
        return False
    for option in _asked(board.layout, row, units, rng):
        if found := board.starts(row, option):
            start = _snug(found, board.free[option.unit], option, rng)
            board.put(row, (option.unit, start, board.layout.shortest[row]))
            return True
    return False


def _asked(layout: Layout, row: int, units: Sequence[int] | None, rng: Random) -> Sequence[Option]:
    mine = layout.option[row]
    options: Sequence[Option] = layout.options[row] if units is None else [mine[unit] for unit in units if unit in mine]
    if len(options) > 1:
        if rng.random() < 0.5:
            first = int(rng.random() * len(options))
            return [*options[first:], *options[:first]]
        if units is not None:
            return sorted(options, key=attrgetter("wish"), reverse=True)
    return options


def _snug(found: int, free: int, option: Option, rng: Random) -> int:
    """A start right after another stay, or one that ends right before the next; else the first or the last."""
    after = found & free & ~(free << 1)
    before = found & (free & ~(free >> 1)) >> (option.need - 1)
    if best := after or before:
        return (best & -best).bit_length() - 1
    return (found & -found).bit_length() - 1 if rng.random() < 0.5 else found.bit_length() - 1


def _ones(mask: int) -> int:
    """How many ones in a row, from the lowest bit on."""
    return (~mask & (mask + 1)).bit_length() - 1


def _room(board: Board, row: int, option: Option) -> tuple[int, int]:
    """Steps that are free for it before its start and after its end."""
    layout = board.layout
    unit, start, steps = board.spots[row] or (0, 0, 0)
    end, free = start + steps, board.free[unit]
    low, high = next((part for part in option.parts if part[0] <= start < part[1]), (start, end))
    later = min(high - end, _ones(free >> (end + layout.turnaround[unit])))
    earlier = min(start - low, start - (((1 << start) - 1) & ~free).bit_length())
    if option.variety >= 0:
        free = board.variety_free[option.variety]
        later = min(later, _ones(free >> end))
        earlier = min(earlier, start - (((1 << start) - 1) & ~free).bit_length())
    return max(0, earlier), max(0, later)


def lengthen(board: Board, row: int) -> None:
    """As far as there is room: to the end first, then to the beginning. What is pinned stays as it is."""
    layout, spot = board.layout, board.spots[row]
    if spot is None or spot[2] >= layout.longest[row] or row in layout.pinned:
        return
    unit, start, steps = spot
    earlier, later = _room(board, row, layout.option[row][unit])
    step, wanted = layout.step[row], layout.longest[row] - steps
    later = min(later, wanted) // step * step
    earlier = min(earlier, wanted - later) // step * step
    while earlier and (start - earlier) % layout.start_step[row]:
        earlier -= step
    if earlier > 0 or later:
        board.take(row)
        board.put(row, (unit, start - max(0, earlier), steps + max(0, earlier) + later))


def shrink(board: Board, row: int) -> None:
    spot = board.spots[row]
    if spot is not None and spot[2] > board.layout.shortest[row] and row not in board.layout.pinned:
        board.take(row)
        board.put(row, (spot[0], spot[1], board.layout.shortest[row]))


@dataclass
class _Round:
    """One try. before: the spots of everybody in these units, in the order in which they were found."""

    units: list[int]
    before: list[tuple[int, Spot]]
    gone: list[int]
    kept: list[int]
    new: list[int]


class Search:
    """Ask `better()` for plans, each better than the one before; stop asking at any time."""

    def __init__(self, board: Board, *, seed: int, hot: float = HOT, cold: float = COLD) -> None:
        self.board, self.layout, self.rng = board, board.layout, Random(seed)
        self.hot, self.cold = hot, cold
        self.waiting = who_could(self.layout)
        self.near = neighbours(self.layout, self.waiting)
        self.units = [unit for unit, rows in enumerate(self.waiting) if rows]
        self.rounds = self.tries = 0

    @property
    def cost(self) -> float:
        """Work of a round, as far as can be said beforehand: half of those who could have the units are tried."""
        return ROUND + TRY * sum(map(len, self.waiting)) / max(1, len(self.units)) * TRIED

    def better(self, rounds: int, until: Callable[[], bool] = lambda: False) -> Iterator[tuple[int, list[Spot | None]]]:
        """Value and spots, each time there is a better one; afterwards the board holds wherever the walk ended.

        until: asked now and then whether to stop.
        """
        current = best = self.board.value
        for number in range(rounds if self.units else 0):
            if not number % 100 and until():
                return
            heat = self.hot * (self.cold / self.hot) ** (number / rounds)
            trial = self._ruin()
            self._recreate(trial)
            loss = current - self.board.value
            if loss > 0 and self.rng.random() >= exp(-loss / heat):
                self._undo(trial)
            current = self.board.value
            self.rounds += 1
            if current > best:
                best = current
                yield best, list(self.board.spots)

    def _some_units(self) -> list[int]:
        rng = self.rng
        units = [self.units[int(rng.random() * len(self.units))]]
        near = self.near[units[0]]
        for _more in range(int(rng.random() * 3) if near else 0):
            if (unit := near[int(rng.random() ** 2 * len(near))]) not in units:
                units.append(unit)
        return units

    def _ruin(self) -> _Round:
        """All of one to three neighbouring units goes, or what lies in a part of the year; who stays is shortened first."""
        rng, board, layout = self.rng, self.board, self.layout
        trial = _Round(self._some_units(), [], [], [], [])
        first, end = 0, layout.steps
        if rng.random() < 0.6:
            first = int(rng.random() * layout.steps)
            end = first + int((0.08 + 0.4 * rng.random()) * layout.steps) + 1
        for unit in trial.units:
            for row in sorted(board.inside[unit] - layout.pinned.keys()):
                _unit, start, steps = spot = board.spots[row] or (0, 0, 0)
                trial.before.append((row, spot))
                goes = start < end and start + steps > first and rng.random() < 0.9
                (trial.gone if goes else trial.kept).append(row)
        for row in trial.gone:
            board.take(row)
        for row in trial.kept:
            shrink(board, row)
        return trial

    def _recreate(self, trial: _Round) -> None:
        rng, board, layout = self.rng, self.board, self.layout
        spots = board.spots
        pool = dict.fromkeys(trial.gone)
        for unit in trial.units:
            pool.update(dict.fromkeys(row for row in self.waiting[unit] if spots[row] is None))
        power, noise = rng.random(), 0.6 * rng.random()
        points, shortest, draw = layout.points, layout.shortest, rng.random
        order = sorted(pool, key=lambda row: -points[row] / shortest[row] ** power * (1 + noise * draw()))
        trial.new = [row for row in order if insert(board, row, trial.units, rng)]
        self.tries += len(pool) + len(trial.kept) + 2 * len(trial.gone) + 2 * len(trial.new)
        for row in sorted(trial.kept + trial.new, key=lambda row: (spots[row] or (0, 0, 0))[1]):
            lengthen(board, row)

    def _undo(self, trial: _Round) -> None:
        for row in trial.new + trial.kept:
            self.board.take(row)
        for row, spot in trial.before:
            self.board.put(row, spot)


def who_could(layout: Layout) -> list[list[int]]:
    """For each unit the applications that may have it, but for those that are pinned."""
    found: list[list[int]] = [[] for _unit in layout.capacity]
    for row, options in enumerate(layout.options):
        if row not in layout.pinned:
            for option in options:
                found[option.unit].append(row)
    return found


def neighbours(layout: Layout, waiting: list[list[int]]) -> list[list[int]]:
    """For each unit the others that the same applications may have, nearest first."""
    found = []
    for unit, rows in enumerate(waiting):
        shared: dict[int, int] = {}
        for row in rows:
            for option in layout.options[row]:
                shared[option.unit] = shared.get(option.unit, 0) + 1
        shared.pop(unit, None)
        found.append(sorted(shared, key=lambda other: (-shared[other], other)))
    return found


def search(board: Board, rounds: int, seed: int, **heat: float) -> Board:
    """The best board of so many rounds, in one go."""
    best = list(board.spots)
    for _value, spots in Search(board, seed=seed, **heat).better(rounds):
        best = spots
    return board_of(board.layout, best)
