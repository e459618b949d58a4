"""What stood in the way of an application by one plan, unit by unit: codes and numbers to be kept with the decision, and the sentences that they are read as.

Nobody else is in it: no name, reference, score or worth of any other application, nor how many others would have had to go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from popups.matching.eligible import Failure
from popups.matching.explaining.asked import too_short
from popups.matching.explaining.changes import Change
from popups.matching.explaining.remedies import remedies
from popups.matching.explaining.standing import Standing
from popups.matching.problem import Application as Asked
from popups.matching.problem import Unit
from popups.models import Application, Plan, PlanAnswer
from popups.planning_choices import PlanKind
from popups.reports.plan_picture import opened
from popups.reports.plan_reasons import standing_of, words_of
from popups.reports.plan_words import Words, change_sentences, failure_sentence
from popups.rules.telling import told_decision

MOST_UNITS, MOST_CHANGES = 60, 3


@dataclass(frozen=True)
class InUnit:
    """fits: nothing of the unit stood in the way, only that others got it."""

    place: str
    fits: bool
    sentences: list[str]


@dataclass(frozen=True)
class Helped:
    """With these changes, and nothing else, there was room on the days [start, end)."""

    kinds: str
    sentences: list[str]
    place: str
    start: date
    end: date


@dataclass(frozen=True)
class Stood:
    """is_limited: the applicant had another place, as many as anybody may have. more: units of which nothing is said, all of them unfit."""

    plan: str
    is_limited: bool
    units: list[InUnit]
    more: int
    changes: list[Helped]


def snapshots_of(plan: Plan, applications: Iterable[Application]) -> dict[int, dict[str, Any]]:
    """By their keys; without those to which the plan gave a place or at which it did not look. None of what was only tried out. Four queries."""
    if plan.kind == PlanKind.WHAT_IF or plan.ended_at is None:
        return {}
    shown = opened(plan)
    standing, words, without = standing_of(shown), words_of(shown), set(shown.without)
    shortest = plan.call.shortest_days or 1
    return {row.pk: _snapshot(standing, words, row.reference, shortest) for row in applications if row.reference in without}


def _snapshot(standing: Standing, words: Words, reference: str, shortest: int) -> dict[str, Any]:
    asked = standing.problem.application[reference]
    units = sorted((_in_unit(standing, asked, unit) for unit in _asked_for(standing, asked)), key=lambda row: (len(row["rules"]), row["place"]))
    found = [row for row in remedies(standing, asked.id, least_days=shortest) if row.changes]
    changes = [{"changes": [asdict(change) for change in row.changes], "place": row.stay.placement.unit, "start": row.stay.placement.start,
                "days": row.stay.placement.days} for row in found[:MOST_CHANGES]]
    spoken = {row["place"] for row in [*units, *changes]} | set(asked.preferences) | {one.name for row in found for one in row.changes}
    return {"first_day": words.first_day.isoformat(), "is_limited": standing.is_limited(asked), "units": units[:MOST_UNITS],
            "more": len(units[MOST_UNITS:]), "changes": changes, "areas": dict(words.areas),
            "places": {name: words.place(name) for name in sorted(spoken & set(words.places))}}


def _asked_for(standing: Standing, asked: Asked) -> list[Unit]:
    """Whoever named units reads of these; whoever would go anywhere, of all."""
    return [unit for unit in standing.problem.units if asked.is_open or unit.id in asked.preferences]


def _in_unit(standing: Standing, asked: Asked, unit: Unit) -> dict[str, Any]:
    short = too_short(standing, asked, unit)
    failed = [*standing.failures(asked, unit), *([short] if short else [])]
    return {"place": unit.id, "rules": [asdict(failure) for failure in failed], "why": "" if failed else why_not(standing, asked, unit)}


def why_not(standing: Standing, asked: Asked, unit: Unit) -> str:
    """Of a unit that it may have: a key of WHYS."""
    if standing.starts(asked, unit, asked.shortest):
        return "room"
    return "variety" if standing.grid(asked, unit, asked.shortest) & standing.fitting(unit, asked.shortest) else "taken"


def why_sentence(why: str) -> str:
    return {"room": gettext("There would be room."), "variety": gettext("Enough of this activity is in the street at that time."),
            "taken": gettext("It would fit, but others get these weeks.")}[why]


def stood_for(application: Application) -> Stood | None:
    """What the applicant may read: once they were told, and only while they have no place. One query where they were told."""
    decision = told_decision(application)
    if decision is None or decision.is_place:
        return None
    answer = PlanAnswer.objects.filter(decision=decision).first()
    return stood_of(answer) if answer else None


def stood_of(answer: PlanAnswer) -> Stood:
    """In the language of whoever reads it. No query."""
    told = answer.told
    words = Words(date.fromisoformat(told["first_day"]), told["places"], told["areas"])
    return Stood(answer.plan, told["is_limited"], [_read(row, words) for row in told["units"]], told["more"], list(_helped(told["changes"], words)))


def _read(row: Mapping[str, Any], words: Words) -> InUnit:
    said = [failure_sentence(Failure(**failure), words) for failure in row["rules"]]
    return InUnit(words.place(row["place"]), not said, said or [why_sentence(row["why"])])


def _helped(rows: Iterable[Mapping[str, Any]], words: Words) -> Iterable[Helped]:
    for row in rows:
        changes = [Change(**change) for change in row["changes"]]
        yield Helped(" ".join(change.kind for change in changes), change_sentences(changes, words), words.place(row["place"]), words.date_of(row["start"]), words.date_of(row["start"] + row["days"]))
