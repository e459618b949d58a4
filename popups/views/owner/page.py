"""An owner's own page: what is asked, what was agreed, and the little that there is to do."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.forms.owner.saying import NO, YES, AnswerForm, ClosedDaysForm, StopForm, TermsForm
from popups.lifecycle.owner_consent import owner_agrees, owner_declines
from popups.lifecycle.owner_page import propose, stop, take_stop_back
from popups.models import Offer
from popups.reports.own_units import (
    is_of_a_former_owner,
    own_offer,
    own_units,
    stays_after_stop,
    units_of,
    with_owners_no,
)
from popups.rules.costs import cost_of_offer
from popups.views.owner.door import of_owner
from vacancies.access import ALL_STAFF, has_role
from vacancies.choices import OwnerStage, ProposalKind
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.owner_page import take_back
from vacancies.models import Owner, Proposal, Unit
from vacancies.problem import Refused
from vacancies.resent_forms import once

MAY_POST = require_http_methods(["GET", "HEAD", "POST"])


def _shown(request: HttpRequest, template: str, status: int = 200, **page: Any) -> HttpResponse:
    """`is_staff`: somebody from the office looks on."""
    page |= {"is_staff": has_role(request.user, *ALL_STAFF), "today": timezone.localdate()}
    if "form" in page and page["form"] is not None:
        page["codes"] = " ".join(codes_of(page["form"]))
    return render(request, f"popups/owner/{template}", page, status=status)


@require_safe
@of_owner
def owner_page(request: HttpRequest, owner: Owner) -> HttpResponse:
    units = own_units(owner, timezone.localdate())
    events = [row.event for own in units for row in own.events if row.is_waiting]
    return _shown(request, "page.html", owner=owner, units=units, asked=[offer for own in units for offer in own.asked], events=events)


def _own_unit(owner: Owner, reference: str) -> Unit:
    return get_object_or_404(units_of(owner).select_related("talk", "owner").prefetch_related("permitted_activities"), reference=reference)


@MAY_POST
@of_owner
@once
def owner_terms(request: HttpRequest, owner: Owner, reference: str) -> HttpResponse:
    unit = _own_unit(owner, reference)
    form = TermsForm.of(unit, request.POST if request.method == "POST" else None)
    return _propose(request, owner, unit, form, ProposalKind.TERMS)


@MAY_POST
@of_owner
@once
def owner_closed(request: HttpRequest, owner: Owner, reference: str) -> HttpResponse:
    unit = _own_unit(owner, reference)
    form = ClosedDaysForm(request.POST if request.method == "POST" else None)
    return _propose(request, owner, unit, form, ProposalKind.CLOSED_DAYS)


def _propose(request: HttpRequest, owner: Owner, unit: Unit, form: Any, kind: ProposalKind) -> HttpResponse:
    if form.is_valid():
        try:
            propose(unit=unit, owner=owner, kind=kind, values=form.values(), message=form.cleaned_data["message"])
            messages.success(request, _("Your proposal is with the town office. The answer appears on this page, and comes by e-mail if the town has your address."))
            return redirect("popups:owner-page")
        except Refused as refused:
            add_problems(form, refused)
    return _shown(request, "propose.html", 422 if form.errors else 200, unit=unit, form=form, is_about_terms=kind is ProposalKind.TERMS)


@require_POST
@of_owner
def owner_take_back(request: HttpRequest, owner: Owner, key: str) -> HttpResponse:
    proposal = get_object_or_404(Proposal, key=key, owner=owner, unit__owner=owner)
    return _clicked(request, partial(take_back, proposal=proposal), _("The proposal is taken back."))


def _clicked(request: HttpRequest, deed: Callable[[], Any], done: str) -> HttpResponse:
    """A button without a form: it is done, or the page says why not."""
    try:
        deed()
        messages.success(request, done)
    except Refused as refused:
        messages.warning(request, refused.problems[0].message)
    return redirect("popups:owner-page")


@MAY_POST
@of_owner
@once
def owner_stop(request: HttpRequest, owner: Owner, reference: str) -> HttpResponse:
    unit = _own_unit(owner, reference)
    form = StopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        got = form.cleaned_data
        try:
            stop(unit=unit, owner=owner, to=OwnerStage(got["to"]), refusal=got["refusal"], note=got["note"])
            messages.success(request, _("It is no longer offered, and the town office knows. You can undo this below."))
            return redirect("popups:owner-page")
        except Refused as refused:
            add_problems(form, refused)
    return _shown(request, "stop.html", 422 if form.errors else 200, unit=unit, form=form, **stays_after_stop(unit, timezone.localdate()))


@require_POST
@of_owner
def owner_resume(request: HttpRequest, owner: Owner, reference: str) -> HttpResponse:
    deed = partial(take_stop_back, unit=_own_unit(owner, reference), owner=owner)
    return _clicked(request, deed, _("Undone: everything is as it was before."))


@MAY_POST
@of_owner
@once
def owner_offer(request: HttpRequest, owner: Owner, reference: str) -> HttpResponse:
    rows = with_owners_no(Offer.objects.filter(unit__in=units_of(owner)))
    offer = get_object_or_404(rows.select_related("unit__owner", "application", "tenancy"), reference=reference)
    if is_of_a_former_owner(offer, owner, timezone.localdate()):
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ANSWERS[form.cleaned_data["answer"]](request, offer, form.cleaned_data["note"])
            return redirect("popups:owner-page")
        except Refused as refused:
            offer = rows.select_related("unit__owner", "application", "tenancy").get(pk=offer.pk)
            add_problems(form, refused)
    return _offer_page(request, offer, form)


def _agree(request: HttpRequest, offer: Offer, note: str) -> None:
    if owner_agrees(offer=offer, by=None, note=note):
        messages.success(request, _("Thank you. Both sides have agreed; the town office writes to you about the agreement and the keys."))
    else:
        messages.success(request, _("Thank you. Now the applicant answers; you see here what comes of it."))


def _decline(request: HttpRequest, offer: Offer, note: str) -> None:
    owner_declines(offer=offer, by=None, note=note)
    messages.success(request, _("Your no is with the town office. The days are free again."))


ANSWERS = {YES: _agree, NO: _decline}


def _offer_page(request: HttpRequest, offer: Offer, form: AnswerForm) -> HttpResponse:
    return _shown(request, "offer.html", 422 if form.errors else 200, offer=offer, unit=offer.unit, form=form,
                  cost=cost_of_offer(offer), tenancy=getattr(offer, "tenancy", None), **own_offer(offer, timezone.localdate()))
