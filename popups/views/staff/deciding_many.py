"""Deciding about several applications of a call alike."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from popups.access import SignedInRequest
from popups.forms.staff.deciding import ManyForm
from popups.lifecycle.deciding import decide_many
from popups.models import Application, Call
from popups.reports.deciding import A_PAGE
from popups.reports.plan_answer import last_plan
from popups.rules.deciding import live
from popups.rules.nearness import kept_from
from popups.rules.overtaken import seal_of
from popups.rules.telling import decision_of
from popups.views.staff.calls import fetch
from popups.views.staff.withdrawn import say_withdrawn
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once

SEEN = "seen-"  # and a reference: the seal of the decision that the page showed


@require_POST
@requires(*OFFICERS)
@once
def call_decide_many(request: SignedInRequest, reference: str) -> HttpResponse:
    """First the names of those ticked and what is to be decided, then the tick that a person has looked at each."""
    call = fetch(reference)
    found, is_less = _ticked(request, call), say_withdrawn(request, reference, request.POST.getlist("a")[:A_PAGE])
    if not found:
        if not is_less:
            messages.error(request, _("Tick at least one application."), extra_tags="nothing_chosen")
        return redirect("popups:call-decide", reference)
    form = _form(request, call)
    if form.is_valid():
        try:
            number = decide_many(applications=found, by=request.user, seen=_seen(request), **form.told())
            said = ngettext("%(count)d application is decided.", "%(count)d applications are decided.", number)
            messages.success(request, said % {"count": number})
            return redirect("popups:call-decide", reference)
        except Refused as refused:
            add_problems(form, refused)
    return _show(request, call, found, form)


def _ticked(request: HttpRequest, call: Call) -> list[Application]:
    chosen = request.POST.getlist("a")[:A_PAGE]
    rows = live(call).filter(reference__in=chosen).select_related("applicant__user", "decision__by", "call")
    return sorted(rows, key=lambda row: chosen.index(row.reference))


def _form(request: HttpRequest, call: Call) -> ManyForm:
    if "outcome" in request.POST or "decide" in request.POST:
        return ManyForm(request.POST)
    form, plan = ManyForm(), last_plan(call)
    if plan is not None:
        form.name_plan(plan.reference)
    return form


def _seen(request: HttpRequest) -> dict[str, str]:
    """Seals by reference, as the page carried them."""
    return {name.removeprefix(SEEN): str(value) for name, value in request.POST.items() if name.startswith(SEEN)}


def _show(request: HttpRequest, call: Call, found: list[Application], form: ManyForm) -> HttpResponse:
    """Each with what is decided about it now, but for those to which the reader stands too near."""
    codes, kept = codes_of(form), kept_from(request.user, call)
    seen = {} if "decided_meanwhile" in codes else _seen(request)
    rows = [(row, None if row.pk in kept else decision_of(row), "" if row.pk in kept else seen.get(row.reference, seal_of(row))) for row in found]
    return render(request, "popups/staff/deciding_many.html", {
        "call": call, "rows": rows, "form": form, "codes": " ".join(codes), "office_language": get_language()}, status=422 if form.errors else 200)
