"""Who supports an idea: nobody is known, and nobody counts twice in one browser."""

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from popups.lifecycle.ideas import VOTER_DAYS

COOKIE, SALT = "voter", "popups.ideas.voter"


def _hash(salt: str, value: str) -> str:
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()


def voter_of(request: HttpRequest) -> str:
    """The keyed hash of this browser's cookie; empty where it has none."""
    token = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return _hash(SALT, token) if token else ""


def new_voter() -> tuple[str, str]:
    """(the cookie's value, its hash)."""
    token = get_random_string(32)
    return token, _hash(SALT, token)


def remember_voter(response: HttpResponse, token: str) -> None:
    response.set_signed_cookie(COOKIE, token, salt=SALT, max_age=VOTER_DAYS * 24 * 3600, httponly=True, samesite="Lax",
                               secure=settings.SESSION_COOKIE_SECURE)


def sender_of(request: HttpRequest) -> str:
    """The keyed hash of the address it came from; the address itself is kept nowhere."""
    return _hash("popups.ideas.sender", get_ip(request))
