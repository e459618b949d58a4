"""Making an offer on the timeline, reading one, taking one back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from popups.access import SignedInRequest
from popups.drawing.timeline import lay_out
from popups.forms.staff.offers import OfferForm, SlotForm, WithdrawForm, first_terms
from popups.lifecycle.offers import make_offer, withdraw_offer
from popups.models import Application, Offer, Tenancy
from popups.reports.application_page import steps_of, with_offers
from popups.reports.history import line_of, told
from popups.reports.offer_slots import choice_of, picked_slot, proposed_slot, shown_days
from popups.reports.own_units import with_owners_no
from popups.reports.timeline import timeline_of
from popups.rules.costs import cost_of_offer
from popups.rules.offers import eligibility_problems
from popups.rules.reviewing import with_identity
from popups.views.staff.applications import fetch_sent
from vacancies.access import OFFICERS, READERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.models import Unit
from vacancies.problem import Refused
from vacancies.resent_forms import once


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def offer_new(request: SignedInRequest, reference: str) -> HttpResponse:
    """Without a unit in the address: choose one on the timeline. With one: its days and the terms."""
    unit = _unit_asked(request)
    if unit is None:
        return _show_choice(request, fetch_sent(reference))
    application = get_object_or_404(with_offers(Application.objects.sent()), reference=reference)
    form, is_sent = _form(request, application, unit), request.method == "POST" and "preview" not in request.POST
    if form.is_bound:
        form.ask_rules(application, timezone.localdate())
    form.ask_cautions(application, is_sent=is_sent)
    if is_sent and form.is_valid():
        return _make(request, application, form)
    return _show_form(request, application, form)


def _unit_asked(request: HttpRequest) -> Unit | None:
    reference = request.GET.get("unit", "")
    if not reference:
        if request.method == "POST":
            raise Http404
        return None
    units = Unit.objects.in_register().select_related("owner").prefetch_related("permitted_activities")
    return get_object_or_404(units, reference=reference)


def _show_choice(request: HttpRequest, application: Application) -> HttpResponse:
    words = request.GET.get("words", "")[:100]
    choice = choice_of(application, timezone.localdate(), address=request.path, words=words)
    return render(request, "popups/staff/offer_choose.html", {
        "application": application, "wished": lay_out(choice.wished), "others": lay_out(choice.others),
        "has_more": choice.has_more, "words": words, "today": timezone.localdate(), "steps": steps_of(application)})


def _form(request: HttpRequest, application: Application, unit: Unit) -> OfferForm:
    spaces = list(unit.spaces.in_use())
    if request.method == "POST":
        return OfferForm(request.POST, unit=unit, spaces=spaces)
    today = timezone.localdate()
    asked = SlotForm(request.GET).slot()
    slot = picked_slot(application, spaces, asked, today) if asked else proposed_slot(application, spaces, today)
    return OfferForm(initial=first_terms(application, unit, spaces, slot, today), unit=unit, spaces=spaces)


def _show_form(request: HttpRequest, application: Application, form: OfferForm) -> HttpResponse:
    today = timezone.localdate()
    start, end = shown_days(application, today, form.last())
    timeline = timeline_of([form.unit], start=start, end=end, today=today, pick_address=request.path, has_list=False,
                           caption=_("Free and taken days:"))
    context: dict[str, Any] = {
        "today": today,
        "application": application, "unit": form.unit, "form": form, "cost": form.cost(), "timeline": lay_out(timeline),
        "codes": " ".join(codes_of(form)), "is_checked": form.is_bound and form.is_valid() and not form.cautions, "steps": steps_of(application),
        "problems": [] if form.is_bound else eligibility_problems(application, form.unit)}
    return render(request, "popups/staff/offer_new.html", context, status=422 if form.errors else 200)


def _make(request: SignedInRequest, application: Application, form: OfferForm) -> HttpResponse:
    start, end = form.period
    try:
        offer = make_offer(
            application=application, unit=form.unit, spaces=list(form.cleaned_data["spaces"]), start=start, end=end,
            terms=form.to_terms(timezone.localdate()), use=form.cleaned_data["use"], by=request.user)
    except Refused as refused:  # somebody was faster
        add_problems(form, refused)
        return _show_form(request, application, form)
    messages.success(request, _made(offer))
    return redirect("popups:staff-offer", offer.reference)


def _made(offer: Offer) -> str:
    """Who hears of it, and what is left to the officer."""
    if not offer.lacks_owner:
        return _("The offer is made and the days are held. The applicant gets a letter.")
    if offer.owner_asked_at:
        return _("The offer is made and the days are held. The applicant and the owner each get a letter.")
    return _("The offer is made and the days are held. The owner has no e-mail address: call, and enter the answer here.")


def _fetch(reference: str) -> Offer:
    """With everything its pages say, in one query."""
    rows = with_owners_no(Offer.objects.select_related("unit", "application__applicant__user", "made_by", "tenancy"))
    return get_object_or_404(rows, reference=reference)


@require_safe
@requires(*READERS)
def offer_page(request: HttpRequest, reference: str) -> HttpResponse:
    offer = _fetch(reference)
    if not with_identity(request.user, Application.objects.filter(pk=offer.application_id)).exists():
        raise Http404
    promise: Offer | Tenancy = getattr(offer, "tenancy", offer)
    held = promise.occupancies.select_related("space")
    return render(request, "popups/staff/offer.html", {
        "offer": offer, "application": offer.application, "cost": cost_of_offer(offer),
        "spaces": ", ".join(row.space.name for row in held if row.space.name), "letters": offer.letters.defer("text", "html"),
        "lines": [line_of(row, with_subjects=False) for row in told(offer.history.all())],
        "is_late": offer.state.is_open and offer.answer_by_on < timezone.localdate()})


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def offer_withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    offer = _fetch(reference)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw_offer(offer=offer, note=form.cleaned_data["note"], by=request.user)
            messages.success(request, _("The offer is withdrawn and the days are free again. The applicant gets a letter."))
            return redirect("popups:staff-offer", offer.reference)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/offer_withdraw.html", {
        "offer": offer, "application": offer.application, "form": form, "codes": " ".join(codes_of(form)),
    }, status=422 if form.errors else 200)
