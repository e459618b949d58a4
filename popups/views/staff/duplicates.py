"""Entries that may be one place: listed, compared, merged, told apart; and the way back from each."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.forms.staff.merging import MergeForm, TwoUnitsForm
from popups.lifecycle.merging import merge_units, undo_merge, undo_problems
from popups.reports.merging import lines_of, merges, pairs_of, suspicions, told_apart
from popups.rules.merging import MergePlan, plan_merge
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.telling_apart import (
    doubt_again,
    doubt_all_again,
    doubt_answer_again,
    tell_all_apart,
    tell_apart,
)
from vacancies.models import Merge, Photo, Unit
from vacancies.problem import Problem, Refused
from vacancies.references import as_printed
from vacancies.reports.merging import differences
from vacancies.undo import say_problems, say_with_undo

A_PAGE, MOST_IN_SPOT = 20, 40
SHOWN_PHOTOS = 4
SHOWS = {"likely": gettext_lazy("Likely"), "others": gettext_lazy("Unlikely"), "apart": gettext_lazy("Two places"),
         "merged": gettext_lazy("Merged")}


def _rows(show: str) -> Any:
    if show == "apart":
        return told_apart()
    return merges() if show == "merged" else pairs_of(is_likely=show == "likely")


@require_safe
@requires(*OFFICERS)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """With two references in the address it leads to their comparison."""
    show = request.GET.get("show", "likely")
    if show not in SHOWS:
        raise Http404
    form = TwoUnitsForm(request.GET if "one" in request.GET else None)
    if form.is_bound and (pair := _two(form)):
        return redirect("popups:unit-merge", *pair)
    page = Paginator(_rows(show), A_PAGE).get_page(request.GET.get("page", "1"))
    rows = list(page.object_list)
    return render(request, "popups/staff/duplicate_list.html", {
        "rows": rows if show in ("apart", "merged") else suspicions(rows), "listing": page, "page_query": f"&show={show}",
        "show": show, "shows": SHOWS.items(), "form": form}, status=422 if form.errors else 200)


def _two(form: TwoUnitsForm) -> list[str]:
    """The references, where both name an entry; else the form says what is wrong."""
    if not form.is_valid():
        return []
    found = [as_printed(form.cleaned_data[name]) for name in ("one", "other")]
    known = set(Unit.objects.in_register().filter(reference__in=found).values_list("reference", flat=True))
    for name, reference in zip(("one", "other"), found, strict=True):
        if reference not in known:
            form.add_error(name, _("No unit of the register has this reference."))
    if found[0] == found[1]:
        form.add_error("other", _("This is one and the same entry. Choose another one."))
    return [] if form.errors else found


def _units(reference: str, other: str) -> tuple[Unit, Unit]:
    rows = Unit.objects.select_related("owner").prefetch_related("photos").filter(reference__in=[reference, other])
    units = {unit.reference: unit for unit in rows}
    if reference == other or len(units) < 2:
        raise Http404
    return units[reference], units[other]


def _some_photos(unit: Unit) -> list[Photo]:
    return list(unit.photos.all())[:SHOWN_PHOTOS]


def _compare(request: HttpRequest, plan: MergePlan, form: MergeForm, status: int = 200) -> HttpResponse:
    found = differences(plan.kept, plan.merged) if not plan.problems else []
    fields, filled = ([form[one.code] for one in found if one.is_conflict is wanted] for wanted in (True, False))
    return render(request, "popups/staff/unit_merge.html", {
        "plan": plan, "kept": plan.kept, "merged": plan.merged, "form": form, "fields": fields, "filled": filled, "lines": lines_of(plan),
        "photos": [_some_photos(unit) for unit in (plan.kept, plan.merged)],
        "codes": " ".join([*codes_of(form), *(problem.code for problem in plan.problems)])}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def unit_merge(request: SignedInRequest, reference: str, other: str) -> HttpResponse:
    """The first reference stays. GET shows all that will happen; POST does exactly that."""
    kept, merged = _units(reference, other)
    if request.method == "POST" and (done := _already(kept, merged)):
        return redirect("popups:staff-unit", done.kept.reference)
    plan = plan_merge(kept, merged)
    form = MergeForm(request.POST or None, differences=differences(kept, merged), seal=plan.seal)
    if request.method != "POST" or not form.is_valid():
        return _compare(request, plan, form, 422 if request.method == "POST" else 200)
    try:
        merge = merge_units(kept=kept, merged=merged, take=form.taken(), by=request.user, seal=form.cleaned_data["seal"] or "-")
    except Refused as refused:
        add_problems(form, refused)
        form.seal_as(plan.seal)
        return _compare(request, plan, form, 422)
    say_with_undo(request, _("%(merged)s went into %(kept)s.") % {"merged": merged.reference, "kept": kept.reference},
                  reverse("popups:merge-undo", args=[merge.key]))
    return redirect("popups:staff-unit", kept.reference)


def _already(kept: Unit, merged: Unit) -> Merge | None:
    """A form that is sent twice is carried out once."""
    return Merge.objects.select_related("kept").filter(kept=kept, merged=merged, undone_at__isnull=True).first()


def _back_to(show: str) -> HttpResponse:
    """The list that somebody is going through, at the tab where they were."""
    return redirect(f"{reverse('popups:duplicate-list')}?show={show if show in SHOWS else 'likely'}")


@require_POST
@requires(*OFFICERS)
def units_apart(request: HttpRequest, reference: str, other: str) -> HttpResponse:
    """?again=1 takes it back, with `answer` all that was said together with it. `show` is the tab of the list from which it was said."""
    one, two = _units(reference, other)
    show = request.POST.get("show") or request.GET.get("show", "")
    if "answer" in request.POST:
        doubt_answer_again(one=one, other=two, by=request.user)
        messages.success(request, _("They are suspected to be one place again."))
    elif "again" in request.POST or "again" in request.GET:
        doubt_again(one=one, other=two, by=request.user)
        messages.success(request, _("They are suspected to be one place again."))
    else:
        _tell_apart(request, one, two, show)
    return _back_to(show)


def _tell_apart(request: HttpRequest, one: Unit, two: Unit, show: str) -> None:
    try:
        tell_apart(one=one, other=two, by=request.user)
    except Refused as refused:
        say_problems(request, refused)
        return
    back = reverse("popups:units-apart", args=[one.reference, two.reference])
    say_with_undo(request, _("Noted: these are two places."), f"{back}?{urlencode({'show': show, 'again': 1})}")


def _show_merge(request: HttpRequest, merge: Merge, problems: list[Problem], status: int = 200) -> HttpResponse:
    pair = [(unit, _some_photos(unit)) for unit in _units(merge.kept.reference, merge.merged.reference)] if merge.undone_at else []
    return render(request, "popups/staff/merge_undo.html", {"merge": merge, "problems": problems, "pair": pair}, status=status)


@require_POST
@requires(*OFFICERS)
def spot_apart(request: HttpRequest) -> HttpResponse:
    """All that stand in one spot at once. ?again=1 takes it back."""
    names = (request.POST.getlist("unit") or request.GET.getlist("unit"))[:MOST_IN_SPOT]
    units = list(Unit.objects.filter(reference__in=[name.replace("\0", "") for name in names]).order_by("pk"))
    if len(units) < 2:
        raise Http404
    if "again" in request.GET:
        doubt_all_again(units=units, by=request.user)
        messages.success(request, _("They are suspected to be one place again."))
    else:
        tell_all_apart(units=units, by=request.user)
        back = QueryDict(mutable=True)
        back.setlist("unit", [unit.reference for unit in units])
        say_with_undo(request, _("Noted: each of these is a place of its own."), f"{reverse('popups:spot-apart')}?again=1&{back.urlencode()}")
    return _back_to("others")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def merge_undo(request: SignedInRequest, key: str) -> HttpResponse:
    """GET says whether it can be taken back, or shows both entries once it was; POST does it, and twice is harmless."""
    merge = get_object_or_404(merges(), key=key)
    problems = [] if merge.undone_at else undo_problems(merge)
    if request.method != "POST":
        return _show_merge(request, merge, problems)
    try:
        undo_merge(merge=merge, by=request.user)
    except Refused as refused:
        return _show_merge(request, merge, refused.problems, 422)
    messages.success(request, _("The merge is taken back: both entries are as they were."))
    return redirect("popups:merge-undo", merge.key)
