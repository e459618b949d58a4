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

from popups.drawing.fronts import FREE, OPEN, SHOP
from popups.reports.shop_map import Place

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


def unit_points_of(rows: Iterable[tuple]) -> list[Point]:
    """Words and address are looked up once: there may be a thousand points."""
    words, not_free = {FREE: _("free now"), OPEN: _("a pop-up is here now")}, _("not free now")
    page = reverse("popups:unit-detail", args=[SOME_UNIT])
    return [[round(latitude, DIGITS), round(longitude, DIGITS), name, state, f"{address} · {words.get(state, not_free)}",
             page.replace(SOME_UNIT, reference)] for latitude, longitude, name, state, address, reference in rows]


def place_point(place: Place, query: str, page: int) -> Point:
    """query: the filters of the list in which it stands; page: on which of its pages."""
    latitude, longitude = place.point or (0.0, 0.0)
    state = OPEN if place.is_pop_up else SHOP
    words = _("open now") if place.is_open_now else _("closed now")
    where = f"?{query}page={page}" if page > 1 else (f"?{query.rstrip('&')}" if query else "")
    return [round(latitude, DIGITS), round(longitude, DIGITS), place.name, state, f"{place.address} · {words}",
            f"{reverse('popups:shop-map')}{where}#{place.reference}"]
