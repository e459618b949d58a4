"""From a problem to a plan: legal at once, better and better, with a bound that nothing can pass.

A small town is asked as a whole and answered with a proof. In a larger one prices come first: they prove a bound, and the stays that
units want at these prices are made into a plan of the whole within a second; for a city, those too that they nearly want. The town, or a few
neighbouring units of a city at a time, is then split with all stays and made whole again. A run too short for prices begins with a search on bits.
What a run may do is counted, not timed (work.py): the same problem, seconds and seed give the same plan.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from popups.matching.bands import stage_of
from popups.matching.board import Board, board_of
from popups.matching.columns import Columns, Numbers, Stays, question
from popups.matching.dive import SplitPlan, dive
from popups.matching.highs import whole
from popups.matching.judge import violations
from popups.matching.layout import Layout, lay_out
from popups.matching.outline import outline
from popups.matching.prices import cost_of, settled
from popups.matching.problem import MatchingProblem, Placement
from popups.matching.regions import Regions, bound_of, solve_region
from popups.matching.search import Search, fill_up, first_plan
from popups.matching.work import OPTION, ROUND, STAY, TRY, Work

PROVABLE = 12_000  # columns up to which all of the problem is asked as a whole
ONE_REGION = 120_000  # columns up to which the whole is the first region
AT_A_STROKE = 6_000  # columns of the whole for each second that there is
SEARCHED = 0.9  # of a run too short for more than one region
PRICED, ROUNDS, FEW = 0.35, 150, 30  # of a run that goes into prices; their rounds at most; fewer tell nothing
DRAWN = 150_000  # columns up to which a plan of the whole is made of the stays that are wanted at these prices; of a larger one also of the nearest
NEAREST, AT_MOST = 800, 24_000  # of them for each second that there is
ENOUGH = 20  # seconds of work that must be left for regions that are answered at a stroke
WALKED = 0.04  # where regions are answered at a stroke, which find more than a walk
LEAST = 0.05  # seconds of work that the last band gets also where those before it took all
POLISHED = 0.15  # of a run, before the regions and after them
WARM, COOL = 400.0, 30.0  # small losses are taken now and then, so that what comes after them can be had
SMALL, HALF, LARGE = 15_000, 24_000, 60_000  # columns of a region of a town, of one that is answered at a stroke, and of one of a city; most are of people who are placed elsewhere


class IllegalPlanError(RuntimeError):
    """The engines made a plan that the judge finds fault with: a mistake in this package."""


@dataclass(frozen=True)
class Plan:
    """bound: no legal plan is worth more; None where none was looked for. stopped_by: "clock" or "cancelled", else ""

    Of a problem in bands: no plan that keeps what the bands before the last were given. is_proven: nor could any of them be given more.
    """

    placements: tuple[Placement, ...]
    value: int
    bound: int | None
    is_proven: bool
    stopped_by: str
    work: float

    @property
    def share(self) -> float | None:
        """Of the bound, 0 to 1."""
        return self.value / self.bound if self.bound else None


Tell = Callable[[int, int | None], None]


@dataclass
class _Run:
    board: Board
    work: Work
    seed: int
    tell: Tell
    bound: int = 0

    @property
    def is_proven(self) -> bool:
        return self.bound == self.board.value

    @property
    def layout(self) -> Layout:
        return self.board.layout

    def lower(self, bound: int) -> None:
        self.bound = min(self.bound, bound)

    def say(self) -> None:
        self.tell(self.board.value, self.bound)


def solve(problem: MatchingProblem, *, seconds: float, seed: int = 0, tell: Tell = lambda _value, _bound: None,
          is_cancelled: Callable[[], bool] = lambda: False, clock: float = 0.0) -> Plan:
    """The best plan that so much work finds. Raises IllegalPlanError rather than return one that breaks a rule.

    tell: called with the best value so far and the bound, as they come. is_cancelled: asked many times a second.
    clock: seconds after which it is stopped wherever it is; without it, as many as the work may take.
    """
    if problem.bands:
        return _by_bands(problem, Work(seconds, is_cancelled, clock), seed, tell)
    return _at_once(problem, seconds, seed, tell, is_cancelled, clock)


def _by_bands(problem: MatchingProblem, work: Work, seed: int, tell: Tell) -> Plan:
    """Each gets its part of the work that is left. A bound is told only of the last: those before it say nothing of the whole."""
    plan, is_proven, stopped_by, last = Plan((), 0, None, True, "", 0.0), True, "", len(problem.bands)
    for number in range(last + 1):
        says = tell if number == last else lambda value, _bound: tell(value, None)
        part = max(LEAST, work.left / (last + 1 - number))
        plan = _at_once(stage_of(problem, number, plan.placements), part, seed, says, work.is_cancelled, work.clock_left)
        work.add(plan.work)
        is_proven, stopped_by = is_proven and plan.is_proven, stopped_by or plan.stopped_by
    refuse_illegal(problem, plan.placements)
    return replace(plan, is_proven=is_proven, stopped_by=stopped_by, work=work.spent)


@contextmanager
def _no_cycles() -> Iterator[None]:
    """A city is a million small tuples that stay: looking through them for cycles, again and again, takes nearly as long as making them."""
    before = gc.get_threshold()
    gc.set_threshold(10**6)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _at_once(problem: MatchingProblem, seconds: float, seed: int, tell: Tell, is_cancelled: Callable[[], bool], clock: float) -> Plan:
    with _no_cycles():
        run = _Run(first_plan(lay_out(problem)), Work(seconds, is_cancelled, clock), seed, tell)
        run.bound = most(run.layout)
        run.say()
    stays = Stays(run.layout)
    run.work.add(OPTION * sum(map(len, run.layout.options)) + STAY * stays.total)
    if stays.total <= PROVABLE:
        _search(run, min(seconds * 0.2, len(run.layout.points) / 300))
        _prove(run, stays)
    else:
        _begin(run, stays)
    if not run.is_proven:
        walk = seconds * (WALKED if _has_time(run, stays) else POLISHED)
        _polish(run, walk)
        for turn, spare in enumerate((walk, 0.0)):  # the walk takes less than it may
            _regions(run, stays, turn, spare)
            _polish(run, run.work.left)
    placements = run.board.placements()
    refuse_illegal(problem, placements)
    return Plan(placements, run.board.value, run.bound, run.is_proven, run.work.stopped_by, run.work.spent)


def refuse_illegal(problem: MatchingProblem, placements: tuple[Placement, ...]) -> None:
    if wrong := violations(problem, placements):
        raise IllegalPlanError(f"A plan that breaks a rule was refused. {wrong[0]}")


def most(layout: Layout) -> int:
    """A bound at once: everybody at their best."""
    best = [max((layout.worth(row, option.unit, layout.longest[row]) for option in options), default=0) if row not in layout.pinned else 0
            for row, options in enumerate(layout.options)]
    return sum(best) + Board(layout).value


def _polish(run: _Run, seconds: float) -> None:
    """Whatever a step or two better: single places, which splitting and rounding left a little worse than they could be."""
    if not run.work.is_over:
        _search(run, min(seconds, run.work.left), hot=WARM, cold=COOL)


def _search(run: _Run, seconds: float, **heat: float) -> None:
    search, best = Search(run.board, seed=run.seed, **heat), list(run.board.spots)
    rounds = int(seconds / search.cost)
    value = run.board.value
    for found, spots in search.better(rounds, until=lambda: run.work.is_over):
        best, value = spots, found
        run.tell(value, run.bound)
    run.work.add(search.rounds * ROUND + search.tries * TRY)
    run.board = board_of(run.layout, best)


def _prove(run: _Run, stays: Stays) -> None:
    """Everything at once. Where the work suffices, the answer is the best plan there is, and its value the bound."""
    units = list(range(len(run.layout.capacity)))
    columns = stays.of(units)
    if not len(columns):
        run.lower(run.board.value)
        return
    pinned = Board(run.layout).value
    answer = whole(question(columns, Board(run.layout), units), run.work, nodes=100_000)
    if answer.is_whole and answer.value + pinned > run.board.value:
        run.board = _board_of_answer(run.layout, columns, answer.share)
    if isfinite(answer.bound):
        run.lower(max(run.board.value, pinned + int(answer.bound + 0.5)))
    run.say()


def _board_of_answer(layout: Layout, columns: Columns, share: Numbers) -> Board:
    board = Board(layout)
    for column in (share > 0.5).nonzero()[0].tolist():
        board.put(*columns.stay(column))
    return board


def _everything(run: _Run, stays: Stays) -> None:
    """All as one region: mostly the best plan that there will be, and the bound."""
    outcome = solve_region(run.board, stays, [unit for unit, rows in enumerate(stays.waiting) if rows], run.work)
    run.lower(bound_of(run.board, outcome))
    run.say()


def _begin(run: _Run, stays: Stays) -> None:
    """Of a town that is too large to be proven: a good plan of the whole, by the best means that the work allows."""
    if not _sketch(run, stays):
        _search(run, min(run.work.seconds * SEARCHED, len(run.layout.points) / 300))
    if stays.total <= min(ONE_REGION, AT_A_STROKE * run.work.seconds):
        _everything(run, stays)


def _sketch(run: _Run, stays: Stays) -> bool:
    """A bound, and a plan of those stays that units want at the prices that prove it: soon found, and good already."""
    layout = run.layout
    rounds = min(ROUNDS, int(run.work.seconds * PRICED / cost_of(stays.total, layout)))
    if rounds < FEW:
        return False
    prices = settled(stays, rounds, run.work)
    run.lower(prices.bound)
    run.say()
    if run.work.is_over:
        return False
    board = Board(layout)
    if stays.total > DRAWN:
        outline(board, prices.nearest(min(AT_MOST, int(NEAREST * run.work.seconds))), run.work)
    else:
        _draw(board, prices.asked, stays, run.work)
    fill_up(board)
    if board.value > run.board.value:
        run.board = board
        run.say()
    return True


def _draw(board: Board, columns: Columns, stays: Stays, work: Work) -> None:
    asked = question(columns, board, [unit for unit, rows in enumerate(stays.waiting) if rows])
    split = SplitPlan(asked, np.ones(len(columns), dtype=bool), work)
    if split.answer():
        dive(board, split, may_grow=False)


def _has_time(run: _Run, stays: Stays) -> bool:
    """For regions that are answered at a stroke; a city has too many of them."""
    return stays.total <= ONE_REGION and run.work.left >= ENOUGH


def _regions(run: _Run, stays: Stays, turn: int, spare: float) -> None:
    """spare: work that is left to others."""
    has_time = _has_time(run, stays)
    size = HALF if has_time else SMALL if stays.total <= ONE_REGION else LARGE
    for _value in Regions(run.board, stays, seed=run.seed + turn, size=size, at_a_stroke=has_time).better(run.work, spare):
        run.say()
