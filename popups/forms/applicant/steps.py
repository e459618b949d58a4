"""The pages of an application as data: progress, the order of the pages and the page that tells it all come from here."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.forms.applicant.needs import NeedsForm
from popups.forms.applicant.step_form import StepForm
from popups.forms.applicant.what import WhatForm
from popups.forms.applicant.where import WhereForm
from popups.forms.applicant.who import WhoForm
from popups.models import Application
from popups.reports.answers import Fact
from popups.reports.change_points import Point, place_of, points_to_answer
from popups.rules.applications import completeness_problems


@dataclass(frozen=True)
class Step:
    """form is None for the last page, which tells what the others said."""

    code: str
    label: str | Promise
    title: str | Promise
    form: type[StepForm] | None


STEPS: tuple[Step, ...] = (
    Step("who", _("Who"), _("Who are you?"), WhoForm),
    Step("what", _("What"), _("Your pop-up"), WhatForm),
    Step("where", _("Where and when"), _("Where and when?"), WhereForm),
    Step("needs", _("Needs"), _("What do you need?"), NeedsForm),
    Step("check", _("Check and send"), _("Check your answers"), None),
)
STEP_BY_CODE: dict[str, Step] = {step.code: step for step in STEPS}


def after(step: Step) -> Step:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: Step) -> Step | None:
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


@dataclass(frozen=True)
class Missing:
    """A problem of the rules with the page and the field where it is mended."""

    step: Step | None
    anchor: str
    code: str
    message: str | Promise


@dataclass(frozen=True)
class Part:
    """One page, told back."""

    step: Step
    facts: list[Fact]


@dataclass(frozen=True)
class Told:
    """A whole application: what it says, what it still lacks, and what the office asked to change."""

    parts: list[Part]
    missing: list[Missing]
    points: list[Point]


def tell(application: Application, today: date) -> Told:
    """About six queries, whatever was answered; four more where changes were asked for."""
    forms = {step: step.form(application=application) for step in STEPS if step.form}
    missing = []
    for problem in completeness_problems(application, today):
        step = next((step for step, form in forms.items() if form.place_of(problem.field)), None)
        anchor = _anchor(forms[step], problem.field) if step else ""
        missing.append(Missing(step, anchor, problem.code, problem.message))
    points = points_to_answer(application)
    return Told([_part(step, form, points) for step, form in forms.items()], missing, points)


def _part(step: Step, form: StepForm, points: list[Point]) -> Part:
    """What was answered, each with what is asked to be changed in it; also where nothing stands yet."""
    asked: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        if point.page == step.code:
            asked[place_of(point.code)].append(point)
    facts = [replace(fact, points=asked.pop(fact.field, [])) for fact in form.facts()]
    told = [fact for fact in facts if fact.points or fact.value not in (None, "")]
    return Part(step, told + [Fact(rows[0].label, "", points=rows) for rows in asked.values()])


def _anchor(form: StepForm, field: str) -> str:
    bound = form[form.place_of(field)]
    return bound.id_for_label or bound.auto_id
