"""A split plan made whole, step by step: what it nearly does is settled, and the rest is split anew around it.

The split plan is asked with few of its columns, and those that its prices find missing are added, also after each step: what a step
spoils, stays that nobody had thought of may mend.
"""

from functools import cached_property

import highspy
import numpy as np

from popups.matching.board import Board
from popups.matching.columns import Columns, Numbers, Question, possible
from popups.matching.highs import Setting, dual_bound
from popups.matching.work import Work

SURE = 0.7  # a stay that the split plan does by more than this is settled; if there is none, the surest
MISSING = 1.0  # a column is added when it promises more than this
AT_ONCE = 500  # columns added between two answers
SETTINGS: dict[str, Setting] = {"output_flag": False, "threads": 1, "random_seed": 0, "solver": "simplex", "presolve": "off"}


class SplitPlan:
    """A linear programme over some of the columns of a question, which grows and is answered again from where it stood."""

    def __init__(self, asked: Question, first: Numbers, work: Work) -> None:
        self.asked, self.work, self.count = asked, work, len(asked.columns)
        self.solver = highspy.Highs()
        for name, value in SETTINGS.items():
            self.solver.setOptionValue(name, value)
        self.solver.passModel(_rows_only(asked.lp))
        self.place = np.full(asked.lp.num_col_, -1, dtype=np.int32)
        self.used = 0
        self.add(np.concatenate([np.nonzero(first)[0], np.arange(self.count, asked.lp.num_col_)]))

    @cached_property
    def matrix(self) -> tuple[Numbers, Numbers, Numbers]:
        found = self.asked.lp.a_matrix_
        return np.array(found.start_, dtype=np.int64), np.array(found.index_), np.array(found.value_)

    @cached_property
    def bounds(self) -> tuple[Numbers, Numbers, Numbers]:
        lp = self.asked.lp
        return np.array(lp.col_cost_), np.array(lp.col_lower_), np.array(lp.col_upper_)

    @cached_property
    def entries(self) -> tuple[Numbers, Numbers]:
        """Rows and numbers of each stay, side by side: added in this order, so that every machine finds the same sum."""
        start, index, value = self.matrix
        size = np.diff(start)[:self.count]
        wide = np.arange(size.max(initial=0))
        is_there = wide < size[:, None]
        at = np.where(is_there, start[:self.count, None] + wide, 0)
        return index[at], np.where(is_there, value[at], 0.0)

    def add(self, columns: Numbers) -> None:
        start, index, value = self.matrix
        size = start[columns + 1] - start[columns]
        first = np.concatenate([[0], np.cumsum(size)[:-1]])
        at = np.repeat(start[columns] - first, size) + np.arange(size.sum())
        cost, low, high = (bound[columns] for bound in self.bounds)
        self.solver.addCols(len(columns), cost, low, high, len(at), first.astype(np.int32), index[at], value[at])
        self.place[columns] = self.used + np.arange(len(columns))
        self.used += len(columns)

    def answer(self) -> bool:
        """False where it was stopped before it had one."""
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + self.work.clock_left)
        self.solver.run()
        self.work.count(self.solver.getInfo(), self.asked.lp.num_row_, self.used)
        return self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal

    def grow(self, may: Numbers) -> bool:
        """Answers, adds what is missing of those that may be added, and answers again, until nothing is missing."""
        while self.answer():
            cost = self._reduced()
            missing = np.nonzero((cost < -MISSING) & (self.place[:self.count] < 0) & may)[0]
            if not len(missing):
                return True
            self.add(np.sort(missing[np.argsort(cost[missing], kind="stable")[:AT_ONCE]]))
            if self.work.is_over:
                break
        return False

    def _reduced(self) -> Numbers:
        index, value = self.entries
        price, cost = np.array(self.solver.getSolution().row_dual), self.bounds[0][:self.count].copy()
        for wide in range(index.shape[1]):
            cost -= value[:, wide] * price[index[:, wide]]
        return cost

    def bound(self) -> float:
        return dual_bound(self.asked.lp, np.array(self.solver.getSolution().row_dual))

    def share(self) -> Numbers:
        """Of each stay, 0 to 1; rounded, so that ties are ties on every machine."""
        found, place = np.array(self.solver.getSolution().col_value), self.place[:self.count]
        return np.round(np.where(place < 0, 0.0, found[place]), 6)

    def settle(self, columns: list[int]) -> None:
        at, ones = self.place[columns], np.ones(len(columns))
        self.solver.changeColsBounds(len(at), at, ones, ones)


def _rows_only(lp: highspy.HighsLp) -> highspy.HighsLp:
    empty = highspy.HighsLp()
    empty.num_col_, empty.num_row_ = 0, lp.num_row_
    empty.row_lower_, empty.row_upper_ = lp.row_lower_, lp.row_upper_
    empty.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    empty.a_matrix_.start_ = np.zeros(1, dtype=np.int32)
    return empty


def dive(board: Board, split: SplitPlan, *, may_grow: bool = True) -> bool:
    """Puts stays on the board until the split plan is whole. False where it was stopped before that."""
    columns = split.asked.columns
    while not split.work.is_over:
        new = _surest(board, columns, split.share())
        if not new:
            return True
        split.settle(new)
        if not (split.grow(possible(board, columns)) if may_grow else split.answer()):
            return False
    return False


def _surest(board: Board, columns: Columns, share: Numbers) -> list[int]:
    """Puts them on the board. At least one, where any is left that fits."""
    found: list[int] = []
    some = np.nonzero(share > 0)[0]
    for column in some[np.argsort(-share[some], kind="stable")].tolist():
        if share[column] < SURE and found:
            break
        row, spot = columns.stay(column)
        if board.spots[row] is None and board.fits(row, spot):
            board.put(row, spot)
            found.append(column)
    return found
