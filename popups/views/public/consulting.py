"""The local group's way in and their one page: a link from a letter instead of an account (docs/decisions/0076)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit  # the public door to it lets every GET through
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.choices import ConsultationState
from popups.forms.group.consulting import AnswerForm
from popups.lifecycle.consulting import answer_consultation
from popups.models import Invitation
from popups.reports.consulting import asked
from popups.rules.group_links import open_invitations, opened_by
from popups.views.by_link import sealed, shut
from vacancies.access import ALL_STAFF, View, has_role
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused

REMEMBERED = "group_link"


def _shut(request: HttpRequest, status: int = 404) -> HttpResponse:
    return shut(request, "popups/public/group_shut.html", status)


def _open_invitation(request: HttpRequest) -> Invitation | None:
    """Asked anew at every request: a new link, or leaving the group, shuts the page at once."""
    pk, nonce = request.session.get(REMEMBERED, (None, None))
    if pk is None:
        return None
    rows = Invitation.objects.filter(open_invitations(timezone.now()), pk=pk, nonce=nonce)
    return rows.select_related("member", "consultation__unit", "consultation__call").prefetch_related("consultation__call__texts").first()


def of_member(view: Callable[..., HttpResponse]) -> View:
    """Gives the view the invitation whose link is open. Staff who open one only look."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invitation = _open_invitation(request)
        if invitation is None:
            return _shut(request)
        has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        with translation.override(translation.get_language() if has_chosen else invitation.member.language):
            if request.method == "POST" and has_role(request.user, *ALL_STAFF):
                messages.warning(request, _("You are signed in as staff, so you can only look here. An answer counts as the member's own."))
                return redirect("popups:group-page")
            response = view(request, invitation, *args, **kwargs)
        return sealed(response)

    return guarded


@require_safe
def group_enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening shows nothing and answers nothing, so programs that look at links in letters do no harm."""
    if not ratelimit.consume(request, app="allauth.account", action="open_group_link", limit_get=True):
        return _shut(request, status=429)
    invitation = opened_by(secret, timezone.now())
    if invitation is None:
        return _shut(request)
    if not request.user.is_authenticated:
        request.session.cycle_key()
    request.session[REMEMBERED] = (invitation.pk, invitation.nonce)
    response = redirect("popups:group-page")
    response["Referrer-Policy"] = "no-referrer"
    return sealed(response)


@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def group_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if form.is_bound and form.is_valid():
        try:
            answer_consultation(invitation=invitation, chosen=form.chosen(), comment=form.cleaned_data["comment"])
            messages.success(request, _("Thank you. Your answer is with the town office. You can change it until the question is closed."))
            return redirect("popups:group-page")
        except Refused as refused:
            add_problems(form, refused)
    return _page(request, invitation, form)


def _page(request: HttpRequest, invitation: Invitation, form: AnswerForm) -> HttpResponse:
    """The result is there once nobody can answer any more."""
    [told] = asked([invitation.consultation], timezone.now())
    return render(request, "popups/public/group.html", {
        "invitation": invitation, "consultation": invitation.consultation, "form": form, "asked": told, "is_over": told.is_over,
        "is_open": told.state is ConsultationState.OPEN, "is_staff": has_role(request.user, *ALL_STAFF),
        "codes": " ".join(codes_of(form))}, status=422 if form.errors else 200)


@require_POST
def group_leave(request: HttpRequest) -> HttpResponse:
    request.session.pop(REMEMBERED, None)
    messages.success(request, _("The page is shut on this device. The link in your letter opens it again."))
    return redirect("popups:home")
