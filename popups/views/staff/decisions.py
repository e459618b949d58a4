"""Answering an application without an offer: not selecting it."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.choices import LetterKind
from popups.forms.staff.applications import ApplicationFilters, DecisionForm
from popups.letters import preview
from popups.lifecycle.applications import not_select
from popups.models import Application
from popups.rules.applications import may_not_select
from popups.views.staff.applications import fetch_sent, to_page
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Problem, Refused
from vacancies.resent_forms import once


def _show(request: HttpRequest, template: str, application: Application, form, **more) -> HttpResponse:
    return render(request, f"popups/staff/{template}", {
        "application": application, "form": form, "codes": " ".join(codes_of(form)),
        "query": ApplicationFilters(request.GET).query.rstrip("&"), **more}, status=422 if form.errors else 200)


Bound = TypeVar("Bound", bound=forms.Form)


def _bound(request: HttpRequest, form_class: type[Bound], problems_of: Callable[..., list[Problem]]) -> Bound:
    """The form, and once it was sent also what the rules say to it: every problem at once, none of a field twice."""
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_bound:
        typed = {name: form.data.get(name, "") for name in form.fields}
        add_problems(form, Refused(problem for problem in problems_of(**typed) if problem.field not in form.errors))
    return form


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def application_decide(request: SignedInRequest, reference: str) -> HttpResponse:
    application = fetch_sent(reference)
    form = _bound(request, DecisionForm, partial(may_not_select, application))
    if not form.is_valid():
        return _show(request, "application_decide.html", application, form)
    if "preview" in request.POST:
        return _show(request, "application_decide.html", application, form, letter=_letter(application, **form.cleaned_data))
    return _decide(request, application, form)


def _letter(application: Application, *, reason: str, note: str) -> tuple[str, str]:
    decided = copy(application)
    decided.not_selected_reason, decided.decision_note = reason, note
    return preview(LetterKind.NOT_SELECTED, to=application.applicant.addressee, application=decided)


def _decide(request: SignedInRequest, application: Application, form: DecisionForm) -> HttpResponse:
    try:
        not_select(application=application, by=request.user, **form.cleaned_data)
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, "application_decide.html", application, form)
    messages.success(request, _("It is decided. The applicant gets your letter."))
    return to_page(request, application)
