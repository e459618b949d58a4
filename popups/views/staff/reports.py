"""Residents' reports: read by those who keep units, decided by officers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.forms.staff.reports import DismissForm, KnownUnitForm, NewUnitForm
from popups.lifecycle.resident_reports import dismiss_report, reopen_report, take_as_known, take_as_new
from popups.reports.keyset import page_of
from popups.reports.resident_reports import SHOWS, candidates, has_link, reports_shown
from popups.reports.same_house import MOST_TOGETHER, others_about, others_counted
from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role, requires
from vacancies.choices import ReportState
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.models import Report
from vacancies.problem import Refused
from vacancies.undo import say_with_link, say_with_undo

Forms = dict[str, Any]


@require_safe
@requires(*UNIT_KEEPERS)
def report_list(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "new")
    if show not in SHOWS:
        raise Http404
    page = page_of(reports_shown(show), "sent_at", descending=True, after=request.GET.get("after", ""),
                   before=request.GET.get("before", ""))
    others = others_counted(page.rows)
    return render(request, "popups/staff/report_list.html", {
        "rows": [(report, has_link(report), others.get(report.pk)) for report in page.rows], "listing": page, "show": show, "shows": SHOWS.items(),
        "kept_query": f"show={show}&"})


def _forms(report: Report, found: list, others: list[Report], which: str = "", data: Any = None) -> Forms:
    def sent(name: str) -> Any:
        return data if name == which else None

    given: Any = {"report": report, "others": others}
    return {"known": KnownUnitForm(sent("known"), candidates=found, **given), "new": NewUnitForm(sent("new"), **given),
            "dismiss": DismissForm(sent("dismiss"), **given)}


def _known(report: Report, told: dict[str, Any], by: Any) -> Report:
    return take_as_known(report=report, unit=told["chosen"], is_checked=told["is_checked"], answer=told.get("answer", ""),
                         others=told["others"], by=by)


def _new(report: Report, told: dict[str, Any], by: Any) -> Report:
    return take_as_new(report=report, by=by, **told)


def _dismiss(report: Report, told: dict[str, Any], by: Any) -> Report:
    return dismiss_report(report=report, by=by, **told)


DECISIONS: dict[str, Callable[[Report, dict[str, Any], Any], Report]] = {"known": _known, "new": _new, "dismiss": _dismiss}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*UNIT_KEEPERS)
def report_page(request: HttpRequest, key: str) -> HttpResponse:
    """Three forms; `which` says the one that was sent. Surveyors read, officers decide."""
    report = get_object_or_404(Report.objects.select_related("unit", "handled_by", "visit"), key=key)
    which = request.POST.get("which", "")
    if request.method == "POST" and not (which in DECISIONS and has_role(request.user, *OFFICERS)):
        raise Http404
    found = candidates(report) if report.is_new or which else []
    others = others_about(report)
    forms = _forms(report, found, others, which, request.POST)
    if which and (done := _carried_out(which, report, forms[which], request.user)):
        _say_done(request, which, done, forms[which].cleaned_data["others"])
        return redirect(f"{reverse('popups:staff-report-list')}#main")  # else the browser keeps the form's own #new
    return render(request, "popups/staff/report.html", {
        "report": report, "candidates": found, "others": others, "forms": forms, "which": which, "sent": forms.get(which), "has_link": has_link(report),
        "codes": " ".join(codes_of(forms[which])) if which else ""}, status=422 if which else 200)


def _carried_out(which: str, report: Report, form: Any, by: Any) -> Report | None:
    """The report as it is then; else the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return DECISIONS[which](report, form.cleaned_data, by)
    except Refused as refused:
        add_problems(form, refused)
    return None


def _say_done(request: HttpRequest, which: str, report: Report, others: list[Report]) -> None:
    count = 1 + len(others)
    if which == "dismiss":
        text = ngettext("The report is dismissed.", "%(count)d reports are dismissed.", count) % {"count": count}
        back = reverse("popups:report-reopen", args=[report.key])
        say_with_undo(request, text, f"{back}?{urlencode([('with', one.key) for one in others])}" if others else back)
    elif unit := report.unit:
        text = ngettext("The report is dealt with.", "%(count)d reports are dealt with.", count) % {"count": count}
        say_with_link(request, text, reverse("popups:staff-unit", args=[unit.reference]), str(unit))


@require_POST
@requires(*OFFICERS)
def report_reopen(request: SignedInRequest, key: str) -> HttpResponse:
    """Takes a dismissal back, and those that were made together with it; twice is harmless."""
    report = get_object_or_404(Report, key=key)
    others = Report.objects.filter(key__in=request.GET.getlist("with")[:MOST_TOGETHER], state=ReportState.DISMISSED)
    try:
        if not report.is_new:
            reopen_report(report=report, others=list(others.exclude(pk=report.pk)), by=request.user)
        messages.success(request, _("The report is new again."))
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("popups:staff-report", key)


@require_safe
@requires(*UNIT_KEEPERS)
def report_points(request: HttpRequest, key: str) -> JsonResponse:
    """The report itself and the units that it may speak of, for the map beside their list."""
    report = get_object_or_404(Report, key=key)
    points: list[list[Any]] = []
    if report.point:
        points.append([*report.point, _("The report"), "report", report.address, ""])
    points += [[one.unit.latitude, one.unit.longitude, one.unit.name, "held", f"{one.unit.address} · {', '.join(one.reasons)}",
                reverse("popups:staff-unit", args=[one.unit.reference])]
               for one in candidates(report) if one.unit.latitude is not None]
    return JsonResponse({"points": points})
