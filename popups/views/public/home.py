"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.reports.public_call import open_calls
from popups.reports.today import today_in_town
from popups.views.public.cards import card_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    today = today_in_town(now)
    return render(request, "popups/public/home.html", {
        "today": today, "now": now, "cards": [card_of(listing) for listing in today.free], "calls": open_calls(now)})
