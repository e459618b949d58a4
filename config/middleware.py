"""What every answer gets, whoever made it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page made for somebody with a session is not kept by browsers or proxies: the next person may sit there too.

    Looks at the cookie's name only, so that public pages do not load a session. An answer that says itself how
    long it may be kept (a released photo) is left alone.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return answer


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """An address with a NUL in it names nothing: PostgreSQL cannot hold the character, and nobody types it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return answer


def drop_odd_cookies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A cookie may spell a NUL in octal, and the key of a session is looked up in the database. We never set such a one."""

    def answer(request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return get_response(request)

    return answer


def read_as_utf8(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A form is in UTF-8 whatever its header says (RFC 1866). Django refuses one that says otherwise, "utf8" among them, and breaks
    over its own refusal: the page that tells of it reads the form again.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.content_type == "application/x-www-form-urlencoded" and request.encoding:
            request.encoding = "utf-8"
        return get_response(request)

    return answer


class NulIsBlank:
    """A NUL that is sent by a form is a blank: much of it is looked up in the database before, or without, a form's own checks.

    Looks at it only after the check against forged forms, which reads it first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> None:
        if request.method != "POST":
            return
        sent = list(request.POST.lists())
        if not any("\0" in text for name, texts in sent for text in (name, *texts)):
            return
        cleaned = QueryDict(mutable=True)
        for name, texts in sent:
            cleaned.setlist(name.replace("\0", " "), [text.replace("\0", " ") for text in texts])
        cleaned._mutable = False
        request.POST = cleaned  # type: ignore[assignment, misc, unused-ignore]
