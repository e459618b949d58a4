"""An owner's proposal beside what holds now, and the office's answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.forms.staff.owner_words import ProposalAnswerForm
from popups.lifecycle.owner_page import answer
from popups.reports.proposals import changes_of, days_of, promised_in
from vacancies.access import OFFICERS, requires
from vacancies.choices import ProposalState
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.saving import Stale
from vacancies.models import Proposal
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.rules.owner_page import FORMER_OWNER, is_overtaken

ANSWERS = {"accept": ProposalState.ACCEPTED, "refuse": ProposalState.NOT_ACCEPTED}


def _fetch(key: str) -> Proposal:
    rows = Proposal.objects.select_related("unit", "owner", "answered_by").prefetch_related("unit__permitted_activities")
    return get_object_or_404(rows, key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def proposal(request: SignedInRequest, key: str) -> HttpResponse:
    found = _fetch(key)
    to = ANSWERS.get(request.POST.get("do", ""))
    if to is None:
        return _show(request, found, ProposalAnswerForm(initial={"version": found.unit.version}))
    form = ProposalAnswerForm(request.POST)
    if form.is_valid():
        try:
            answer(proposal=found, to=to, by=request.user, text=form.cleaned_data["answer"], version=form.cleaned_data["version"] or 0)
            messages.success(request, _told(found))
            return redirect("popups:proposal", key)
        except Refused as refused:
            return _refused(request, form, refused, found)
    return _show(request, found, form)


def _told(found: Proposal) -> str:
    if found.owner.email:
        return _("Answered. The owner gets a letter.")
    return _("Answered. Tell the owner by telephone or post: there is no e-mail address.")


def _refused(request: HttpRequest, form: ProposalAnswerForm, refused: Refused, found: Proposal) -> HttpResponse:
    """Somebody changed the unit meanwhile: the page shows what holds now, and the next click means that."""
    found.refresh_from_db(fields=["state", "answer", "answered_at", "answered_by"])
    add_problems(form, refused)
    if isinstance(refused, Stale):
        found.unit = refused.row
        form.data = {**request.POST.dict(), "version": found.unit.version}
    return _show(request, found, form)


def _show(request: HttpRequest, found: Proposal, form: ProposalAnswerForm) -> HttpResponse:
    days = days_of(found)
    page: dict[str, Any] = {
        "proposal": found, "unit": found.unit, "form": form, "codes": " ".join(codes_of(form)), "changes": changes_of(found),
        "days": days, "former_owner": FORMER_OWNER if is_overtaken(found) else "",
        "promised": promised_in(found.unit, *days) if days and found.is_waiting else []}
    return render(request, "popups/staff/proposal.html", page, status=422 if form.errors else 200)
