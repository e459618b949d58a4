"""Who has no place in a plan, each with the first of the reasons; all of them stand on the page of the application."""

from collections import Counter
from dataclasses import dataclass

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
    """fitting: how many units it could have had, had nobody else asked."""

    application: Application
    fitting: int
    sentence: str


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
    return Without(row, fitting, _sentence(fitting, reasons))


def _sentence(fitting: int, reasons: Counter[str]) -> str:
    if fitting:
        said = ngettext("%(count)d unit would fit, but others are there who bring the plan more.",
                        "%(count)d units would fit, but others are there who bring the plan more.", fitting)
        return said % {"count": fitting}
    often = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    named = ", ".join(f"{rule_name(rule)} ({count})" for rule, count in often)
    return _("No unit fits. What stands against it, and in how many units: %(reasons)s.") % {"reasons": named}
