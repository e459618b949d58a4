"""Yes, no or “I step back” of somebody who has no account: said at the desk or on paper, entered by the office."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.choices import OfferStatus
from popups.forms.staff.applicant_words import ACCEPTS, ApplicantWordForm
from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.offers import accept_offer, decline_offer
from popups.models import Application, Offer
from popups.rules.applications import may_withdraw
from popups.rules.nearness import in_name_problems
from popups.rules.offers import may_answer
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def applicant_word(request: SignedInRequest, reference: str) -> HttpResponse:
    """Only for people without an account; everybody else answers on their own page."""
    rows = Offer.objects.filter(application__applicant__user=None).select_related("unit", "application__applicant")
    offer = get_object_or_404(rows, reference=reference)
    form = ApplicantWordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            _enter(request, offer, form)
            return redirect("popups:staff-offer", offer.reference)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/applicant_word.html", {
        "offer": offer, "application": offer.application, "form": form, "codes": " ".join(codes_of(form)),
        "may_enter": not may_answer(offer, OfferStatus.ACCEPTED, timezone.localdate())}, status=422 if form.errors else 200)


def _enter(request: SignedInRequest, offer: Offer, form: ApplicantWordForm) -> None:
    got = form.cleaned_data
    if got["answer"] != ACCEPTS:
        decline_offer(offer=offer, reason=got["reason"], note=got["note"], by=request.user)
        messages.success(request, _("Entered. The days are free again."))
    elif accept_offer(offer=offer, by=request.user):
        messages.success(request, _("Entered. Both have agreed, so the tenancy exists. There is a letter to print."))
    else:
        messages.success(request, _("Entered. Now the owner answers."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def applicant_withdraws(request: SignedInRequest, reference: str) -> HttpResponse:
    """The application of somebody without an account, who said at the desk that they step back."""
    rows = Application.objects.filter(applicant__user=None, entered_by__isnull=False).select_related("applicant")
    application, refused = get_object_or_404(rows, reference=reference), None
    if application.submitted_at is None:
        raise Http404
    if request.method == "POST":
        try:
            withdraw_application(application=application, by=request.user)
            messages.success(request, _("The application is withdrawn."))
            return redirect("popups:staff-application", reference)
        except Refused as error:
            refused = error
    return render(request, "popups/staff/applicant_withdraws.html", {
        "application": application, "problems": refused.problems if refused else in_name_problems(application, request.user) or may_withdraw(application)},
        status=422 if refused else 200)
