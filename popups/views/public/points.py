"""Points for static/js/map.js: [latitude, longitude, name, state, note, address of the page]."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_cookie

from popups.drawing.fronts import FREE, OPEN, SHOP
from popups.reports.shop_map import Place

DIGITS = 5  # about a metre

Point = list[Any]


def points_answer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for everybody who reads the same language (a cookie), so a browser may keep it and ask whether it changed."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Cache-Control"] = "no-cache"
        return response

    return conditional_page(vary_on_cookie(answer))


def unit_point(row: tuple) -> Point:
    latitude, longitude, name, state, address, reference = row
    words = {FREE: _("free now"), OPEN: _("a pop-up is here now")}.get(state, _("not free now"))
    return [round(latitude, DIGITS), round(longitude, DIGITS), name, state, f"{address} · {words}",
            reverse("popups:unit-detail", args=[reference])]


def place_point(place: Place) -> Point:
    latitude, longitude = place.point or (0.0, 0.0)
    state = OPEN if place.is_pop_up else SHOP
    words = _("open now") if place.is_open_now else _("closed now")
    return [round(latitude, DIGITS), round(longitude, DIGITS), place.name, state, f"{place.address} · {words}",
            f"{reverse('popups:shop-map')}#{place.reference}"]
