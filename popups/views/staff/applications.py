"""Reading applications: the queue, one application with the ones before and after it, and comments."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from popups.forms.staff.applications import ApplicationFilters, CommentForm
from popups.lifecycle.applications import comment, shortlist, take_into_review
from popups.models import Application
from popups.reports.answers import answers_of
from popups.reports.application_page import other_applications, steps_of, wished_units, with_everything
from popups.reports.history import line_of, told
from popups.reports.keyset import page_of
from popups.reports.queue import colour_of, neighbours, queue, queued, with_wishes, word_for_staff
from popups.rules.stage import stage_of
from vacancies.access import OFFICERS, READERS, has_role, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once

# Who looked at whom: keys and references only, so that the log itself holds no personal data.
viewed = logging.getLogger("popups.viewed")


@require_safe
@requires(*READERS)
def application_list(request: HttpRequest) -> HttpResponse:
    filters = ApplicationFilters(request.GET)
    found = queue(timezone.localdate(), **filters.wanted())
    page = page_of(with_wishes(found), "submitted_at", after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "popups/staff/application_list.html", {
        "filters": filters, "listing": page, "rows": [queued(row) for row in page.rows], "count": found.count()})


def fetch_sent(reference: str) -> Application:
    """Drafts are the applicant's own business."""
    return get_object_or_404(with_everything(Application.objects.sent()), reference=reference)


def to_page(request: HttpRequest, application: Application) -> HttpResponse:
    """Back to the application, in the same queue as before."""
    return redirect(in_queue(request, reverse("popups:staff-application", args=[application.reference])))


def in_queue(request: HttpRequest, address: str) -> str:
    query = ApplicationFilters(request.GET).query.rstrip("&")
    return f"{address}?{query}" if query else address


@require_safe
@requires(*READERS)
def application_page(request: HttpRequest, reference: str) -> HttpResponse:
    application = fetch_sent(reference)
    viewed.info("person %s read application %s", request.user.pk, application.reference)
    return show_application(request, application, CommentForm())


def show_application(request: HttpRequest, application: Application, form: CommentForm) -> HttpResponse:
    today = timezone.localdate()
    stage = stage_of(application, today)
    filters = ApplicationFilters(request.GET)
    before, after = neighbours(queue(today, **filters.wanted()), application)
    others = [(row, word_for_staff(code), colour_of(code)) for row, code in other_applications(application, today)]
    return render(request, "popups/staff/application.html", {
        "application": application, "applicant": application.applicant, "stage": stage, "form": form,
        "word": word_for_staff(stage.code), "colour": colour_of(stage.code), "sections": answers_of(application),
        "wishes": wished_units(application, today), "others": others, "before": before, "after": after,
        "query": filters.query.rstrip("&"), "steps": steps_of(application), "codes": " ".join(codes_of(form)),
        "lines": [line_of(row, with_subjects=False) for row in told(application.history.all())],
        "sees_contact": has_role(request.user, *OFFICERS), "may_act": has_role(request.user, *OFFICERS),
    }, status=422 if form.errors else 200)


@require_POST
@requires(*READERS)
@once
def application_comment(request: HttpRequest, reference: str) -> HttpResponse:
    application = fetch_sent(reference)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            comment(application=application, text=form.cleaned_data["text"], by=request.user)
            return to_page(request, application)
        except Refused as refused:
            add_problems(form, refused)
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
        for problem in refused.problems:
            messages.error(request, problem.message, extra_tags=problem.code)
    return to_page(request, application)
