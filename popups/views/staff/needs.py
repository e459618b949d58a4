"""Today: what needs me."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.reports.dashboard import dashboard
from popups.reports.needs import Group, group_of, needs_of, own_reviews
from popups.reports.pipeline import pipeline
from vacancies.access import ALL_STAFF, OFFICERS, READERS, has_role, requires
from vacancies.choices import Role

A_PAGE = 50


@require_safe
@requires(*ALL_STAFF)
def today(request: HttpRequest) -> HttpResponse:
    day = timezone.localdate()
    return render(request, "popups/staff/today.html", {"groups": _own_reviews(request) + needs_of(_roles(request), day), "today": day})


def _own_reviews(request: HttpRequest) -> list[Group]:
    return own_reviews(request.user) if has_role(request.user, *READERS) else []


def _roles(request: HttpRequest) -> list[Role]:
    return [role for role in Role if has_role(request.user, role)]


@require_safe
@requires(*ALL_STAFF)
def need_list(request: HttpRequest, code: str) -> HttpResponse:
    """All of one group, where Today shows the first few."""
    group = group_of(code, _roles(request), timezone.localdate())
    if group is None:
        raise Http404
    page = Paginator(group.wanted, A_PAGE).get_page(request.GET.get("page", "1"))
    return render(request, "popups/staff/need_list.html", {
        "group": group, "needs": [group.need_of(row) for row in page.object_list], "listing": page})


@require_safe
@requires(*READERS)
def figures(request: HttpRequest) -> HttpResponse:
    day, sees_owners = timezone.localdate(), has_role(request.user, *OFFICERS)
    return render(request, "popups/staff/dashboard.html", {
        "figures": dashboard(day), "pipeline": pipeline(day) if sees_owners else None})
