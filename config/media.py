"""Where photos and papers are kept: a folder, or a private bucket of an S3-compatible store."""

import os
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

try:
    from botocore.config import Config  # requirements-s3.txt
except ImportError:
    Config = None

FORM = "MEDIA_STORAGE must look like s3://bucket?endpoint=https://s3.example.org&region=eu-north-1, or be left out."
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
ASKED = {"endpoint", "region"}
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def media_storage(value: str) -> dict[str, Any]:
    """For STORAGES["default"]. Refuses with a sentence what it cannot read, and what could not work."""
    if not value:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    bucket, folder, asked = _read(value)
    if Config is None:
        raise ImproperlyConfigured("MEDIA_STORAGE needs packages that are not installed: run bin/prepare, or install requirements-s3.lock.")
    if not all(os.environ.get(name) for name in KEYS):
        raise ImproperlyConfigured(f"MEDIA_STORAGE needs the keys of the store: set {' and '.join(KEYS)}.")
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {
        "bucket_name": bucket, "location": folder, "endpoint_url": asked.get("endpoint"), "region_name": asked.get("region"),
        # Nobody reads the bucket but this server: no access list is set, and no name is ever written twice.
        "default_acl": None, "querystring_auth": True, "file_overwrite": False, "client_config": _patience()}}


def _read(value: str) -> tuple[str, str, dict[str, str]]:
    try:
        parts = urlsplit(value)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        endpoint = urlsplit(asked.get("endpoint", "https://amazonaws.com"))
        endpoint_is_plain = endpoint.scheme in ("http", "https") and bool(endpoint.hostname) and not endpoint.path.strip("/")
    except ValueError:
        raise ImproperlyConfigured(FORM) from None
    fits = parts.scheme == "s3" and BUCKET.fullmatch(parts.netloc) and set(asked) <= ASKED and all(asked.values())
    if not fits or not endpoint_is_plain or endpoint.username or ".." in parts.path:
        raise ImproperlyConfigured(FORM)
    return parts.netloc, parts.path.strip("/"), asked


def _patience() -> Any:
    """A store that hangs must not hold a web process for minutes; checksums only where the store asks for them."""
    return Config(connect_timeout=5, read_timeout=20, retries={"max_attempts": 2}, signature_version="s3v4",
                  request_checksum_calculation="when_required", response_checksum_validation="when_required",
                  s3={"addressing_style": "path"})
