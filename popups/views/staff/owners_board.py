"""Talks with all owners: the board, the same as a list, and the leaflet for the owner of one unit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from popups.forms.staff.owners import BoardFilters
from popups.reports.keyset import page_of
from popups.reports.leaflet import LANGUAGES, leaflet
from popups.reports.owner_board import board, tell_card, units_on_board
from popups.reports.staff_units import streets
from vacancies.access import OFFICERS, requires
from vacancies.models import Unit


@require_safe
@requires(*OFFICERS)
def owner_board(request: HttpRequest) -> HttpResponse:
    filters = BoardFilters(request.GET, streets=streets())
    if filters.is_list:
        return _as_list(request, filters)
    columns = board(filters.wanted(), timezone.localdate())
    return render(request, "popups/staff/owner_board.html", {
        "filters": filters, "columns": columns, "count": sum(column.count for column in columns)})


def _as_list(request: HttpRequest, filters: BoardFilters) -> HttpResponse:
    today = timezone.localdate()
    found = units_on_board(filters.wanted(), today).select_related("owner", "talk__next_by")
    page = page_of(found, "sort_key", after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "popups/staff/owner_list.html", {
        "filters": filters, "units": [tell_card(unit, today) for unit in page.rows], "listing": page, "count": found.count()})


def leaflet_answer(pdf: bytes, name: str) -> HttpResponse:
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@require_safe
@requires(*OFFICERS)
def unit_leaflet(request: HttpRequest, reference: str) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.select_related("owner"), reference=reference)
    language = request.GET.get("language") or get_language()
    if language not in LANGUAGES:
        raise Http404
    return leaflet_answer(leaflet(language, unit), f"skatlogs-{unit.reference}-{language}.pdf")
