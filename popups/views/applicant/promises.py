"""An offer to answer, and the stay that it becomes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from popups.access import SignedInRequest, own_offer, own_tenancy
from popups.choices import OfferStatus
from popups.forms.applicant.answering import DeclineForm, PublicFaceForm
from popups.lifecycle.offers import accept_offer, decline_offer
from popups.lifecycle.tenancies import change_public_face
from popups.models import Offer, Tenancy
from popups.reports.hosting import of_tenancy
from popups.rules.costs import cost_of_offer
from popups.rules.offers import may_answer
from vacancies.access import signed_in
from vacancies.forms.refusal import add_problems
from vacancies.problem import Problem, Refused


@never_cache
@signed_in
def offer_answer(request: SignedInRequest, reference: str) -> HttpResponse:
    offer = own_offer(request.user, reference)
    answers = {"yes": _accept, "no": _decline}
    if request.method != "POST" or request.POST.get("answer") not in answers:
        return _offer_page(request, offer, DeclineForm())
    return answers[request.POST["answer"]](request, offer)


def _accept(request: SignedInRequest, offer: Offer) -> HttpResponse:
    try:
        tenancy = accept_offer(offer=offer, by=request.user)
    except Refused as refused:
        offer.refresh_from_db(fields=["status"])
        return _offer_page(request, offer, DeclineForm(), problems=refused.problems)
    if tenancy is None:
        messages.success(request, _("Thank you. The owner of the place answers next; we write to you as soon as we know."))
        return redirect("popups:offer-answer", offer.reference)
    messages.success(request, _("Agreed. The place is yours for these days; a letter with what happens next is on its way."))
    return redirect("popups:my-tenancy", tenancy.reference)


def _decline(request: SignedInRequest, offer: Offer) -> HttpResponse:
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            decline_offer(offer=offer, by=request.user, **form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused)
            offer.refresh_from_db(fields=["status"])
    if form.errors:
        return _offer_page(request, offer, form)
    messages.success(request, _("You have declined the offer. Your application stays with us."))
    return redirect("popups:my-application", offer.application.reference)


def _offer_page(request: HttpRequest, offer: Offer, form: DeclineForm, problems: list[Problem] | None = None) -> HttpResponse:
    today = timezone.localdate()
    may_say = not may_answer(offer, OfferStatus.ACCEPTED, today)
    page = {
        "offer": offer, "unit": offer.unit, "cost": cost_of_offer(offer), "form": form, "problems": problems,
        "tenancy": getattr(offer, "tenancy", None), "days_left": (offer.answer_by_on - today).days,
        "may_answer": may_say, "is_waiting": may_say and offer.lacks_owner and not offer.lacks_applicant,
        "is_lapsed": offer.state is OfferStatus.EXPIRED or offer.state.is_open and offer.answer_by_on < today}
    return render(request, "popups/applicant/offer.html", page, status=422 if problems or form.errors else 200)


@never_cache
@signed_in
def my_tenancy(request: SignedInRequest, reference: str) -> HttpResponse:
    tenancy = own_tenancy(request.user, reference)
    is_over = tenancy.end <= timezone.localdate()
    if request.method != "POST" or is_over:
        return _tenancy_page(request, tenancy, None if is_over else PublicFaceForm.of(tenancy))
    form = PublicFaceForm(request.POST)
    if not form.is_valid():
        return _tenancy_page(request, tenancy, form, status=422)
    change_public_face(tenancy=tenancy, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved. Visitors read it from now on."))
    return redirect("popups:my-tenancy", reference)


def _tenancy_page(request: HttpRequest, tenancy: Tenancy, form: PublicFaceForm | None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    page = {
        "tenancy": tenancy, "offer": tenancy.offer, "unit": tenancy.unit, "form": form,
        "is_over": tenancy.end <= today, "is_current": tenancy.is_on(today),
        "events": of_tenancy(tenancy, timezone.now())}
    return render(request, "popups/applicant/tenancy.html", page, status=status)
