"""Today: what needs me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.reports.dashboard import dashboard
from popups.reports.needs import needs_of
from popups.reports.pipeline import pipeline
from vacancies.access import ALL_STAFF, OFFICERS, READERS, has_role, requires
from vacancies.choices import Role


@require_safe
@requires(*ALL_STAFF)
def today(request: HttpRequest) -> HttpResponse:
    day = timezone.localdate()
    roles = [role for role in Role if has_role(request.user, role)]
    return render(request, "popups/staff/today.html", {"groups": needs_of(roles, day), "today": day})


@require_safe
@requires(*READERS)
def figures(request: HttpRequest) -> HttpResponse:
    day, sees_owners = timezone.localdate(), has_role(request.user, *OFFICERS)
    return render(request, "popups/staff/dashboard.html", {
        "figures": dashboard(day), "pipeline": pipeline(day) if sees_owners else None})
