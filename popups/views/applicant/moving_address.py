"""Another e-mail address: proved by a code that is sent to it."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.forms.applicant.signing_in import CodeForm, SignInForm
from popups.lifecycle.correcting import move_address
from popups.views.applicant.code_process import NO_MAIL, needs_password
from vacancies.access import signed_in
from vacancies.forms.refusal import add_problems
from vacancies.problem import Refused

KEPT = "moving_address"  # in the session: who asked, the address, its code, since when, wrong tries


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def address_move(request: SignedInRequest) -> HttpResponse:
    if needs_password(request.user):
        raise Http404
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _sent(request, form):
        return redirect("popups:address-code")
    return render(request, "popups/applicant/address.html", {"form": form}, status=422 if form.errors else 200)


def _sent(request: SignedInRequest, form: SignInForm) -> bool:
    email, code = form.cleaned_data["email"], get_random_string(6, "0123456789")
    if email == request.user.email:
        form.add_error("email", _("This is the address you have now."))
    elif not ratelimit.consume(request, action="request_login_code", key=email):
        form.add_error(None, _("You have asked for many codes. Wait a few minutes and try again."))
    else:
        try:
            get_adapter().send_mail("account/email/address_code", email, {"code": code})
        except NO_MAIL:
            form.add_error(None, _("We cannot send letters right now. Please try again in a few minutes."))
    if form.errors:
        return False
    request.session[KEPT] = {"user": request.user.pk, "email": email, "code": code, "at": timezone.now().isoformat(), "tries": 0}
    return True


def _kept(request: HttpRequest) -> dict | None:
    kept = request.session.get(KEPT)
    if not kept or kept["user"] != request.user.pk or kept["tries"] >= settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS:
        return None
    lasts = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    return kept if timezone.now() - datetime.fromisoformat(kept["at"]) < lasts else None


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@signed_in
def address_code(request: SignedInRequest) -> HttpResponse:
    kept = _kept(request)
    if kept is None:
        messages.warning(request, _("Your code is no longer valid. Ask for a new one; it works for 15 minutes."))
        return redirect("popups:address-move")
    if request.method == "POST" and not ratelimit.consume(request, action="confirm_login_code", key=kept["email"]):
        # The tries are counted in the session, which requests sent at the same moment do not see of each other.
        messages.warning(request, _("There were too many tries. Wait a few minutes and ask for a new code."))
        return redirect("popups:address-move")
    form = CodeForm(request.POST if request.method == "POST" else None, expected=kept["code"])
    if form.is_valid() and _moved(request, kept, form):
        return redirect("popups:my-data")
    if form.is_bound and form.is_a_guess:
        request.session[KEPT] = {**kept, "tries": kept["tries"] + 1}
    return render(request, "popups/applicant/address_code.html", {"form": form, "email": kept["email"]}, status=422 if form.errors else 200)


def _moved(request: SignedInRequest, kept: dict, form: CodeForm) -> bool:
    old = request.user.email
    try:
        move_address(user=request.user, email=kept["email"], by=request.user)
    except Refused as refused:
        add_problems(form, refused)
        return False
    del request.session[KEPT]
    messages.success(request, _("From now on you sign in with %(email)s, and letters go there.") % {"email": kept["email"]})
    try:
        get_adapter().send_mail("account/email/address_moved", old, {})
    except NO_MAIL:
        pass  # it is a warning to the old address only; the move itself is done
    return True
