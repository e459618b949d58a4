"""The shop map: what one can walk into, as a list and as points."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.forms.public import PlaceFilters
from popups.reports.programme import public_events
from popups.reports.shop_map import Place, places
from popups.views.public.points import place_point, points_answer

SHOWN_EVENTS = 12


def _places(request: HttpRequest) -> list[Place]:
    return places(timezone.localtime(), **PlaceFilters(request.GET).wanted())


@require_safe
def shop_map(request: HttpRequest) -> HttpResponse:
    found, now = _places(request), timezone.localtime()
    return render(request, "popups/public/shop_map.html", {
        "form": PlaceFilters(request.GET), "places": found, "now": now,
        "open_now": [place for place in found if place.is_open_now],
        "open_later": [place for place in found if place.is_open_later],
        "closed": [place for place in found if not (place.is_open_now or place.is_open_later)],
        "events": public_events(now.date(), now.date() + timedelta(days=1))[:SHOWN_EVENTS]})


@require_safe
@points_answer
def shop_points(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"points": [place_point(place) for place in _places(request) if place.point]})
