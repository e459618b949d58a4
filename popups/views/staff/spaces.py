"""Dividing a unit into spaces."""

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.forms.staff.spaces import SpaceForms, rows_of
from popups.lifecycle.spaces import divide_unit
from vacancies.access import OFFICERS, requires
from vacancies.models import Unit
from vacancies.problem import Problem, Refused
from vacancies.resent_forms import once


def _show(request: HttpRequest, unit: Unit, forms: BaseFormSet, problems: list[Problem], status: int) -> HttpResponse:
    return render(request, "popups/staff/unit_divide.html", {"unit": unit, "forms": forms, "problems": problems},
                  status=status)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def divide(request: SignedInRequest, reference: str) -> HttpResponse:
    unit = get_object_or_404(_units(), reference=reference)
    if request.method != "POST":
        return _show(request, unit, SpaceForms(initial=rows_of(list(unit.spaces.in_use()))), [], 200)
    forms = SpaceForms(request.POST)
    if not forms.is_valid():
        return _show(request, unit, forms, [], 422)
    try:
        made = divide_unit(unit=unit, spaces=forms.spaces(), by=request.user)
    except Refused as refused:
        return _show(request, unit, forms, refused.problems, 422)
    messages.success(request, _("The unit now has these spaces: %(names)s.") % {"names": ", ".join(map(str, made))})
    return redirect("popups:staff-unit", unit.reference)


def _units() -> QuerySet[Unit]:
    return Unit.objects.in_register()
