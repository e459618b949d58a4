"""The page of the walk and what belongs to it. The page itself knows nothing of who reads it: the phone keeps it."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from vacancies.access import UNIT_KEEPERS, requires
from vacancies.choices import Seen
from vacancies.kinds import FEATURES
from vacancies.reports.walk import walk_list
from vacancies.views.walk.door import introduce, keepers, look, person_key
from vacancies.views.walk.shell import version, worker_text
from vacancies.views.walk.words import WORDS

# On the street, from what one hopes to find to what one does not; in use is asked only about what is known.
SEEN = (Seen.EMPTY, Seen.SEASONAL, Seen.RENOVATION, Seen.NOT_SURE, Seen.OCCUPIED)
ICONS = {Seen.EMPTY: "window", Seen.SEASONAL: "lock", Seen.RENOVATION: "hammer", Seen.NOT_SURE: "eye", Seen.OCCUPIED: "shop"}


@require_safe
@requires(*UNIT_KEEPERS)
def walk(request: HttpRequest) -> HttpResponse:
    told = {"choices": [(seen, ICONS[seen]) for seen in SEEN], "features": FEATURES, "version": version(),
            "look": look(request), "person": person_key(request.user),
            "words": {**WORDS, "seen": {seen.value: seen.label for seen in SEEN}}}
    response = render(request, "vacancies/walk/walk.html", told)
    response["Walk-Version"] = version()
    return response


@require_safe
@requires(*UNIT_KEEPERS)
def worker(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(worker_text(reverse("vacancies:walk")), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"], response["Cache-Control"] = reverse("vacancies:walk"), "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The whole site is within its scope, so that signing in again does not leave the app."""
    name = _("Walk")
    icons = [_icon("walk-192", "192x192", "any"), _icon("walk-512", "512x512", "any"),
             _icon("walk-maskable-512", "512x512", "maskable")]
    told: dict[str, Any] = {
        "id": reverse("vacancies:walk"), "name": f"Skatlogs {settings.TOWN_NAME}: {name}", "short_name": name,
        "lang": get_language(), "start_url": reverse("vacancies:walk"), "scope": "/", "display": "standalone",
        "background_color": "#ffffff", "theme_color": "#1f6f8b", "icons": icons}
    response = JsonResponse(told, content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {"src": static(f"img/{name}.png"), "sizes": sizes, "type": "image/png", "purpose": purpose}


@require_safe
@keepers
@gzip_page
def units(request: HttpRequest) -> HttpResponse:
    """Asked whenever the phone has signal: costs four queries, and nothing is sent when nothing changed.

    Whoever has "any list" (If-None-Match: *) only wants to know who is signed in, and with which token: no query for the list.
    """
    if request.headers.get("If-None-Match") == "*":
        return introduce(request, HttpResponseNotModified())
    response = JsonResponse(walk_list(), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    etag = quote_etag(sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    return introduce(request, get_conditional_response(request, etag=etag, response=response) or response)
