"""Whose a unit is: one who is known already, or somebody new. Only officers see owners."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vacancies.access import OFFICERS, requires
from vacancies.forms.owners import OwnerForm
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.owners import add_owner_of
from vacancies.lifecycle.saving import mark_of
from vacancies.lifecycle.units import set_owner
from vacancies.models import Owner, Unit
from vacancies.problem import Refused
from vacancies.reports.listings import owners_found
from vacancies.resent_forms import once
from vacancies.views.staff.owner_entry import correct

MOST_UNITS = 30


def _show(request: HttpRequest, unit: Unit, *, status: int = 200, **given: Any) -> HttpResponse:
    owner, words = unit.owner, request.GET.get("q", "")[:100].replace("\0", "")
    told = {"unit": unit, "owner": owner, "words": words, "found": owners_found(words),
            "form": OwnerForm(instance=owner, initial={"mark": mark_of(owner)}, prefix="owner") if owner else None,
            "new_form": OwnerForm(prefix="new"),
            "others": list(owner.units.exclude(pk=unit.pk)[:MOST_UNITS]) if owner else []} | given
    told["codes"] = " ".join(codes_of(given.get("form") or given["new_form"])) if given else ""
    return render(request, "vacancies/staff/owner_edit.html", told, status=status)


def _done(request: HttpRequest, unit: Unit) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("popups:staff-unit", unit.reference)


def _correct(request: HttpRequest, unit: Unit) -> HttpResponse:
    """For the owner that the page showed: another one may have been chosen meanwhile."""
    owner = get_object_or_404(Owner, pk=_number(request))
    unsaved = correct(owner, request.POST, by=request.user)
    return _show(request, unit, **vars(unsaved)) if unsaved else _done(request, unit)


def _new(request: HttpRequest, unit: Unit) -> HttpResponse:
    form = OwnerForm(request.POST, prefix="new")
    if form.is_valid():
        try:
            add_owner_of(unit=unit, by=request.user, **form.answers())
            return _done(request, unit)
        except Refused as refused:
            add_problems(form, refused)
    return _show(request, unit, status=422, new_form=form)


def _choose(request: HttpRequest, unit: Unit) -> HttpResponse:
    set_owner(unit=unit, owner=get_object_or_404(Owner, pk=_number(request)), by=request.user)
    return _done(request, unit)


def _none(request: HttpRequest, unit: Unit) -> HttpResponse:
    set_owner(unit=unit, owner=None, by=request.user)
    return _done(request, unit)


def _number(request: HttpRequest) -> int:
    number = request.POST.get("owner", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return int(number)


VERBS: dict[str, Callable[[HttpRequest, Unit], HttpResponse]] = {
    "correct": _correct, "new": _new, "choose": _choose, "none": _none}


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def owner_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Four small forms; `which` says the one that was sent."""
    unit = get_object_or_404(Unit.objects.select_related("owner"), reference=reference)
    if request.method != "POST":
        return _show(request, unit)
    verb = VERBS.get(request.POST.get("which", ""))
    if verb is None:
        raise Http404
    try:
        return verb(request, unit)
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
        return redirect("popups:staff-unit", unit.reference)
