"""Why an application is where a plan puts it, or nowhere: the reasons of popups.matching with the names and days of the town.

For the office. What applicants may read of it is made by plan_answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from popups.matching import problem as plain
from popups.matching.explaining.changes import BUSINESSES_FIRST
from popups.matching.explaining.displaced import Displacement, Pair, why_nowhere
from popups.matching.explaining.placed import Alternative, Parts, Why, why
from popups.matching.explaining.remedies import Remedy, remedies
from popups.matching.explaining.standing import Standing
from popups.models import Application, Placement, Plan
from popups.reports.plan_picture import Open
from popups.reports.plan_words import Words, change_sentences, failure_sentence, rule_name, value_words, worth_words
from vacancies.models import Area, Space, Unit

MOST_SAID = 6  # sentences of one rule in the table; unit by unit they all stand below it


@dataclass(frozen=True)
class Stay:
    """Days [start, end) in a place, which is a unit or a part of it. unit: the reference of its page."""

    place: str
    unit: str
    start: date
    end: date


@dataclass(frozen=True)
class Rule:
    """One that was asked, in words."""

    code: str
    name: str
    have: str
    need: str
    is_met: bool


@dataclass(frozen=True)
class Way:
    """The stay could be if these were not there. less: what the plan would be worth less; None where that is not for this reader.

    of: the worth of the plan as it is, without those of which that is not for this reader.
    """

    stay: Stay
    gone: list[Application]
    less: int | None
    of: int

    @property
    def worth(self) -> str:
        return worth_words(-self.less, self.of) if self.less is not None else ""


@dataclass(frozen=True)
class Elsewhere:
    """A unit in which it is not. Either rules by their names and sentences, one for each that fails, or ways in, or promises that leave none.

    is_part: it asks for a whole unit, and this is a part of one.
    """

    place: str
    unit: str
    rules: list[str]
    sentences: list[str]
    ways: list[Way]
    promised: list[Application]
    is_part: bool


@dataclass(frozen=True)
class Against:
    """A rule, and the places at which it fails. said: what is there and what is asked, a sentence each with its places; the most frequent first."""

    code: str
    name: str
    places: list[str]
    said: list[tuple[str, list[str]]]

    @property
    def shown(self) -> list[tuple[str, list[str]]]:
        return self.said[:MOST_SAID]

    @property
    def more(self) -> int:
        """In how many places it is another sentence."""
        return sum(len(places) for _sentence, places in self.said[MOST_SAID:])


@dataclass(frozen=True)
class Remedied:
    """With these changes, and nothing else, it would have this stay."""

    kinds: str
    sentences: list[str]
    stay: Stay


@dataclass(frozen=True)
class Reasons:
    """placement: None where it has no place; then there are no rules, parts and beaten. rank: 1 the first wish, None where not named.

    free: where else it could be as things are. fitting, failing: the other units. changes: the smallest that would help, each by itself.
    is_limited: it has none, but its applicant has as many as anybody may have; then no change is sought.
    """

    placement: Placement | None
    is_wishing: bool
    is_limited: bool = False
    rank: int | None = None
    parts: Parts | None = None
    rules: list[Rule] = field(default_factory=list)
    free: list[Stay] = field(default_factory=list)
    beaten: list[Application] = field(default_factory=list)
    fitting: list[Elsewhere] = field(default_factory=list)
    failing: list[Elsewhere] = field(default_factory=list)
    against: list[Against] = field(default_factory=list)
    changes: list[Remedied] = field(default_factory=list)

    @property
    def is_behind_businesses(self) -> bool:
        return any(row.code == BUSINESSES_FIRST for row in self.against)


def standing_of(shown: Open) -> Standing:
    """The plan as it was made, for the explaining."""
    first = shown.problem.first_day
    return Standing(shown.problem, [plain.Placement(row.application.reference, row.place, (row.start - first).days, row.days) for row in shown.placements])


def words_of(shown: Open) -> Words:
    """Three queries."""
    return Words(shown.problem.first_day, place_names(shown.plan), dict(Area.objects.values_list("key", "name")))


def place_names(*plans: Plan) -> dict[str, str]:
    """By the names in the input: the unit, and where several of its parts are planned, which. Two queries. The last plan that knows a name counts."""
    places = {name: keys for plan in plans for name, keys in plan.places.items()}
    units = dict(Unit.objects.filter(reference__in={plain.house_of(name) for name in places}).values_list("reference", "name"))
    spaces = {space.pk: str(space) for space in Space.objects.filter(pk__in=[key for keys in places.values() for key in keys])}
    found = {}
    for name, keys in sorted(places.items()):
        house = units.get(plain.house_of(name)) or plain.house_of(name)
        parts = ", ".join(spaces[key] for key in keys if key in spaces)
        found[name] = house if name == plain.house_of(name) or not parts else f"{house}: {parts}"
    return found


class Names:
    """The applications of a plan by their references: one query, for those that are spoken of."""

    def __init__(self, shown: Open, references: Iterable[str]) -> None:
        known = {row.application.reference: row.application for row in shown.placements}
        rows = Application.objects.filter(call=shown.plan.call, reference__in=set(references) - set(known)).select_related("applicant")
        self.rows = known | {row.reference: row for row in rows}
        self.shown = shown

    def of(self, references: Iterable[str], kept: frozenset[int] = frozenset()) -> list[Application]:
        """In this order. kept: about whom this reader learns nothing."""
        return [self.rows[name] for name in references if name in self.rows and self.rows[name].pk not in kept]


def reasons_of(shown: Open, application: Application, kept: frozenset[int], *, shortest: int = 1) -> Reasons | None:
    """None where the plan did not look at it. Four queries. kept: applications whose worth this reader does not learn.

    shortest: days that the call asks for at least; no shorter stay is proposed.
    """
    reference = application.reference
    if reference not in shown.problem.application:
        return None
    standing, words = standing_of(shown), words_of(shown)
    pairs = why_nowhere(standing, reference)
    asked = why(standing, reference) if reference in standing.place else None
    spoken = {row.application for pair in pairs for row in _rows_in(pair)} | {row.placement.application for row in (asked.beaten if asked else ())}
    names = Names(shown, spoken)
    return Reasons(
        placement=next((row for row in shown.placements if row.application_id == application.pk), None),
        is_wishing=bool(shown.problem.application[reference].preferences),
        is_limited=asked is None and standing.is_limited(shown.problem.application[reference]),
        fitting=_known_first(_elsewhere(pair, names, words, kept) for pair in pairs if pair.is_eligible and not _has_room(pair)),
        failing=[_elsewhere(pair, names, words, kept) for pair in pairs if not pair.is_eligible], against=_against(pairs, words),
        changes=[_remedied(row, words) for row in remedies(standing, reference, least_days=shortest) if row.changes], **_of_the_placed(asked, pairs, names, words, kept))


def _of_the_placed(asked: Why | None, pairs: Sequence[Pair], names: Names, words: Words, kept: frozenset[int]) -> dict:
    """And of those without a place: where there is room for them as things are, which a plan that was stopped early may leave."""
    if asked is None:
        return {"free": [stay_of(way.stay.placement, words) for pair in pairs if _has_room(pair) for way in pair.displacements[:1]]}
    rules = [Rule(row.rule, rule_name(row.rule), value_words(row.rule, row.have, words), value_words(row.rule, row.need, words), row.is_met)
             for row in asked.checks]
    return {"rank": asked.rank, "parts": asked.parts, "rules": rules, "free": [stay_of(_other_than(asked, row), words) for row in asked.alternatives],
            "beaten": names.of((row.placement.application for row in asked.beaten), kept)}


def _other_than(asked: Why, other: Alternative) -> plain.Placement:
    """Where nothing in the unit is better than what it has: other days of it, for the shortest stay."""
    here, best = asked.stay.placement, other.stay.placement
    if best != here:
        return best
    shortest = next(int(row.need or 0) for row in asked.checks if row.rule == "shortest")
    return plain.Placement(here.application, here.unit, next(start for start in other.starts if start != here.start), shortest)


def stay_of(row: plain.Placement, words: Words) -> Stay:
    return Stay(words.place(row.unit), plain.house_of(row.unit), words.date_of(row.start), words.date_of(row.end))


def _has_room(pair: Pair) -> bool:
    return bool(pair.displacements) and not pair.displacements[0].gone


def _rows_in(pair: Pair) -> Iterable[plain.Placement]:
    yield from pair.promised
    yield from (row.placement for way in pair.displacements for row in way.gone)


def _elsewhere(pair: Pair, names: Names, words: Words, kept: frozenset[int]) -> Elsewhere:
    return Elsewhere(words.place(pair.unit), plain.house_of(pair.unit), [rule_name(row.rule) for row in pair.failures],
                     [failure_sentence(row, words) for row in pair.failures], sorted((_way(row, names, words, kept) for row in pair.displacements), key=lambda way: way.less is None),
                     names.of(row.application for row in pair.promised),
                     is_part=any(row.rule == "mode" and (row.have, row.need) == ("share", "whole") for row in pair.failures))


def _known_first(rows: Iterable[Elsewhere]) -> list[Elsewhere]:
    """They stand in the order of what the plan would lose, which is not to be read of whom this reader learns nothing."""
    return sorted(rows, key=lambda row: any(way.less is None for way in row.ways[:1]))


def _way(row: Displacement, names: Names, words: Words, kept: frozenset[int]) -> Way:
    gone = names.of(one.placement.application for one in row.gone)
    is_known = not any(one.pk in kept for one in gone)
    return Way(stay_of(row.stay.placement, words), gone, -row.gain if is_known else None, names.shown.worth_without(kept))


def _against(pairs: Iterable[Pair], words: Words) -> list[Against]:
    """The rule that fails most often first."""
    found: dict[str, dict[str, set[str]]] = {}
    for pair in pairs:
        for failure in pair.failures:
            found.setdefault(failure.rule, {}).setdefault(failure_sentence(failure, words), set()).add(words.place(pair.unit))
    rows = [Against(code, rule_name(code), sorted(set().union(*said.values())), _often(said)) for code, said in found.items()]
    return sorted(rows, key=lambda row: (-len(row.places), row.code))


def _often(said: Mapping[str, set[str]]) -> list[tuple[str, list[str]]]:
    rows = [(sentence, sorted(places)) for sentence, places in said.items()]
    return sorted(rows, key=lambda row: (-len(row[1]), row[0]))


def _remedied(remedy: Remedy, words: Words) -> Remedied:
    return Remedied(" ".join(change.kind for change in remedy.changes), change_sentences(remedy.changes, words), stay_of(remedy.stay.placement, words))
