"""What the shipped production settings amount to."""

import re

from tests.settings.environment import PRODUCTION, ROOT, example, manage, read_settings


def test_the_shipped_example_passes_djangos_own_check():
    ended = manage("check", "--deploy", "--fail-level", "WARNING", **example())
    assert ended.returncode == 0, ended.stderr


def test_that_check_would_see_a_weakness():
    ended = manage("check", "--deploy", "--fail-level", "WARNING", DEBUG="on")
    assert ended.returncode != 0
    assert "security.W018" in ended.stderr


def test_cookies_travel_over_https_only(monkeypatch):
    settings = read_settings(monkeypatch, **PRODUCTION)
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    assert [name for name in names if not settings[name]] == []


def test_a_forwarded_header_is_believed_only_behind_a_proxy(monkeypatch):
    assert "SECURE_PROXY_SSL_HEADER" in read_settings(monkeypatch, **PRODUCTION)
    direct = read_settings(monkeypatch, **PRODUCTION | {"SKATLOGS_HTTPS": "direct"})
    assert "SECURE_PROXY_SSL_HEADER" not in direct
    assert "ALLAUTH_TRUSTED_PROXY_COUNT" not in direct


def test_rate_limits_are_shared_between_processes(monkeypatch):
    assert "Database" in read_settings(monkeypatch, **PRODUCTION)["CACHES"]["default"]["BACKEND"]


def test_the_policy_allows_nothing_inline_and_nothing_foreign(monkeypatch):
    directives = read_settings(monkeypatch, **PRODUCTION)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed <= {"'none'", "'self'", "data:", "blob:"}


def test_map_tiles_are_let_in_when_a_town_wants_them_and_only_then(monkeypatch):
    tiles = {"SKATLOGS_MAP_TILES_URL": "https://{s}.tiles.example.org/{z}/{x}/{y}.png"}
    directives = read_settings(monkeypatch, **PRODUCTION | tiles)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert "https://*.tiles.example.org" in directives["img-src"]
    assert [name for name, sources in directives.items() if name != "img-src" and len(sources) > 1] == []


def settings_in(text: str) -> set[str]:
    return set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", text))


def test_every_setting_is_explained():
    asked = settings_in((ROOT / "config" / "settings.py").read_text())
    explained = (ROOT / "docs" / "operations.md").read_text()
    assert "DATABASE_URL" in asked
    assert {name for name in asked if f"`{name}`" not in explained} == set()
