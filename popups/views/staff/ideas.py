"""Residents' ideas: read by officers before everybody can read them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from popups.access import SignedInRequest
from popups.choices import IdeaState
from popups.forms.ideas import MOST_AT_ONCE, SettleForm
from popups.lifecycle.ideas import settle_ideas
from popups.models import Idea
from popups.reports.ideas import SHOWS, ideas_to_settle
from popups.reports.keyset import page_of
from popups.reports.poster import poster
from vacancies.access import OFFICERS, requires
from vacancies.models import Unit
from vacancies.problem import Refused
from vacancies.undo import say_with_undo


def _list_page(request: HttpRequest, show: str, form: SettleForm | None = None) -> HttpResponse:
    page = page_of(ideas_to_settle(show), "made_at", descending=True, size=MOST_AT_ONCE, after=request.GET.get("after", ""),
                   before=request.GET.get("before", ""))
    ticked = set(request.POST.getlist("keys")) if form is not None else set()
    return render(request, "popups/staff/idea_list.html", {
        "rows": [(idea, idea.key in ticked) for idea in page.rows], "listing": page, "show": show, "shows": SHOWS.items(),
        "form": form or SettleForm(), "kept_query": f"show={show}&", "may_show": show != IdeaState.SHOWN,
        "may_hide": show != IdeaState.HIDDEN}, status=422 if form is not None else 200)


@require_safe
@requires(*OFFICERS)
def idea_list(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", IdeaState.NEW)
    if show not in SHOWS:
        raise Http404
    return _list_page(request, show)


SAID: dict[IdeaState, Any] = {
    IdeaState.SHOWN: lambda n: ngettext("%(count)d idea is shown.", "%(count)d ideas are shown.", n),
    IdeaState.HIDDEN: lambda n: ngettext("%(count)d idea is not shown.", "%(count)d ideas are not shown.", n),
    IdeaState.NEW: lambda n: ngettext("%(count)d idea is new again.", "%(count)d ideas are new again.", n),
}


@require_POST
@requires(*OFFICERS)
def idea_settle(request: SignedInRequest) -> HttpResponse:
    """All that are ticked, or none. What was there before is named by `show`, for the page to come back to."""
    show, form = request.POST.get("show", IdeaState.NEW), SettleForm(request.POST)
    if show not in SHOWS:
        raise Http404
    if not form.is_valid():
        return _list_page(request, show, form)
    to, rows = IdeaState(form.cleaned_data["to"]), list(form.cleaned_data["keys"])
    try:
        settle_ideas(ideas=rows, to=to, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refused:
        for problem in refused.problems:
            form.add_error(problem.field or None, problem.message)
        return _list_page(request, show, form)
    _say_done(request, to, [idea.key for idea in rows])
    return redirect(f"{reverse('popups:staff-idea-list')}?show={show}")


def _say_done(request: HttpRequest, to: IdeaState, keys: list[str]) -> None:
    count = len(keys)
    back = f"{reverse('popups:idea-again')}?{urlencode([('key', key) for key in keys])}"
    say_with_undo(request, SAID[to](count) % {"count": count}, back)


@require_POST
@requires(*OFFICERS)
def idea_again(request: SignedInRequest) -> HttpResponse:
    """Takes it back: they are new again. Twice is harmless."""
    rows = list(Idea.objects.filter(key__in=request.GET.getlist("key")[:MOST_AT_ONCE]).exclude(state=IdeaState.NEW))
    if rows:
        settle_ideas(ideas=rows, to=IdeaState.NEW, by=request.user)
        messages.success(request, SAID[IdeaState.NEW](len(rows)) % {"count": len(rows)})
    return redirect("popups:staff-idea-list")


@require_safe
@requires(*OFFICERS)
def unit_poster(request: HttpRequest, reference: str) -> HttpResponse:
    """For the window of a public unit: the code on it leads to a page that everybody can open."""
    unit = get_object_or_404(Unit.objects.listed(), reference=reference)
    return HttpResponse(poster(unit), content_type="application/pdf",
                        headers={"Content-Disposition": f'inline; filename="{unit.reference}.pdf"'})
