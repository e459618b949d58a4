"""Check and send: everything said is told back, everything missing is named at once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from popups.choices import Where
from popups.forms.applicant.steps import tell
from popups.lifecycle.messages import send_with_words
from popups.models import Application
from popups.reports.change_points import points_to_answer
from popups.reports.estimates import between, estimates
from popups.rules.offers import eligibility_problems
from popups.views.applicant.claiming import claimed_first, sent, whose, writer
from popups.views.applicant.ticking import keep_ticks
from vacancies.models import Unit
from vacancies.problem import Refused


def cautions(application: Application) -> list[tuple[Unit, Any]]:
    """Why a wished place may not be given; said now, because it is no mistake that keeps one from sending."""
    if application.where != Where.UNITS:
        return []
    wishes = application.wishes.select_related("unit").prefetch_related("unit__permitted_activities")
    return [(wish.unit, problem.message) for wish in wishes for problem in eligibility_problems(application, wish.unit)]


def unanswered(request: HttpRequest, application: Application) -> int:
    """How many requested changes were neither made nor ticked; 0 where a sentence says something of them, or after having been asked.

    What was asked in one sentence without points is one change, and nobody but the applicant knows whether it was made.
    """
    if request.POST.get("answer", "").strip() or "anyway" in request.POST:
        return 0
    points = points_to_answer(application)
    if not points and application.changes_note:
        return int("note_done" not in request.POST)
    return sum(not point.is_answered for point in points)


def check_page(request: HttpRequest, application: Application, steps: list[dict[str, Any]]) -> HttpResponse:
    if request.method != "POST":
        return _page(request, application, steps)
    keep_ticks(request, application)
    if count := unanswered(request, application):
        return _page(request, application, steps, status=422, unanswered=count)
    try:
        application = claimed_first(request, application)
        send_with_words(application=application, text=request.POST.get("answer", ""), by=writer(request))
    except Refused as refused:
        return _page(request, application, steps, status=422, refused=refused)
    return sent(request, application)


def _page(request: HttpRequest, application: Application, steps: list[dict[str, Any]], status: int = 200, **outcome: Any) -> HttpResponse:
    told = tell(application, timezone.localdate())
    page = {"application": application, "steps": steps, "told": told, "points": told.points, "estimates": estimates(application),
            "between": between(application),
            "cautions": cautions(application), "answer": request.POST.get("answer", ""), "is_note_done": "note_done" in request.POST,
            "co_applicants": list(application.co_applicants.all()), **outcome, **whose(request, application)}
    return render(request, "popups/applicant/apply_check.html", page, status=status)
