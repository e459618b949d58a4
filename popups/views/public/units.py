"""The catalogue of units, as cards and as points on a map."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.forms.public import UnitSearch
from popups.reports.catalogue import (
    MOST_COUNTED,
    MOST_POINTS,
    count_up_to,
    listings,
    page_found,
    points,
    streets,
    units_found,
    would_help,
)
from popups.reports.keyset import Page
from popups.views.public.cards import card_of
from popups.views.public.chips import Chip, chips_of
from popups.views.public.points import points_answer, unit_points_of


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    today, names = timezone.localdate(), streets()
    form = UnitSearch(request.GET, today=today, streets=names)
    units = units_found(form.search())
    page = page_found(units, today, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    chips = chips_of(form)
    response = render(request, "popups/public/unit_list.html", {
        "form": form, "cards": [card_of(listing) for listing in listings(page.rows, today)], "chips": chips,
        "count": _count(units, page), "most": MOST_COUNTED, "most_points": MOST_POINTS, **_neighbours(page, form),
        "loosen": [] if page.rows else _worth_loosening(form, chips, names)})
    response["HX-Push-Url"] = f"{request.path}?{form.query_without()}".rstrip("?")  # without boxes left empty
    return response


def _count(units: Any, page: Page) -> int:
    """A page that is the whole list needs no question to be counted."""
    return count_up_to(units) if page.newer or page.older else len(page.rows)


def _neighbours(page: Page, form: UnitSearch) -> dict[str, str]:
    """The addresses of the pages before and after."""
    kept = form.query_without()
    kept = f"{kept}&" if kept else ""
    return {name: f"?{kept}{query}" if query else "" for name, query in (("newer", page.newer), ("older", page.older))}


def _worth_loosening(form: UnitSearch, chips: list[Chip], names: list[str]) -> list[Chip]:
    """Those filters of which one alone, left out, would bring something."""
    others = [UnitSearch(QueryDict(chip.query), today=form.today, streets=names).search() for chip in chips]
    return [chip for chip, helps in zip(chips, would_help(others), strict=True) if helps]


@require_safe
@points_answer
def unit_points(request: HttpRequest) -> JsonResponse:
    """The same units as the list with the same filters, at most a thousand. Streets are asked for only to be checked."""
    today = timezone.localdate()
    form = UnitSearch(request.GET, today=today, streets=streets() if "street" in request.GET else [])
    return JsonResponse({"points": unit_points_of(points(units_found(form.search()), today))})
