"""Questions to the local group: their list, one of them, and all that is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.choices import ConsultationState
from popups.forms.staff.consulting import CALL, SHORTLIST, UNIT, ConsultationForm, DoneForm, ExtendForm, InviteForm
from popups.lifecycle.consulting import (
    close_early,
    delete_draft,
    extend,
    invite_more,
    release_consultation,
    save_consultation,
    say_what_was_done,
    send_new_link,
)
from popups.models import Call, Consultation, Invitation
from popups.reports.consulting import asked, asked_about, members_now, with_subjects, without_near
from popups.reports.keyset import page_of
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused, Sentence
from vacancies.resent_forms import once

QUESTIONS = 25  # on one page of the list
MAY_POST = require_http_methods(["GET", "HEAD", "POST"])


def _fetch(key: str) -> Consultation:
    return get_object_or_404(with_subjects(Consultation.objects.all()), key=key)


@require_safe
@requires(*OFFICERS)
def consultation_list(request: HttpRequest) -> HttpResponse:
    page = page_of(with_subjects(Consultation.objects.all()), "made_at", descending=True, size=QUESTIONS,
                   after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "popups/staff/consultation_list.html", {"rows": asked(page.rows, timezone.now()), "listing": page})


def _from_address(request: HttpRequest) -> dict[str, Any]:
    """?call=C-…, with &shortlist=1, or ?unit=U-…: what the question is about is known already."""
    if reference := request.GET.get("call", ""):
        return {"about": f"{SHORTLIST if 'shortlist' in request.GET else CALL}:{reference}"}
    return {"about": UNIT, "unit": request.GET.get("unit", "")}


def _form_page(request: HttpRequest, form: ConsultationForm, consultation: Consultation | None) -> HttpResponse:
    return render(request, "popups/staff/consultation_form.html", {
        "form": form, "consultation": consultation, "codes": " ".join(codes_of(form))}, status=422 if form.errors else 200)


def _save(request: SignedInRequest, form: ConsultationForm, consultation: Consultation | None) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            row = save_consultation(by=request.user, consultation=consultation, **form.values())
            messages.success(request, _("Saved. Nobody has been asked yet."))
            return redirect("popups:consultation", row.key)
        except Refused as refused:
            add_problems(form, refused)
    return _form_page(request, form, consultation)


@MAY_POST
@requires(*OFFICERS)
@once
def consultation_new(request: SignedInRequest) -> HttpResponse:
    form = ConsultationForm(request.POST if request.method == "POST" else None, initial=_from_address(request))
    return _save(request, form, None)


@MAY_POST
@requires(*OFFICERS)
def consultation_edit(request: SignedInRequest, key: str) -> HttpResponse:
    row = get_object_or_404(with_subjects(Consultation.objects.filter(released_at=None)), key=key)
    return _save(request, ConsultationForm(request.POST if request.method == "POST" else None, consultation=row), row)


def _page(request: HttpRequest, row: Consultation, status: int = 200, **forms: Any) -> HttpResponse:
    now = timezone.now()
    [told] = without_near(asked([row], now), request.user)
    invitations = list(row.invitations.select_related("member").order_by("member__name", "pk"))
    members = members_now(now).exclude(pk__in=[one.member_id for one in invitations])
    told_forms = {"invite": InviteForm(members=members), "done": DoneForm(initial={"text": row.done_with_it}), "extend": ExtendForm()} | forms
    return render(request, "popups/staff/consultation.html", {
        "asked": told, "consultation": row, "invitations": invitations, "members": members, "forms": told_forms,
        "is_draft": told.state is ConsultationState.DRAFT, "may_invite": told.state in {ConsultationState.ANNOUNCED, ConsultationState.OPEN},
        "is_over": told.is_over, "may_close": told.state is ConsultationState.OPEN,
        "may_extend": told.state not in {ConsultationState.DRAFT, ConsultationState.DONE},
        "codes": " ".join(code for form in told_forms.values() if form.is_bound for code in codes_of(form))}, status=status)


@require_safe
@requires(*OFFICERS)
def consultation_page(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, _fetch(key))


def _do(request: HttpRequest, row: Consultation, name: str, form: Any, verb: Callable[[], Any], said: Sentence) -> HttpResponse:
    """Done, and back to the page of the question; else that page with every problem and what was typed."""
    if form.is_valid():
        try:
            verb()
            messages.success(request, said)
            return redirect("popups:consultation", row.key)
        except Refused as refused:
            add_problems(form, refused)
    return _page(request, row, 422, **{name: form})


@require_POST
@requires(*OFFICERS)
def consultation_release(request: SignedInRequest, key: str) -> HttpResponse:
    """Also asks further members, once the question is out."""
    row = _fetch(key)
    form = InviteForm(request.POST, members=members_now(timezone.now()))

    def verb() -> None:
        deed = release_consultation if row.released_at is None else invite_more
        deed(consultation=row, members=form.cleaned_data["members"], by=request.user)

    return _do(request, row, "invite", form, verb, _("The members get their letters: at once, or on the first day to answer."))


@require_POST
@requires(*OFFICERS)
def consultation_close(request: SignedInRequest, key: str) -> HttpResponse:
    """Extending it takes this back."""
    try:
        close_early(consultation=_fetch(key), by=request.user)
        messages.success(request, _("The question is closed. Give more time if it was too early."))
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("popups:consultation", key)


@require_POST
@requires(*OFFICERS)
def consultation_extend(request: SignedInRequest, key: str) -> HttpResponse:
    row, form = _fetch(key), ExtendForm(request.POST)

    def verb() -> None:
        extend(consultation=row, closes_at=form.closes_at(), by=request.user)

    return _do(request, row, "extend", form, verb, _("There is more time to answer. Who has not answered hears of it in time."))


@require_POST
@requires(*OFFICERS)
def consultation_done(request: SignedInRequest, key: str) -> HttpResponse:
    row, form = _fetch(key), DoneForm(request.POST)

    def verb() -> None:
        say_what_was_done(consultation=row, text=form.cleaned_data["text"], by=request.user)

    said = _("Saved. It is shown beside the answer and not sent again.") if row.done_with_it else _("Saved. Everybody who was asked gets it by e-mail once.")
    return _do(request, row, "done", form, verb, said)


@require_POST
@requires(*OFFICERS)
@once
def consultation_link(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("member"), consultation__key=key, pk=number)
    send_new_link(invitation=invitation, by=request.user)
    messages.success(request, _("%(name)s gets a letter with a new link. The old one no longer works.") % {"name": invitation.member.name})
    return redirect("popups:consultation", key)


@require_POST
@requires(*OFFICERS)
def consultation_delete(request: SignedInRequest, key: str) -> HttpResponse:
    delete_draft(consultation=_fetch(key), by=request.user)
    messages.success(request, _("The draft is gone. Nobody had been asked."))
    return redirect("popups:consultation-list")


@require_safe
@requires(*OFFICERS)
def call_group(request: HttpRequest, reference: str) -> HttpResponse:
    """What the local group was asked about one call and its shortlist."""
    call = get_object_or_404(Call.objects.prefetch_related("texts"), reference=reference)
    drafts = with_subjects(Consultation.objects.filter(call=call, released_at=None))
    return render(request, "popups/staff/call_group.html", {"call": call, "questions": without_near(asked_about(call=call), request.user), "drafts": drafts})
