"""The door to applying: what it takes, and the first question."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from popups.choices import ApplicationStatus
from popups.forms.applicant.steps import STEPS
from popups.forms.applicant.where import WISHES
from popups.forms.applicant.who import KindForm
from popups.kinds import KINDS
from popups.lifecycle.applications import save_step, start_application
from popups.models import Application
from vacancies.access import signed_in
from vacancies.models import Unit
from vacancies.resent_forms import once

SHOWN_DRAFTS = 5


def _unit(request: HttpRequest) -> Unit | None:
    reference = request.POST.get("unit") or request.GET.get("unit") or ""
    return Unit.objects.listed().filter(reference=reference[:20].replace("\0", "")).first() if reference else None


def _drafts(request: HttpRequest) -> list[Application]:
    if not request.user.is_authenticated:
        return []
    rows = Application.objects.of_user(request.user).filter(status=ApplicationStatus.DRAFT).order_by("-updated_at")
    return list(rows.select_related("applicant")[:SHOWN_DRAFTS])


def _kind(request: HttpRequest) -> str:
    """What the person was last time."""
    newest = request.user.applicants.order_by("-pk").first() if request.user.is_authenticated else None
    return newest.kind if newest else ""


def _page(request: HttpRequest, form: KindForm, status: int = 200) -> HttpResponse:
    page = {"form": form, "unit": _unit(request), "drafts": _drafts(request), "specs": KINDS.values(),
            "sign_in_href": f"{reverse('popups:sign-in')}?{urlencode({'next': request.get_full_path()})}"}
    return render(request, "popups/applicant/apply_start.html", page, status=status)


@never_cache
def application_start(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _start(request)
    return _page(request, KindForm(initial={"kind": _kind(request)}))


@signed_in
@once
def _start(request: HttpRequest) -> HttpResponse:
    if request.POST.get("draft"):
        return _add_to_draft(request)
    form = KindForm(request.POST)
    if form.is_valid() and not ratelimit.consume(request, action="start_application"):
        form.add_error(None, _("You have begun many applications today. Go on with one of them, or come back tomorrow."))
        return _page(request, form, status=429)
    if not form.is_valid():
        return _page(request, form, status=422)
    application = start_application(by=request.user, kind=form.cleaned_data["kind"], unit=_unit(request))
    return redirect("popups:application-step", application.reference, STEPS[0].code)


def _add_to_draft(request: HttpRequest) -> HttpResponse:
    """The unit becomes the next wish of a draft that was already begun."""
    draft = next((draft for draft in _drafts(request) if draft.reference == request.POST["draft"]), None)
    unit = _unit(request)
    if draft is None or unit is None:
        return redirect("popups:application-start")
    wished = [wish.unit for wish in draft.wishes.select_related("unit").order_by("rank", "pk")]
    if unit in wished:
        messages.info(request, _("This place is already among your wishes."))
    elif len(wished) >= len(WISHES):
        messages.warning(request, _("You already have three wishes. Change one of them here."))
    else:
        save_step(application=draft, step_code="where", by=request.user, units=[*wished, unit])
    return redirect("popups:application-step", draft.reference, "where")
