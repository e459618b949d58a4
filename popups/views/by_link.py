"""What pages that a link opens instead of an account have in common: they are kept nowhere, and shut ones look the same."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers


def sealed(response: HttpResponse) -> HttpResponse:
    """Kept by no cache and found by no search engine; Django would write the address of a 404, so the secret, into its log."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def shut(request: HttpRequest, template: str, status: int = 404) -> HttpResponse:
    """Expired, replaced, mistyped and never made look the same."""
    page = {"office_email": settings.OFFICE_EMAIL, "is_too_often": status == 429}
    response = render(request, template, page, status=status)
    if status == 429:
        response["Retry-After"] = "60"
    return sealed(response)
