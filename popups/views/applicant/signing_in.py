"""Applicants sign in by a code sent to their e-mail; staff are shown the way to their password."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from popups.forms.applicant.signing_in import CodeForm, SignInForm
from popups.views.applicant.claiming import claim_named
from popups.views.applicant.code_process import NO_MAIL, SignInByCode
from vacancies.access import ALL_STAFF, has_role, signed_in

DESK = ("/staff/", "/admin/", "/walk/")
TOO_MANY, UNPROCESSABLE, AWAY = 429, 422, 503


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go: a path of this site, or nothing."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    is_local = wish.startswith("/") and url_has_allowed_host_and_scheme(wish, allowed_hosts=None)
    return wish if is_local else ""


def _with_next(name: str, wish: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': wish})}" if wish else reverse(name)


def send_code(request: HttpRequest, form: SignInForm, wish: str, claim: str) -> int:
    """Sends the code, and says with which status the page must answer; 302: it is on its way. claim: the draft that the address shall own."""
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="request_login_code", key=email):
        form.add_error(None, _("You have asked for many codes. Wait a few minutes and try again."))
        return TOO_MANY
    try:
        SignInByCode.begin(request, email=email, next_url=wish, claim=claim)
    except NO_MAIL:
        form.add_error(None, _("We cannot send letters right now. Please try again in a few minutes."))
        return AWAY
    return 302


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    wish = _next(request)
    if request.user.is_authenticated:
        return redirect(_with_next("popups:after-sign-in", wish))
    if request.method == "GET" and wish.startswith(DESK):
        return redirect(_with_next("account_login", wish))
    form = SignInForm(request.POST or None)
    status = UNPROCESSABLE if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        status = send_code(request, form, wish, request.POST.get("claim", "")[:20])
    if status == 302:
        return redirect("popups:sign-in-code")
    page = {"form": form, "next": wish, "claim": request.POST.get("claim", "")[:20], "staff_href": _with_next("account_login", wish)}
    response = render(request, "popups/applicant/sign_in.html", page, status=status)
    if status in (TOO_MANY, AWAY):
        response["Retry-After"] = "120"
    return response


def _again(request: HttpRequest, text: str) -> HttpResponse:
    messages.warning(request, text)
    return redirect("popups:sign-in")


@never_cache
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    process = None if request.user.is_authenticated else SignInByCode.pending(request)
    if process is None:
        return _no_process(request)
    if request.method == "POST" and "resend" in request.POST:
        return _resend(request, process)
    form = CodeForm(request.POST if request.method == "POST" else None, expected=process.code)
    if request.method == "POST":
        if not ratelimit.consume(request, action="confirm_login_code", key=process.email):
            return _again(request, _("There were too many tries. Wait a few minutes and ask for a new code."))
        if form.is_valid():
            return _finish(request, process)
        if form.is_a_guess and not process.record_invalid_attempt():
            return _again(request, _("Three tries were wrong, so this code no longer works. Ask for a new one."))
    page = {"form": form, "email": process.email, "can_resend": process.can_resend}
    return render(request, "popups/applicant/sign_in_code.html", page, status=UNPROCESSABLE if form.errors else 200)


def _finish(request: HttpRequest, process: SignInByCode) -> HttpResponse:
    """The draft from which the person came to sign in becomes theirs at the same moment."""
    reference = process.claim
    response = process.finish()
    if reference and request.user.is_authenticated:
        claim_named(request, reference)
    return response


def _no_process(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("popups:after-sign-in")
    return _again(request, _("Your code is no longer valid. Ask for a new one; it works for 15 minutes."))


def _resend(request: HttpRequest, process: SignInByCode) -> HttpResponse:
    if not process.can_resend or not ratelimit.consume(request, action="request_login_code", key=process.email):
        messages.warning(request, _("You have asked for many codes. Look in your spam folder too, or start again later."))
        return redirect("popups:sign-in-code")
    try:
        process.resend()
    except NO_MAIL:
        messages.error(request, _("We cannot send letters right now. Please try again in a few minutes."))
    else:
        messages.success(request, _("A new code is on its way. The old one no longer works."))
    return redirect("popups:sign-in-code")


@never_cache
@signed_in
def after_sign_in(request: HttpRequest) -> HttpResponse:
    wish = _next(request)
    if wish:
        return redirect(wish)
    return redirect("popups:staff-today" if has_role(request.user, *ALL_STAFF) else "popups:my-page")
