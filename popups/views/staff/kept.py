"""What was deleted travels, signed, with the button that brings it back; nobody can change it on the way."""

from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import Http404, HttpRequest
from django.urls import reverse

HOURS = 24
FIELD = "kept"


def way_back(request: HttpRequest, address: str, **what: Any) -> str:
    """address: the name of the URL that brings it back, for the same person and for a day."""
    token = signing.dumps({"who": request.user.pk, **what}, salt=address, compress=True)
    return f"{reverse(address)}?{urlencode({FIELD: token})}"


def brought_back(request: HttpRequest, address: str) -> dict[str, Any]:
    try:
        what = signing.loads(request.GET.get(FIELD, ""), salt=address, max_age=HOURS * 3600)
    except signing.BadSignature:
        raise Http404 from None
    if what.pop("who") != request.user.pk:
        raise Http404
    return what
