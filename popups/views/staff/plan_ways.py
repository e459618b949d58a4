"""Besides the best plan: what if, mending, comparing, whom it serves, and taking it along."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.forms.staff.plan_what_if import WhatIfForm
from popups.lifecycle.plan_runs import begin_thinking
from popups.lifecycle.plan_ways import ask_repair, ask_what_if
from popups.matching.formats import write_plan
from popups.models import Call, Plan
from popups.reports.plan_compare import compared, served, stays
from popups.reports.plan_ground import ground_of_changes
from popups.reports.plan_list import ready_plans
from popups.rules.nearness import kept_from
from popups.views.staff.calls import fetch
from popups.views.staff.planning import plan_in
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Problem, Refused
from vacancies.resent_forms import once
from vacancies.undo import say_problems


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def plan_what_if(request: SignedInRequest, reference: str, asked: str) -> HttpResponse:
    call = fetch(reference)
    plan = ready(plan_in(call, asked))
    form = _what_if_form(request, plan)
    if form.is_bound and form.is_valid():
        try:
            other = ask_what_if(plan=plan, changes=form.changes(), by=request.user, note=form.cleaned_data["note"])
            begin_thinking(other)
            return redirect("popups:plan", call.reference, other.reference)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/plan_what_if.html", {"call": call, "plan": plan, "form": form, "codes": " ".join(codes_of(form))},
                  status=422 if form.errors else 200)


def ready(plan: Plan) -> Plan:
    """What is still being made has nothing to show yet."""
    if plan.ended_at is None:
        raise Http404
    return plan


def _what_if_form(request: HttpRequest, plan: Plan) -> WhatIfForm:
    return WhatIfForm(request.POST if request.method == "POST" else None, ground=ground_of_changes(plan))


@require_POST
@requires(*OFFICERS)
@once
def plan_repair(request: SignedInRequest, reference: str, asked: str) -> HttpResponse:
    call = fetch(reference)
    plan = plan_in(call, asked)
    try:
        mended = ask_repair(plan=plan, by=request.user)
    except Refused as refused:
        say_problems(request, refused)
        return redirect("popups:plan", call.reference, plan.reference)
    begin_thinking(mended)
    return redirect("popups:plan", call.reference, mended.reference)


@require_safe
@requires(*OFFICERS)
def plan_compare_two(request: HttpRequest, reference: str) -> HttpResponse:
    """Leads to the comparison of any two plans of the call: ?before=&after=."""
    call = fetch(reference)
    before, after = (request.GET.get(name, "") for name in ("before", "after"))
    if Plan.objects.ready().filter(call=call, reference__in=[before, after]).count() < 2:
        return _ask_for_two(request, call)
    return redirect(f"{reverse('popups:plan-compare', args=[call.reference, after])}?{urlencode({'with': before})}")


def _ask_for_two(request: HttpRequest, call: Call) -> HttpResponse:
    say_problems(request, Refused([Problem("two_plans", _("Choose two different plans."))]))
    return redirect("popups:plan-list", call.reference)


@require_safe
@requires(*OFFICERS)
def plan_compare(request: HttpRequest, reference: str, asked: str) -> HttpResponse:
    """With the one named in the address, else with the one it came from, else with the one made before it."""
    call = fetch(reference)
    plan = ready(plan_in(call, asked))
    plans = list(ready_plans(call))
    others = [row for row in plans if row.pk != plan.pk]
    named = request.GET.get("with", "")
    if named == plan.reference:
        return _ask_for_two(request, call)
    before = next((row for row in others if row.reference == named), None)
    if named and before is None:
        raise Http404
    before = before or next((row for row in others if row.pk == plan.base_id), None) or next((row for row in others if row.asked_at < plan.asked_at), None)
    kept = kept_from(request.user, call)
    found = compared(before, plan, kept) if before else None
    return render(request, "popups/staff/plan_compare.html", {"call": call, "plan": plan, "before": before, "after": plan, "plans": plans, "found": found, "kept": kept})


@require_safe
@requires(*OFFICERS)
def plan_fairness(request: HttpRequest, reference: str, asked: str) -> HttpResponse:
    call = fetch(reference)
    plan, kept = ready(plan_in(call, asked)), kept_from(request.user, call)
    return render(request, "popups/staff/plan_fairness.html", {"call": call, "plan": plan, "served": served(plan, kept), "kept": kept})


@require_safe
@requires(*OFFICERS)
def plan_export(request: HttpRequest, reference: str, asked: str, part: str) -> HttpResponse:
    """The input or the plan itself, in the exchanged formats: `manage.py solve` makes the one from the other again.

    Scores and totals stand in both, so neither is there for whoever stands too near to an application of the call.
    """
    call = fetch(reference)
    plan = ready(plan_in(call, asked))
    if kept_from(request.user, call):
        raise Http404
    if part == "input":
        text = plan.problem + "\n"
    elif part == "plan":
        text = write_plan(stays(plan), method="skatlogs", value=plan.value, bound=plan.bound, proven=plan.is_proven, seed=plan.seed)
    else:
        raise Http404
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{call.reference}-{plan.reference}-{part}.json"'
    return answer
