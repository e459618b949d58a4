"""The entry of a unit: made, edited by two people at once without loss, published, confirmed, looked back on."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role, requires
from vacancies.choices import RECORD_MOVES, RecordState
from vacancies.forms.refusal import codes_of
from vacancies.forms.unit import UnitForm
from vacancies.lifecycle.units import (
    Stale,
    add_unit,
    change_unit,
    move_record,
    publication_problems,
    publish_unit,
    unpublish_unit,
)
from vacancies.models import Unit
from vacancies.problem import Refused
from vacancies.reports.entry import Merge, entries, merge
from vacancies.resent_forms import once


def _show(request: HttpRequest, form: UnitForm, unit: Unit | None, status: int = 200, merged: Merge | None = None) -> HttpResponse:
    told = {"form": form, "unit": unit, "merged": merged, "codes": " ".join(codes_of(form))}
    return render(request, "vacancies/staff/unit_form.html", told, status=status)


@require_http_methods(["GET", "POST"])
@requires(*UNIT_KEEPERS)
@once
def unit_new(request: HttpRequest) -> HttpResponse:
    form = UnitForm(request.POST or None, is_officer=has_role(request.user, *OFFICERS))
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, None, 422 if request.method == "POST" else 200)
    state = RecordState.CONFIRMED if has_role(request.user, *OFFICERS) else RecordState.REPORTED
    unit = add_unit(by=request.user, record_state=state, **form.answers())
    messages.success(request, _("The unit is in the register: %(reference)s.") % {"reference": unit.reference})
    return redirect("popups:staff-unit", unit.reference)


@require_http_methods(["GET", "POST"])
@requires(*UNIT_KEEPERS)
def unit_edit(request: HttpRequest, reference: str) -> HttpResponse:
    unit = get_object_or_404(Unit, reference=reference)
    is_officer = has_role(request.user, *OFFICERS)
    form = UnitForm(request.POST or None, instance=unit, is_officer=is_officer)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, unit, 422 if request.method == "POST" else 200)
    try:
        change_unit(unit=unit, version=form.cleaned_data["version"] or 0, by=request.user, **form.answers())
    except Stale as stale:
        merged = merge(form, stale.unit)
        return _show(request, UnitForm(merged.data, instance=stale.unit, is_officer=is_officer), stale.unit, 409, merged)
    messages.success(request, _("Saved."))
    return redirect("popups:staff-unit", unit.reference)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def unit_publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Before: what is missing, or what the public will see. POST publishes, or takes back."""
    unit = get_object_or_404(Unit.objects.prefetch_related("photos"), reference=reference)
    if request.method != "POST":
        return _publication(request, unit)
    try:
        (unpublish_unit if "unpublish" in request.POST else publish_unit)(unit=unit, by=request.user)
    except Refused:
        return _publication(request, unit, 422)
    return redirect("popups:staff-unit", unit.reference)


def _publication(request: HttpRequest, unit: Unit, status: int = 200) -> HttpResponse:
    problems = publication_problems(unit)
    told = {"unit": unit, "problems": problems, "moves": record_moves(unit),
            "released": [photo for photo in unit.photos.all() if photo.is_released]}
    return render(request, "vacancies/staff/unit_publish.html", told, status=status)


@require_POST
@requires(*OFFICERS)
def unit_record(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm, do not confirm, archive, take back."""
    unit = get_object_or_404(Unit, reference=reference)
    wanted = request.POST.get("to", "")
    if wanted not in RecordState.values:
        raise Http404
    try:
        move_record(unit=unit, to=RecordState(wanted), by=request.user)
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("vacancies:unit-publish", unit.reference)


@require_safe
@requires(*UNIT_KEEPERS)
def unit_history(request: HttpRequest, reference: str) -> HttpResponse:
    unit = get_object_or_404(Unit, reference=reference)
    number = request.GET.get("page", "1")
    told, page = entries(unit, int(number) if number.isdigit() and len(number) < 7 else 1)
    return render(request, "vacancies/staff/unit_history.html", {"unit": unit, "entries": told, "listing": page})


def record_moves(unit: Unit) -> list[RecordState]:
    return sorted(RECORD_MOVES[RecordState(unit.record_state)], key=list(RecordState).index)
