"""Asking an applicant for changes, point by point."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.forms.staff.applications import ApplicationFilters
from popups.forms.staff.calls_rows import pressed
from popups.forms.staff.change_points import ChangesForm
from popups.lifecycle.applications import request_changes
from popups.models import Application
from popups.rules.applications import may_request_changes
from popups.views.staff.applications import fetch_sent, to_page
from vacancies.access import OFFICERS, requires
from vacancies.problem import Refused
from vacancies.resent_forms import once


def _show(request: HttpRequest, application: Application, form: ChangesForm, status: int = 200) -> HttpResponse:
    return render(request, "popups/staff/application_changes.html", {
        "application": application, "form": form, "codes": form.codes, "query": ApplicationFilters(request.GET).query.rstrip("&")}, status=status)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def application_changes(request: SignedInRequest, reference: str) -> HttpResponse:
    application = fetch_sent(reference)
    if request.method != "POST":
        return _show(request, application, ChangesForm(application=application))
    form = ChangesForm(request.POST, application=application)
    if pressed(request.POST):
        return _show(request, application, form.after(request.POST, application))
    return _ask(request, application, form)


def _ask(request: SignedInRequest, application: Application, form: ChangesForm) -> HttpResponse:
    """What the rules say to it stands beside what is wrong of the form."""
    is_well_formed = form.is_valid()
    asked = {"note": form.data.get("note", ""), "points": form.points() if is_well_formed else [("", "…")]}
    form.blame(Refused(may_request_changes(application, **asked)))
    if form.codes:
        return _show(request, application, form, 422)
    try:
        request_changes(application=application, by=request.user, **asked)
    except Refused as refused:
        form.blame(refused)
        return _show(request, application, form, 422)
    messages.success(request, _("The applicant gets a letter and can change the application."))
    return to_page(request, application)
