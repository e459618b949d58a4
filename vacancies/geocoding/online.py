"""A server that answers as Nominatim does, asked only where the town has set its address."""

import json
import logging
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

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


class _Brief(HTTPConnection):
    """Hung up after _SECONDS, whatever was said by then: a server that speaks byte by byte, be it in its headings, is never silent for long."""

    def connect(self) -> None:
        super().connect()
        hang_up = Timer(_SECONDS, _hang_up, [self.sock])
        hang_up.daemon = True
        hang_up.start()


class _BriefAndSafe(_Brief, HTTPSConnection):
    """The same over HTTPS."""


def _hang_up(line: socket) -> None:
    with suppress(OSError):  # it is over already
        line.shutdown(SHUT_RDWR)


class _Plain(HTTPHandler):
    def http_open(self, asked: Request) -> HTTPResponse:
        return self.do_open(_Brief, asked)


class _Safe(HTTPSHandler):
    def https_open(self, asked: Request) -> HTTPResponse:
        return self.do_open(_BriefAndSafe, asked)


def ask_online(text: str) -> list[Place]:
    """Nothing where no server is set, or where it does not answer in time: then people set the pin themselves."""
    if not settings.GEOCODER_URL or not text.strip():
        return []
    query = urlencode({"q": f"{text}, {settings.TOWN_NAME}", "format": "jsonv2", "limit": _MOST})
    request = Request(f"{settings.GEOCODER_URL}?{query}", headers=_who_asks())  # noqa: S310 (the setting admits http and https only)
    try:
        with build_opener(_NoDetours, _Plain, _Safe).open(request, timeout=_SECONDS) as answer:
            return _places(json.loads(answer.read(_MOST_BYTES)))
    except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        logger.warning("the geocoder did not answer: %s", type(error).__name__)
        return []


def _who_asks() -> dict[str, str]:
    """Such servers ask for a name and an address to complain to."""
    return {"User-Agent": f"Skatlogs ({settings.SITE_URL}; {settings.OFFICE_EMAIL})", "Accept": "application/json"}


def _places(answer: list[dict[str, Any]]) -> list[Place]:
    found = [Place(float(one["lat"]), float(one["lon"]), str(one["display_name"])[:300], Quality.ONLINE)
             for one in answer[:_MOST]]
    return [place for place in found if -90 <= place.latitude <= 90 and -180 <= place.longitude <= 180]
