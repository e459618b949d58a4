"""On every page of applying: what is typed is saved, and a code goes to an e-mail, with which the draft becomes its owner's."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from popups.forms.applicant.signing_in import SignInForm
from popups.models import Application
from popups.views.applicant.signing_in import send_code

PREFIX = "keep"  # no step has a field of this name


def keep_form(request: HttpRequest, application: Application) -> SignInForm | None:
    """None where the draft is somebody's own already."""
    if application.claim_key is None or request.user.is_authenticated:
        return None
    return SignInForm(request.POST if is_keeping(request) else None, prefix=PREFIX)


def is_keeping(request: HttpRequest) -> bool:
    """By its button, or by Enter after the address was typed, which presses the first button of the page."""
    return "keep" in request.POST or bool(request.POST.get(f"{PREFIX}-email", "").strip())


def keep(request: HttpRequest, application: Application, form: SignInForm, step: Any) -> int:
    """The status with which the page must answer; 302: the code is on its way. Comes back to the same page."""
    if not form.is_valid():
        return 422
    wish = reverse("popups:application-step", args=[application.reference, step.code])
    return send_code(request, form, wish, application.reference)
