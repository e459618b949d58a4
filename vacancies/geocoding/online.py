"""A server that answers as Nominatim does, asked only where the town has set its address."""

import json
import logging
import time
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from vacancies.geocoding.place import Place, Quality

_SECONDS = 3
_MOST_BYTES = 100_000
_MOST = 5
logger = logging.getLogger(__name__)


class _NoDetours(HTTPRedirectHandler):
    """The address that was set is the one that is asked; nobody sends us on to another."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def ask_online(text: str) -> list[Place]:
    """Nothing where no server is set, or where it does not answer in time: then people set the pin themselves."""
    if not settings.GEOCODER_URL or not text.strip():
        return []
    query = urlencode({"q": f"{text}, {settings.TOWN_NAME}", "format": "jsonv2", "limit": _MOST})
    request = Request(f"{settings.GEOCODER_URL}?{query}", headers=_who_asks())  # noqa: S310 (the setting admits http and https only)
    try:
        with build_opener(_NoDetours).open(request, timeout=_SECONDS) as answer:
            return _places(json.loads(_read(answer, time.monotonic() + _SECONDS)))
    except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        logger.warning("the geocoder did not answer: %s", type(error).__name__)
        return []


def _read(answer: Any, until: float) -> bytes:
    """A server that speaks byte by byte never is silent for long; whoever waits for it gives up all the same."""
    found = b""
    while len(found) < _MOST_BYTES and (part := answer.read1(_MOST_BYTES - len(found))):
        found += part
        if time.monotonic() > until:
            raise TimeoutError
    return found


def _who_asks() -> dict[str, str]:
    """Such servers ask for a name and an address to complain to."""
    return {"User-Agent": f"Skatlogs ({settings.SITE_URL}; {settings.OFFICE_EMAIL})", "Accept": "application/json"}


def _places(answer: list[dict[str, Any]]) -> list[Place]:
    found = [Place(float(one["lat"]), float(one["lon"]), str(one["display_name"])[:300], Quality.ONLINE)
             for one in answer[:_MOST]]
    return [place for place in found if -90 <= place.latitude <= 90 and -180 <= place.longitude <= 180]
