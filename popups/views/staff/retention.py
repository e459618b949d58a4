"""What is kept how long, what goes next month, and what was erased: for the officer who has to answer for it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.reports.retention import coming, erasures
from vacancies.access import OFFICERS, requires


@require_safe
@requires(*OFFICERS)
def retention(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = {"lines": coming(today), "until": today + timedelta(days=30), "erasures": erasures()}
    return render(request, "popups/staff/retention.html", page)
