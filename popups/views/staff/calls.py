"""The calls: their list, one call with how far it has come, and what officers do with it as a whole."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.forms.staff.calls_pages import PAGES
from popups.lifecycle.calls import copy_call, delete_call, release_call, take_back_call
from popups.models import Call
from popups.reports.call_changes import changes_of
from popups.reports.calls import bars, line_of, lines, parts_of, with_texts
from popups.reports.history import line_of as history_line
from popups.reports.history import told
from popups.reports.keyset import page_of
from popups.reports.public_call import call_facts
from popups.rules.calls import may_delete, may_take_back
from vacancies.access import OFFICERS, requires
from vacancies.problem import Refused, Sentence
from vacancies.resent_forms import once

CALLS = 25  # on one page of the list
SHOWN_TWICE = ("units", "areas", "criteria", "questions", "asked_papers")  # as they are, and in what is missing before a call can be released


def fetch(reference: str) -> Call:
    return get_object_or_404(with_texts(Call.objects.all()), reference=reference)


@require_safe
@requires(*OFFICERS)
def call_list(request: HttpRequest) -> HttpResponse:
    """Newest first. Drafts have no days yet, so the order is that of their making."""
    page = page_of(with_texts(Call.objects.all()), "made_at", descending=True, size=CALLS, after=request.GET.get("after", ""),
                   before=request.GET.get("before", ""))
    return render(request, "popups/staff/call_list.html", {"lines": lines(page.rows, timezone.now()), "listing": page})


@require_safe
@requires(*OFFICERS)
def call_page(request: HttpRequest, reference: str) -> HttpResponse:
    now, call = timezone.now(), fetch(reference)
    prefetch_related_objects([call], *SHOWN_TWICE)
    line = line_of(call, now)
    return render(request, "popups/staff/call.html", {
        "call": call, "line": line, "pages": PAGES, "facts": call_facts(call, now), "parts": parts_of(call),
        "bars": [] if line.state.is_public else bars(call, now), "changes": changes_of(call),
        "may_take_back": not may_take_back(call, now), "may_delete": not line.state.is_public and not may_delete(call, now),
        "lines": [history_line(row, with_subjects=False) for row in told(call.history.filter(application=None))[:50]]})


@require_safe
@requires(*OFFICERS)
def call_preview(request: HttpRequest, reference: str) -> HttpResponse:
    """As the public will read it, with the template of the public page."""
    call = fetch(reference)
    return render(request, "popups/staff/call_preview.html", {"call": call, "facts": call_facts(call, timezone.now())})


def _do(request: HttpRequest, reference: str, verb: Callable[..., Call], said: Sentence) -> HttpResponse:
    """What keeps a call from the public stands on its page, each problem with the place where it is mended."""
    call = fetch(reference)
    try:
        call = verb(call=call, by=request.user)
        messages.success(request, said)
    except Refused as refused:
        named = [problem.message for problem in refused.problems if not problem.field]
        for sentence in named or [_("The call is not complete yet. What is missing stands below.")]:
            messages.error(request, sentence)
    return redirect("popups:staff-call", call.reference)


@require_POST
@requires(*OFFICERS)
def call_release(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, release_call, gettext_lazy("The call is public."))


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def call_delete(request: SignedInRequest, reference: str) -> HttpResponse:
    call = fetch(reference)
    problems = may_delete(call, timezone.now())
    if request.method == "POST":
        try:
            delete_call(call=call, by=request.user)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("The draft is deleted."))
            return redirect("popups:staff-call-list")
    page = {"call": call, "problems": problems}
    return render(request, "popups/staff/call_delete.html", page, status=422 if request.method == "POST" else 200)


@require_POST
@requires(*OFFICERS)
def call_take_back(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, take_back_call, gettext_lazy("The call is a draft again. The public does not see it."))


@require_POST
@requires(*OFFICERS)
@once
def call_copy(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, copy_call, _("Copied into a new draft. Its days are those of the next year: look through them."))
