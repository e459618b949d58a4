"""Putting a placement somewhere else by hand: what that does is said before it is done, and it makes a plan of its own."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.lifecycle.plan_ways import move_by_hand
from popups.matching.problem import Placement as Stay
from popups.models import Application
from popups.reports.plan_moves import moves_of
from popups.reports.plan_picture import Open, opened
from popups.rules.nearness import kept_from
from popups.views.staff.calls import fetch
from popups.views.staff.deciding import say
from popups.views.staff.plan_ways import ready
from popups.views.staff.planning import plan_in
from vacancies.access import OFFICERS, requires
from vacancies.problem import Refused
from vacancies.resent_forms import once


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def plan_move(request: HttpRequest, reference: str, asked: str, application: str) -> HttpResponse:
    call = fetch(reference)
    plan = ready(plan_in(call, asked))
    shown = opened(plan)
    row = get_object_or_404(Application.objects.select_related("applicant"), call=call, reference=application)
    if application not in shown.problem.application or row.pk in kept_from(request.user, call):
        raise Http404
    if request.method == "POST":
        try:
            moved = move_by_hand(plan=plan, stay=_stay(request.POST.get("to", ""), application, shown), by=request.user)
        except Refused as refused:
            say(request, refused)
            return redirect("popups:plan-move", call.reference, plan.reference, application)
        messages.success(request, _("This is a plan of its own; the one before stays as it was."), extra_tags="moved")
        return redirect("popups:plan", call.reference, moved.reference)
    now = next((one for one in shown.placements if one.application_id == row.pk), None)
    return render(request, "popups/staff/plan_move.html", {
        "call": call, "plan": plan, "application": row, "now": now, "moves": moves_of(shown, application, request.GET.get("place", ""))})


def _stay(told: str, application: str, shown: Open) -> Stay:
    """From Way.key. What cannot be read is nowhere."""
    try:
        place, first, after = told.split("|")
        start, end = date.fromisoformat(first), date.fromisoformat(after)
    except ValueError as error:
        raise Http404 from error
    if place not in shown.problem.unit:
        raise Http404
    return Stay(application, place, (start - shown.start).days, (end - start).days)
