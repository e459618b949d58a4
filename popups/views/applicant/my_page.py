"""My page: where everything stands, and what to do next."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from popups.access import SignedInRequest, own_application
from popups.forms.applicant.steps import STEPS, tell
from popups.lifecycle.applications import withdraw_application
from popups.models import Application
from popups.reports.call_changes import changes_of
from popups.reports.hosting import own_performances, waiting_for
from popups.reports.own_applications import own_applications, own_line, with_places
from popups.reports.own_story import story_of
from popups.reports.plan_stood import stood_for
from popups.rules.applications import may_withdraw
from popups.rules.call_fit import CALL_PARTS
from popups.rules.objections import objecting_of
from vacancies.access import signed_in
from vacancies.problem import Refused


@never_cache
@signed_in
def my_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = {"lines": own_applications(request.user, timezone.localdate()), "asked": waiting_for(request.user, now),
            "performances": own_performances(request.user, now)}
    return render(request, "popups/applicant/my_page.html", page)


@never_cache
@signed_in
def my_application(request: HttpRequest, reference: str) -> HttpResponse:
    rows = with_places(Application.objects.of_user(request.user)).prefetch_related(*CALL_PARTS)
    application, today = get_object_or_404(rows, reference=reference), timezone.localdate()
    page = {
        "application": application, "line": own_line(application, today), "told": tell(application, today),
        "papers": list(application.papers.all()), "co_applicants": list(application.co_applicants.all()),
        "story": story_of(application), "first_step": STEPS[0].code,
        "may_withdraw": not may_withdraw(application),
        "stood": stood_for(application), "changes": changes_of(application.call, is_public=True) if application.call else [], "objecting": objecting_of(application, today)}
    return render(request, "popups/applicant/my_application.html", page)


@never_cache
@signed_in
def application_withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    application = own_application(request.user, reference)
    if request.method != "POST":
        page = {"application": application, "problems": may_withdraw(application)}
        return render(request, "popups/applicant/withdraw.html", page)
    try:
        withdraw_application(application=application, by=request.user)
    except Refused as refused:
        page = {"application": application, "problems": refused.problems}
        return render(request, "popups/applicant/withdraw.html", page, status=422)
    messages.success(request, _("Your application is withdrawn. You may apply again at any time."))
    return redirect("popups:my-page")
