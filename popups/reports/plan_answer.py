"""What an applicant may read of a plan: why there is no place, without anybody else's name, score or reference."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext

from popups.matching.eligible import Failure
from popups.matching.explaining.asked import too_short
from popups.matching.explaining.standing import Standing
from popups.matching.problem import Application as Asked
from popups.matching.problem import Unit, house_of
from popups.models import Application, Call, Plan
from popups.planning_choices import PlanKind
from popups.reports.plan_picture import Open, opened
from popups.reports.plan_reasons import standing_of, words_of
from popups.reports.plan_stood import why_not, why_sentence
from popups.reports.plan_words import Words, failure_sentence, rule_name

MOST_UNITS = 5  # that are spoken of one by one
MOST_RULES = 4


def last_plan(call: Call) -> Plan | None:
    """The newest that is ready and was not only tried out. One query."""
    plan = Plan.objects.ready().filter(call=call).exclude(kind=PlanKind.WHAT_IF).order_by("-asked_at", "-pk").first()
    if plan is not None:
        plan.call = call
    return plan


def language_of(application: Application) -> str:
    reader = application.applicant.addressee
    return reader.language if reader else settings.LANGUAGE_CODE


@dataclass(frozen=True)
class PlanSays:
    """What the last plan of a call says about one of its applications. sentences: for the applicant, in `language`; none where it is placed."""

    plan: Plan
    language: str
    is_placed: bool
    sentences: list[str]


def what_the_plan_says(call: Call, application: Application) -> PlanSays | None:
    """None where there is no plan, or the last one did not look at it. One query without a plan, five with one."""
    if (plan := last_plan(call)) is None:
        return None
    shown = opened(plan)
    is_placed = any(row.application_id == application.pk for row in shown.placements)
    sentences = [] if is_placed else _reasons(shown, application)
    return PlanSays(plan, language_of(application), is_placed, sentences) if is_placed or sentences else None


def reasons_for_applicant(plan: Plan, application: Application) -> list[str]:
    """Sentences in the applicant's language; none where the plan gives it a place or did not look at it. Four queries."""
    return _reasons(opened(plan), application)


def _reasons(shown: Open, application: Application) -> list[str]:
    if application.reference not in shown.without:
        return []
    standing = standing_of(shown)
    with translation.override(language_of(application)):
        return list(_sentences(standing, standing.problem.application[application.reference], words_of(shown)))


def _sentences(standing: Standing, asked: Asked, words: Words) -> list[str]:
    if standing.is_limited(asked):
        return [gettext("You have another place already, as many as one applicant may have.")]
    failed = {unit.id: _failures(standing, asked, unit) for unit in standing.problem.units}
    named = [unit for unit in standing.problem.units if unit.id in asked.preferences]
    if named and not asked.is_open and len(named) <= MOST_UNITS:
        return [_of_one(standing, asked, unit, failed[unit.id], words) for unit in named]
    return _of_all(standing, asked, failed)


def _failures(standing: Standing, asked: Asked, unit: Unit) -> list[Failure]:
    short = too_short(standing, asked, unit)
    return [*standing.failures(asked, unit), *([short] if short else [])]


def _of_one(standing: Standing, asked: Asked, unit: Unit, failed: list[Failure], words: Words) -> str:
    said = " ".join(failure_sentence(failure, words) for failure in failed) or why_sentence(why_not(standing, asked, unit))
    return f"{words.place(unit.id)}: {said}"


def _of_all(standing: Standing, asked: Asked, failed: dict[str, list[Failure]]) -> list[str]:
    """Units counted as houses, however many parts of them are let."""
    stands = {name: why_not(standing, asked, standing.problem.unit[name]) for name, failures in failed.items() if not failures}
    fitting = {house_of(name) for name in stands}
    found = []
    if "room" in stands.values():
        found.append(gettext("There would be room."))
    elif fitting and "taken" in stands.values():
        said = ngettext("%(count)d unit would fit, but others get these weeks.", "%(count)d units would fit, but others get these weeks.", len(fitting))
        found.append(said % {"count": len(fitting)})
    elif fitting:
        found.append(gettext("Enough of this activity is in the street at that time."))
    return found + _against(failed, fitting)


def _against(failed: dict[str, list[Failure]], fitting: set[str]) -> list[str]:
    pairs = {(house_of(name), failure.rule) for name, failures in failed.items() for failure in failures if house_of(name) not in fitting}
    often = sorted(Counter(rule for _house, rule in pairs).items(), key=lambda item: (-item[1], item[0]))[:MOST_RULES]
    if not often:
        return []
    said = gettext("What stands against the other units, and in how many: %(reasons)s.") if fitting else gettext(
        "No unit fits. What stands against it, and in how many units: %(reasons)s.")
    return [said % {"reasons": ", ".join(f"{rule_name(rule)} ({count})" for rule, count in often)}]
