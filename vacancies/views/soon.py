"""Stands in for a page until it is built."""

from django.http import Http404, HttpRequest, HttpResponse


def not_yet(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
