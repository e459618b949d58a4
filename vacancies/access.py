"""Who may come in. Strangers are asked to sign in; who may not see a thing is told that it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from vacancies.choices import Role

View = Callable[..., HttpResponseBase]

OFFICERS = (Role.OFFICER,)
READERS = (Role.OFFICER, Role.REVIEWER)
UNIT_KEEPERS = (Role.OFFICER, Role.SURVEYOR)
ALL_STAFF = (Role.OFFICER, Role.REVIEWER, Role.SURVEYOR)


def has_role(user: Any, *roles: Role) -> bool:
    """Superusers keep the installation running and may do what an officer may."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.role in roles or (user.is_superuser and Role.OFFICER in roles)


def requires(*roles: Role) -> Callable[[View], View]:
    """Only these roles: anonymous visitors are sent to sign in, everybody else gets a 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not has_role(request.user, *roles):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def admin_door(request: HttpRequest) -> HttpResponse:
    """Where the admin sends everybody it does not know: strangers to sign in, people without that right nowhere."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next", "/admin/"), reverse("account_login"))


def signed_in(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded
