"""A plan of a whole city, made of the few stays that prices find nearly worth it.

All of them are split between places and times at once; what that does almost wholly stands, and the rest is split anew beside it, again and
again. Each split is asked from the start and needs no more than to be roughly right, because the next one knows more.
"""

import numpy as np

from popups.matching.board import Board
from popups.matching.columns import Columns, Numbers, possible, question
from popups.matching.highs import roughly
from popups.matching.work import Work

SURE = 0.7  # a stay that is split by less than the rest of this stands
PART = 10  # at least one of so many that are left stands after each split, the surest
FEWEST = 3
USED = 1e-4  # what is done for less than this is not done at all


def outline(board: Board, columns: Columns, work: Work) -> bool:
    """Puts stays on the board until no more fit. False where it was stopped before that."""
    while not work.is_over:
        columns = columns.only(possible(board, columns))
        if not len(columns):
            return True
        share = roughly(question(columns, board, np.unique(columns.unit).tolist()), work)
        if not _stand(board, columns, np.round(share, 6)):
            return True
    return False


def _stand(board: Board, columns: Columns, share: Numbers) -> int:
    """The surest first. Returns how many."""
    least, count = max(FEWEST, int(share.sum()) // PART), 0
    for column in np.argsort(-share, kind="stable").tolist():
        if share[column] < USED or share[column] < SURE and count >= least:
            break
        row, spot = columns.stay(column)
        if board.spots[row] is None and board.fits(row, spot):
            board.put(row, spot)
            count += 1
    return count
