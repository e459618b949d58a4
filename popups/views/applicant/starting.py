"""The door to applying: what it takes, and the first question."""

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from popups.access import begun_drafts, remember_begun
from popups.choices import ApplicationStatus
from popups.forms.applicant.steps import STEPS
from popups.forms.applicant.where import WISHES
from popups.forms.applicant.who import KindForm
from popups.kinds import KINDS
from popups.lifecycle.applications import save_step, start_application
from popups.lifecycle.claiming import begin_draft
from popups.models import Application, Call
from popups.reports.public_call import CallCard, card_of_call, papers_needed
from popups.rules.call_fit import open_problems, unit_problems
from popups.rules.next_by import results_by
from popups.views.applicant.claiming import writer
from vacancies.forms.refusal import add_problems
from vacancies.models import Unit
from vacancies.problem import Refused
from vacancies.resent_forms import once

SHOWN_DRAFTS = 5


def _unit(request: HttpRequest) -> Unit | None:
    reference = request.POST.get("unit") or request.GET.get("unit") or ""
    return Unit.objects.listed().filter(reference=reference[:20].replace("\0", "")).first() if reference else None


def _call(request: HttpRequest) -> Call | None:
    """The one that the person came from, also when it has closed meanwhile: then the page says so."""
    reference = request.POST.get("call") or request.GET.get("call") or ""
    rows = Call.objects.released().prefetch_related("texts", "units", "areas")
    return rows.filter(reference=reference[:20].replace("\0", "")).first() if reference else None


def _card(call: Call | None) -> CallCard | None:
    return card_of_call(call, timezone.now()) if call else None


def _drafts(request: HttpRequest) -> list[Application]:
    if not request.user.is_authenticated:
        return begun_drafts(request)
    rows = Application.objects.of_user(request.user).filter(status=ApplicationStatus.DRAFT).order_by("-updated_at")
    return list(rows.select_related("applicant")[:SHOWN_DRAFTS])


def _kind(request: HttpRequest) -> str:
    """What the person was last time."""
    newest = request.user.applicants.order_by("-pk").first() if request.user.is_authenticated else None
    return newest.kind if newest else ""


def _page(request: HttpRequest, form: KindForm, status: int = 200) -> HttpResponse:
    call = _call(request)
    page = {"form": form, "unit": _unit(request), "drafts": _drafts(request), "card": _card(call),
            "papers": papers_needed(call) if call else [],
            "specs": [spec for spec in KINDS.values() if not (call and call.kinds) or spec.kind in call.kinds],
            "closed": open_problems(call, timezone.now()) if call else [],
            "results_by": results_by(call) if call else None, "answer_days": settings.ANSWER_DAYS,
            "sign_in_href": f"{reverse('popups:sign-in')}?{urlencode({'next': request.get_full_path()})}"}
    return render(request, "popups/applicant/apply_start.html", page, status=status)


@never_cache
def application_start(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _start(request)
    return _page(request, KindForm(initial={"kind": _kind(request)}, call=_call(request)))


@once
def _start(request: HttpRequest) -> HttpResponse:
    if request.POST.get("draft"):
        return _add_to_draft(request)
    form = KindForm(request.POST, call=_call(request))
    if form.is_valid() and not ratelimit.consume(request, action=_limit(request)):
        form.add_error(None, _("You have begun many applications today. Go on with one of them, or come back tomorrow."))
        return _page(request, form, status=429)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        application = _begin(request, kind=form.cleaned_data["kind"], unit=_unit(request), call=_call(request))
    except Refused as refused:  # the call closed while the page stood open
        add_problems(form, refused)
        return _page(request, form, status=422)
    return redirect("popups:application-step", application.reference, STEPS[0].code)


def _limit(request: HttpRequest) -> str:
    """By person; by address for those whom nobody knows yet."""
    return "start_application" if request.user.is_authenticated else "begin_draft"


def _begin(request: HttpRequest, **asked: Any) -> Application:
    """Without signing in, the draft is kept in this browser until somebody proves an e-mail."""
    if request.user.is_authenticated:
        return start_application(by=request.user, **asked)
    draft = begin_draft(by=None, **asked)
    remember_begun(request.session, draft.claim_key or "")
    return draft


def _add_to_draft(request: HttpRequest) -> HttpResponse:
    """The unit becomes the next wish of a draft that was already begun."""
    draft = next((draft for draft in _drafts(request) if draft.reference == request.POST["draft"]), None)
    unit = _unit(request)
    if draft is None or unit is None:
        return redirect("popups:application-start")
    wished = [wish.unit for wish in draft.wishes.select_related("unit").order_by("rank", "pk")]
    if unit in wished:
        messages.info(request, _("This place is already among your wishes."))
    elif draft.call and (problems := unit_problems(draft.call, [unit])):
        messages.warning(request, problems[0].message)
    elif len(wished) >= len(WISHES):
        messages.warning(request, _("You already have three wishes. Change one of them here."))
    else:
        save_step(application=draft, step_code="where", by=writer(request), units=[*wished, unit])
    return redirect("popups:application-step", draft.reference, "where")
