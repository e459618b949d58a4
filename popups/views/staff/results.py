"""The results of a call: each letter as its reader gets it, sent all together; afterwards places that become free."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.forms.staff.deciding import SendForm
from popups.lifecycle.results import move_up, send_results
from popups.models import Application, Call
from popups.reports.deciding import ranked, reserve_of, standing_of
from popups.reports.keyset import page_of
from popups.reports.nearness import nearness_of
from popups.reports.results import letter_beside, letter_to, letters_of, result_of, with_results
from popups.rules.commercial_first import is_awaited_on_reserve
from popups.rules.deciding import live, may_send, places_left
from popups.rules.nearness import kept_from
from popups.rules.rivals import Side, side_of
from popups.views.staff.calls import fetch
from popups.views.staff.deciding import asked_in
from popups.views.staff.withdrawn import unless_withdrawn
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Problem, Refused
from vacancies.resent_forms import once
from vacancies.undo import say_problems, say_with_link


@dataclass(frozen=True)
class NotMoved:
    """Somebody who was to move up and still waits, with what was typed."""

    application: Application
    reason: str
    problems: list[Problem]


def _show(request: HttpRequest, call: Call, form: SendForm, refused: NotMoved | None = None) -> HttpResponse:
    rows = live(call).filter(decision__isnull=False).select_related("applicant__user", "decision")
    page = page_of(rows, "submitted_at", after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    is_told, kept = call.results_sent_at is not None, kept_from(request.user, call)
    return render(request, "popups/staff/results.html", {
        "call": call, "state": call.state, "form": form, "codes": " ".join(codes_of(form)), "listing": page, "is_told": is_told,
        "rows": [(row, None if row.pk in kept else result_of(row)) for row in page.rows], "standing": standing_of(call, ranked(call)),
        "side": side_of(call, request.user) if is_told else Side(), "letters": letters_of(call) if is_told else None, "reserve": reserve_of(call) if is_told else [],
        "are_businesses_first": is_told and is_awaited_on_reserve(call, timezone.localdate()),
        "left": places_left(call), "refused": refused, "problems": [] if is_told else may_send(call, timezone.now())},
        status=422 if form.errors or refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def call_results(request: SignedInRequest, reference: str) -> HttpResponse:
    call = fetch(reference)
    form = SendForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, call, form)
    try:
        send_results(call=call, by=request.user)
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, call, form)
    messages.success(request, _("The results are told. The letters leave within minutes."))
    return redirect("popups:call-results", reference)


@require_safe
@requires(*OFFICERS)
@unless_withdrawn
def result_letter(request: HttpRequest, reference: str, asked: str) -> HttpResponse:
    """One letter, in the language of the person it goes to, with the ones before and after it."""
    call = fetch(reference)
    application = asked_in(call, asked)
    near = nearness_of(application, request.user)
    is_kept = application.pk in kept_from(request.user, call)
    found = None if is_kept else with_results(live(call), call).filter(pk=application.pk).first()
    before, after, number, total = letter_beside(call, application)
    return render(request, "popups/staff/result_letter.html", {
        "call": call, "application": application, "near": near if is_kept else None, "letter": letter_to(found) if found else None, "addressee": application.applicant.addressee,
        "before": before, "after": after, "number": number, "total": total})


@require_POST
@requires(*OFFICERS)
@once
@unless_withdrawn
def reserve_move_up(request: SignedInRequest, reference: str, asked: str) -> HttpResponse:
    call = fetch(reference)
    application, reason = asked_in(call, asked), request.POST.get("reason", "")[:1000]
    try:
        move_up(application=application, by=request.user, reason=reason)
        text, address = _("It has a place now, and a letter says so. Make the offer next."), reverse("popups:offer-new", args=[asked])
        say_with_link(request, text, address, _("Make the offer"))
    except Refused as refused:
        if call.results_sent_at is not None and any(row.application_id == application.pk for row in reserve_of(call)):
            return _show(request, call, SendForm(), NotMoved(application, reason, refused.problems))
        say_problems(request, refused)
    return redirect("popups:call-results", reference)
