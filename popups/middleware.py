"""What holds for many addresses at once, ours and allauth's."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from vacancies.access import ALL_STAFF, has_role

# Pages of allauth that the product does not have: signing up is proving an address, which then stays the same.
CLOSED = {"account_signup", "account_email", "account_email_verification_sent", "account_confirm_email"}
# Applicants have no password; these pages would only puzzle them.
FOR_STAFF = {"account_change_password", "account_set_password", "account_reauthenticate"}


class AccountPages:
    """A 404 for the pages of allauth that a person has no use for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in CLOSED:
            raise Http404
        about_passwords = name in FOR_STAFF or (name or "").startswith("mfa_")
        if about_passwords and request.user.is_authenticated and not has_role(request.user, *ALL_STAFF):
            raise Http404


class PrivatePages:
    """What a signed-in person sees is kept by no cache; a view that set its own Cache-Control knows better."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response
