"""Finds a Chromium for the browser tests, and says how it is to be started."""

import os
import shutil
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def playwrights_own() -> list[Path]:
    """Browsers that `playwright install` may have laid down."""
    given = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    roots = [Path(given)] if given else [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
    return sorted((found for root in roots for pattern in patterns for found in root.glob(pattern)), reverse=True)


@cache
def path() -> str | None:
    """$CHROMIUM, then PATH, then Playwright's own."""
    if given := os.environ.get("CHROMIUM"):
        return shutil.which(given)
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, [*on_path, *map(str, playwrights_own())]), None)


def arguments() -> list[str]:
    """A browser run as root has no sandbox of its own."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


if __name__ == "__main__":
    raise SystemExit(0 if path() else "no Chromium found")
