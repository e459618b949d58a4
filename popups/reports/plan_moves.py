"""Where one placement could be put by hand: for each unit and each first day the length that does the plan most good, and whom it would push out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from popups.matching.moves import LegalMove, legal_moves
from popups.matching.problem import MatchingProblem, house_of
from popups.models import Application
from popups.reports.plan_compare import names_of_units
from popups.reports.plan_picture import Open
from popups.reports.plan_told import stays_of


@dataclass(frozen=True)
class Way:
    """place: as the problem names it. gone: titles of those who would lose their place there. effect: how much more the plan is worth then."""

    place: str
    start: date
    end: date
    gone: list[str]
    effect: int

    @property
    def loss(self) -> int:
        return -self.effect

    @property
    def key(self) -> str:
        """What a form sends: place, first day, day after."""
        return f"{self.place}|{self.start.isoformat()}|{self.end.isoformat()}"


@dataclass(frozen=True)
class Moves:
    """units: (place, name, how many first days), the best first. ways: of the unit that is looked at."""

    units: list[tuple[str, str, int]]
    place: str
    ways: list[Way]


def moves_of(shown: Open, application: str, place: str = "") -> Moves:
    """Two queries; the rest is counted. place: which unit is looked at; else the one with the best way."""
    problem = shown.problem
    found = _best(legal_moves(problem, stays_of(shown.placements, problem), application))
    places: dict[str, list[LegalMove]] = {}
    for move in sorted(found, key=lambda move: (-move.effect, move.stay)):
        places.setdefault(move.stay.unit, []).append(move)
    looked = place if place in places else next(iter(places), "")
    names = names_of_units(house_of(name) for name in places)
    units = [(name, names.get(house_of(name), name), len(moves)) for name, moves in places.items()]
    ways = sorted(places.get(looked, []), key=lambda move: move.stay)
    return Moves(units, looked, _ways(ways, problem))


def _best(moves: Iterable[LegalMove]) -> list[LegalMove]:
    """Of every place and first day the one that pushes out the fewest, then the one of most effect."""
    best: dict[tuple[str, int], LegalMove] = {}
    for move in moves:
        key = (move.stay.unit, move.stay.start)
        other = best.get(key)
        if other is None or (len(move.gone), -move.effect, -move.stay.days) < (len(other.gone), -other.effect, -other.stay.days):
            best[key] = move
    return list(best.values())


def _ways(moves: list[LegalMove], problem: MatchingProblem) -> list[Way]:
    gone = {row.application for move in moves for row in move.gone}
    titles = dict(Application.objects.filter(reference__in=gone).values_list("reference", "title"))
    return [Way(move.stay.unit, problem.date_of(move.stay.start), problem.date_of(move.stay.end),
                [titles.get(row.application) or row.application for row in move.gone], move.effect) for move in moves]
