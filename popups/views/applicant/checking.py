"""Check and send: everything said is told back, everything missing is named at once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from popups.choices import Where
from popups.forms.applicant.steps import tell
from popups.lifecycle.applications import submit_application
from popups.models import Application
from popups.rules.costs import Cost, cost_of, monthly_utilities
from popups.rules.offers import eligibility_problems
from vacancies.models import Unit
from vacancies.problem import Refused


@dataclass(frozen=True)
class Estimate:
    """What the first wish costs for the shortest and the longest stay asked for."""

    unit: Unit
    costs: list[Cost]


def estimate(application: Application) -> Estimate | None:
    start = application.earliest_start_on
    lengths = [days for days in (application.shortest_days, application.longest_days) if days]
    wish = application.wishes.select_related("unit").order_by("rank", "pk").first()
    if application.where == Where.ANYWHERE or wish is None or start is None or not lengths:
        return None
    unit = wish.unit
    utilities = monthly_utilities(unit.utilities_payer, unit.utilities_cents)
    return Estimate(unit, [cost_of(monthly_rent=unit.asking_rent_cents, monthly_utilities=utilities, start=start,
                                   end=start + timedelta(days=days)) for days in dict.fromkeys(lengths)])


def cautions(application: Application) -> list[tuple[Unit, Any]]:
    """Why a wished place may not be given; said now, because it is no mistake that keeps one from sending."""
    if application.where == Where.ANYWHERE:
        return []
    wishes = application.wishes.select_related("unit").prefetch_related("unit__permitted_activities")
    return [(wish.unit, problem.message) for wish in wishes for problem in eligibility_problems(application, wish.unit)]


def check_page(request: HttpRequest, application: Application, steps: list[dict[str, Any]]) -> HttpResponse:
    refused: Refused | None = None
    if request.method == "POST":
        try:
            submit_application(application=application, by=request.user)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Your application is sent. A letter with what happens next is on its way to you."))
            return redirect("popups:my-application", application.reference)
    told = tell(application, timezone.localdate())
    page = {"application": application, "steps": steps, "told": told, "estimate": estimate(application),
            "cautions": cautions(application), "refused": refused}
    return render(request, "popups/applicant/apply_check.html", page, status=422 if refused else 200)
