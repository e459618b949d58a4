"""Many units of the list changed at once, what became of each, and the way back."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.forms.staff.bulk import BulkForm
from popups.lifecycle.bulk import MOST, change_many, undo_change
from popups.reports.bulk_changes import outcomes_of
from popups.reports.staff_units import units_found
from popups.views.staff.unit_rows import list_page, place_in_list, unit_filters
from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role, requires
from vacancies.choices import BulkVerb
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.models import BulkChange, Unit
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.undo import say_with_undo


def _keys(form: BulkForm, query: QueryDict) -> list[int]:
    """One more than may be changed, so that too many are told from just enough."""
    found: QuerySet[Unit] = Unit.objects.filter(reference__in=form.chosen)
    if form.cleaned_data["all"]:
        found = units_found(unit_filters(query, form.user).wanted(), timezone.localdate())
    return list(found.order_by("pk").values_list("pk", flat=True)[:MOST + 1])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*UNIT_KEEPERS)
@once
def bulk_change(request: HttpRequest) -> HttpResponse:
    """A list that came back with problems stands at this address, so links and filters of it lead on to the list."""
    if request.method != "POST":
        return redirect(f"{reverse('popups:staff-unit-list')}{place_in_list(request.GET, request.user)}")
    form, query = BulkForm(request.POST, user=request.user), QueryDict(request.POST.get("query", "")[:2000])
    if form.is_valid():
        told = form.cleaned_data
        try:
            change = change_many(verb=BulkVerb(told["verb"]), keys=_keys(form, query), by=request.user,
                                 step=told.get("step", ""), on=told.get("on"))
            return _done(request, change, query)
        except Refused as refused:
            add_problems(form, refused)
    page = list_page(query, request.user) | {"bulk": form, "codes": " ".join(codes_of(form))}
    return render(request, "popups/staff/unit_list.html", page, status=422)


def _done(request: HttpRequest, change: BulkChange, query: QueryDict) -> HttpResponse:
    """Back to the list when every unit is as it was asked for; else to the page that says why not."""
    outcomes = outcomes_of(change)
    if outcomes.is_smooth:
        text = _("%(verb)s: done for %(done)s of %(all)s units.") % {
            "verb": change.get_verb_display(), "done": outcomes.done, "all": outcomes.all}
        say_with_undo(request, text, reverse("popups:bulk-undo", args=[change.key]))
        return redirect(f"{reverse('popups:staff-unit-list')}{place_in_list(query, request.user)}")
    return redirect(f"{reverse('popups:bulk-result', args=[change.key])}{place_in_list(query, request.user)}")


def _change(request: HttpRequest, key: str) -> BulkChange:
    """Officers may look at and take back what any colleague did, surveyors what they did themselves."""
    change = get_object_or_404(BulkChange.objects.select_related("by", "undone_by"), key=key)
    if not has_role(request.user, *OFFICERS) and change.by != request.user:
        raise Http404
    return change


@require_safe
@requires(*UNIT_KEEPERS)
def bulk_result(request: HttpRequest, key: str) -> HttpResponse:
    change = _change(request, key)
    told: dict[str, Any] = {"change": change, "outcomes": outcomes_of(change), "back": place_in_list(request.GET, request.user)}
    return render(request, "popups/staff/bulk_result.html", told)


@require_POST
@requires(*UNIT_KEEPERS)
def bulk_undo(request: HttpRequest, key: str) -> HttpResponse:
    undo_change(change=_change(request, key), by=request.user)
    return redirect("popups:bulk-result", key)
