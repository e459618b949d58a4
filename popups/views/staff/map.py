"""The register on a map: the same filters as the table, and a list beside it that says the same."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from popups.reports.occupancy import with_occupancy
from popups.reports.staff_map import packed, points
from popups.reports.staff_units import tell_state, units_found
from popups.views.public.points import points_answer
from popups.views.staff.unit_rows import unit_filters, unit_rows
from vacancies.access import ALL_STAFF, requires
from vacancies.choices import OccupancyState
from vacancies.models import Unit

PAGE = 25
LETTERS = {
    OccupancyState.VACANT: pgettext_lazy("letter on the map: vacant", "V"),
    OccupancyState.POP_UP: pgettext_lazy("letter on the map: in pop-up use", "P"),
    OccupancyState.SHOWCASE: pgettext_lazy("letter on the map: window display", "W"),
    OccupancyState.OCCUPIED: pgettext_lazy("letter on the map: occupied", "O"),
    OccupancyState.RENOVATION: pgettext_lazy("letter on the map: under renovation", "R"),
    OccupancyState.CLOSED: pgettext_lazy("letter on the map: closed for now", "C"),
    OccupancyState.UNKNOWN: "?",
}


@require_safe
@requires(*ALL_STAFF)
def staff_map(request: HttpRequest) -> HttpResponse:
    key = [(state.value, LETTERS[state], state.label) for state in OccupancyState]
    shown = unit_rows(request.GET, request.user, PAGE)
    area = shown["filters"].wanted().get("area")
    rings = [{"name": area.name, "ring": area.ring}] if area else []
    return render(request, "popups/staff/map.html", shown | {"map_key": key, "rings": rings})


@require_safe
@requires(*ALL_STAFF)
@points_answer
def map_points(request: HttpRequest) -> HttpResponse:
    """All that the filters find and that has a point. The browser keeps the answer and asks whether it changed."""
    filters = unit_filters(request.GET, request.user)
    found = units_found(filters.wanted(), timezone.localdate())
    return JsonResponse(packed(points(found)), json_dumps_params={"separators": (",", ":")})


@require_safe
@requires(*ALL_STAFF)
def map_unit(request: HttpRequest, reference: str) -> HttpResponse:
    """What a pin says when it is opened."""
    known = with_occupancy(Unit.objects.all(), timezone.localdate())
    unit = tell_state(get_object_or_404(known, reference=reference))
    return render(request, "popups/staff/_map_unit.html", {"unit": unit})
