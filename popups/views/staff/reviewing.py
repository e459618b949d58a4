"""A reviewer's own pages: the calls, the list, one application with its scores, and several side by side."""

import logging
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.forms.staff.reviewing import ConflictForm, ReviewFilters, ReviewForm
from popups.lifecycle.looks import note_look, note_looks
from popups.lifecycle.reviewing import declare_conflict, reopen_review, save_review, take_back_conflict
from popups.models import Application, Call, Conflict
from popups.reports.comparing import MOST, compared
from popups.reports.keyset import page_of
from popups.reports.nearness import nearness_of
from popups.reports.reviewing import (
    Shown,
    assigned,
    opinions_on,
    own_review,
    rows_of,
    seen_by,
    shares_of,
    walk_of,
    with_content,
)
from popups.rules.nearness import kept_from
from popups.rules.reviewing import may_review, readable_by, running, sees_others, with_own_share
from vacancies.access import OFFICERS, READERS, has_role, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.sure import sure
from vacancies.undo import say_problems, say_with_link, say_with_undo

viewed = logging.getLogger("popups.viewed")


def fetch(request: HttpRequest, reference: str) -> Application:
    """Of a call, sent, and not one to which this person stands too near."""
    rows = with_own_share(request.user, readable_by(request.user, Application.objects.filter(call__isnull=False)))
    return get_object_or_404(with_content(rows), reference=reference)


def _fetch_call(request: SignedInRequest, reference: str) -> Call:
    """One in which this person has, or had, something to review."""
    for share in shares_of(request.user):
        if share.call.reference == reference:
            return share.call
    raise Http404


@require_safe
@requires(*READERS)
def review_calls(request: SignedInRequest) -> HttpResponse:
    return render(request, "popups/staff/review_calls.html", {"shares": shares_of(request.user)})


@require_safe
@requires(*READERS)
def review_list(request: SignedInRequest, reference: str) -> HttpResponse:
    call, filters = _fetch_call(request, reference), ReviewFilters(request.GET)
    shown = filters.wanted().get("show", Shown.OPEN.value)
    page = page_of(assigned(call, request.user, shown).select_related("applicant"), "reference",
                   after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    share = next(share for share in shares_of(request.user) if share.call.pk == call.pk)
    conflicts = Conflict.objects.filter(reviewer=request.user, application__call=call).select_related("application")
    return render(request, "popups/staff/review_list.html", {
        "call": call, "filters": filters, "shown": shown, "listing": page, "rows": rows_of(page.rows, call, request.user),
        "share": share, "conflicts": conflicts.order_by("application__reference"), "most": MOST})


@require_safe
@requires(*READERS)
def review_compare(request: SignedInRequest, reference: str) -> HttpResponse:
    call = get_object_or_404(Call.objects.prefetch_related("texts"), reference=reference)
    asked = list(dict.fromkeys(request.GET.getlist("a")))
    if "csrfmiddlewaretoken" in request.GET:  # the ticks stand in a form that is posted otherwise; its secret stays in no address
        return redirect(f"{request.path}?{urlencode({'a': asked}, doseq=True)}")
    rows = readable_by(request.user, running(call)).filter(reference__in=asked[:MOST]).exclude(pk__in=kept_from(request.user, call))
    found = sorted(with_content(rows), key=lambda row: asked.index(row.reference))
    if not found:
        raise Http404
    note_looks(applications=found, by=request.user)
    return render(request, "popups/staff/review_compare.html", {
        "call": call, "told": compared(found, list(call.criteria.all()), request.user), "left_out": max(len(asked) - MOST, 0)})


def _show(request: SignedInRequest, application: Application, form: ReviewForm | None, criteria: list[Any]) -> HttpResponse:
    call, near = application.call, nearness_of(application, request.user)
    sees = sees_others(application, request.user, near=near.is_kept)
    shown = ReviewFilters(request.GET).wanted().get("show", Shown.OPEN.value)
    review, problems = own_review(application, request.user), may_review(application, request.user, near=near.is_kept)
    if form is None and not problems and (review is None or review.submitted_at is None):
        form = ReviewForm(criteria=criteria, review=review)
    return render(request, "popups/staff/review.html", {
        "call": call, "seen": seen_by(request.user, application, sees_scores=sees, is_kept=near.is_kept and not sees), "form": form, "review": review, "shown": shown,
        "codes": " ".join(codes_of(form)) if form else "", "criteria": criteria, "walk": walk_of(sure(call), request.user, application.reference, shown),
        "opinions": opinions_on(application, criteria, request.user) if sees else [], "may_reopen": not problems and form is None,
        "problems": [] if near.is_kept else problems, "near": near, "own": _in_order(review, criteria)},
        status=422 if form and form.errors else 200)


def _in_order(review: Any, criteria: list[Any]) -> list[Any]:
    given = {score.criterion_id: score for score in review.scores.all()} if review else {}
    return [(row, given.get(row.pk)) for row in criteria]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*READERS)
def review(request: SignedInRequest, reference: str) -> HttpResponse:
    application = fetch(request, reference)
    criteria = list(application.call.criteria.all()) if application.call else []
    if request.method != "POST":
        viewed.info("person %s read application %s", request.user.pk, application.reference)
        note_look(application=application, by=request.user)
        return _show(request, application, None, criteria)
    form = ReviewForm(request.POST, criteria=criteria, review=own_review(application, request.user))
    if form.is_valid():
        try:
            return _saved(request, application, form)
        except Refused as refused:
            add_problems(form, refused)
    return _show(request, application, form, criteria)


def _saved(request: SignedInRequest, application: Application, form: ReviewForm) -> HttpResponse:
    """Carries out the button that was pressed; then on to the next one, or back to the same page with what was saved."""
    do, shown = request.POST.get("do", "save"), ReviewFilters(request.GET).wanted().get("show", Shown.OPEN.value)
    is_sent = do in {"send", "abstain"}
    walk = walk_of(sure(application.call), request.user, application.reference, shown)
    save_review(application=application, by=request.user, scores=form.scores, comment=form.cleaned_data["comment"],
                is_abstention=do == "abstain", submit=is_sent)
    if is_sent:
        text = _("Your review of %(reference)s is sent.") % {"reference": application.reference}
        say_with_link(request, text, reverse("popups:review", args=[application.reference]), _("Look at it"))
    elif do == "save":
        messages.success(request, _("The draft is saved. Nobody else sees it."))
    to = {"previous": walk.before, "save": application.reference}.get(do, walk.after or walk.before)
    if not to or to == application.reference and is_sent:
        return redirect("popups:review-list", sure(application.call).reference)
    return redirect(f"{reverse('popups:review', args=[to])}?show={shown}")


@require_POST
@requires(*READERS)
def review_reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    application = fetch(request, reference)
    _say_refused(request, lambda: reopen_review(application=application, by=request.user))
    return redirect("popups:review", application.reference)


def _say_refused(request: HttpRequest, verb: Any) -> bool:
    try:
        verb()
    except Refused as refused:
        say_problems(request, refused)
        return False
    return True


@require_POST
@requires(*READERS)
def review_conflict(request: SignedInRequest, reference: str) -> HttpResponse:
    """One click; the way back stands in the message and in the list."""
    application, form = fetch(request, reference), ConflictForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if _say_refused(request, lambda: declare_conflict(application=application, by=request.user, reason=reason)):
        text = _said_near(request)
        say_with_undo(request, text % {"reference": reference}, reverse("popups:conflict-take-back", args=[reference]))
    return _after_conflict(request, application)


def _said_near(request: HttpRequest) -> str:
    if has_role(request.user, *OFFICERS):
        return _("You stand too near to %(reference)s: somebody else acts on it.")
    return _("You stand too near to %(reference)s: you will not see it any more.")


def _after_conflict(request: HttpRequest, application: Application) -> HttpResponse:
    """Officers, unless they were scoring, read on the page of the application who acts now; to reviewers there is no such page any more."""
    if has_role(request.user, *OFFICERS) and "review" not in request.POST:
        return redirect("popups:staff-application", application.reference)
    return redirect("popups:review-list", sure(application.call).reference)


@require_POST
@requires(*READERS)
def conflict_take_back(request: SignedInRequest, reference: str) -> HttpResponse:
    """Only one's own; sent twice, the second finds it taken back already."""
    rows = Application.objects.sent().filter(call__isnull=False).select_related("call")
    found = rows.filter(conflicts__reviewer=request.user) | readable_by(request.user, rows)
    application = get_object_or_404(found.distinct(), reference=reference)
    _say_refused(request, lambda: take_back_conflict(application=application, by=request.user))
    return _after_conflict(request, application)
