"""Who has what, when: a plan that is being made. It knows what is free at once, because times are the bits of whole numbers."""

from popups.matching.layout import Layout, Option
from popups.matching.problem import Placement

Spot = tuple[int, int, int]  # unit, first step, steps


def bits(start: int, steps: int) -> int:
    return ((1 << steps) - 1) << start


def run_starts(free: int, length: int) -> int:
    """Bits where `length` free steps in a row begin; a handful of shifts, however long the horizon is."""
    have = 1
    while have * 2 <= length:
        free &= free >> have
        have *= 2
    return free & free >> (length - have) if length > have else free


class Levels:
    """How many lie on each step, up to a limit: bit t of levels[k] says that more than k do."""

    __slots__ = ("levels",)

    def __init__(self, limit: int) -> None:
        self.levels = [0] * limit

    def add(self, mask: int) -> None:
        levels = self.levels
        for k in range(len(levels) - 1, 0, -1):
            levels[k] |= levels[k - 1] & mask
        levels[0] |= mask

    def remove(self, mask: int) -> None:
        levels = self.levels
        for k in range(len(levels) - 1):
            levels[k] = (levels[k] & ~mask) | (levels[k + 1] & mask)
        levels[-1] &= ~mask

    @property
    def full(self) -> int:
        return self.levels[-1]

    def at(self, step: int) -> int:
        return sum(level >> step & 1 for level in self.levels)


class Board:
    """spots: by application, None where it has none. value: of everything on the board."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.everywhere = bits(0, layout.steps + max(layout.turnaround, default=0) + 1)
        self.free = [self.everywhere] * len(layout.capacity)
        self.shared = [Levels(limit) if limit > 1 else None for limit in layout.capacity]
        self.variety_free = [self.everywhere] * len(layout.variety)
        self.variety = [Levels(limit) for limit in layout.variety]
        self.spots: list[Spot | None] = [None] * len(layout.points)
        self.inside: list[set[int]] = [set() for _unit in layout.capacity]
        self.held = [0] * layout.people
        self.value = 0
        for application, spot in layout.pinned.items():
            self.put(application, spot)

    def put(self, application: int, spot: Spot) -> None:
        """Nothing is asked: the caller knows that it fits."""
        layout, (unit, start, steps) = self.layout, spot
        option = layout.option[application][unit]
        mask = ((1 << steps) - 1) << start
        if (levels := self.shared[unit]) is None:
            self.free[unit] &= ~(((1 << steps + layout.turnaround[unit]) - 1) << start)
        else:
            levels.add(mask)
            self.free[unit] = self.everywhere & ~levels.levels[-1]
        if (rule := option.variety) >= 0:
            self.variety[rule].add(mask)
            self.variety_free[rule] = self.everywhere & ~self.variety[rule].levels[-1]
        self.spots[application] = spot
        self.inside[unit].add(application)
        self.held[layout.applicant[application]] += 1
        self.value += layout.points[application] + option.wish + layout.step_value * steps // layout.capacity[unit]

    def take(self, application: int) -> Spot:
        layout = self.layout
        spot = self.spots[application]
        if spot is None:
            raise LookupError(f"application {application} has no place to be taken")
        unit, start, steps = spot
        option = layout.option[application][unit]
        mask = ((1 << steps) - 1) << start
        if (levels := self.shared[unit]) is None:
            self.free[unit] |= ((1 << steps + layout.turnaround[unit]) - 1) << start
        else:
            levels.remove(mask)
            self.free[unit] = self.everywhere & ~levels.levels[-1]
        if (rule := option.variety) >= 0:
            self.variety[rule].remove(mask)
            self.variety_free[rule] = self.everywhere & ~self.variety[rule].levels[-1]
        self.spots[application] = None
        self.inside[unit].discard(application)
        self.held[layout.applicant[application]] -= 1
        self.value -= layout.points[application] + option.wish + layout.step_value * steps // layout.capacity[unit]
        return spot

    def has_had_enough(self, application: int) -> bool:
        return self.held[self.layout.applicant[application]] >= self.layout.problem.limit

    def fits(self, application: int, spot: Spot) -> bool:
        """Whether this stay, which the rules allow, has room beside all that stands there."""
        unit, start, steps = spot
        if self.has_had_enough(application) or bits(start, steps + self.layout.turnaround[unit]) & ~self.free[unit]:
            return False
        rule = self.layout.option[application][unit].variety
        return rule < 0 or not bits(start, steps) & ~self.variety_free[rule]

    def starts(self, application: int, option: Option) -> int:
        """Bits on which its shortest stay can begin there now; the limit per applicant is asked elsewhere."""
        found = run_starts(self.free[option.unit], option.need) & option.starts
        if found and option.variety >= 0:
            found &= run_starts(self.variety_free[option.variety], self.layout.shortest[application])
        return found

    def placements(self) -> tuple[Placement, ...]:
        layout, grain = self.layout, self.layout.grain
        units, rows = layout.problem.units, layout.problem.applications
        return tuple(Placement(rows[place].id, units[spot[0]].id, spot[1] * grain, spot[2] * grain)
                     for place, spot in enumerate(self.spots) if spot is not None)


def board_of(layout: Layout, spots: list[Spot | None]) -> Board:
    """A board with these spots; pinned ones stand there anyway."""
    board = Board(layout)
    for application, spot in enumerate(spots):
        if spot is not None and application not in layout.pinned:
            board.put(application, spot)
    return board
