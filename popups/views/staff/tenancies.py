"""Tenancies: on the timeline, as a list, one by one, and their end."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from popups.access import SignedInRequest
from popups.drawing.timeline import lay_out
from popups.forms.staff.endings import EndTenancyForm
from popups.forms.staff.filters import TenancyFilters, TimelineFilters
from popups.forms.staff.performances import WelcomeForm
from popups.lifecycle.tenancies import end_tenancy
from popups.models import Tenancy
from popups.reports.endings import Ending, ending_of
from popups.reports.history import line_of, told
from popups.reports.keyset import page_of
from popups.reports.staff_units import streets
from popups.reports.tenancies import quarters, standing_of, tenancies_found, units_on_timeline
from popups.reports.timeline import timeline_of
from popups.rules.costs import cost_of_offer
from popups.rules.tenancies import may_end
from vacancies.access import OFFICERS, READERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once

UNITS = 25  # on one page of the timeline


@require_safe
@requires(*READERS)
def timeline(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    filters = TimelineFilters(request.GET, streets=streets())
    span = quarters(filters.first_day(today))
    page = page_of(units_on_timeline(filters.wanted(), span.start, span.end), "sort_key", size=UNITS,
                   after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    drawn = lay_out(timeline_of(page.rows, start=span.start, end=span.end, today=today, caption=_("Tenancies:")))
    return render(request, "popups/staff/tenancy_timeline.html", {
        "filters": filters, "span": span, "listing": page, "timeline": drawn})


@require_safe
@requires(*READERS)
def tenancy_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    filters = TenancyFilters(request.GET)
    wanted = filters.wanted()
    found = tenancies_found(wanted.get("state", ""), wanted.get("q", ""), today)
    page = page_of(found, "end", after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    rows = [(tenancy, *standing_of(tenancy, today)) for tenancy in page.rows]
    return render(request, "popups/staff/tenancy_list.html", {
        "filters": filters, "rows": rows, "listing": page, "count": found.count()})


def _fetch(reference: str) -> Tenancy:
    """With everything its pages say, in one query."""
    rows = Tenancy.objects.select_related("unit", "offer__application__applicant__user", "offer__made_by", "ended_by")
    return get_object_or_404(rows, reference=reference)


@require_safe
@requires(*READERS)
def tenancy_page(request: HttpRequest, reference: str) -> HttpResponse:
    tenancy = _fetch(reference)
    word, colour = standing_of(tenancy, timezone.localdate())
    held = tenancy.occupancies.select_related("space")
    return render(request, "popups/staff/tenancy.html", {
        "tenancy": tenancy, "offer": tenancy.offer, "applicant": tenancy.applicant, "word": word, "colour": colour,
        "cost": cost_of_offer(tenancy.offer), "welcome": WelcomeForm(initial={"performances": tenancy.performances}), "spaces": [row.space for row in held],
        "events": list(tenancy.events.order_by("starts_at")), "letters": list(tenancy.letters.defer("text", "html")),
        "lines": [line_of(row, with_subjects=False) for row in told(tenancy.history.all())]})


def _show_end(request: HttpRequest, tenancy: Tenancy, form: EndTenancyForm, ending: Ending | None = None) -> HttpResponse:
    return render(request, "popups/staff/tenancy_end.html", {
        "tenancy": tenancy, "form": form, "ending": ending, "codes": " ".join(codes_of(form)),
        "notice_ends": _notice_ends(tenancy)}, status=422 if form.errors else 200)


def _notice_ends(tenancy: Tenancy) -> date:
    """The first day after the notice, were it given today."""
    return timezone.localdate() + timedelta(days=tenancy.notice_days)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def tenancy_end(request: SignedInRequest, reference: str) -> HttpResponse:
    tenancy = _fetch(reference)
    form = EndTenancyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show_end(request, tenancy, form)
    ending = ending_of(tenancy, form.end)
    if "confirm" in request.POST and form.is_sealed_as(ending.seal):
        return _end(request, tenancy, form)
    problems = may_end(tenancy, end=form.end, reason=form.cleaned_data["reason"], today=timezone.localdate())
    add_problems(form, Refused(problems))
    if "confirm" in request.POST and not problems:
        form.say_it_changed()
    form.seal_as(ending.seal)
    return _show_end(request, tenancy, form, None if problems else ending)


def _end(request: SignedInRequest, tenancy: Tenancy, form: EndTenancyForm) -> HttpResponse:
    try:
        end_tenancy(tenancy=tenancy, end=form.end, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"],
                    by=request.user)
    except Refused as refused:
        add_problems(form, refused)
        return _show_end(request, tenancy, form)
    messages.success(request, _("The end is set. The tenant gets a letter."))
    return redirect("popups:staff-tenancy", tenancy.reference)
