"""Chooses database and folders for the tests, before the settings are read.

Loaded by `-p tests.environment`, because pytest-django reads the settings before any conftest.py.
What a person has set for their own server never reaches the tests, and what the tests write
lies in one folder of this run, so that several runs can go on side by side.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests import postgres, template

OWN_NAMES = (
    "DATABASE_URL", "EMAIL_URL", "CACHE_URL", "MEDIA_ROOT", "SECRET_KEY", "ALLOWED_HOSTS", "IS_DEMO", "CONN_MAX_AGE",
)
PLENTY = 2 * 1024**3


def make_folder() -> Path:
    """A folder for this run, in memory where there is plenty; readable for the user PostgreSQL runs as."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > PLENTY
    folder = Path(tempfile.mkdtemp(prefix="skatlogs-", dir=memory if roomy else None))
    folder.chmod(0o711)
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
    return folder


def forget_own_settings() -> None:
    for name in [name for name in os.environ if name.startswith("SKATLOGS_") or name in OWN_NAMES]:
        del os.environ[name]


def prepare() -> None:
    """Sets the environment of this process; workers of pytest-xdist inherit it and must not do it again."""
    given = os.environ.get("TEST_DATABASE_URL")
    forget_own_settings()
    folder = make_folder()
    os.environ[template.FOLDER] = "" if given else str(folder)
    os.environ["DEBUG"] = "on"
    os.environ["MEDIA_ROOT"] = str(folder / "media")
    os.environ["EMAIL_URL"] = "memorymail://"
    if os.environ.get("TEST_DB") == "postgres":
        os.environ["DATABASE_URL"] = given or postgres.start(folder / "postgres")
    else:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"


if "PYTEST_XDIST_WORKER" not in os.environ:
    prepare()


def pytest_configure(config: pytest.Config) -> None:
    """Where tests will run in several processes, the database they copy is made while they are still collected."""
    chosen = config.option
    if getattr(chosen, "numprocesses", None) and not chosen.collectonly and not chosen.nomigrations:
        template.begin()


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {os.environ['DATABASE_URL']}"
