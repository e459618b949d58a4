"""What every answer carries."""

from django.http import HttpResponse
from django.test import RequestFactory

from config.middleware import keep_private


def answered(*, cookies: dict[str, str], **headers: str) -> HttpResponse:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    return keep_private(lambda _: HttpResponse(headers=headers))(request)


def test_a_page_for_somebody_with_a_session_is_not_kept(settings):
    assert "no-store" in answered(cookies={settings.SESSION_COOKIE_NAME: "x"})["Cache-Control"]


def test_a_public_page_may_be_kept():
    assert "Cache-Control" not in answered(cookies={"django_language": "lv"})


def test_a_photo_that_says_how_long_it_may_be_kept_is_left_alone(settings):
    kept = answered(cookies={settings.SESSION_COOKIE_NAME: "x"}, **{"Cache-Control": "public, immutable"})
    assert kept["Cache-Control"] == "public, immutable"


def test_every_answer_carries_the_policy(client, db):
    headers = client.get("/nothing-here/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
