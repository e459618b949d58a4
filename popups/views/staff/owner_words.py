"""The owner's yes or no to an offer, entered by the office after a call; or the question sent once more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.forms.staff.owner_words import AGREES, OwnerWordForm
from popups.lifecycle.owner_consent import ask_owner, owner_agrees, owner_declines
from popups.models import Offer
from popups.rules.offers import may_ask_owner, may_owner_decline
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def owner_word(request: SignedInRequest, reference: str) -> HttpResponse:
    offer = get_object_or_404(Offer.objects.select_related("unit__owner", "application__applicant"), reference=reference)
    if request.method == "POST" and "ask" in request.POST:
        return _ask(request, offer)
    form = OwnerWordForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    if form.is_valid():
        try:
            _enter(request, offer, form)
            return redirect("popups:staff-offer", offer.reference)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/owner_word.html", {
        "offer": offer, "application": offer.application, "unit": offer.unit, "owner": offer.unit.owner, "form": form,
        "codes": " ".join(codes_of(form)), "may_enter": not may_owner_decline(offer, today=timezone.localdate()),
        "may_ask": not may_ask_owner(offer)}, status=422 if form.errors else 200)


def _ask(request: SignedInRequest, offer: Offer) -> HttpResponse:
    try:
        ask_owner(offer=offer, by=request.user)
        messages.success(request, _("The owner gets a letter with the question and a link to answer it."))
    except Refused as refused:
        messages.warning(request, refused.problems[0].message)
    return redirect("popups:staff-offer", offer.reference)


def _enter(request: SignedInRequest, offer: Offer, form: OwnerWordForm) -> None:
    got = form.cleaned_data
    if got["answer"] != AGREES:
        owner_declines(offer=offer, by=request.user, note=got["note"])
        messages.success(request, _("Entered. The days are free again, and the applicant gets a letter."))
    elif owner_agrees(offer=offer, by=request.user, on=got["on"], note=got["note"]):
        messages.success(request, _("Entered. Both have agreed, so the tenancy exists. The applicant gets a letter."))
    else:
        messages.success(request, _("Entered. Now the applicant answers."))
