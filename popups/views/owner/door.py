"""The way in to an owner's own page: a link from a letter instead of an account (docs/decisions/0058)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit  # the public door to it lets every GET through
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from popups.views.by_link import sealed, shut
from vacancies.access import ALL_STAFF, View, has_role
from vacancies.models import OwnerLink
from vacancies.models.owner_page import digest_of

REMEMBERED = "owner_link"


def _shut(request: HttpRequest, status: int = 404) -> HttpResponse:
    return shut(request, "popups/owner/shut.html", status)


def open_link(request: HttpRequest) -> OwnerLink | None:
    """The link by which this visitor came in, while it is valid: revoked, it shuts the page at once."""
    pk = request.session.get(REMEMBERED)
    if pk is None:
        return None
    return OwnerLink.objects.valid(timezone.now()).select_related("owner").filter(pk=pk).first()


@contextmanager
def _in_language_of(request: HttpRequest, owner: Any) -> Iterator[str]:
    """The language of the owner's letters, unless the visitor chose another one here."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    language = translation.get_language() if chosen else owner.language
    with translation.override(language):
        yield language


def of_owner(view: Callable[..., HttpResponse]) -> View:
    """Gives the view the owner whose link is open; everybody else is told whom to write to, with status 404.

    Staff who open such a link only look: an answer given here counts as the owner's own.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = open_link(request)
        if link is None:
            return _shut(request)
        with _in_language_of(request, link.owner) as language:
            if request.method == "POST" and has_role(request.user, *ALL_STAFF):
                messages.warning(request, _("You are signed in as staff, so you can only look here. Enter an owner's answer on the page of the offer or the unit."))
                return redirect("popups:owner-page")
            response = view(request, link.owner, *args, **kwargs)
        response.headers.setdefault("Content-Language", language)
        return sealed(response)

    return guarded


@require_safe
def owner_enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening shows nothing and answers nothing, so programs that look at links in letters do no harm."""
    if not ratelimit.consume(request, app="allauth.account", action="open_owner_link", limit_get=True):
        return _shut(request, status=429)
    now = timezone.now()
    link = OwnerLink.objects.valid(now).filter(digest=digest_of(secret)).first()
    if link is None:
        return _shut(request)
    OwnerLink.objects.filter(pk=link.pk).update(last_used_at=now)
    if not request.user.is_authenticated:
        request.session.cycle_key()
    request.session[REMEMBERED] = link.pk
    response = redirect("popups:owner-page")
    response["Referrer-Policy"] = "no-referrer"
    return sealed(response)


@require_POST
def owner_leave(request: HttpRequest) -> HttpResponse:
    """Forgets the link on this device. Whoever is signed in stays signed in."""
    request.session.pop(REMEMBERED, None)
    messages.success(request, _("Your page is shut on this device. The link in your letter opens it again."))
    return redirect("popups:home")
