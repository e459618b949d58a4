"""What a plan says about an application, kept with the decision about it, so that its applicant may read it when the results are sent."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from popups.models import Application, Decision, Plan, PlanAnswer
from popups.reports.plan_stood import snapshot_of
from vacancies.problem import Problem


@dataclass(frozen=True)
class Answer:
    """plan: the reference that was named. told: None where it says nothing."""

    plan: str
    told: dict[str, Any] | None


def answer_of(application: Application, plan: str) -> Answer:
    named = Plan.objects.filter(call=application.call_id, reference=plan).first()
    return Answer(plan, snapshot_of(named, application) if named else None)


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


def forget_answer(application: Application) -> None:
    PlanAnswer.objects.filter(decision__application=application).delete()
