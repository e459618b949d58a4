"""An event that is proposed at somebody's shop: the tenant agrees or says no."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from popups.access import own_hosted_event
from popups.forms.hosting import HostAnswerForm
from popups.reports.hosting import hosted
from popups.views.hosting import answered
from vacancies.access import signed_in
from vacancies.forms.refusal import codes_of
from vacancies.resent_forms import once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def hosted_event(request: HttpRequest, reference: str) -> HttpResponse:
    event = own_hosted_event(request.user, reference)
    form = HostAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and answered(request, event, form, by=request.user):
        return redirect("popups:hosted-event", event.reference)
    page = {"form": form, "codes": " ".join(codes_of(form)), "tenancy": event.tenancy}
    if form.errors:
        event.refresh_from_db(fields=["status", "host_refused_at", "host_note"])
    page |= hosted(event, timezone.now())
    return render(request, "popups/applicant/event.html", page, status=422 if form.errors else 200)
