"""The public programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.reports.programme import AHEAD, programme


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    return render(request, "popups/public/event_list.html", {"days": programme(today), "today": today,
                                                             "days_ahead": AHEAD.days})
