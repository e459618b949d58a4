"""The five pages of an application: each saved by itself, in any order, on any device."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from popups.access import draft_to_fill_in, may_begin
from popups.forms.applicant.signing_in import SignInForm
from popups.forms.applicant.step_form import StepForm
from popups.forms.applicant.steps import STEP_BY_CODE, STEPS, Step, after, before
from popups.models import Application
from popups.reports.change_points import points_to_answer
from popups.rules.applications import completeness_problems
from popups.rules.call_fit import CALL_PARTS
from popups.views.applicant.checking import check_page
from popups.views.applicant.claiming import finish_later, whose, writer
from popups.views.applicant.keeping import is_keeping, keep, keep_form
from popups.views.applicant.ticking import keep_ticks
from vacancies.forms.refusal import add_problems
from vacancies.problem import Refused
from vacancies.sure import sure
from vacancies.views.gone import unknown_once_gone


@never_cache
@may_begin
@unknown_once_gone(Application.DoesNotExist)
def application_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    if step not in STEP_BY_CODE:
        raise Http404
    application, found = draft_to_fill_in(request, reference), STEP_BY_CODE[step]
    prefetch_related_objects([application], *CALL_PARTS)
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
    form = sure(step.form)(request.POST, request.FILES, application=application)
    form.leave_saved()
    keeping = keep_form(request, application) if is_keeping(request) else None
    is_for_later, is_adding = "later" in request.POST, "add" in request.POST
    if not is_for_later and not is_adding and keeping is None:
        form.add_missing(timezone.localdate())
    if form.is_overtaken():
        form.add_overtaken()
    _try(form, form.rescue if form.errors else form.save, by=writer(request))
    keep_ticks(request, application)
    if form.errors:
        return _page(request, application, step, form, status=422)
    if keeping is not None:
        return _keep(request, application, step, form, keeping)
    if is_for_later:
        return finish_later(request, application)
    if unseen := form.newly_asked():
        return _ask_on(request, application, step, form, unseen)
    return redirect("popups:application-step", application.reference, (step if is_adding else after(step)).code)


def _keep(request: HttpRequest, application: Application, step: Step, form: StepForm, keeping: SignInForm) -> HttpResponse:
    """What was typed is saved already; now the address is asked to prove itself."""
    status = keep(request, application, keeping, step)
    if status == 302:
        return redirect("popups:sign-in-code")
    return _page(request, application, step, form, status=status, keeping=keeping)


def _ask_on(request: HttpRequest, application: Application, step: Step, form: StepForm, unseen: list[str]) -> HttpResponse:
    """Without a script the page could not ask by itself what the new answers call for: it is shown again, with that."""
    messages.info(request, _("Saved. Your answer leads to one more question here."))
    address = reverse("popups:application-step", args=[application.reference, step.code])
    return redirect(f"{address}#{form[form.place_of(unseen[0])].auto_id}")


def _try(form: StepForm, keep: Callable[..., Any], by: Any) -> None:
    try:
        keep(by=by)
    except Refused as refused:
        add_problems(form, refused)
    except OSError:
        form.add_error(None, _("We could not keep your papers just now. Please try again in a few minutes."))


def _page(request: HttpRequest, application: Application, step: Step, form: StepForm, status: int = 200,
          keeping: SignInForm | None = None) -> HttpResponse:
    points = points_to_answer(application)
    form.mark(points)
    page: dict[str, Any] = {
        "application": application, "step": step, "points": points, "form": form, "steps": progress(application, step),
        "papers": list(application.papers.all()) if "papers" in form.fields else [], "before": before(step),
        "keep_form": keeping or keep_form(request, application), **whose(request, application)}
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
