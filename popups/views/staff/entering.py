"""Applications on paper: an officer begins one for somebody, and finds those that are not sent yet."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from popups.access import SignedInRequest
from popups.forms.applicant.steps import STEPS
from popups.forms.staff.entering import EmailForm, EnteringForm
from popups.lifecycle.entering import begin_entering, give_email
from popups.models import Application
from popups.reports.entering import entered_drafts
from popups.reports.keyset import page_of
from popups.rules.entering import may_give_email
from popups.rules.nearness import near_problems
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def application_enter(request: SignedInRequest) -> HttpResponse:
    form = EnteringForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            application = begin_entering(by=request.user, **form.asked())
            return redirect("popups:application-step", application.reference, STEPS[0].code)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/application_enter.html", {"form": form, "codes": " ".join(codes_of(form))},
                  status=422 if form.errors else 200)


@require_safe
@requires(*OFFICERS)
def paper_application_list(request: HttpRequest) -> HttpResponse:
    page = page_of(entered_drafts(), "created_at", descending=True, after=request.GET.get("after", ""),
                   before=request.GET.get("before", ""))
    return render(request, "popups/staff/application_entered_list.html", {"listing": page, "rows": page.rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def applicant_email(request: SignedInRequest, reference: str) -> HttpResponse:
    """Somebody who applied on paper has an e-mail now."""
    rows = Application.objects.filter(entered_by__isnull=False).select_related("applicant")
    application = get_object_or_404(rows, reference=reference)
    if may_give_email(application, application.applicant):
        raise Http404
    form = EmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            give_email(application=application, by=request.user, **form.cleaned_data)
            messages.success(request, _("Entered. From now on letters go to this e-mail."))
            return _to_application(application)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/applicant_email.html", {
        "application": application, "near": near_problems(application, request.user), "form": form, "codes": " ".join(codes_of(form))}, status=422 if form.errors else 200)


def _to_application(application: Application) -> HttpResponse:
    if application.submitted_at is None:
        return redirect("popups:application-step", application.reference, "check")
    return redirect("popups:staff-application", application.reference)
