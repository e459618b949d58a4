"""First come, first served: what a town does without any of this, and what every plan is held against."""

from popups.matching.board import Board, bits
from popups.matching.layout import Layout, Option, lay_out
from popups.matching.problem import MatchingProblem, Placement


def first_come(problem: MatchingProblem) -> tuple[Placement, ...]:
    """In the order of arrival: the longest stay that fits anywhere, the best wish that has room for it, its earliest days."""
    layout = lay_out(problem)
    board = Board(layout)
    for row in sorted(range(len(layout.points)), key=lambda row: problem.applications[row].received):
        if board.spots[row] is None and not board.has_had_enough(row):
            _serve(board, row)
    return board.placements()


def _serve(board: Board, row: int) -> None:
    layout = board.layout
    for steps in range(layout.longest[row], layout.shortest[row] - 1, -layout.step[row]):
        for option in layout.options[row]:
            start = _first(layout, board, row, option, steps)
            if start is not None:
                board.put(row, (option.unit, start, steps))
                return


def _first(layout: Layout, board: Board, row: int, option: Option, steps: int) -> int | None:
    every, turnaround = layout.start_step[row], layout.turnaround[option.unit]
    for low, high in option.parts:
        for start in range(low + -low % every, high - steps + 1, every):
            is_free = not bits(start, steps + turnaround) & ~board.free[option.unit]
            if is_free and (option.variety < 0 or not bits(start, steps) & ~board.variety_free[option.variety]):
                return start
    return None
