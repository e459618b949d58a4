"""How much thinking a run may do. It is counted, not timed, so that the same problem gets the same plan on every machine."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Seconds of a plain two-core server for one unit of work, measured by bench/matching.py; rather too many than too few, because
# a run that the clock has to stop is not the same on every machine.
ROUND = 4.0e-6
TRY = 3.3e-6  # one stay that is put, taken, tried or looked at in a round
SPLIT = 2.2e-7  # one iteration of the interior point method, for each entry of the matrix
SPREAD = 2.6e-10  # the same of a whole city, for each stay and each row
PIVOT = 3.6e-8  # one pivot of the simplex method among whole numbers, for each column
PIVOT_ENTRY = 2.7e-12  # one pivot of the simplex method, for each row and each column
COLUMN = 8.0e-7
EDGE = 3.2e-8  # one stay in a round of prices
NODE = 4.5e-5  # and one step of time
OPTION = 1.6e-5  # finding one unit that one application may have
STAY = 8.0e-7  # and making one of its stays
ANSWER = 1.5e-3  # asking the simplex method at all


@dataclass
class Work:
    """seconds: how much work is allowed. clock: when it is stopped at the latest. is_cancelled: asked between any two pieces."""

    seconds: float
    is_cancelled: Callable[[], bool] = lambda: False
    clock: float = 0.0
    spent: float = 0.0
    began: float = field(default_factory=time.monotonic)
    stopped_by: str = ""

    def __post_init__(self) -> None:
        self.clock = self.clock or self.seconds

    def add(self, seconds: float) -> None:
        self.spent += seconds

    def count(self, info: Any, rows: int, columns: int) -> None:
        """A run of the simplex method."""
        self.add(ANSWER + max(0, info.simplex_iteration_count) * PIVOT_ENTRY * rows * columns + COLUMN * columns)

    @property
    def left(self) -> float:
        return max(0.0, self.seconds - self.spent)

    @property
    def clock_left(self) -> float:
        return max(0.05, self.clock - (time.monotonic() - self.began))

    @property
    def is_stopped(self) -> bool:
        """By somebody, or by the clock."""
        if not self.stopped_by and self.is_cancelled():
            self.stopped_by = "cancelled"
        if not self.stopped_by and time.monotonic() - self.began >= self.clock:
            self.stopped_by = "clock"
        return bool(self.stopped_by)

    @property
    def is_over(self) -> bool:
        return self.is_stopped or self.spent >= self.seconds
