"""Many units of the list changed at once, what became of each, and the way back."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.forms.staff.bulk import BulkForm, Owners
from popups.lifecycle.bulk import MOST, change_many, how_many_problems, undo_change
from popups.reports.bulk_changes import outcomes_of, publication_of
from popups.reports.staff_units import units_found
from popups.views.staff.unit_rows import list_page, place_in_list, unit_filters
from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role, requires
from vacancies.choices import BulkVerb
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.models import BulkChange, Unit
from vacancies.problem import Problem, Refused
from vacancies.resent_forms import once
from vacancies.undo import say_with_undo


def _keys(form: BulkForm, query: QueryDict) -> list[int]:
    """One more than may be changed, so that too many are told from just enough."""
    found: QuerySet[Unit] = Unit.objects.filter(reference__in=form.chosen)
    if form.cleaned_data["all"]:
        filters = unit_filters(query, form.user)
        if not filters.are_understood:  # a part of town or an import that is gone: without it, the whole register would be meant
            raise Refused([Problem("stale_filters", _("A filter of this list is no longer there, so nothing was changed. Look at the list again."))])
        found = units_found(filters.wanted(), timezone.localdate())
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
        try:
            keys = _keys(form, query)
            return _owners_asked(request, form, keys, query) or _done(request, _change_many(form, keys), query)
        except Refused as refused:
            add_problems(form, refused)
    page = list_page(query, request.user) | {"bulk": form, "codes": " ".join(codes_of(form))}
    return render(request, "popups/staff/unit_list.html", page, status=422)


def _owners_asked(request: HttpRequest, form: BulkForm, keys: list[int], query: QueryDict) -> HttpResponse | None:
    """Before units are published whose owners have not agreed: which ones, by name. None where nothing is to be asked."""
    told = form.cleaned_data
    if told["verb"] != BulkVerb.PUBLISH or told["owners"] or how_many_problems(len(keys)):
        return None
    found = publication_of(keys)
    if not found.is_about_owners:
        return None
    references = Unit.objects.filter(pk__in=keys).order_by("pk").values_list("reference", flat=True)
    return render(request, "popups/staff/bulk_publish.html", {
        "found": found, "references": references, "query": query.urlencode(), "back": place_in_list(query, request.user)})


def _change_many(form: BulkForm, keys: list[int]) -> BulkChange:
    """What was not listed as in doubt when somebody said “all of them” is not published in doubt."""
    told = form.cleaned_data
    doubts = frozenset(told["doubts"].split() if told["owners"] == Owners.ALL else ())
    return change_many(verb=BulkVerb(told["verb"]), keys=keys, by=form.user, step=told.get("step", ""), on=told.get("on"),
                       doubts=doubts)


def _done(request: HttpRequest, change: BulkChange, query: QueryDict) -> HttpResponse:
    """Back to the list when all was done and nothing is to be told; else to the page that says what was left out and why."""
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
