"""An event that is proposed in a unit which nobody rents: its owner agrees or says no."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from popups.forms.hosting import HostAnswerForm
from popups.models import Event
from popups.reports.hosting import hosted
from popups.reports.own_units import is_event_of_a_former_owner, units_of
from popups.views.hosting import answered
from popups.views.owner.door import of_owner
from vacancies.access import ALL_STAFF, has_role
from vacancies.forms.refusal import codes_of
from vacancies.models import Owner
from vacancies.resent_forms import once


def _own_event(owner: Owner, reference: str) -> Event:
    """Over which there is no tenancy. What was over before the unit was this owner's does not exist."""
    rows = Event.objects.filter(unit__in=units_of(owner), tenancy=None).select_related("unit", "tenancy", "performer")
    event = get_object_or_404(rows, reference=reference)
    if is_event_of_a_former_owner(event, owner):
        raise Http404
    return event


@require_http_methods(["GET", "HEAD", "POST"])
@of_owner
@once
def owner_event(request: HttpRequest, owner: Owner, reference: str) -> HttpResponse:
    event = _own_event(owner, reference)
    form = HostAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and answered(request, event, form, by=None):
        return redirect("popups:owner-page")
    page = {"form": form, "codes": " ".join(codes_of(form)), "is_staff": has_role(request.user, *ALL_STAFF)}
    if form.errors:
        event.refresh_from_db(fields=["status", "host_refused_at", "host_note"])
    page |= hosted(event, timezone.now())
    return render(request, "popups/owner/event.html", page, status=422 if form.errors else 200)
