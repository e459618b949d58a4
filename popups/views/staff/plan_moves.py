"""Putting a placement somewhere else by hand: what that does is said before it is done, and it makes a plan of its own."""

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from popups.access import SignedInRequest
from popups.lifecycle.plan_ways import move_by_hand
from popups.matching.problem import Placement as Stay
from popups.models import Application, Placement
from popups.reports.plan_moves import moves_of, places_of
from popups.reports.plan_picture import Open, opened
from popups.rules.nearness import kept_from
from popups.views.staff.calls import fetch
from popups.views.staff.plan_ways import ready
from popups.views.staff.planning import listing_of, plan_in
from vacancies.access import OFFICERS, requires
from vacancies.dates import period
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.undo import say_problems


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def plan_move(request: SignedInRequest, reference: str, asked: str, application: str) -> HttpResponse:
    call = fetch(reference)
    shown = opened(ready(plan_in(call, asked)))
    kept = kept_from(request.user, call)
    row = _asked_in(shown, application, kept)
    if request.method == "POST":
        return _put(request, shown, application)
    return render(request, "popups/staff/plan_move.html", {
        "call": call, "plan": shown.plan, "application": row, "now": _now(shown, row),
        "moves": moves_of(shown, application, request.GET.get("place", ""), kept)})


def _asked_in(shown: Open, application: str, kept: frozenset[int]) -> Application:
    row = get_object_or_404(Application.objects.select_related("applicant"), call=shown.plan.call, reference=application)
    if application not in shown.problem.application or row.pk in kept:
        raise Http404
    return row


def _now(shown: Open, row: Application) -> Placement | None:
    return next((one for one in shown.placements if one.application_id == row.pk), None)


def _put(request: SignedInRequest, shown: Open, application: str) -> HttpResponse:
    call, plan = shown.plan.call, shown.plan
    try:
        moved = move_by_hand(plan=plan, stay=_stay(request.POST.get("to", ""), application, shown), by=request.user)
    except Refused as refused:
        say_problems(request, refused)
        return redirect("popups:plan-move", call.reference, plan.reference, application)
    messages.success(request, _("This is a plan of its own; the one before stays as it was."), extra_tags="moved")
    return redirect("popups:plan", call.reference, moved.reference)


@require_safe
@requires(*OFFICERS)
def plan_places(request: HttpRequest, reference: str, asked: str, application: str) -> JsonResponse:
    """Where one could be put, for a script that shows it on a page of the picture. once: for the form that may be sent then."""
    call = fetch(reference)
    shown = opened(ready(plan_in(call, asked)))
    kept = kept_from(request.user, call)
    row = _asked_in(shown, application, kept)
    now, units = _now(shown, row), [unit.reference for unit in listing_of(request, shown.plan)]
    found = places_of(shown, application, units, kept)
    if now:
        found["first"] = [now.place, (now.start - shown.start).days]
    more = ngettext("It could also be in %(count)d unit on another page.", "It could also be in %(count)d units on other pages.", found["others"])
    return JsonResponse(found | {
        "title": row.title or row.reference, "now": f"{now.unit.name}, {period(now.start, now.end)}" if now else "",
        "more": more % {"count": found["others"]} if found["others"] else "", "once": str(uuid4()), "firstDay": shown.start.isoformat(),
        "list": reverse("popups:plan-move", args=[call.reference, shown.plan.reference, application])})


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
