"""What reviewers of a blind call may read of the papers: said by an officer, paper by paper, and taken back as easily."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from popups.lifecycle.blind_papers import close_to_reviewers, open_to_reviewers
from popups.models import Paper
from popups.reports.blind_papers import papers_to_open, with_blindness
from popups.rules.blind_papers import is_blind_now
from popups.rules.nearness import kept_from
from popups.views.staff.calls import fetch
from vacancies.access import OFFICERS, requires
from vacancies.problem import Refused
from vacancies.sure import sure
from vacancies.undo import say_problems

A_PAGE = 50


@require_safe
@requires(*OFFICERS)
def call_blind_papers(request: HttpRequest, reference: str) -> HttpResponse:
    """Those that wait for a look, or all that can be opened."""
    call, shows_all = fetch(reference), request.GET.get("all") == "1"
    if not is_blind_now(call):
        raise Http404
    rows = papers_to_open(call) if shows_all else papers_to_open(call).filter(names_nobody=False)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page", "1"))
    return render(request, "popups/staff/blind_papers.html", {
        "call": call, "shows_all": shows_all, "listing": page, "rows": with_blindness(page.object_list, kept_from(request.user, call))})


def _say(request: HttpRequest, key: str, verb: Callable[..., Paper], said: str) -> HttpResponse:
    rows = Paper.objects.filter(application__submitted_at__isnull=False, application__call__isnull=False)
    paper = get_object_or_404(rows.select_related("application__call"), key=key)
    try:
        verb(paper=paper, by=request.user)
        messages.success(request, said)
    except Refused as refused:
        say_problems(request, refused)
    if "from_call" in request.POST:
        return redirect(reverse("popups:call-blind-papers", args=[sure(paper.application.call).reference]) + ("?all=1" if "all" in request.POST else ""))
    return redirect(reverse("popups:staff-application", args=[paper.application.reference]) + "#papers")


@require_POST
@requires(*OFFICERS)
def paper_open(request: HttpRequest, key: str) -> HttpResponse:
    return _say(request, key, open_to_reviewers, _("Reviewers can read this paper now, under a name that says nothing."))


@require_POST
@requires(*OFFICERS)
def paper_close(request: HttpRequest, key: str) -> HttpResponse:
    return _say(request, key, close_to_reviewers, _("The paper is closed to reviewers again."))
