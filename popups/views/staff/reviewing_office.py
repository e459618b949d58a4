"""How officers run the reviewing of a call: who reads what, the ranking, the shortlist, and what the meeting said."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.choices import AssignedHow
from popups.forms.staff.reviewing import AssignForm, MeetingForm, RankingFilters
from popups.lifecycle.reviewing import assign, unassign
from popups.lifecycle.shortlisting import note_meeting, shortlist_many, take_from_shortlist
from popups.models import Application, Assignment, Call
from popups.reports.blind_papers import papers_to_open
from popups.reports.ranking import given, loads, ranking, reviewers, rows_of, to_assign
from popups.rules.blind_papers import is_blind_now
from popups.rules.call_values import seal_of
from popups.rules.nearness import kept_from
from popups.rules.reviewing import decided_problems, running
from popups.rules.rivals import side_of
from popups.views.staff.calls import fetch
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.undo import say_problems, say_with_undo

A_PAGE = 50


def _show_assign(request: HttpRequest, call: Call, form: AssignForm, people: list[Any]) -> HttpResponse:
    only_few = request.GET.get("few") == "1"
    page = Paginator(to_assign(call, only_few=only_few), A_PAGE).get_page(request.GET.get("page", "1"))
    rows = Application.objects.select_related("applicant").in_bulk(list(page.object_list))
    found = [rows[pk] for pk in page.object_list]
    return render(request, "popups/staff/review_assign.html", {
        "call": call, "form": form, "codes": " ".join(codes_of(form)), "loads": loads(call, people), "rows": given(call, found, kept_from(request.user, call)),
        "listing": page, "only_few": only_few, "ticked": request.POST.getlist("a"), "is_decided": bool(decided_problems(call)),
        "papers_waiting": papers_to_open(call).filter(names_nobody=False).count() if is_blind_now(call) else None},
        status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def call_assign(request: SignedInRequest, reference: str) -> HttpResponse:
    call, people = fetch(reference), reviewers()
    if request.method != "POST":
        return _show_assign(request, call, AssignForm(call=call, people=people), people)
    if "take_back" in request.POST:
        return _take_back(request, call)
    form = AssignForm(request.POST, call=call, people=people)
    if form.is_valid():
        try:
            return _assigned(request, call, form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused)
    return _show_assign(request, call, form, people)


def _asked(call: Call, said: dict[str, Any], ticked: list[str]) -> Any:
    rows = running(call)
    if said["how"] == AssignedHow.BY_KIND:
        return rows.filter(applicant__kind=said["kind"])
    return rows.filter(reference__in=ticked) if said["how"] == AssignedHow.BY_HAND else rows


def _assigned(request: SignedInRequest, call: Call, said: dict[str, Any]) -> HttpResponse:
    made = assign(applications=_asked(call, said, request.POST.getlist("a")), reviewers=said["reviewers"], how=said["how"],
                  by=request.user, each=said["each"] or call.reviews_wanted)
    text = ngettext("%(count)d review was given out.", "%(count)d reviews were given out.", len(made)) % {"count": len(made)}
    messages.success(request, text if made else _("Nothing was given out: everybody chosen has these already, or stands too near."))
    return redirect("popups:call-assign", call.reference)


def _take_back(request: SignedInRequest, call: Call) -> HttpResponse:
    """Sent twice, the second finds nothing, which is what was wanted."""
    number = request.POST["take_back"]
    rows = Assignment.objects.filter(application__call=call).select_related("application", "reviewer")
    found = rows.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None
    try:
        if found is not None:
            unassign(application=found.application, reviewer=found.reviewer, by=request.user)
    except Refused as refused:
        say_problems(request, refused)
    return redirect(request.get_full_path())


@require_safe
@requires(*OFFICERS)
def call_ranking(request: HttpRequest, reference: str) -> HttpResponse:
    call, filters = fetch(reference), RankingFilters(request.GET)
    kept = kept_from(request.user, call)
    told = ranking(call, kept=kept, **filters.wanted())
    page = Paginator(told.keys, A_PAGE).get_page(request.GET.get("page", "1"))
    return render(request, "popups/staff/review_ranking.html", {
        "call": call, "told": told, "filters": filters, "side": side_of(call, request.user), "rows": rows_of(list(page.object_list), told.scores, call, kept), "listing": page,
        "page_query": f"&{filters.query.rstrip('&')}" if filters.is_used else "", "is_decided": bool(decided_problems(call))})


def _to_ranking(request: HttpRequest, call: Call) -> HttpResponse:
    filters = RankingFilters(request.GET).query.rstrip("&")
    address = reverse("popups:call-ranking", args=[call.reference])
    return redirect(f"{address}?{filters}" if filters else address)


@require_POST
@requires(*OFFICERS)
def call_shortlist(request: SignedInRequest, reference: str) -> HttpResponse:
    call = get_object_or_404(Call, reference=reference)
    try:
        moved = shortlist_many(call=call, references=request.POST.getlist("a"), by=request.user)
    except Refused as refused:
        say_problems(request, refused)
        return _to_ranking(request, call)
    text = ngettext("%(count)d application is on the shortlist now.", "%(count)d applications are on the shortlist now.", len(moved))
    undo = reverse("popups:call-shortlist-undo", args=[call.reference]) + "?" + urlencode([("a", name) for name in moved])
    if moved:
        say_with_undo(request, text % {"count": len(moved)}, undo)
    else:
        messages.info(request, _("Nothing changed: these are on the shortlist already, or cannot be put there now."))
    return _to_ranking(request, call)


@require_POST
@requires(*OFFICERS)
def call_shortlist_undo(request: SignedInRequest, reference: str) -> HttpResponse:
    """From the message after shortlisting, or with what is ticked in the table."""
    call = get_object_or_404(Call, reference=reference)
    try:
        moved = take_from_shortlist(call=call, references=request.GET.getlist("a") + request.POST.getlist("a"), by=request.user)
        text = ngettext("%(count)d application is back in review.", "%(count)d applications are back in review.", len(moved))
        messages.success(request, text % {"count": len(moved)})
    except Refused as refused:
        say_problems(request, refused)
    return _to_ranking(request, call)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def call_meeting(request: SignedInRequest, reference: str) -> HttpResponse:
    call = fetch(reference)
    kept = {"decision_number": call.decision_number, "meeting_notes": call.meeting_notes}
    now = seal_of(kept, kept)
    form = MeetingForm(request.POST if request.method == "POST" else None, initial={**kept, "seen": now})
    if form.is_valid():
        try:
            typed = {name: form.cleaned_data[name] for name in kept}
            if form.cleaned_data["seen"] in ("", now) or typed == kept:
                note_meeting(call=call, by=request.user, **typed)
                messages.success(request, _("The notes of the meeting are saved."))
                return redirect("popups:staff-call", call.reference)
            form = _overtaken(request, now)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/review_meeting.html", {"call": call, "form": form, "codes": " ".join(codes_of(form))},
                  status=422 if form.errors else 200)


def _overtaken(request: HttpRequest, now: str) -> MeetingForm:
    """What was typed stays, what somebody else saved stands on the page, and saving again is then meant."""
    data = request.POST.copy()
    data["seen"] = now
    form = MeetingForm(data)
    form.add_error(None, ValidationError(
        _("Somebody saved these notes while you were writing. Yours are not saved yet: bring both together and save again."), code="stale"))
    return form
