"""Points for static/js/map.js: [latitude, longitude, name, state, note, address of the page]."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_cookie

from popups.drawing.fronts import FREE, HELD, OPEN, SHOP
from popups.reports.catalogue import ListingOnMap
from popups.reports.shop_map import Place
from popups.views.public.cards import NOT_TO_BE_HAD, state_of
from vacancies.sure import sure

DIGITS = 5  # about a metre
SOME_UNIT = "U-0000"

Point = list[Any]


def points_answer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for everybody who reads the same language (a cookie), so a browser may keep it and ask whether it changed.

    Compressed, since it holds no secret (docs/decisions/0069).
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Cache-Control"] = "no-cache"
        return response

    return gzip_page(conditional_page(vary_on_cookie(answer)))


def unit_points_of(listings: Iterable[ListingOnMap]) -> list[Point]:
    """With the words of the cards. The address of the page is looked up once: there may be a thousand points."""
    page, here = reverse("popups:unit-detail", args=[SOME_UNIT]), _("a pop-up is here now")
    return [_unit_point(listing, page, here) for listing in listings]


def _unit_point(listing: ListingOnMap, page: str, here: str) -> Point:
    unit, (words, _colour) = listing.unit, state_of(listing.unit, listing.free)
    state = _pin(listing)
    note = " · ".join([unit.address, *([here] if state == OPEN else []), words])
    return [round(sure(unit.latitude), DIGITS), round(sure(unit.longitude), DIGITS), unit.name, state, note,
            page.replace(SOME_UNIT, unit.reference)]


def _pin(listing: ListingOnMap) -> str:
    if listing.free.is_open_now and listing.unit.occupancy not in NOT_TO_BE_HAD:
        return FREE
    return OPEN if listing.unit.has_pop_up else HELD


def place_point(place: Place, query: str, page: int) -> Point:
    """query: the filters of the list in which it stands; page: on which of its pages."""
    latitude, longitude = place.point or (0.0, 0.0)
    state = OPEN if place.is_pop_up else SHOP
    words = _("open now") if place.is_open_now else _("closed now")
    where = f"?{query}page={page}" if page > 1 else (f"?{query.rstrip('&')}" if query else "")
    return [round(latitude, DIGITS), round(longitude, DIGITS), place.name, state, f"{place.address} · {words}",
            f"{reverse('popups:shop-map')}{where}#{place.reference}"]
