"""Why somebody is where they are in a plan, or is not; and why a unit stands empty."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from popups.forms.staff.plan_rulings import FORMS, ExcludeForm
from popups.models import Application, Call, Placement, Plan
from popups.reports.nearness import nearness_of
from popups.reports.plan_list import rulings_of
from popups.reports.plan_picture import Open, opened
from popups.reports.plan_reasons import place_names, reasons_of
from popups.reports.plan_unit import unit_in
from popups.rules.nearness import kept_from
from popups.views.staff.calls import fetch
from popups.views.staff.planning import plan_in
from vacancies.access import OFFICERS, requires
from vacancies.dates import last_day
from vacancies.forms.refusal import codes_of
from vacancies.models import Unit


def asked_in(call: Call, reference: str) -> Application:
    found = get_object_or_404(Application.objects.select_related("applicant"), call=call, reference=reference)
    found.call = call
    return found


@require_safe
@requires(*OFFICERS)
def plan_application(request: HttpRequest, reference: str, asked: str, application: str) -> HttpResponse:
    call = fetch(reference)
    plan, row = plan_in(call, asked), asked_in(call, application)
    if plan.ended_at is None:
        return redirect("popups:plan", call.reference, plan.reference)
    return show_application(request, plan, row)


def show_application(request: HttpRequest, plan: Plan, row: Application, sent: ExcludeForm | None = None) -> HttpResponse:
    """To whoever stands too near to it: who acts instead, and nothing of what is known of it. sent: the form that cannot be carried out."""
    near, kept = nearness_of(row, request.user), kept_from(request.user, plan.call)
    told: dict[str, Any] = {"call": plan.call, "plan": plan, "application": row, "near": near, "is_hidden": row.pk in kept, "codes": ""}
    if row.pk not in kept:
        shown = opened(plan)
        told |= {"reasons": reasons_of(shown, row, kept, shortest=plan.call.shortest_days or 1)} | _fixing(shown, row, sent)
        told["codes"] = " ".join(codes_of(sent)) if sent else ""
    return render(request, "popups/staff/plan_application.html", told, status=422 if sent else 200)


def _fixing(shown: Open, row: Application, sent: ExcludeForm | None) -> dict[str, Any]:
    here = next((one for one in shown.placements if one.application_id == row.pk), None)
    places, rulings = list(place_names(shown.plan).items()), list(rulings_of(shown.plan.call).filter(application=row))
    forms = [sent if sent is not None and sent.kind is made.kind else made(places=places, initial=_from(here)) for made in FORMS.values()]
    return {"forms": forms, "sent": sent, "rulings": rulings, "is_promised": bool(here and (here.is_promised or here.offer_id))}


def _from(here: Placement | None) -> dict[str, Any]:
    return {"unit": here.place, "first_day": here.start, "last_day": last_day(here.end)} if here else {}


@require_safe
@requires(*OFFICERS)
def plan_unit(request: HttpRequest, reference: str, asked: str, unit: str) -> HttpResponse:
    call = fetch(reference)
    plan = plan_in(call, asked)
    if plan.ended_at is None:
        return redirect("popups:plan", call.reference, plan.reference)
    row = get_object_or_404(Unit, reference=unit)
    places = unit_in(opened(plan), unit, kept_from(request.user, call))
    if not places:
        raise Http404
    return render(request, "popups/staff/plan_unit.html", {"call": call, "plan": plan, "unit": row, "places": places})
