"""Correcting a vacancy or a closed period, also when two people do it at once."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vacancies.access import OFFICERS, requires
from vacancies.forms.facts import ClosedForm, PeriodForm, VacancyForm, day_before
from vacancies.forms.merge import Merge, merge
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.facts import change_closed_period, change_vacancy
from vacancies.lifecycle.saving import Stale, mark_of
from vacancies.models import ClosedPeriod, Vacancy
from vacancies.problem import Refused
from vacancies.reports.entry import as_it_is, as_it_was, last_saved


@dataclass(frozen=True)
class Kind:
    model: Any
    form: type[PeriodForm]
    change: Callable[..., Any]
    name: str
    heading: str | Promise


VACANCY = Kind(Vacancy, VacancyForm, change_vacancy, "vacancy", gettext_lazy("Correct the vacancy"))
CLOSED = Kind(ClosedPeriod, ClosedForm, change_closed_period, "closed", gettext_lazy("Correct the closed period"))


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def vacancy_edit(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    return _edit(request, VACANCY, reference, number)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def closed_edit(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    return _edit(request, CLOSED, reference, number)


def _edit(request: HttpRequest, kind: Kind, reference: str, number: int) -> HttpResponse:
    row = get_object_or_404(kind.model.objects.select_related("unit"), unit__reference=reference, pk=number)
    form = kind.form(request.POST if request.method == "POST" else None, instance=copy(row))
    if request.method != "POST" or not form.is_valid():
        return _show(request, kind, row, form)
    mark = form.cleaned_data["mark"] or 0
    try:
        kind.change(mark=mark, by=request.user, **{kind.name: row}, **form.facts())
    except Stale as stale:
        merged = _merged(form, stale.row, mark)
        return _show(request, kind, stale.row, kind.form(merged.data, instance=copy(stale.row)), 409, merged)
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, kind, row, form)
    messages.success(request, _("Saved."))
    return redirect("vacancies:vacancy-list", reference)


def _merged(form: PeriodForm, now: Any, mark: int) -> Merge:
    merged = merge(form, was=_as_the_form(as_it_was(now, mark)), now=_as_the_form(as_it_is(now)), last=last_saved(now))
    merged.data["mark"] = str(mark_of(now))
    return merged


def _as_the_form(values: dict[str, Any]) -> dict[str, Any]:
    """People are asked for the last day."""
    return values | {"last_day": day_before(values["ends_on"])} if values else {}


def _show(request: HttpRequest, kind: Kind, row: Any, form: PeriodForm, status: int = 0,
          merged: Merge | None = None) -> HttpResponse:
    told = {"unit": row.unit, "row": row, "form": form, "merged": merged, "heading": kind.heading,
            "codes": " ".join(codes_of(form)), "may_remove": kind is VACANCY}
    return render(request, "vacancies/staff/period_edit.html", told, status=status or (422 if form.errors else 200))
