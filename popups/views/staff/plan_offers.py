"""Offers from a plan: what was approved leaves as offers, all or some."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.forms.staff.plan_offers import OffersForm, Ready, to_offer
from popups.lifecycle.plan_offers import offer_placement
from popups.models import Call, Placement, Plan
from popups.rules.nearness import kept_from
from popups.views.staff.calls import fetch
from popups.views.staff.planning import plan_in
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Problem, Refused
from vacancies.resent_forms import once
from vacancies.sure import sure
from vacancies.undo import say_problems


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def plan_offers(request: SignedInRequest, reference: str, asked: str) -> HttpResponse:
    """Each offer by itself: one that cannot be made keeps no other back, and the page says why."""
    call = fetch(reference)
    plan = plan_in(call, asked)
    ready = {row.placement.pk: row for row in to_offer(_approved(plan, kept_from(request.user, call)), timezone.localdate())}
    form = OffersForm(request.POST if request.method == "POST" else None, [key for key, row in ready.items() if row.terms])
    if form.is_bound and form.is_valid() and _make(request, [ready[key] for key in form.cleaned_data["placements"]], form):
        return redirect("popups:plan-offers", call.reference, plan.reference)
    return _show(request, call, plan, form)


def _approved(plan: Plan, kept: frozenset[int]) -> list[Placement]:
    rows = plan.placements.filter(approved_at__isnull=False).exclude(application__in=kept)
    return list(rows.select_related("application__applicant", "unit__owner", "space", "offer").prefetch_related("unit__spaces").order_by("start", "pk"))


def _make(request: SignedInRequest, chosen: list[Ready], form: OffersForm) -> int:
    """How many. Where there are none, the reasons stand on the form, and the ticks stay."""
    made, refusals = 0, []
    for row in chosen:
        try:
            offer_placement(placement=row.placement, terms=sure(row.terms), by=request.user)
            made += 1
        except Refused as refused:
            refusals.append(about(row.placement, refused))
    for told in refusals:
        say_problems(request, told) if made else add_problems(form, told)
    if made:
        said = ngettext("%(count)d offer is made and on its way.", "%(count)d offers are made and on their way.", made)
        messages.success(request, said % {"count": made}, extra_tags="offered")
    return made


def about(row: Placement, refused: Refused) -> Refused:
    name = row.application.title or row.application.reference
    return Refused(Problem(problem.code, f"{name}: {problem.message}") for problem in refused.problems)


def _show(request: HttpRequest, call: Call, plan: Plan, form: OffersForm) -> HttpResponse:
    rows = _approved(plan, kept_from(request.user, call))
    return render(request, "popups/staff/plan_offers.html", {
        "call": call, "plan": plan, "form": form, "codes": " ".join(codes_of(form)), "ready": to_offer(rows, timezone.localdate()),
        "offered": [row for row in rows if row.offer is not None], "ticked": request.POST.getlist("placements"),
        "is_told": call.results_sent_at is not None}, status=422 if form.errors else 200)
