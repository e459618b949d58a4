"""Who has no place in a plan, each with the first of the reasons; all of them stand on the page of the application."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from popups.matching.eligible import failures, periods
from popups.matching.problem import Application as Asked
from popups.matching.problem import MatchingProblem
from popups.models import Application
from popups.reports.plan_picture import Open
from popups.reports.plan_words import rule_name


@dataclass(frozen=True)
class Without:
    """fitting: how many units it could have had, had nobody else asked. rule: else the one that stands in its way in most units."""

    application: Application
    fitting: int
    rule: str
    sentence: str


@dataclass(frozen=True)
class Alike:
    """Those of whom the same can be said first. code: FITTING, KEPT, or a rule of plan_words."""

    code: str
    name: str
    rows: list[Without]


FITTING, KEPT = "fitting", "kept"


def alike(rows: Iterable[Without], kept: Collection[int] = frozenset()) -> list[Alike]:
    """Who could have a unit first, then by the rule that keeps most out; last those of whom this reader learns nothing, not even why."""
    found: dict[str, list[Without]] = {}
    for row in rows:
        found.setdefault(KEPT if row.application.pk in kept else FITTING if row.fitting else row.rule, []).append(row)
    ends = {FITTING: 0, KEPT: 2}
    order = sorted(found, key=lambda code: (ends.get(code, 1), -len(found[code]), code))
    return [Alike(code, _name(code), found[code]) for code in order]


def _name(code: str) -> str:
    if code == FITTING:
        return _("A unit would fit, but it is taken")
    if code == KEPT:
        return _("You stand too near to them to read why")
    return capfirst(rule_name(code))


def without_of(shown: Open, kept: frozenset[int] = frozenset()) -> list[Without]:
    """One query; the rest is counted. The best scored first, but of whom this reader learns nothing, who stand last."""
    names = shown.without
    rows = {row.reference: row for row in Application.objects.filter(reference__in=names).select_related("applicant")}
    asked = sorted((shown.problem.application[name] for name in names if name in rows), key=lambda row: (0, -row.score, row.received) if rows[row.id].pk not in kept else (1, 0, row.received))
    return [_without(rows[row.id], row, shown.problem) for row in asked]


def _without(row: Application, asked: Asked, problem: MatchingProblem) -> Without:
    reasons: Counter[str] = Counter()
    fitting = 0
    for unit in problem.units:
        failed = [failure.rule for failure in failures(asked, unit, problem)]
        if not failed and not periods(asked, unit):
            failed = ["dates"]
        reasons.update(failed)
        fitting += not failed
    often = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    return Without(row, fitting, often[0][0] if often else "", _sentence(fitting, often))


def _sentence(fitting: int, often: list[tuple[str, int]]) -> str:
    if fitting:
        said = ngettext("%(count)d unit would fit, but others are there who bring the plan more.",
                        "%(count)d units would fit, but others are there who bring the plan more.", fitting)
        return said % {"count": fitting}
    named = ", ".join(f"{rule_name(rule)} ({count})" for rule, count in often)
    return _("No unit fits. What stands against it, and in how many units: %(reasons)s.") % {"reasons": named}
