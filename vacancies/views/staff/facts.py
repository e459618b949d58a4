"""What is known about a unit's days, on one page: what was seen, when it stood empty, when it is closed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role, requires
from vacancies.choices import Precision
from vacancies.forms.facts import ClosedForm, VacancyForm, VisitForm
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.facts import add_closed_period, add_vacancy, remove_closed_period, remove_vacancy
from vacancies.lifecycle.photos import add_photo
from vacancies.lifecycle.units import record_visit
from vacancies.models import ClosedPeriod, Unit, Vacancy
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.resent_forms import once

FORMS: dict[str, type] = {"visit": VisitForm, "vacancy": VacancyForm, "closed": ClosedForm}


def _forms(request: HttpRequest, which: str) -> dict[str, BaseForm]:
    return {name: form(request.POST, request.FILES, prefix=name) if name == which else form(prefix=name)
            for name, form in FORMS.items()}


def _do(which: str, unit: Unit, form: Any, by: Any) -> None:
    if which == "visit":
        record_visit(unit=unit, by=by, **form.facts())
    elif which == "vacancy":
        add_vacancy(unit=unit, by=by, **form.facts())
    else:
        add_closed_period(unit=unit, by=by, **form.facts())


@require_http_methods(["GET", "POST"])
@requires(*UNIT_KEEPERS)
def vacancy_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Three small forms; `which` says the one that was sent. Surveyors record what they saw, no more.

    The photo of a visit is taken in before the form's transaction begins: reading it costs a second. When it is
    refused, the visit is not recorded either; when the same form comes again, the photo is known already.
    """
    unit = get_object_or_404(Unit, reference=reference)
    return _answered(request, unit, _photo_problems(request, unit))


def _photo_problems(request: HttpRequest, unit: Unit) -> list[Problem]:
    form = VisitForm(request.POST, request.FILES, prefix="visit")
    if request.POST.get("which") != "visit" or not form.is_valid() or not form.cleaned_data["photo"]:
        return []
    try:
        add_photo(unit=unit, file=form.cleaned_data["photo"], by=request.user)
    except Refused as refused:
        return [replace(problem, field="photo") for problem in refused.problems]
    return []


@once
def _answered(request: HttpRequest, unit: Unit, photo_problems: list[Problem]) -> HttpResponse:
    which = request.POST.get("which", "") if request.method == "POST" else ""
    if which not in {"", *_allowed(request)}:
        raise Http404
    forms = _forms(request, which)
    if not which:
        return _show(request, unit, forms, which, 422 if request.method == "POST" else 200)
    if _carried_out(which, unit, forms[which], request, photo_problems):
        messages.success(request, _("Saved."))
        return redirect("vacancies:vacancy-list", unit.reference)
    return _show(request, unit, forms, which, 422)


def _allowed(request: HttpRequest) -> set[str]:
    return set(FORMS) if has_role(request.user, *OFFICERS) else {"visit"}


def _carried_out(which: str, unit: Unit, form: Any, request: HttpRequest, photo_problems: list[Problem]) -> bool:
    if not form.is_valid():
        return False
    try:
        refuse_if(photo_problems)
        _do(which, unit, form, request.user)
    except Refused as refused:
        add_problems(form, refused)
    return not form.errors


def _show(request: HttpRequest, unit: Unit, forms: dict[str, Any], which: str, status: int) -> HttpResponse:
    told = {"unit": unit, "forms": forms, "exactly": Precision.DAY, "which": which, "vacancies": list(unit.vacancies.all()),
            "closed_periods": list(unit.closed_periods.all()),
            "visits": list(unit.field_visits.select_related("by")[:20]),
            "codes": " ".join(codes_of(forms[which])) if which else ""}
    return render(request, "vacancies/staff/vacancy_list.html", told, status=status)


@require_POST
@requires(*OFFICERS)
def closed_remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Twice is harmless: what is gone is gone. The history of the unit has the button that puts it back."""
    unit = get_object_or_404(Unit, reference=reference)
    closed = ClosedPeriod.objects.filter(unit=unit, pk=number).first()
    if closed is not None:
        said = _("The closed period is removed. It can be put back from the history of the unit.")
        _remove(request, lambda: remove_closed_period(closed=closed, by=request.user), said)
    return redirect("vacancies:vacancy-list", reference)


@require_POST
@requires(*OFFICERS)
def vacancy_remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """As closed_remove()."""
    unit = get_object_or_404(Unit, reference=reference)
    vacancy = Vacancy.objects.filter(unit=unit, pk=number).first()
    if vacancy is not None:
        said = _("The vacancy is removed. It can be put back from the history of the unit.")
        _remove(request, lambda: remove_vacancy(vacancy=vacancy, by=request.user), said)
    return redirect("vacancies:vacancy-list", reference)


def _remove(request: HttpRequest, act: Callable[[], None], said: str) -> None:
    try:
        act()
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
