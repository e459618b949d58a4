"""Reads settings from the environment, and refuses in one sentence what it cannot read.

Every name that is asked for is remembered, so that a `SKATLOGS_…` name nobody asks for is found: a misspelt
setting that is silently ignored is worse than none. Addresses are never repeated in a refusal: they hold passwords.
"""

import json
import os
import warnings
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PREFIX = "SKATLOGS_"
LARGEST_GEOJSON = 5_000_000  # bytes; every visitor of a map fetches it
ON, OFF = {"1", "on", "true", "yes"}, {"0", "off", "false", "no"}
DATABASES = {"sqlite": "django.db.backends.sqlite3", "postgres": "django.db.backends.postgresql"}
UNREADABLE = (ValueError, KeyError, IndexError, TypeError, environ.ImproperlyConfigured, UserWarning)


class Environment:
    def __init__(self) -> None:
        self._env = environ.Env()
        self._asked: set[str] = set()

    def has(self, name: str) -> bool:
        self._asked.add(name)
        return name in os.environ

    def text(self, name: str, *, default: str = "") -> str:
        self._asked.add(name)
        return self._env.str(name, default=default).strip()

    def switch(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name, default="on" if default else "off").lower()
        if value not in ON | OFF:
            raise ImproperlyConfigured(f"{name} must be on or off, not '{value}'.")
        return value in ON

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        value = self.text(name, default=str(default))
        if not value.isascii() or not value.isdecimal() or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not '{value}'.")
        return int(value)

    def names(self, name: str, *, default: list[str]) -> list[str]:
        self._asked.add(name)
        return [part.strip() for part in self._env.list(name, default=default) if part.strip()]

    def choice(self, name: str, *options: str, default: str = "") -> str:
        value = self.text(name, default=default)
        if not value:
            raise ImproperlyConfigured(f"{name} is missing: set it to {' or '.join(options)}, see docs/operations.md.")
        if value not in options:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not '{value}'.")
        return value

    def site(self, name: str, *, default: str) -> str:
        """The address people type, without a closing slash."""
        value = self.text(name, default=default).rstrip("/")
        parts = _split(value)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise ImproperlyConfigured(f"{name} must be an address such as https://skatlogs.example.org, not '{value}'.")
        return value

    def tiles(self, name: str) -> str:
        """The address of map tiles with its {z}, {x} and {y}, or nothing for a map without."""
        value = self.text(name)
        if value and not (value.startswith("https://") and all(part in value for part in ("{z}", "{x}", "{y}"))):
            raise ImproperlyConfigured(f"{name} must look like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png, not '{value}'.")
        return value

    def geojson(self, name: str) -> str:
        """The path of a file with lines and areas, drawn under the pins of maps without tiles; or nothing."""
        value = self.text(name)
        if value and not _is_geojson(Path(value)):
            raise ImproperlyConfigured(f"{name} must be the path of a GeoJSON file (a FeatureCollection) of at most 5 MB, not '{value}'.")
        return value

    def geocoder(self, name: str) -> str:
        """The address of a search that answers as Nominatim does, or nothing. HTTPS, unless it runs on this machine."""
        value = self.text(name)
        parts = _split(value) if value else None
        is_own = bool(parts and parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))
        if value and not (parts and parts.hostname and (parts.scheme == "https" or is_own) and not parts.query and not parts.fragment):
            raise ImproperlyConfigured(f"{name} must look like https://nominatim.example.org/search.")
        return value

    def point(self, name: str, *, default: str) -> str:
        """Latitude and longitude in degrees (WGS 84), kept as text for the map."""
        value = self.text(name, default=default)
        try:
            latitude, longitude = (float(part) for part in value.split(","))
        except ValueError:
            latitude = longitude = 999.0
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ImproperlyConfigured(f"{name} must be latitude and longitude such as 57.4247,27.0464, not '{value}'.")
        return value

    def email_address(self, name: str, *, default: str) -> str:
        value = self.text(name, default=default)
        before, _, after = value.partition("@")
        if not before or "." not in after or "@" in after or any(character.isspace() for character in value):
            raise ImproperlyConfigured(f"{name} must be one e-mail address, not '{value}'.")
        return value

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        config = self._address(name, self._env.db_url, default)
        if config.get("ENGINE") not in DATABASES.values() or not config.get("NAME") or config["NAME"] == ":memory:":
            raise ImproperlyConfigured(
                f"{name} must look like sqlite:////var/lib/skatlogs/db.sqlite3 or postgres://user:password@host/name."
            )
        return config

    def mail(self, name: str, *, default: str) -> dict[str, Any]:
        config = self._address(name, self._env.email_url, default)
        if not config.get("EMAIL_BACKEND"):
            raise ImproperlyConfigured(
                f"{name} must look like smtp+tls://user:password@host:587, or be consolemail:// to only print letters."
            )
        return config

    def cache(self, name: str, *, default: str) -> dict[str, Any]:
        config = self._address(name, self._env.cache_url, default)
        if not config.get("BACKEND"):
            raise ImproperlyConfigured(f"{name} must look like dbcache://cache or rediscache://host:6379/1.")
        return config

    def _address(self, name: str, read: Callable[..., dict[str, Any]], default: str) -> dict[str, Any]:
        """What django-environ makes of an address, or nothing when it cannot read it or only warns."""
        self._asked.add(name)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                return read(name, default=default)
            except UNREADABLE:
                return {}

    def refuse_unknown(self) -> None:
        """To be called last: names with our prefix that no setting asked for."""
        for name in sorted(os.environ):
            if name.startswith(PREFIX) and name not in self._asked:
                close = get_close_matches(name, [known for known in self._asked if known.startswith(PREFIX)], n=1, cutoff=0.8)
                advice = f"did you mean {close[0]}?" if close else "see docs/operations.md for those there are."
                raise ImproperlyConfigured(f"{name} is not a setting of Skatlogs; {advice}")


def _is_geojson(path: Path) -> bool:
    try:
        is_small = path.stat().st_size <= LARGEST_GEOJSON
        return is_small and json.loads(path.read_text(encoding="utf-8")).get("type") == "FeatureCollection"
    except (OSError, ValueError, AttributeError):
        return False


def _split(value: str) -> Any:
    try:
        return urlsplit(value)
    except ValueError:
        return None


def origin_of(tiles: str) -> list[str]:
    """For the content security policy: the one foreign host pictures may come from, {s} standing for its servers."""
    return ["/".join(tiles.replace("{s}", "*").split("/")[:3])] if tiles else []


def refuse_unsafe(*, secret_key: str, hosts: list[str], site: str, has_mail: bool) -> None:
    """What production (DEBUG off) must not start without. One sentence each, the first that applies."""
    if not secret_key:
        raise ImproperlyConfigured("SECRET_KEY is missing: set it to 50 or more random characters (to develop, use ./run, or DEBUG=on).")
    if len(secret_key) < 50 or len(set(secret_key)) < 15:
        raise ImproperlyConfigured("SECRET_KEY is too easy to guess: set it to 50 or more random characters.")
    if not hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS is missing: set it to the host names people type, comma-separated.")
    if any(host.startswith("*") for host in hosts):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: '*' would let anyone forge links in letters.")
    address = urlsplit(site)
    if address.scheme != "https":
        raise ImproperlyConfigured("SKATLOGS_SITE_URL is missing or not HTTPS: set it to the https:// address people type.")
    if not any(address.hostname == host or host.startswith(".") and f".{address.hostname}".endswith(host) for host in hosts):
        raise ImproperlyConfigured("SKATLOGS_SITE_URL must use one of the ALLOWED_HOSTS, so that links in letters work.")
    if not has_mail:
        raise ImproperlyConfigured("EMAIL_URL is missing: nobody could sign in without letters.")
