"""The entry of a unit: made, edited by two people at once without loss, published, confirmed, looked back on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role, requires
from vacancies.choices import RECORD_MOVES, RecordState
from vacancies.forms.merge import Merge, merge
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.forms.unit import UnitForm
from vacancies.lifecycle.saving import Stale
from vacancies.lifecycle.telling_apart import tell_new_apart
from vacancies.lifecycle.units import add_unit, change_unit, publish_unit, unpublish_unit
from vacancies.models import Unit
from vacancies.problem import Refused
from vacancies.reports.entry import entries, last_saved, unit_as_it_is, unit_as_it_was
from vacancies.resent_forms import once
from vacancies.rules.publication import doubt_about_owner, publication_problems

MOVE_WORDS = {
    RecordState.CONFIRMED: gettext_lazy("Confirm"),
    RecordState.NOT_CONFIRMED: gettext_lazy("It could not be confirmed"),
    RecordState.ARCHIVED: gettext_lazy("Archive"),
}


def _show(request: HttpRequest, form: UnitForm, unit: Unit | None, status: int = 200, merged: Merge | None = None) -> HttpResponse:
    told = {"form": form, "unit": unit, "merged": merged, "codes": " ".join(codes_of(form))}
    return render(request, "vacancies/staff/unit_form.html", told, status=status)


def _tell_place(request: HttpRequest, form: UnitForm) -> None:
    if form.found_place:
        messages.info(request, _("The place was set by the address: %(address)s. Move the pin if the door is elsewhere.") % {
            "address": form.found_place.label})


@require_http_methods(["GET", "POST"])
@requires(*UNIT_KEEPERS)
@once
def unit_new(request: HttpRequest) -> HttpResponse:
    """What an officer enters is confirmed by that, and that it is another place too; what a surveyor enters waits for an officer."""
    is_officer = has_role(request.user, *OFFICERS)
    form = UnitForm(request.POST or None, is_officer=is_officer)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, None, 422 if request.method == "POST" else 200)
    state = RecordState.CONFIRMED if is_officer else RecordState.REPORTED
    try:
        unit = add_unit(by=request.user, record_state=state, **form.answers())
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, form, None, 422)
    if is_officer:
        tell_new_apart(unit=unit, others=form.twins, by=request.user)
    messages.success(request, _("The unit is in the register: %(reference)s.") % {"reference": unit.reference})
    _tell_place(request, form)
    return redirect("popups:staff-unit", unit.reference)


@require_http_methods(["GET", "POST"])
@requires(*UNIT_KEEPERS)
def unit_edit(request: HttpRequest, reference: str) -> HttpResponse:
    unit = get_object_or_404(Unit, reference=reference)
    form = UnitForm(request.POST or None, instance=unit, is_officer=has_role(request.user, *OFFICERS))
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, unit, 422 if request.method == "POST" else 200)
    version = form.cleaned_data["version"] or 0
    try:
        _change(unit, form, version, request.user)
    except Stale as stale:
        merged = _merged(form, stale.row, version)
        return _show(request, form.again(merged.data, stale.row), stale.row, 409, merged)
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, form, unit, 422)
    messages.success(request, _("Saved."))
    _tell_place(request, form)
    return redirect("popups:staff-unit", unit.reference)


def _merged(form: UnitForm, now: Unit, version: int) -> Merge:
    merged = merge(form, was=unit_as_it_was(now, version), now=unit_as_it_is(now), last=last_saved(now))
    merged.data["version"] = str(now.version)
    return merged


def _change(unit: Unit, form: UnitForm, version: int, by: Any) -> None:
    """Where the other person changed nothing that this form shows (owner, publication), there is nothing to compare."""
    try:
        change_unit(unit=unit, version=version, by=by, **form.answers())
    except Stale as stale:
        if not _merged(form, stale.row, version).is_silent:
            raise
        change_unit(unit=unit, version=stale.row.version, by=by, **form.answers())


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def unit_publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Before: what is missing, or what the public will see. POST publishes, or takes back."""
    unit = get_object_or_404(Unit.objects.select_related("owner", "talk").prefetch_related("photos", "contacts"), reference=reference)
    if request.method != "POST":
        return _publication(request, unit)
    takes_back = "unpublish" in request.POST
    try:
        (unpublish_unit if takes_back else publish_unit)(unit=unit, by=request.user)
    except Refused:
        return _publication(request, unit, 422)
    messages.success(request, _("The unit is off the public pages.") if takes_back else _("The unit is public now."))
    return redirect("popups:staff-unit", unit.reference)


def _publication(request: HttpRequest, unit: Unit, status: int = 200) -> HttpResponse:
    problems = publication_problems(unit)
    told = {"unit": unit, "problems": problems, "doubt": doubt_about_owner(unit), "moves": [(move, MOVE_WORDS[move]) for move in record_moves(unit)],
            "released": [photo for photo in unit.photos.all() if photo.is_released]}
    return render(request, "vacancies/staff/unit_publish.html", told, status=status)


@require_safe
@requires(*UNIT_KEEPERS)
def unit_history(request: HttpRequest, reference: str) -> HttpResponse:
    unit = get_object_or_404(Unit, reference=reference)
    number = request.GET.get("page", "1")
    told, page = entries(unit, int(number) if number.isdecimal() and len(number) < 7 else 1,
                         sees_owners=has_role(request.user, *OFFICERS))
    return render(request, "vacancies/staff/unit_history.html", {"unit": unit, "entries": told, "listing": page})


def record_moves(unit: Unit) -> list[RecordState]:
    return sorted(RECORD_MOVES[RecordState(unit.record_state)], key=list(RecordState).index)
