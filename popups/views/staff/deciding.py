"""Deciding about the applications of a call: one by one or several alike, pending until the results are sent."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.choices import Outcome
from popups.forms.staff.deciding import CloseForm, DecidingFilters, OutcomeForm
from popups.lifecycle.deciding import (
    close_deciding,
    decide,
    move_on_reserve,
    reopen_deciding,
    undo_decision,
)
from popups.models import Application, Call
from popups.reports.deciding import (
    A_PAGE,
    beside,
    candidates,
    ranked,
    reserve_of,
    shown,
    since_told,
    standing_of,
    uses_of_rule,
)
from popups.reports.displaced import displaced_by
from popups.reports.nearness import nearness_of
from popups.reports.plan_answer import PlanSays, what_the_plan_says
from popups.rules.commercial_first import comes_before_businesses, is_running
from popups.rules.deciding import live, state_problems
from popups.rules.nearness import kept_from
from popups.rules.overtaken import seal_of
from popups.rules.rivals import side_of
from popups.rules.telling import decision_of
from popups.views.staff.calls import fetch
from popups.views.staff.withdrawn import unless_withdrawn
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.sure import sure
from vacancies.undo import say_problems, say_with_link


def asked_in(call: Call, reference: str) -> Application:
    """One that needs an answer in this call, with all that its letter speaks of."""
    found = get_object_or_404(live(call).select_related("applicant__user", "decision__by", "decision__call", "decision__plan_answer"), reference=reference)
    found.call = call
    return found


def _show_list(request: HttpRequest, call: Call, form: CloseForm) -> HttpResponse:
    filters, kept, side = DecidingFilters(request.GET), kept_from(request.user, call), side_of(call, request.user)
    rows = ranked(call, kept)
    found = shown(rows, filters.wanted().get("show", ""))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page", "1"))
    return render(request, "popups/staff/deciding.html", {
        "call": call, "state": call.state, "filters": filters, "standing": standing_of(call, rows), "rows": candidates(list(page.object_list)),
        "listing": page, "count": len(found), "form": form, "codes": " ".join(codes_of(form)), "uses": uses_of_rule(call, kept=kept),
        "side": side, "may_decide": not state_problems(call, timezone.now()) and not side.is_barred, "page_query": f"&{filters.query}".rstrip("&")},
        status=422 if form.errors else 200)


@require_safe
@requires(*OFFICERS)
def call_decide(request: HttpRequest, reference: str) -> HttpResponse:
    call = fetch(reference)
    kept = {"decision_number": call.decision_number, "meeting_notes": call.meeting_notes}
    return _show_list(request, call, CloseForm(initial=kept))


@require_POST
@requires(*OFFICERS)
@once
def call_close_deciding(request: SignedInRequest, reference: str) -> HttpResponse:
    call, form = fetch(reference), CloseForm(request.POST)
    if form.is_valid():
        try:
            close_deciding(call=call, by=request.user, **form.cleaned_data)
            messages.success(request, _("The deciding is closed. Read the letters, then send the results."))
            return redirect("popups:call-results", reference)
        except Refused as refused:
            add_problems(form, refused)
    return _show_list(request, call, form)


@require_POST
@requires(*OFFICERS)
def call_reopen_deciding(request: SignedInRequest, reference: str) -> HttpResponse:
    call = fetch(reference)
    try:
        reopen_deciding(call=call, by=request.user)
        messages.success(request, _("The decisions can be changed again."))
    except Refused as refused:
        say_problems(request, refused)
    return redirect("popups:call-decide", reference)


def _started(application: Application) -> dict[str, Any]:
    decision = decision_of(application)
    if decision is None:
        return {}
    answer = getattr(decision, "plan_answer", None)
    return {"outcome": decision.outcome, "reason": decision.reason, "note": decision.note, "reserve_position": decision.reserve_position,
            "plan": answer.plan if answer else "", "with_plan": bool(answer)}


def _with_the_plan(application: Application, says: PlanSays | None) -> dict[str, Any]:
    """What was begun, and after it what the last plan says; nothing is kept before somebody decides."""
    started, said = _started(application), "\n".join(says.sentences) if says else ""
    return {**started, "note": "\n\n".join(text for text in (started.get("note"), said) if text)}


def _asks_rule(call: Call, application: Application, today: date) -> bool:
    """Only while decisions are made: afterwards the form is not shown."""
    return not state_problems(call, timezone.now()) and comes_before_businesses(application, Outcome.PLACE, None, today)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
@unless_withdrawn
def application_outcome(request: SignedInRequest, reference: str, asked: str) -> HttpResponse:
    call = fetch(reference)
    application, today = asked_in(call, asked), timezone.localdate()
    asks_rule = _asks_rule(call, application, today) or bool(request.POST.get("rule_reason"))
    data = request.POST if request.method == "POST" else None
    form = OutcomeForm(data, initial=_started(application), asks_rule=asks_rule)
    if not form.is_valid():
        return _show_one(request, call, application, form)
    try:
        decide(application=application, by=request.user, seen=request.POST.get("seen"), **form.told())
    except Refused as refused:
        asks_rule = asks_rule or "businesses_first" in refused.codes
        form = OutcomeForm(request.POST, asks_rule=asks_rule)
        form.is_valid()
        add_problems(form, refused)
        return _show_one(request, call, application, form)
    following = beside(ranked(call, kept_from(request.user, call)), application)[1] if "next" in request.POST else ""
    _say_decided(request, application, is_left=bool(following))
    return redirect("popups:application-outcome", reference, following or asked)


def _say_decided(request: HttpRequest, application: Application, *, is_left: bool) -> None:
    """is_left: the page of another one comes next, so a link leads back to this one."""
    text = _("Decided. Nobody outside the office hears of it before the results are sent.")
    if is_left:
        say_with_link(request, text, request.path, str(application))
    else:
        messages.success(request, text)


def _show_one(request: HttpRequest, call: Call, application: Application, form: OutcomeForm) -> HttpResponse:
    """To whoever stands too near it says who decides instead, and nothing of what is known of it."""
    near = nearness_of(application, request.user)
    rows, decision = ranked(call, near.kept), None if application.pk in near.kept else decision_of(application)
    before, after = beside(rows, application)
    closing, today = state_problems(call, timezone.now()), timezone.localdate()
    says = None if near.is_kept else what_the_plan_says(call, application)
    if not form.is_bound and request.GET.get("note") == "plan":
        form.initial = _with_the_plan(application, says)
    if not form.is_bound and (named := form.initial.get("plan") or (says.plan.reference if says and says.sentences else "")):
        form.name_plan(named)
    codes = codes_of(form)
    return render(request, "popups/staff/deciding_one.html", {
        "call": call, "application": application, "near": near, "decision": decision, "form": form, "codes": " ".join(codes),
        "seen": request.POST["seen"] if "seen" in request.POST and "decided_meanwhile" not in codes else seal_of(application), "seal": seal_of(application),
        "before": before, "after": after, "standing": standing_of(call, rows), "since": since_told(application, decision, today),
        "displaced": None if near.is_kept else displaced_by(application, call, today, near.kept),
        "plan_says": says, "score": next((row.score for row in rows if row.pk == application.pk), None),
        "uses": uses_of_rule(call, application, near.kept),
        "side": near.side, "may_decide": not closing and not near.is_kept and not near.side.is_barred, "closing": closing}, status=422 if form.errors else 200)


@require_POST
@requires(*OFFICERS)
@unless_withdrawn
def decision_undo(request: SignedInRequest, reference: str, asked: str) -> HttpResponse:
    call = fetch(reference)
    try:
        undo_decision(application=asked_in(call, asked), by=request.user, seen=request.POST.get("seen"))
        messages.success(request, _("The decision is taken back."))
    except Refused as refused:
        say_problems(request, refused)
    return redirect("popups:application-outcome", reference, asked)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def call_reserve(request: SignedInRequest, reference: str) -> HttpResponse:
    """The reserve list: up, down, or to a place by its number."""
    call = fetch(reference)
    if request.method == "POST":
        asked, to = request.POST.get("a", ""), request.POST.get("to", "")
        try:
            number = int(to) if to.isdecimal() and len(to) < 5 else 0
            move_on_reserve(application=asked_in(call, asked), position=number, by=request.user)
        except Refused as refused:
            say_problems(request, refused)
        return redirect("popups:call-reserve", reference)
    waiting = reserve_of(call, kept_from(request.user, call))
    rows = [(row, place - 1, place + 1) for row in waiting for place in [sure(row.reserve_position)]]
    side = side_of(call, request.user)
    return render(request, "popups/staff/deciding_reserve.html", {
        "call": call, "rows": rows, "last": len(rows), "side": side, "businesses_first": is_running(call, timezone.localdate()),
        "may_decide": not state_problems(call, timezone.now()) and not side.is_barred})
