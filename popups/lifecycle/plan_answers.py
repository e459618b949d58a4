"""What a plan says about an application, kept with the decision about it, so that its applicant may read it when the results are sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from popups.models import Application, Decision, Plan, PlanAnswer
from popups.reports.plan_stood import snapshots_of
from vacancies.problem import Problem


@dataclass(frozen=True)
class Answer:
    """plan: the reference that was named. told: None where it says nothing."""

    plan: str
    told: dict[str, Any] | None


def answer_of(application: Application, plan: str) -> Answer:
    return Answer(plan, answers_of([application], plan).get(application.pk))


def answers_of(applications: Sequence[Application], plan: str) -> dict[int, dict[str, Any]]:
    """Of those of one call about which the plan says something, by their keys."""
    calls = {row.call_id for row in applications}
    named = Plan.objects.select_related("call").filter(call__in=calls, reference=plan).first() if plan else None
    return snapshots_of(named, applications) if named else {}


def silence_of(answer: Answer | None) -> list[Problem]:
    if answer is None or answer.told is not None:
        return []
    said = _("Plan %(reference)s does not say why this application has no place. Take the tick away.")
    return [Problem("plan_silent", said % {"reference": answer.plan}, "with_plan")]


def keep_answer(decision: Decision, answer: Answer | None) -> None:
    """Instead of what was kept before. Held by the caller."""
    PlanAnswer.objects.filter(decision=decision).delete()
    if answer is not None:
        PlanAnswer.objects.create(decision=decision, plan=answer.plan, told=answer.told)


def keep_answers(plan: str, told: Mapping[int, dict[str, Any]]) -> None:
    """Of decisions that were just written anew. Two queries. Held by the caller."""
    rows = Decision.objects.filter(application__in=told).values_list("pk", "application_id")
    PlanAnswer.objects.bulk_create(PlanAnswer(decision_id=key, plan=plan, told=told[application]) for key, application in rows)


def forget_answer(application: Application) -> None:
    PlanAnswer.objects.filter(decision__application=application).delete()
