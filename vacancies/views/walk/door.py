"""Who comes in on a walk, and how a script is told that nobody is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from vacancies.access import UNIT_KEEPERS, requires
from vacancies.views.walk.shell import version

View = Callable[..., HttpResponseBase]


def person_key(user: Any) -> str:
    """Tells two people on one phone apart without naming them."""
    return salted_hmac("vacancies.walk", str(user.pk)).hexdigest()[:16]


def look(request: HttpRequest) -> str:
    """What the stored page depends on beside its version: language and colours."""
    return f"{get_language()} {request.COOKIES.get('scheme', 'auto')}"


def keepers(view: View) -> View:
    """As requires(), but a script that asks for JSON gets a 401 instead of being led to a page it cannot read."""
    entered = requires(*UNIT_KEEPERS)(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"sign_in": True}, status=401)
        return entered(request, *args, **kwargs)

    return guarded


def introduce(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What the stored page cannot know: who is signed in by now, with which token, and whether it is out of date."""
    response["Walk-Token"] = get_token(request)
    response["Walk-Person"] = person_key(request.user)
    response["Walk-Look"], response["Walk-Version"] = look(request), version()
    response["Cache-Control"] = "private, no-store"
    return response
