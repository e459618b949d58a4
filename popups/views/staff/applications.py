"""Reading applications: the queue, one application with the ones before and after it, and comments."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from popups.access import SignedInRequest
from popups.choices import Verb
from popups.forms.staff.applications import ApplicationFilters, CommentForm
from popups.lifecycle.applications import comment, shortlist, take_into_review
from popups.lifecycle.looks import note_look
from popups.models import Application, Comment, History
from popups.reports.answers import answers_of
from popups.reports.application_page import other_applications, steps_of, wished_units, with_everything
from popups.reports.blind_papers import papers_of
from popups.reports.change_points import points_asked
from popups.reports.history import told
from popups.reports.keyset import page_of
from popups.reports.nearness import nearness_of
from popups.reports.queue import calls_to_choose, colour_of, neighbours, queue, queued, with_wishes, word_for_staff
from popups.reports.reviewers_history import history_for, line_for
from popups.rules.repeats import twins_of, waiting_marks
from popups.rules.retention import is_nobodys
from popups.rules.reviewing import hides_identity, may_hear, readable_by, sees_others, with_identity, with_own_share
from popups.rules.stage import stage_of
from vacancies.access import OFFICERS, READERS, has_role, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.undo import say_problems

# Who looked at whom: keys and references only, so that the log itself holds no personal data.
viewed = logging.getLogger("popups.viewed")


@require_safe
@requires(*READERS)
def application_list(request: HttpRequest) -> HttpResponse:
    filters = ApplicationFilters(request.GET, calls=calls_to_choose())
    found = with_identity(request.user, queue(timezone.localdate(), **filters.wanted()))
    page = page_of(with_wishes(found), "submitted_at", after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "popups/staff/application_list.html", {
        "filters": filters, "listing": page, "rows": [queued(row) for row in page.rows], "count": found.count(),
        "repeats": waiting_marks() if has_role(request.user, *OFFICERS) else ()})


def fetch_sent(reference: str) -> Application:
    """For officers. Drafts are the applicant's own business."""
    return get_object_or_404(with_everything(Application.objects.sent()), reference=reference)


def _fetch_readable(request: HttpRequest, reference: str) -> Application:
    """Not one to which a reviewer stands too near."""
    rows = with_own_share(request.user, readable_by(request.user, Application.objects.all()))
    return get_object_or_404(with_everything(rows), reference=reference)


def to_page(request: HttpRequest, application: Application) -> HttpResponse:
    """Back to the application, in the same queue as before."""
    return redirect(in_queue(request, reverse("popups:staff-application", args=[application.reference])))


def in_queue(request: HttpRequest, address: str) -> str:
    query = ApplicationFilters(request.GET).query.rstrip("&")
    return f"{address}?{query}" if query else address


@require_safe
@requires(*READERS)
def application_page(request: SignedInRequest, reference: str) -> HttpResponse:
    application = _fetch_readable(request, reference)
    if hides_identity(application.call, request.user):
        return redirect("popups:review", application.reference)
    viewed.info("person %s read application %s", request.user.pk, application.reference)
    note_look(application=application, by=request.user)
    return show_application(request, application, CommentForm())


def show_application(request: HttpRequest, application: Application, form: CommentForm) -> HttpResponse:
    today = timezone.localdate()
    stage = stage_of(application, today)
    filters = ApplicationFilters(request.GET)
    before, after = neighbours(with_identity(request.user, queue(today, **filters.wanted())), application)
    is_officer, near = has_role(request.user, *OFFICERS), nearness_of(application, request.user)
    others = [(row, word_for_staff(code), colour_of(code)) for row, code in other_applications(application, today, request.user)]
    history = list(told(history_for(request.user).filter(application=application)))
    return render(request, "popups/staff/application.html", {
        "application": application, "applicant": application.applicant, "stage": stage, "form": form,
        "word": word_for_staff(stage.code), "colour": colour_of(stage.code), "sections": answers_of(application),
        "wishes": wished_units(application, today), "others": others, "before": before, "after": after,
        "query": filters.query.rstrip("&"), "side": near.side, "steps": steps_of(application, is_barred=near.side.is_barred), "codes": " ".join(codes_of(form)),
        "lines": [line_for(request.user, row, with_subjects=False) for row in history],
        "has_objected": _was(history, Verb.OBJECTED),
        "comments": _heard(request, application, is_near=near.is_kept), "near": near, "papers": papers_of(application),
        "twins": twins_of(application) if is_officer else [], "asked": points_asked(application) if is_officer and _was(history, Verb.CHANGES_REQUESTED) else [],
        "sees_contact": is_officer, "is_erased": is_nobodys(application.applicant), "may_act": is_officer and not near.is_kept,
    }, status=422 if form.errors else 200)


def _was(history: list[History], verb: Verb) -> bool:
    return any(row.verb == verb for row in history)


def _heard(request: HttpRequest, application: Application, *, is_near: bool) -> list[Comment]:
    sees_scores = application.call is None or sees_others(application, request.user, near=is_near)
    return [row for row in application.comments.all()
            if may_hear(row, request.user, sees_scores=sees_scores, is_kept=is_near and not sees_scores)]


@require_POST
@requires(*READERS)
@once
def application_comment(request: SignedInRequest, reference: str) -> HttpResponse:
    """Also from the page of a review, which is where a blind reviewer is led back to."""
    application = _fetch_readable(request, reference)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            comment(application=application, text=form.cleaned_data["text"], by=request.user)
            return to_page(request, application)
        except Refused as refused:
            add_problems(form, refused)
    if hides_identity(application.call, request.user):
        return redirect("popups:review", application.reference)
    return show_application(request, application, form)


@require_POST
@requires(*OFFICERS)
def application_review(request: HttpRequest, reference: str) -> HttpResponse:
    return _move(request, reference, take_into_review, _("You have taken the application into review."))


@require_POST
@requires(*OFFICERS)
def application_shortlist(request: HttpRequest, reference: str) -> HttpResponse:
    return _move(request, reference, shortlist, _("The application is on the shortlist."))


def _move(request: HttpRequest, reference: str, verb, done: str) -> HttpResponse:
    """A step without a form. Where it is no longer possible the page says why."""
    application = fetch_sent(reference)
    try:
        verb(application=application, by=request.user)
        messages.success(request, done)
    except Refused as refused:
        say_problems(request, refused)
    return to_page(request, application)
