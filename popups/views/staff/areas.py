"""Parts of town: drawn on a map, typed as corners, or laid around streets."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.reports.areas import area_lines, outline_of_streets
from popups.reports.staff_units import streets
from popups.views.staff.kept import bring_back, deleted
from vacancies.access import ALL_STAFF, OFFICERS, requires
from vacancies.forms.areas import LONGEST, AreaForm, corners_text
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.areas import delete_area, draw_area, redraw_area
from vacancies.models import Area
from vacancies.problem import Refused
from vacancies.resent_forms import once

LIST, RESTORE = "popups:area-list", "popups:area-restore"
MOST_STREETS = 50


@require_safe
@requires(*ALL_STAFF)
def area_list(request: HttpRequest) -> HttpResponse:
    lines = area_lines(timezone.localdate())
    rings = [{"name": line.area.name, "ring": line.area.ring} for line in lines]
    return render(request, "popups/staff/area_list.html", {"lines": lines, "rings": rings})


def _show(request: HttpRequest, form: AreaForm, area: Area | None, status: int = 200) -> HttpResponse:
    others = [{"name": other.name, "ring": other.ring} for other in Area.objects.all() if other != area]
    told = {"form": form, "area": area, "streets": streets(), "others": others, "codes": " ".join(codes_of(form)),
            "chosen": (request.POST or request.GET).getlist("street")}
    return render(request, "popups/staff/area_form.html", told, status=status)


def _blank(request: HttpRequest, area: Area | None) -> AreaForm:
    """As it is, or with the outline of the streets that were asked for in place of its own."""
    form = AreaForm.of(area) if area else AreaForm()
    if chosen := request.GET.getlist("street")[:MOST_STREETS]:
        form.initial["corners"] = corners_text(outline_of_streets(chosen))
    return form


def _around(request: HttpRequest) -> AreaForm:
    """The outline of the chosen streets beside what was typed already; where they give none, the typed corners stay."""
    outline = outline_of_streets(street.replace("\0", "") for street in request.POST.getlist("street")[:MOST_STREETS])
    typed = {name: request.POST.get(name, "")[:LONGEST].replace("\0", "") for name in ("name", "corners")}
    return AreaForm(initial=typed | ({"corners": corners_text(outline)} if outline else {}))


def _save(request: HttpRequest, area: Area | None) -> HttpResponse:
    if "around" in request.POST:
        return _show(request, _around(request), area)
    form = AreaForm(request.POST)
    if not form.is_valid():
        return _show(request, form, area, 422)
    try:
        drawn = _drawn(area, form.cleaned_data, request.user)
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, form, area, 422)
    except Area.DoesNotExist:  # somebody deleted it at this moment
        raise Http404 from None
    messages.success(request, _("Saved: %(name)s.") % {"name": drawn.name})
    return redirect(LIST)


def _drawn(area: Area | None, told: dict[str, Any], by: Any) -> Area:
    if area:
        return redraw_area(area=area, name=told["name"], ring=told["corners"], by=by)
    return draw_area(name=told["name"], ring=told["corners"], by=by)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def area_new(request: HttpRequest) -> HttpResponse:
    return _save(request, None) if request.method == "POST" else _show(request, _blank(request, None), None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def area_edit(request: HttpRequest, key: str) -> HttpResponse:
    area = get_object_or_404(Area, key=key)
    return _save(request, area) if request.method == "POST" else _show(request, _blank(request, area), area)


@require_POST
@requires(*OFFICERS)
def area_delete(request: HttpRequest, key: str) -> HttpResponse:
    area = get_object_or_404(Area, key=key)
    delete_area(area=area, by=request.user)
    return deleted(request, RESTORE, LIST, key=area.key, name=area.name, ring=area.ring)


@require_POST
@requires(*OFFICERS)
def area_restore(request: HttpRequest) -> HttpResponse:
    return bring_back(request, RESTORE, LIST, draw_area)
