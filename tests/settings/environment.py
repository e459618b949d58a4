"""Reads config/settings.py once more, under an environment of the test's own."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
PRODUCTION = {
    "SECRET_KEY": "k3y-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "skatlogs.example.org",
    "SKATLOGS_SITE_URL": "https://skatlogs.example.org",
    "SKATLOGS_HTTPS": "proxy",
    "EMAIL_URL": "smtp+tls://skatlogs:secret@mail.example.org:587",
}


def example() -> dict[str, str]:
    """The production settings that are shipped, as systemd would read them."""
    lines = (ROOT / "deploy" / "production.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def clean(**given: str) -> dict[str, str]:
    return {name: os.environ[name] for name in NEEDED if name in os.environ} | given


def read_settings(monkeypatch, **given: str) -> dict:
    """The settings as a dictionary; raises what they raise."""
    for name in set(os.environ) - set(NEEDED):
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "config" / "settings.py"))


def manage(*arguments: str, **given: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean(**given), capture_output=True, text=True, stdin=subprocess.DEVNULL)
