"""What Skatlogs refuses to start with, and that it says so in one sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.settings.environment import PRODUCTION, example, manage, read_settings

DEVELOPMENT = {"DEBUG": "on"}

MALFORMED = [
    ("DEBUG", "perhaps"),
    ("IS_DEMO", "maybe"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", ""),
    ("DATABASE_URL", "mysql://user:hushhush@host/name"),
    ("DATABASE_URL", "postgres://user:hushhush@host:port/name"),
    ("DATABASE_URL", "postgres://user:hushhush@host/"),
    ("DATABASE_URL", "sqlite://:memory:"),
    ("CONN_MAX_AGE", "-1"),
    ("CONN_MAX_AGE", "long"),
    ("EMAIL_URL", "mail.example.org"),
    ("EMAIL_URL", "smtp://user:hushhush@host:port"),
    ("CACHE_URL", "somewhere"),
    ("SKATLOGS_SITE_URL", "skatlogs.example.org"),
    ("SKATLOGS_SITE_URL", "ftp://skatlogs.example.org"),
    ("SKATLOGS_SITE_URL", "https://skatlogs.example.org/shops"),
    ("SKATLOGS_SITE_URL", "https://[half"),
    ("SKATLOGS_OFFICE_EMAIL", "office"),
    ("SKATLOGS_OFFICE_EMAIL", "two@example.org, three@example.org"),
    ("SKATLOGS_OFFER_DAYS", "ten"),
    ("SKATLOGS_OFFER_DAYS", "0"),
    ("SKATLOGS_OFFER_DAYS", "²"),
    ("SKATLOGS_NOTICE_DAYS", "1e3"),
    ("SKATLOGS_RECHECK_DAYS", ""),
    ("SKATLOGS_REPORT_DAYS", "0"),
    ("SKATLOGS_GEOCODER_URL", "http://nominatim.example.org/search"),
    ("SKATLOGS_GEOCODER_URL", "https://nominatim.example.org/search?q="),
    ("SKATLOGS_GEOCODER_URL", "file:///etc/passwd"),
    ("SKATLOGS_MAP_TILES_URL", "http://tiles.example.org/{z}/{x}/{y}.png"),
    ("SKATLOGS_MAP_TILES_URL", "https://tiles.example.org/"),
    ("SKATLOGS_MAP_BASE", "/nowhere/at/all.geojson"),
    ("SKATLOGS_MAP_BASE", "pyproject.toml"),
    ("SKATLOGS_MAP_CENTRE", "Alūksne"),
    ("SKATLOGS_MAP_CENTRE", "157.4,27.0"),
    ("SKATLOGS_MAP_CENTRE", "nan,27.0"),
]

UNSAFE = [
    ("SECRET_KEY", None),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "ab" * 40),
    ("ALLOWED_HOSTS", None),
    ("ALLOWED_HOSTS", " , "),
    ("ALLOWED_HOSTS", "*"),
    ("SKATLOGS_SITE_URL", None),
    ("SKATLOGS_SITE_URL", "http://skatlogs.example.org"),
    ("SKATLOGS_SITE_URL", "https://elsewhere.example.org"),
    ("EMAIL_URL", None),
    ("SKATLOGS_HTTPS", None),
    ("SKATLOGS_HTTPS", "yes"),
    ("SKATLOGS_PROXIES", "0"),
    ("SKATLOGS_HSTS_SECONDS", "0"),
    ("SKATLOGS_HSTS_SUBDOMAINS", "some"),
]


def refusal(monkeypatch, **given: str) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        read_settings(monkeypatch, **given)
    return str(refused.value)


def is_one_sentence(text: str) -> bool:
    return "\n" not in text and text[-1] in ".?"


def test_development_and_production_start_when_nothing_is_wrong(monkeypatch):
    assert read_settings(monkeypatch, **DEVELOPMENT)["DEBUG"] is True
    assert read_settings(monkeypatch, **PRODUCTION)["DEBUG"] is False
    assert read_settings(monkeypatch, **example())["DEBUG"] is False


@pytest.mark.parametrize(("name", "value"), MALFORMED)
def test_a_malformed_value_is_refused_by_name(monkeypatch, name, value):
    said = refusal(monkeypatch, **DEVELOPMENT | {name: value})
    assert said.startswith(name)
    assert is_one_sentence(said)
    assert "hushhush" not in said, "a password must not reach the log"


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_production_refuses_what_is_unsafe(monkeypatch, name, value):
    given = PRODUCTION | ({} if value is None else {name: value})
    if value is None:
        del given[name]
    said = refusal(monkeypatch, **given)
    assert said.startswith(name)
    assert is_one_sentence(said)


def test_a_misspelt_setting_is_refused_with_its_right_name(monkeypatch):
    said = refusal(monkeypatch, **DEVELOPMENT, SKATLOGS_OFER_DAYS="5")
    assert said.startswith("SKATLOGS_OFER_DAYS")
    assert "SKATLOGS_OFFER_DAYS?" in said


def test_a_setting_nobody_knows_is_refused(monkeypatch):
    said = refusal(monkeypatch, **DEVELOPMENT, SKATLOGS_COLOUR="red")
    assert said.startswith("SKATLOGS_COLOUR")
    assert "docs/operations.md" in said


@pytest.mark.parametrize("command", ["check", "migrate", "runserver"])
def test_a_command_ends_with_the_sentence_and_no_stack_trace(command):
    ended = manage(command, DEBUG="on", SKATLOGS_OFFER_DAYS="ten")
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert "SKATLOGS_OFFER_DAYS" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
