"""The shop map: what one can walk into, as a list and as points."""

from datetime import timedelta

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.forms.public import PlaceFilters
from popups.reports.programme import public_events
from popups.reports.shop_map import Place, places
from popups.views.public.points import place_point, points_answer

SHOWN_EVENTS = 12
SHOWN_PLACES = 60
ALL = "all"  # ?page=all is for printing


def _places(request: HttpRequest) -> list[Place]:
    return places(timezone.localtime(), **PlaceFilters(request.GET).wanted())


def _page(found: list[Place], wanted: str) -> Page[Place]:
    size = len(found) if wanted == ALL else SHOWN_PLACES
    return Paginator(found, max(size, SHOWN_PLACES)).get_page(wanted)


def _groups(shown: list[Place]) -> dict[str, list[Place]]:
    return {"open_now": [place for place in shown if place.is_open_now],
            "open_later": [place for place in shown if place.is_open_later],
            "closed": [place for place in shown if not (place.is_open_now or place.is_open_later)]}


@require_safe
def shop_map(request: HttpRequest) -> HttpResponse:
    found, now = _places(request), timezone.localtime()
    listing, form = _page(found, request.GET.get("page", "")), PlaceFilters(request.GET)
    return render(request, "popups/public/shop_map.html", {
        "form": form, "count": len(found), "listing": listing, "now": now, "query": form.query,
        **_groups(list(listing.object_list)),
        "events": public_events(now.date(), now.date() + timedelta(days=1))[:SHOWN_EVENTS]})


@require_safe
@points_answer
def shop_points(request: HttpRequest) -> JsonResponse:
    """Each point leads to its place in the list, which may be on a later page of it."""
    query = PlaceFilters(request.GET).query
    return JsonResponse({"points": [place_point(place, query, number // SHOWN_PLACES + 1)
                                    for number, place in enumerate(_places(request)) if place.point]})
