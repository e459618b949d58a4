"""The five pages of an application: each saved by itself, in any order, on any device."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from popups.access import own_application
from popups.forms.applicant.step_form import StepForm
from popups.forms.applicant.steps import STEP_BY_CODE, STEPS, Step, after, before
from popups.models import Application
from popups.rules.applications import completeness_problems
from popups.views.applicant.checking import check_page
from vacancies.access import signed_in
from vacancies.forms.refusal import add_problems
from vacancies.problem import Refused


@never_cache
@signed_in
def application_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    if step not in STEP_BY_CODE:
        raise Http404
    application, found = own_application(request.user, reference), STEP_BY_CODE[step]
    if not application.state.is_editable:
        messages.info(request, _("You have sent this application. What you wrote is shown here."))
        return redirect("popups:my-application", reference)
    if found.form is None:
        return check_page(request, application, progress(application, found))
    if request.method == "POST":
        return _save(request, application, found)
    form = found.form(application=application)
    if "missing" in request.GET:
        form.add_missing(timezone.localdate())
    return _page(request, application, found, form)


def _save(request: HttpRequest, application: Application, step: Step) -> HttpResponse:
    form = step.form(request.POST, request.FILES, application=application)
    is_for_later, is_adding = "later" in request.POST, "add" in request.POST
    if form.is_valid() and not is_for_later and not is_adding:
        form.add_missing(timezone.localdate())
    _try(form, form.rescue if form.errors else form.save, by=request.user)
    if form.errors:
        return _page(request, application, step, form, status=422)
    if is_for_later:
        messages.success(request, _("Saved. You can go on at any time, on any device where you sign in."))
        return redirect("popups:my-page")
    return redirect("popups:application-step", application.reference, (step if is_adding else after(step)).code)


def _try(form: StepForm, keep: Callable[..., Any], by: Any) -> None:
    try:
        keep(by=by)
    except Refused as refused:
        add_problems(form, refused)
    except OSError:
        form.add_error(None, _("We could not keep your papers just now. Please try again in a few minutes."))


def _page(request: HttpRequest, application: Application, step: Step, form: StepForm, status: int = 200) -> HttpResponse:
    page: dict[str, Any] = {
        "application": application, "step": step, "form": form, "steps": progress(application, step),
        "papers": list(application.papers.all()) if "papers" in form.fields else [], "before": before(step)}
    return render(request, f"popups/applicant/apply_{step.code}.html", page, status=status)


def progress(application: Application, current: Step) -> list[dict[str, Any]]:
    """For components/steps.html. A page is done when it was saved and lacks nothing."""
    lacking = {problem.field for problem in completeness_problems(application, timezone.localdate())}
    answered = set(application.done_steps)
    return [{"label": step.label, "href": reverse("popups:application-step", args=[application.reference, step.code]),
             "is_current": step is current, "is_done": step.code in answered and not lacking & _fields(step, application)}
            for step in STEPS]


def _fields(step: Step, application: Application) -> set[str]:
    if step.form is None:
        return set()
    return set(step.form.asked_of(application))
