"""What was deleted travels, signed, with the button that brings it back; nobody can change it on the way."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from vacancies.problem import Refused
from vacancies.undo import say_with_undo

HOURS = 24
FIELD = "kept"


def _way_back(request: HttpRequest, address: str, **what: Any) -> str:
    """address: the name of the URL that brings it back, for the same person and for a day."""
    token = signing.dumps({"who": request.user.pk, **what}, salt=address, compress=True)
    return f"{reverse(address)}?{urlencode({FIELD: token})}"


def _brought_back(request: HttpRequest, address: str) -> dict[str, Any]:
    try:
        what = signing.loads(request.GET.get(FIELD, ""), salt=address, max_age=HOURS * 3600)
    except signing.BadSignature:
        raise Http404 from None
    if what.pop("who") != request.user.pk:
        raise Http404
    return what


def deleted(request: HttpRequest, address: str, to: str, **what: Any) -> HttpResponse:
    """Says that it is deleted, with the button that brings it back. what: all that the verb needs to make it again, its name among it."""
    say_with_undo(request, _("Deleted: %(name)s.") % {"name": what["name"]}, _way_back(request, address, **what))
    return redirect(to)


def bring_back(request: HttpRequest, address: str, to: str, verb: Callable[..., Any]) -> HttpResponse:
    """The Undo button of `deleted`: the verb makes it again, or says why it cannot."""
    what = _brought_back(request, address)
    try:
        verb(by=request.user, **what)
        messages.success(request, _("It is back: %(name)s.") % {"name": what["name"]})
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect(to)
