"""What a mended plan changes of the plan that it mends, in words, and what planning everybody anew would change."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext, ngettext

from popups.matching.problem import Placement as Stay
from popups.matching.repair import Repair
from popups.models import Plan
from popups.planning_choices import PlanKind
from popups.reports.plan_words import worth_words


def repair_figures(mended: Repair, told: Collection[Stay], asking: Collection[Stay]) -> dict[str, int]:
    """Kept beside those of every plan. disturbed: people who hear something else; anew_…: of a plan made anew, where it was looked at.

    asking: those placed by the plan that was mended who still want it. Where only some of them were told, the others moved freely: then all are counted, since the page compares
    with the whole plan, and of a plan made anew, where only those who were told were counted, nothing is said. untold: who of the disturbed was not told.
    """
    if free := {stay.application for stay in asking} - {stay.application for stay in told}:
        others = [stay.application for stay in asking if stay not in mended.placements]
        return {"disturbed": len(others), "untold": len(free.intersection(others))}
    anew = {"anew_disturbed": mended.anew.disturbed, "anew_value": mended.anew.value} if mended.anew else {}
    return {"disturbed": mended.disturbed, **anew}


def repair_in_words(plan: Plan, kept: frozenset[int]) -> list[str]:
    """kept: whoever stands near to an application is not told what a plan is worth (rules.nearness). Of plans kept before this was counted, nothing."""
    figures: dict[str, Any] = plan.figures
    if plan.kind != PlanKind.REPAIR or plan.base is None or "disturbed" not in figures:
        return []
    said = [_changed(figures["disturbed"], plan.base.reference)]
    if number := figures.get("untold", 0):
        said.append(ngettext("%(number)d of them was not approved there: nobody was told of it, so it may move freely.",
                             "%(number)d of them were not approved there: nobody was told of them, so they may move freely.", number) % {"number": number})
    if "anew_disturbed" in figures:
        number = figures["anew_disturbed"]
        said.append(ngettext("Planning everybody anew would do that to %(number)d application.",
                             "Planning everybody anew would do that to %(number)d applications.", number) % {"number": number})
    if "anew_value" in figures and not kept:
        worth = worth_words(figures["anew_value"] - (plan.value or 0), plan.value or 0)
        said.append(gettext("The plan would be %(worth)s.") % {"worth": worth})
    if number := figures.get("gone", 0):
        said.append(ngettext("%(number)d more application does not ask for a place any more.", "%(number)d more applications do not ask for a place any more.", number) % {"number": number})
    return said


def _changed(number: int, base: str) -> str:
    if number == 0:
        return gettext("Mended: everybody keeps what plan %(plan)s gave them.") % {"plan": base}
    return ngettext("Mended: compared with plan %(plan)s, %(number)d application has another place, other days or no place any more.",
                    "Mended: compared with plan %(plan)s, %(number)d applications have another place, other days or no place any more.",
                    number) % {"plan": base, "number": number}
