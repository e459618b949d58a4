"""What is known about a unit's days, on one page: what was seen, when it stood empty, when it is closed."""

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
from vacancies.lifecycle.facts import add_closed_period, add_vacancy, change_vacancy, remove_closed_period
from vacancies.lifecycle.units import record_visit
from vacancies.models import ClosedPeriod, Unit, Vacancy
from vacancies.problem import Refused
from vacancies.resent_forms import once

FORMS: dict[str, type] = {"visit": VisitForm, "vacancy": VacancyForm, "closed": ClosedForm}


def _forms(request: HttpRequest, which: str) -> dict[str, BaseForm]:
    return {name: form(request.POST if name == which else None, prefix=name) for name, form in FORMS.items()}


def _do(which: str, unit: Unit, form: Any, by: Any) -> None:
    if which == "visit":
        record_visit(unit=unit, by=by, **form.cleaned_data)
    elif which == "vacancy":
        add_vacancy(unit=unit, by=by, **form.answers())
    else:
        add_closed_period(unit=unit, by=by, **form.answers())


@require_http_methods(["GET", "POST"])
@requires(*UNIT_KEEPERS)
@once
def vacancy_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Three small forms; `which` says the one that was sent. Surveyors record what they saw, no more."""
    unit = get_object_or_404(Unit, reference=reference)
    which = request.POST.get("which", "") if request.method == "POST" else ""
    if which not in {"", *_allowed(request)}:
        raise Http404
    forms = _forms(request, which)
    if not which:
        return _show(request, unit, forms, which, 422 if request.method == "POST" else 200)
    if _carried_out(which, unit, forms[which], request):
        messages.success(request, _("Saved."))
        return redirect("vacancies:vacancy-list", unit.reference)
    return _show(request, unit, forms, which, 422)


def _allowed(request: HttpRequest) -> set[str]:
    return set(FORMS) if has_role(request.user, *OFFICERS) else {"visit"}


def _carried_out(which: str, unit: Unit, form: Any, request: HttpRequest) -> bool:
    if not form.is_valid():
        return False
    try:
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


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def vacancy_edit(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    vacancy = get_object_or_404(Vacancy.objects.select_related("unit"), unit__reference=reference, pk=number)
    form = VacancyForm(request.POST or None, instance=vacancy)
    if request.method == "POST" and form.is_valid():
        try:
            change_vacancy(vacancy=vacancy, by=request.user, **form.answers())
            messages.success(request, _("Saved."))
            return redirect("vacancies:vacancy-list", reference)
        except Refused as refused:
            add_problems(form, refused)
    told = {"unit": vacancy.unit, "form": form, "codes": " ".join(codes_of(form))}
    return render(request, "vacancies/staff/vacancy_edit.html", told, status=422 if form.errors else 200)


@require_POST
@requires(*OFFICERS)
def closed_remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Twice is harmless: what is gone is gone."""
    unit = get_object_or_404(Unit, reference=reference)
    closed = ClosedPeriod.objects.filter(unit=unit, pk=number).first()
    if closed is not None:
        remove_closed_period(closed=closed, by=request.user)
        messages.success(request, _("The closed period is removed."))
    return redirect("vacancies:vacancy-list", reference)
