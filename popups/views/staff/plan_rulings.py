"""Fixing something for every plan of a call from the page of one application: here, not there, or not at all."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from popups.access import SignedInRequest
from popups.forms.staff.plan_rulings import FORMS, ExcludeForm
from popups.lifecycle.planning import rule
from popups.models import Application, Call, User
from popups.reports.plan_reasons import place_names
from popups.views.staff.calls import fetch
from popups.views.staff.plan_reasons import asked_in, show_application
from popups.views.staff.planning import plan_in
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems
from vacancies.models import Unit
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.undo import say_with_link


@require_POST
@requires(*OFFICERS)
@once
def plan_rule(request: SignedInRequest, reference: str, asked: str, application: str) -> HttpResponse:
    """POST["kind"] says which of the forms was sent."""
    call = fetch(reference)
    plan, row = plan_in(call, asked), asked_in(call, application)
    if (made := FORMS.get(request.POST.get("kind", ""))) is None or plan.ended_at is None:
        raise Http404
    form = made(request.POST, places=list(place_names(plan).items()), initial={})
    if form.is_valid() and _fix(call, row, form, request.user):
        say_with_link(request, _("The next plan goes by this."), reverse("popups:plan-list", args=[call.reference]), _("Plans"))
        return redirect("popups:plan-application", call.reference, plan.reference, row.reference)
    return show_application(request, plan, row, form)


def _fix(call: Call, row: Application, form: ExcludeForm, by: User) -> bool:
    told = form.fixed()
    unit = Unit.objects.filter(reference=told.pop("unit", "")).first()
    try:
        rule(call=call, kind=form.kind, application=row, by=by, unit=unit, **told)
    except Refused as refused:
        add_problems(form, refused)
        return False
    return True
