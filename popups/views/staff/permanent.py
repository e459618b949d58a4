"""Permanent tenant found: asked, shown what it does to everybody, done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.forms.staff.endings import PermanentTenantForm
from popups.lifecycle.permanent import find_permanent_tenant
from popups.reports.endings import MoveIn, move_in_of
from popups.rules.tenancies import may_move_in
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.models import Unit
from vacancies.problem import Refused
from vacancies.resent_forms import once


def _show(request: HttpRequest, unit: Unit, form: PermanentTenantForm, move_in: MoveIn | None = None) -> HttpResponse:
    """Problems: the form again. None: what will happen, sealed, with the button that does it."""
    told: dict[str, Any] = {"unit": unit, "form": form, "move_in": move_in, "codes": " ".join(codes_of(form))}
    return render(request, "popups/staff/permanent_tenant.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def permanent_tenant(request: SignedInRequest, reference: str) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.in_register(), reference=reference)
    form = PermanentTenantForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, unit, form)
    move_in = move_in_of(unit, form.cleaned_data["moves_in_on"], timezone.localdate())
    if "confirm" in request.POST and form.is_sealed_as(move_in.seal):
        return _do(request, unit, form)
    problems = may_move_in(move_in.effects, name=form.cleaned_data["name"])
    add_problems(form, Refused(problems))
    if "confirm" in request.POST and not problems:
        form.say_it_changed()
    form.seal_as(move_in.seal)
    return _show(request, unit, form, None if problems else move_in)


def _do(request: SignedInRequest, unit: Unit, form: PermanentTenantForm) -> HttpResponse:
    try:
        shop = find_permanent_tenant(unit=unit, by=request.user, **form.terms())
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, unit, form)
    messages.success(request, _("%(shop)s is entered as the permanent shop. The letters are on their way.") % {"shop": shop})
    return redirect("popups:staff-unit", unit.reference)
