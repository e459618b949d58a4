"""Talks with the owner of one unit. Only officers come in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vacancies.access import OFFICERS, requires
from vacancies.choices import OwnerStage
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.forms.talks import ContactForm, MoveForm, StepForm
from vacancies.lifecycle.talks import done_next_step, log_contact, move_talk, read_stop, set_next_step
from vacancies.models import Talk, Unit
from vacancies.problem import Refused
from vacancies.reports.talks import contacts_of, log_of, others_of, tell_stage, waiting_proposals
from vacancies.resent_forms import once
from vacancies.rules.talks import mark_of_talks, of_another_owner, stage_since


def _fetch(reference: str) -> Unit:
    return get_object_or_404(Unit.objects.select_related("owner", "talk__next_by"), reference=reference)


def _forms(request: HttpRequest, unit: Unit, which: str) -> dict[str, Any]:
    """Three forms; `which` says the one that was sent. ?to= preselects a stage that needs more words than the board asks for."""
    wish = request.GET.get("to", "")
    sent = {name: request.POST if which == name else None for name in ("move", "step", "contact")}
    return {
        "move": MoveForm(sent["move"], unit=unit, prefix="move", initial={"to": wish} if wish in OwnerStage.values else None),
        "step": StepForm(sent["step"], prefix="step", initial={"who": request.user.pk}),
        "contact": ContactForm(sent["contact"], prefix="contact"),
    }


def _move(unit: Unit, form: Any, by: Any) -> None:
    move_talk(unit=unit, by=by, seen=form.data.get("seen", ""), **form.cleaned_data)


def _step(unit: Unit, form: Any, by: Any) -> None:
    set_next_step(unit=unit, by=by, **form.cleaned_data)


def _contact(unit: Unit, form: Any, by: Any) -> None:
    log_contact(unit=unit, by=by, **form.answers())


VERBS: dict[str, Callable[[Unit, Any, Any], None]] = {"move": _move, "step": _step, "contact": _contact}


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def talk(request: HttpRequest, reference: str) -> HttpResponse:
    unit = _fetch(reference)
    which = request.POST.get("which", "") if request.method == "POST" else ""
    if request.method == "POST" and which not in VERBS:
        raise Http404
    forms = _forms(request, unit, which)
    if which and _carried_out(which, unit, forms[which], request.user):
        messages.success(request, _("Saved."))
        return redirect("vacancies:talk", unit.reference)
    return _show(request, unit, forms, which)


def _carried_out(which: str, unit: Unit, form: Any, by: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        VERBS[which](unit, form, by)
    except Refused as refused:
        add_problems(form, refused)
    return not form.errors


def _show(request: HttpRequest, unit: Unit, forms: dict[str, Any], which: str) -> HttpResponse:
    today, contacts = timezone.localdate(), contacts_of(unit)
    told = {
        "unit": tell_stage(unit), "forms": forms, "which": which, "codes": " ".join(codes_of(forms[which])) if which else "",
        "days": (today - timezone.localdate(stage_since(unit))).days, "today": today, "log": log_of(unit, contacts),
        "is_of_another_owner": of_another_owner(unit, contacts), "others": others_of(unit), "mark": mark_of_talks(unit),
        "stop": Talk.objects.filter(unit=unit).stopped_by_owner().first(), "proposals": list(waiting_proposals(unit)), "languages": settings.LANGUAGES,
    }
    return render(request, "vacancies/staff/talk.html", told, status=422 if which else 200)


def _back(request: HttpRequest, unit: Unit) -> HttpResponse:
    """To the board with its filters, or wherever the button stood."""
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(back)
    return redirect("vacancies:talk", unit.reference)


@require_POST
@requires(*OFFICERS)
def talk_move(request: HttpRequest, reference: str) -> HttpResponse:
    """One button of the board. What takes a public unit away, or needs a reason, is asked for on the page of the talk."""
    unit, to = _fetch(reference), request.POST.get("to", "")
    if to not in OwnerStage.values:
        raise Http404
    stage = OwnerStage(to)
    if stage is OwnerStage.REFUSED or stage.bars_publication and unit.is_published:
        return HttpResponseRedirect(f"{reverse('vacancies:talk', args=[unit.reference])}?to={stage.value}#move")
    try:
        move_talk(unit=unit, to=stage, by=request.user, seen=request.POST.get("seen", ""))
        messages.success(request, _("%(unit)s: %(stage)s.") % {"unit": unit.name, "stage": stage.label})
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return _back(request, unit)


@require_POST
@requires(*OFFICERS)
def talk_step_done(request: HttpRequest, reference: str) -> HttpResponse:
    unit = _fetch(reference)
    try:
        done_next_step(unit=unit, step=request.POST.get("step", ""), by=request.user)
        messages.success(request, _("Done. What comes next?"))
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("vacancies:talk", unit.reference)


@require_POST
@requires(*OFFICERS)
def talk_stop_read(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the owner has said something newer meanwhile, the page of the talks shows that."""
    unit = _fetch(reference)
    try:
        if read_stop(unit=unit, stopped_at=request.POST.get("stopped_at", ""), by=request.user):
            messages.success(request, _("It no longer stands on Today."))
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("vacancies:talk", unit.reference)
