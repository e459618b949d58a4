"""The register as the office sees it: the table of units and the page of one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.reports.due import tell_last_visit, with_last_visit
from popups.reports.occupancy import with_occupancy
from popups.reports.staff_units import tell_state, with_last_seen
from popups.reports.suspicion import tell_suspicion, with_suspicion
from popups.reports.unit_page import Tab, tabs_for, unit_tab
from popups.views.staff.unit_rows import list_page
from vacancies.access import ALL_STAFF, OFFICERS, READERS, has_role, requires
from vacancies.models import Unit


@require_safe
@requires(*ALL_STAFF)
def unit_list(request: HttpRequest) -> HttpResponse:
    return render(request, "popups/staff/unit_list.html", list_page(request.GET, request.user))


@require_safe
@requires(*ALL_STAFF)
def unit_page(request: HttpRequest, reference: str) -> HttpResponse:
    today, sees_deeds = timezone.localdate(), has_role(request.user, *READERS)
    known = with_last_visit(with_suspicion(with_last_seen(with_occupancy(Unit.objects.select_related("owner", "merged_into"), today))))
    unit = tell_last_visit(tell_suspicion(tell_state(get_object_or_404(known, reference=reference))))
    if unit.merged_into is not None:
        return redirect("popups:staff-unit", unit.merged_into.reference)
    tabs, wanted = tabs_for(sees_deeds=sees_deeds), request.GET.get("tab", Tab.ABOUT)
    if wanted not in tabs:
        raise Http404
    tab = Tab(wanted)
    shown = unit_tab(unit, tab, today, sees_deeds=sees_deeds, reader=request.user, sees_owners=has_role(request.user, *OFFICERS),
                     before=request.GET.get("before", ""))
    return render(request, "popups/staff/unit.html", {
        "unit": unit, "tabs": tabs, "tab": tab, "part": f"popups/staff/_unit_{tab.value}.html", **shown})
