"""Where photos and papers are kept: a folder, or a bucket that nobody but this server reads."""

import pytest
from django.core.exceptions import ImproperlyConfigured

import config.backup
import config.media
from config.media import KEYS
from tests.settings.environment import read_settings

GOOD = "s3://town-photos?endpoint=https://s3.example.org&region=eu-north-1"
DEVELOPMENT = {"DEBUG": "on"}


@pytest.fixture
def with_packages(monkeypatch):
    """As if requirements-s3.lock were installed: the settings only describe the store, and ask nothing of it."""
    monkeypatch.setattr(config.media, "Config", lambda **given: given)


def storage(monkeypatch, value: str, **more: str) -> dict:
    keys = dict.fromkeys(KEYS, "hushhush")
    return read_settings(monkeypatch, **DEVELOPMENT | keys | {"MEDIA_STORAGE": value} | more)["STORAGES"]["default"]


def test_without_the_setting_it_is_a_folder(monkeypatch):
    assert read_settings(monkeypatch, **DEVELOPMENT)["STORAGES"]["default"]["BACKEND"].endswith("FileSystemStorage")


def test_a_bucket_is_private_and_no_file_is_written_twice(monkeypatch, with_packages):
    found = storage(monkeypatch, GOOD)
    options = found["OPTIONS"]
    assert found["BACKEND"] == "storages.backends.s3.S3Storage"
    assert (options["bucket_name"], options["endpoint_url"], options["region_name"]) == ("town-photos", "https://s3.example.org", "eu-north-1")
    assert (options["default_acl"], options["file_overwrite"], options["querystring_auth"]) == (None, False, True)
    assert options["client_config"]["connect_timeout"] <= 5
    assert "hushhush" not in str(found), "the keys stay in the environment"


def test_several_towns_share_a_bucket_by_folders(monkeypatch, with_packages):
    assert storage(monkeypatch, "s3://photos/aluksne/")["OPTIONS"]["location"] == "aluksne"


@pytest.mark.parametrize("value", [
    "s3://", "s3:town", "https://s3.example.org/town", "/var/lib/photos", "s3://Town_Photos", "s3://town?endpoint=s3.example.org",
    "s3://town?endpoint=https://s3.example.org/inside", "s3://town?endpoint=https://me:hushhush@s3.example.org", "s3://town?region=",
    "s3://town?acl=public-read", "s3://town?nonsense", "s3://town/../other", "s3://[half", "s3://town?endpoint=ftp://s3.example.org",
    "s3://me:hushhush@town"])
def test_what_cannot_be_read_is_refused_with_a_sentence(monkeypatch, with_packages, value):
    with pytest.raises(ImproperlyConfigured) as refused:
        storage(monkeypatch, value)
    said = str(refused.value)
    assert said.startswith("MEDIA_STORAGE")
    assert said.endswith(".")
    assert "hushhush" not in said


def test_missing_packages_and_missing_keys_are_named(monkeypatch, with_packages):
    with pytest.raises(ImproperlyConfigured, match=KEYS[1]):
        storage(monkeypatch, GOOD, **{KEYS[1]: ""})
    monkeypatch.setattr(config.media, "Config", None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-s3\.lock"):
        storage(monkeypatch, GOOD)


def test_a_backup_does_not_look_for_photos_that_are_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "left-over.webp").write_bytes(b"x")
    assert [path.name for path in config.backup.photos()] == ["left-over.webp"]
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}
    assert list(config.backup.photos()) == []
