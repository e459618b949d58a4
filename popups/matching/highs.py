"""HiGHS, asked so that it always answers the same: one thread, a fixed seed, limits that count work and not time."""

from dataclasses import dataclass
from math import fsum

import highspy
import numpy as np

from popups.matching.columns import Numbers, Question
from popups.matching.work import ANSWER, COLUMN, PIVOT, SPLIT, SPREAD, Work

Setting = bool | int | float | str
SETTINGS: dict[str, Setting] = {"output_flag": False, "threads": 1, "random_seed": 0}
SPLITTING: dict[str, Setting] = {"solver": "ipm", "run_crossover": "off"}
ROUGH = 1e-2  # how nearly a first split plan is the best one; good enough to know which columns matter


@dataclass(frozen=True)
class Answer:
    """bound: nothing legal is worth more. share: of each column, 0 to 1. is_whole: the shares are all 0 or 1, so a plan."""

    value: float
    bound: float
    share: Numbers
    is_whole: bool


@dataclass(frozen=True)
class SplitAnswer(Answer):
    """short: how much each column is short of paying, at the prices of the plan; the dearest are hardly ever in a good plan."""

    short: Numbers


def relaxed(asked: Question, work: Work, tolerance: float = 1e-4) -> SplitAnswer:
    """Stays may be split between places and times: fast, and nothing legal is worth more than its bound."""
    solver = _run(asked.lp, work, None, **SPLITTING, ipm_optimality_tolerance=tolerance)
    solution = solver.getSolution()
    count, price = len(asked.columns), np.array(solution.row_dual)
    short = reduced_cost(asked.lp, price)[:count]
    return SplitAnswer(-solver.getInfo().objective_function_value, dual_bound(asked.lp, price), np.array(solution.col_value)[:count], False, short)


def roughly(asked: Question, work: Work) -> Numbers:
    """The share of each column in a split plan that is near the best one; of a city, whose question takes more than its entries tell."""
    solver, count = _answered(asked.lp, work, None, **SPLITTING, ipm_optimality_tolerance=ROUGH), len(asked.columns)
    rounds = max(0, solver.getInfo().ipm_iteration_count)
    work.add(ANSWER + SPREAD * rounds * count * asked.lp.num_row_ + COLUMN * asked.lp.num_col_)
    return np.array(solver.getSolution().col_value)[:count]


def dual_bound(lp: highspy.HighsLp, price: Numbers) -> float:
    """What any prices of the rows prove: no plan is worth more, however roughly they were found, or how early that was stopped."""
    low, high = np.array(lp.row_lower_), np.array(lp.row_upper_)
    price = np.where((price > 0) & np.isinf(low) | (price < 0) & np.isinf(high), 0.0, price)
    paid = price * np.where(price > 0, np.where(np.isinf(low), 0.0, low), np.where(np.isinf(high), 0.0, high))
    reduced = reduced_cost(lp, price)
    least = np.minimum(reduced * np.array(lp.col_upper_), reduced * np.array(lp.col_lower_))
    return -fsum(np.concatenate([paid, least]).tolist())


def reduced_cost(lp: highspy.HighsLp, price: Numbers) -> Numbers:
    """Of each column: what it costs, less what the prices of its rows pay for it."""
    matrix = lp.a_matrix_
    entries = np.append(np.array(matrix.value_) * price[np.array(matrix.index_)], 0.0)
    return np.array(lp.col_cost_) - np.add.reduceat(entries, np.array(matrix.start_[:-1]))


def whole(asked: Question, work: Work, *, nodes: int, gap: float = 0.0, known: Numbers | None = None, **settings: Setting) -> Answer:
    """The best plan of these columns, or a good one where so many nodes do not suffice. known: the columns of a plan that is known already."""
    count = len(asked.columns)
    rest = asked.lp.num_col_ - count
    asked.lp.integrality_ = [highspy.HighsVarType.kInteger] * count + [highspy.HighsVarType.kContinuous] * rest
    solver = _run(asked.lp, work, known, mip_max_nodes=nodes, mip_rel_gap=gap, mip_abs_gap=0.5, **settings)
    info = solver.getInfo()
    if info.primal_solution_status != highspy.kSolutionStatusFeasible:
        return Answer(0.0, -info.mip_dual_bound, np.zeros(count), False)
    share = np.array(solver.getSolution().col_value)[:count]
    return Answer(-info.objective_function_value, -info.mip_dual_bound, share, True)


def _run(lp: highspy.HighsLp, work: Work, known: Numbers | None, **settings: Setting) -> highspy.Highs:
    """What it cost is counted by what the solver did."""
    solver = _answered(lp, work, known, **settings)
    info, entries = solver.getInfo(), len(lp.a_matrix_.index_)
    pivots = max(0, info.simplex_iteration_count) * lp.num_col_
    work.add(SPLIT * entries * max(0, info.ipm_iteration_count) + PIVOT * pivots + COLUMN * lp.num_col_)
    return solver


def _answered(lp: highspy.HighsLp, work: Work, known: Numbers | None, **settings: Setting) -> highspy.Highs:
    """The clock is only a last guard. Whoever cancels need not wait for the answer, which may take seconds."""
    solver = highspy.Highs()
    for asked_now_and_then in (solver.cbIpmInterrupt, solver.cbMipInterrupt):
        asked_now_and_then.subscribe(lambda event: event.interrupt(work.is_stopped))
    for name, value in (SETTINGS | settings | {"time_limit": work.clock_left}).items():
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    if known is not None:
        solver.setSolution(len(known), np.arange(len(known), dtype=np.int32), known.astype(float))
    solver.run()
    return solver
