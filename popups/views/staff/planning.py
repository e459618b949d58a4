"""Plans of a call: asked for, watched, looked at, approved. A plan proposes; people decide."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.drawing.timeline import lay_out
from popups.forms.staff.planning import ApproveForm, AskPlanForm, PlanRulesForm
from popups.lifecycle.plan_runs import begin_thinking
from popups.lifecycle.planning import (
    approve,
    ask_plan,
    delete_plan,
    lift_ruling,
    set_rules,
    stop_plan,
    take_back_approval,
)
from popups.models import Call, Plan
from popups.planning_choices import PlanKind
from popups.reports.matching_problem import rules_of
from popups.reports.plan_bands import bands_of
from popups.reports.plan_changes import changes_in_words
from popups.reports.plan_list import ground_of, plans_of, rulings_of
from popups.reports.plan_picture import opened, picture_of, units_in
from popups.reports.plan_promises import broken_promises
from popups.reports.plan_repair import repair_in_words
from popups.reports.plan_since import has_ticks, overtaken_of, since_in_words
from popups.reports.plan_without import alike, without_of
from popups.rules.calls import units_of
from popups.rules.nearness import kept_from
from popups.rules.rivals import side_of
from popups.views.staff.calls import fetch
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.undo import say_problems

UNITS = 25  # on one page of the picture
MOST_UNFOLDED = 12  # without a place; more are folded by what stands in their way


def plan_in(call: Call, plan: str) -> Plan:
    found = get_object_or_404(Plan.objects.select_related("asked_by", "base"), call=call, reference=plan)
    found.call = call
    return found


def _show_home(request: HttpRequest, call: Call, form: AskPlanForm) -> HttpResponse:
    rows = list(plans_of(call))
    return render(request, "popups/staff/plan_list.html", {
        "call": call, "form": form, "codes": " ".join(codes_of(form)), "ground": ground_of(call), "rows": rows, "kept": kept_from(request.user, call),
        "plans": [row for row in rows if row.ended_at is not None],
        "rulings": list(rulings_of(call))}, status=422 if form.errors else 200)


@require_safe
@requires(*OFFICERS)
def plan_list(request: HttpRequest, reference: str) -> HttpResponse:
    call = fetch(reference)
    return _show_home(request, call, AskPlanForm(initial={"seconds": rules_of(call).seconds}))


@require_POST
@requires(*OFFICERS)
@once
def plan_ask(request: SignedInRequest, reference: str) -> HttpResponse:
    call = fetch(reference)
    form = AskPlanForm(request.POST)
    if form.is_valid():
        try:
            plan = ask_plan(call=call, by=request.user, **form.cleaned_data)
            begin_thinking(plan)
            return redirect("popups:plan", call.reference, plan.reference)
        except Refused as refused:
            add_problems(form, refused)
    return _show_home(request, call, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def plan_rules(request: SignedInRequest, reference: str) -> HttpResponse:
    call = fetch(reference)
    streets = list(units_of(call).exclude(street="").order_by("street").values_list("street", flat=True).distinct())
    form = PlanRulesForm(request.POST or None, rules=rules_of(call), streets=streets)
    if request.method == "POST" and form.is_valid():
        try:
            set_rules(call=call, told=form.told(), by=request.user)
            messages.success(request, _("The next plan goes by this."), extra_tags="rules_set")
            return redirect("popups:plan-list", call.reference)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/plan_rules.html", {"call": call, "form": form, "codes": " ".join(codes_of(form))},
                  status=422 if form.errors else 200)


@require_safe
@requires(*OFFICERS)
def plan_page(request: HttpRequest, reference: str, asked: str) -> HttpResponse:
    call = fetch(reference)
    plan = plan_in(call, asked)
    if request.headers.get("HX-Request") and not plan.state.is_at_work:
        return HttpResponse(headers={"HX-Refresh": "true"})  # who watches it being made gets another page
    if plan.ended_at is None:
        return render(request, "popups/staff/plan_watch.html", {"call": call, "plan": plan, "state": plan.state, "kept": kept_from(request.user, call)})
    return _show_plan(request, call, plan)


def listing_of(request: HttpRequest, plan: Plan) -> Page:
    """Of the units in the picture, by ?page=."""
    return Paginator(units_in(plan), UNITS).get_page(request.GET.get("page", "1"))


def _show_plan(request: HttpRequest, call: Call, plan: Plan, form: ApproveForm | None = None) -> HttpResponse:
    shown, kept, listing = opened(plan), kept_from(request.user, call), listing_of(request, plan)
    without, side, overtaken = without_of(shown, kept), side_of(call, request.user), overtaken_of(shown)
    picture = lay_out(picture_of(shown, list(listing.object_list), timezone.localdate(), kept=kept, page=listing.number))
    return render(request, "popups/staff/plan.html", {
        "bands": bands_of(shown, kept), "changes": changes_in_words(shown, kept), "mending": repair_in_words(plan, kept), "promises": broken_promises(shown, kept), "overtaken": overtaken, "has_ticks": has_ticks(shown, kept, overtaken), "since": since_in_words(shown, overtaken), "call": call, "plan": plan, "shown": shown, "timeline": picture, "listing": listing, "form": form or ApproveForm(None, []), "without": without, "alike": alike(without, kept), "is_folded": len(without) > MOST_UNFOLDED,
        "codes": " ".join(codes_of(form)) if form else "", "approved": sum(row.approved_at is not None and row.offer is None for row in shown.placements), "ticked": request.POST.getlist("placements"), "kept": kept, "side": side, "may_approve": plan.kind != PlanKind.WHAT_IF and not side.is_barred}, status=422 if form and form.errors else 200)


@require_POST
@requires(*OFFICERS)
def plan_stop(request: SignedInRequest, reference: str, asked: str) -> HttpResponse:
    call = fetch(reference)
    plan = stop_plan(plan=plan_in(call, asked), by=request.user)
    return redirect("popups:plan", call.reference, plan.reference)


@require_POST
@requires(*OFFICERS)
def plan_delete(request: SignedInRequest, reference: str, asked: str) -> HttpResponse:
    call = fetch(reference)
    plan = plan_in(call, asked)
    try:
        delete_plan(plan=plan, by=request.user)
    except Refused as refused:
        say_problems(request, refused)
        return redirect("popups:plan", call.reference, plan.reference)
    messages.success(request, _("The plan %(reference)s is thrown away.") % {"reference": asked}, extra_tags="plan_deleted")
    return redirect("popups:plan-list", call.reference)


@require_POST
@requires(*OFFICERS)
def plan_approve(request: SignedInRequest, reference: str, asked: str) -> HttpResponse:
    """All that are ticked, or none: what stands against it is said of each."""
    call = fetch(reference)
    plan = plan_in(call, asked)
    rows = {row.pk: row for row in plan.placements.all()}
    form = ApproveForm(request.POST, list(rows))
    if form.is_valid():
        try:
            done = len(approve(placements=[rows[key] for key in form.cleaned_data["placements"]], by=request.user))
            said = ngettext("%(count)d placement is approved.", "%(count)d placements are approved.", done)
            messages.success(request, said % {"count": done} if done else _("Approved already."), extra_tags="approved")
            return redirect("popups:plan", call.reference, plan.reference)
        except Refused as refused:
            add_problems(form, refused)
    return _show_plan(request, call, plan, form)


@require_POST
@requires(*OFFICERS)
def placement_take_back(request: SignedInRequest, reference: str, asked: str, number: int) -> HttpResponse:
    call = fetch(reference)
    plan = plan_in(call, asked)
    placement = get_object_or_404(plan.placements.select_related("application__applicant", "unit", "plan"), pk=number)
    try:
        take_back_approval(placement=placement, by=request.user)
    except Refused as refused:
        say_problems(request, refused)
    return redirect("popups:plan", call.reference, plan.reference)


@require_POST
@requires(*OFFICERS)
def ruling_lift(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    call = fetch(reference)
    ruling = get_object_or_404(rulings_of(call), pk=number)
    try:
        lift_ruling(ruling=ruling, by=request.user)
        messages.success(request, _("It is no longer fixed. The next plan is free in it."), extra_tags="ruling_lifted")
    except Refused as refused:
        say_problems(request, refused)
    return redirect("popups:plan-list", call.reference)
