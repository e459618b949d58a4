"""A database in which every migration has run, made once for a run of the tests and copied for each of its workers.

Running the migrations is half a minute of work; the copy holds the same tables, triggers and constraints. Only workers
of pytest-xdist take it: whoever asks first makes it, and the others wait.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import django
from django.db import connection

FOLDER = "TEST_FOLDER"  # names the folder of this run; empty where the database server is not our own
COMMAND = (sys.executable, "-m", "tests.template")
ROOT = Path(__file__).resolve().parents[1]


def name(vendor: str) -> str:
    return str(Path(os.environ[FOLDER]) / "migrated.sqlite3") if vendor == "sqlite" else "migrated"


def is_taken() -> bool:
    return bool(os.environ.get(FOLDER)) and "PYTEST_XDIST_WORKER" in os.environ


def begin() -> None:
    """While the workers still collect their tests. It ends with this process at the latest."""
    if not os.environ.get(FOLDER):
        return
    maker = subprocess.Popen(COMMAND, cwd=ROOT)
    atexit.register(lambda: maker.poll() is None and (maker.kill(), maker.wait()))


def take() -> None:
    """For the test database of this worker: PostgreSQL copies by itself, a file of SQLite is copied here."""
    subprocess.run(COMMAND, cwd=ROOT, check=True)
    if connection.vendor == "sqlite":
        shutil.copy(name("sqlite"), connection.settings_dict["TEST"]["NAME"])
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = name("postgresql")


def make() -> None:
    """One at a time; what was broken off is made anew."""
    folder = Path(os.environ[FOLDER])
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "migrated.done").exists():
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
            django.setup()
            connection.settings_dict["TEST"]["NAME"] = name(connection.vendor)
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            (folder / "migrated.done").touch()


if __name__ == "__main__":
    make()
