"""Where one placement could be put by hand: for each unit and each first day the length that does the plan most good, and whom it would push out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from popups.matching.moves import LegalMove, legal_moves
from popups.matching.problem import house_of
from popups.reports.plan_picture import Open, called, repeated
from popups.reports.plan_reasons import place_names
from popups.reports.plan_told import stays_of
from popups.reports.plan_words import filled_words, worth_words
from vacancies.dates import period


@dataclass(frozen=True)
class Way:
    """place: as the problem names it. gone: titles of those who would lose their place there. effect: how much more the plan is worth then.

    effect is None where it would tell this reader the worth of an application that they stand too near to. of: the worth of the plan as
    it is, without such applications. days: how many more are filled then.
    """

    place: str
    start: date
    end: date
    gone: list[str]
    effect: int | None
    of: int
    days: int

    @property
    def worth(self) -> str:
        if self.effect is None:
            return ""
        return ", ".join(filter(None, [worth_words(self.effect, self.of), filled_words(self.days)]))

    @property
    def loses(self) -> str:
        return _("Loses the place there: %(names)s") % {"names": ", ".join(self.gone)} if self.gone else ""

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


def moves_of(shown: Open, application: str, place: str = "", kept: frozenset[int] = frozenset()) -> Moves:
    """Two queries; the rest is counted. place: which unit is looked at; else the one with the best way. kept: whose worth is not told."""
    places = _by_place(shown, application, _hidden(shown, kept))
    looked = place if place in places else next(iter(places), "")
    names = place_names(shown.plan)
    units = [(name, names.get(name, name), len(moves)) for name, moves in places.items()]
    return Moves(units, looked, _ways(sorted(places.get(looked, []), key=lambda move: move.stay), shown, kept))


def places_of(shown: Open, application: str, units: Collection[str], kept: frozenset[int] = frozenset()) -> dict[str, Any]:
    """The same for a script, of these units only (by their references); others: in how many more. Two queries.

    places: {place: {"name", "ways": [[days from the first day of the season, days, which of periods, which of effects], …]}}, the days rising.
    effects: ["…", whether somebody would lose a place]. first: place and day of what to begin with, which is the best there.
    """
    places = _by_place(shown, application, _hidden(shown, kept))
    here = {place: moves for place, moves in places.items() if house_of(place) in units}
    moves = [move for rows in here.values() for move in sorted(rows, key=lambda move: move.stay)]
    names, periods, effects = place_names(shown.plan), _Numbered(), _Numbered()
    told: dict[str, Any] = {place: {"name": names.get(place, place), "ways": []} for place in here}
    for move, way in zip(moves, _ways(moves, shown, kept), strict=True):
        effect = effects.number((". ".join(filter(None, [way.worth, way.loses])), bool(way.gone)))
        told[way.place]["ways"].append([move.stay.start, move.stay.days, periods.number(period(way.start, way.end)), effect])
    best = next((rows[0].stay for rows in here.values()), None)
    return {"places": told, "periods": list(periods), "effects": list(effects), "first": [best.unit, best.start] if best else None,
            "others": len({house_of(place) for place in places} - {house_of(place) for place in here})}


class _Numbered(dict[Any, int]):
    """Things in the order in which they were first said, each once."""

    def number(self, thing: Any) -> int:
        return self.setdefault(thing, len(self))


def _by_place(shown: Open, application: str, hidden: frozenset[str]) -> dict[str, list[LegalMove]]:
    """The place with the best way first, and in each place the best way first. What pushes out somebody hidden comes last, in no order of worth."""
    found = _best(legal_moves(shown.problem, stays_of(shown.placements, shown.problem), application), hidden)
    places: dict[str, list[LegalMove]] = {}
    for move in sorted(found, key=lambda move: (_rank(move, hidden), move.stay)):
        places.setdefault(move.stay.unit, []).append(move)
    return places


def _best(moves: Iterable[LegalMove], hidden: frozenset[str]) -> list[LegalMove]:
    """Of every place and first day the one that pushes out the fewest, then the one of most effect."""
    best: dict[tuple[str, int], LegalMove] = {}
    for move in moves:
        key = (move.stay.unit, move.stay.start)
        other = best.get(key)
        if other is None or (len(move.gone), _rank(move, hidden), -move.stay.days) < (len(other.gone), _rank(other, hidden), -other.stay.days):
            best[key] = move
    return list(best.values())


def _hidden(shown: Open, kept: frozenset[int]) -> frozenset[str]:
    return frozenset(row.application.reference for row in shown.placements if row.application_id in kept)


def _rank(move: LegalMove, hidden: frozenset[str]) -> tuple[bool, int]:
    """The best first. Whoever may not know what somebody is worth is not to read it from the order either."""
    return (True, 0) if any(row.application in hidden for row in move.gone) else (False, -move.effect)


def _ways(moves: list[LegalMove], shown: Open, kept: frozenset[int]) -> list[Way]:
    problem, rows = shown.problem, {row.application.reference: row.application for row in shown.placements}
    had = {row.application.reference: row.days for row in shown.placements}
    twice = repeated(row.title for row in rows.values())
    of = shown.worth_without(kept)
    names = {reference: called(row.title, row.applicant.name, reference, twice) for reference, row in rows.items()}
    return [Way(move.stay.unit, problem.date_of(move.stay.start), problem.date_of(move.stay.end), [names[row.application] for row in move.gone],
                None if any(rows[row.application].pk in kept for row in move.gone) else move.effect, of,
                move.stay.days - had.get(move.stay.application, 0) - sum(row.days for row in move.gone)) for move in moves]
