"""A plan mended: people were told where and when, and then something changed. As few of them as possible are told otherwise.

A stay that was told counts as kept only in the same unit, from the same day, for as many days. Whoever is told otherwise has a price, and a
change is proposed where it wins more than it costs: so much for each who moves, more for each who loses a place. Or it is counted strictly:
with `most`, no more than so many are moved beyond those who cannot be helped; with 0, first the fewest changes there can be, then the best
value. Where neither is said, two may be moved for each who went, must move or came late: more than that were better off elsewhere already
before anything happened, so prices are doubled, twice, and at last nobody is moved. Where many are moved all the same, or many came late,
everybody is planned anew beside it, to see how many that would move: fifteen in a hundred of them may be, and for less. What is pinned is
never touched. The same problem, plan, prices and seconds give the same repair on every machine.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from popups.matching.board import Board, Spot
from popups.matching.columns import Stays
from popups.matching.judge import violations
from popups.matching.layout import Layout, lay_out
from popups.matching.problem import MatchingProblem, Placement, total, value
from popups.matching.retelling import Prices, Retelling, areas, fill, has_room, keep_most
from popups.matching.solve import IllegalPlanError, solve
from popups.matching.work import Work

SHARE_OF_A_PLACE = 5  # moving somebody must win a fifth of what a place is worth on average
UPHEAVAL, SHARE_OF_AN_UPHEAVAL = 6, 24  # more are moved, or came late, than so many, and than a part of all who were told
FEW, DEARER = 2, (2, 4)  # moved for each who went, must move or came late; and how many times as much it has to win where more would be
PERCENT_OF_ANEW, CHEAPER = 15, 10  # then so many in a hundred of those may be whom a new plan moves, at a tenth of the prices
STEPS = 3  # the repair at the usual prices, the new plan, the repair beside it: each gets all the seconds
AS_GOOD = 10  # what is lost by that is less than a tenth of what was won
ORDER = ("dropped", "moved", "new")


@dataclass(frozen=True)
class Retold:
    """Somebody who hears something else than before. is_forced: what they were told cannot be any more, whatever is done.

    value: how much more the plan is worth by this one, taken alone.
    """

    application: str
    before: Placement | None
    after: Placement | None
    value: int
    is_forced: bool = False

    @property
    def kind(self) -> str:
        """dropped, moved or new."""
        return "dropped" if self.after is None else "moved" if self.before else "new"


@dataclass(frozen=True)
class Anew:
    """What planning everybody anew comes to. disturbed: people who were told of a place, still want it, and would be told otherwise."""

    value: int
    disturbed: int


@dataclass(frozen=True)
class Repair:
    """retold: those who lose a place first, then who moves, then who is new. gone: told, but of applications that are not there any more.

    is_proven: in the sense asked for, no repair is better. stopped_by: "clock" or "cancelled", else "". anew: where it was looked at.
    """

    placements: tuple[Placement, ...]
    value: int
    retold: tuple[Retold, ...]
    kept: int
    gone: tuple[Placement, ...]
    prices: Prices
    is_proven: bool
    stopped_by: str = ""
    anew: Anew | None = None
    work: float = field(default=0.0, compare=False)

    def of(self, kind: str) -> tuple[Retold, ...]:
        return tuple(row for row in self.retold if row.kind == kind)

    @property
    def won(self) -> int:
        """Beside what people were told."""
        return sum(row.value for row in self.retold)

    @property
    def helpless(self) -> int:
        """Of those who are told otherwise, how many must be."""
        return sum(row.is_forced for row in self.retold)

    @property
    def disturbed(self) -> int:
        """People who were told of a place, still want it, and are told otherwise."""
        return len(self.of("dropped")) + len(self.of("moved"))


def usual_prices(problem: MatchingProblem, told: Iterable[Placement]) -> Prices:
    """moved: a fifth of a place that was told, on average; dropped: twice that, beside the value of the place itself."""
    known = [row for row in told if row.application in problem.application and row.unit in problem.unit]
    moved = total(problem, tuple(known)) // len(known) // SHARE_OF_A_PLACE if known else 0
    return Prices(moved, 2 * moved)


def repair(problem: MatchingProblem, told: Iterable[Placement], *, seconds: float = 20, prices: Prices | None = None, most: int | None = None,
           late: Collection[str] | None = None, is_cancelled: Callable[[], bool] = lambda: False, clock: float = 0.0) -> Repair:
    """problem: as it is now. told: what people were told, also by a plan that is not legal any more. late: applications that came since;
    without it, everybody who was told of no place may be one of them.

    Where nobody was told anything that can be kept, this is a whole new plan. seconds: of work for each of three steps. clock: seconds after
    which it is stopped wherever it is; without it, as many as the steps may take. Raises IllegalPlanError rather than return a plan that
    breaks a rule.
    """
    told, work = tuple(sorted(told)), Work(STEPS * seconds, is_cancelled, clock)
    if prices is not None or most is not None:
        return _mended(problem, told, prices or usual_prices(problem, told), most, work)
    mended = _told_to_few(problem, told, late, work)
    if (is_upheaval(mended, len(told)) or is_many(len(late or ()), len(told))) and not work.is_over:
        mended = _beside_anew(problem, told, mended, seconds, work)
    return replace(mended, work=work.spent, stopped_by=work.stopped_by)


def _told_to_few(problem: MatchingProblem, told: tuple[Placement, ...], late: Collection[str] | None, work: Work) -> Repair:
    usual = usual_prices(problem, told)
    mended = _mended(problem, told, usual, None, work)
    for times in DEARER:
        if _moves_few(mended, late) or work.is_over:
            return mended
        mended = _mended(problem, told, Prices(times * usual.moved, times * usual.dropped), None, work)
    return mended if _moves_few(mended, late) or work.is_over else _mended(problem, told, usual, 0, work)


def _moves_few(mended: Repair, late: Collection[str] | None) -> bool:
    reasons = len(mended.gone) + mended.helpless + sum(late is None or row.application in late for row in mended.of("new"))
    return mended.disturbed - mended.helpless <= FEW * max(1, reasons)


def _beside_anew(problem: MatchingProblem, told: tuple[Placement, ...], mended: Repair, seconds: float, work: Work) -> Repair:
    """Repairs do not look at bands, so the plan beside which they are seen does not either."""
    made = solve(replace(problem, bands=()), seconds=seconds, is_cancelled=work.is_cancelled, clock=work.clock_left)
    work.add(made.work)
    if work.is_stopped:
        return mended
    moved = {row.application for row in set(told) - set(made.placements)} & problem.application.keys()
    helped = moved - {row.application for row in mended.retold if row.is_forced}
    usual = usual_prices(problem, told)
    cheap = Prices(usual.moved // CHEAPER, usual.dropped // CHEAPER)
    counted = _mended(problem, told, cheap, len(helped) * PERCENT_OF_ANEW // 100, work)
    is_as_good = (mended.won - counted.won) * AS_GOOD <= abs(mended.won)
    return replace(counted if is_as_good else mended, anew=Anew(made.value, len(moved)))


def is_upheaval(mended: Repair, told: int) -> bool:
    return is_many(mended.disturbed - mended.helpless, told)


def is_many(people: int, told: int) -> bool:
    return people > max(UPHEAVAL, told // SHARE_OF_AN_UPHEAVAL)


def _mended(problem: MatchingProblem, told: tuple[Placement, ...], prices: Prices, most: int | None, work: Work) -> Repair:
    layout = lay_out(problem)
    spots, promised = _spots(layout, told), Board(layout)
    allowed = {row: spot for row, spot in spots.items() if row not in layout.pinned and is_allowed(layout, row, spot) and has_room(promised, row, spot)}
    stays = Stays(layout)
    board, is_whole = keep_most(layout, stays, allowed, work)
    retelling = Retelling(board, stays, frozenset(spots.keys() - layout.pinned.keys()), allowed, prices, most, is_whole)
    parts = areas(stays, sorted({spot[0] for row, spot in spots.items() if board.spots[row] != spot}))
    proven = [retelling.mend(units, work) for units in parts]
    fill(board, frozenset(spots))  # a run that was stopped, or went part by part, may have left room
    is_proven = not work.is_over and all(proven) and len(parts) <= 1
    return _told_apart(problem, told, board.placements(), prices, is_proven, frozenset(_names(layout, allowed)), work)


def _spots(layout: Layout, told: Iterable[Placement]) -> dict[int, Spot]:
    """Of those who still want a place. In a unit that is not there any more: unit -1."""
    rows = {row.id: place for place, row in enumerate(layout.problem.applications)}
    units = {unit.id: place for place, unit in enumerate(layout.problem.units)}
    found = {}
    for row in told:
        if row.application in rows:
            fits_grid = not (row.start % layout.grain or row.days % layout.grain)
            found[rows[row.application]] = (units.get(row.unit, -1) if fits_grid else -1, row.start // layout.grain, row.days // layout.grain)
    return found


def is_allowed(layout: Layout, row: int, spot: Spot) -> bool:
    """By the rules as they are now, were nobody else in the town."""
    unit, start, steps = spot
    option = layout.option[row].get(unit)
    if option is None or start % layout.start_step[row] or not layout.shortest[row] <= steps <= layout.longest[row]:
        return False
    is_inside = any(low <= start and start + steps <= high for low, high in option.parts)
    return is_inside and not (steps - layout.shortest[row]) % layout.step[row]


def _names(layout: Layout, rows: Iterable[int]) -> Iterable[str]:
    return (layout.problem.applications[row].id for row in rows)


def _told_apart(problem: MatchingProblem, told: tuple[Placement, ...], now: tuple[Placement, ...], prices: Prices, is_proven: bool,
                may_keep: frozenset[str], work: Work) -> Repair:
    if wrong := violations(problem, now):
        raise IllegalPlanError(f"A repair that breaks a rule was refused. {wrong[0]}")
    before, after = ({row.application: row for row in rows} for rows in (told, now))
    names = [name for name in sorted(before.keys() | after.keys()) if name in problem.application and before.get(name) != after.get(name)]
    retold = [_retold(problem, before.get(name), after.get(name), is_forced=name in before and name not in may_keep) for name in names]
    return Repair(
        placements=tuple(sorted(now)), value=total(problem, now), retold=tuple(sorted(retold, key=lambda row: (ORDER.index(row.kind), row.application))),
        kept=sum(row in told for row in now), gone=tuple(row for row in told if row.application not in problem.application),
        prices=prices, is_proven=is_proven, stopped_by=work.stopped_by, work=work.spent)


def _retold(problem: MatchingProblem, before: Placement | None, after: Placement | None, *, is_forced: bool) -> Retold:
    name = before.application if before else after.application if after else ""
    return Retold(name, before, after, _worth(problem, after) - _worth(problem, before), is_forced)


def _worth(problem: MatchingProblem, row: Placement | None) -> int:
    """Nothing in a unit that is not there any more."""
    if row is None or row.unit not in problem.unit:
        return 0
    return value(problem.application[row.application], problem.unit[row.unit], row.days, problem.weights)
