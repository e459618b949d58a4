"""bin/prepare: what root installs is read by the service, what the service writes by nobody else."""

import os
import shutil
import subprocess
from pathlib import Path

BIN = Path(__file__).parents[2] / "bin"
PYTHON = """#!/bin/sh
case $2 in
  collectstatic) mkdir staticfiles ;;
  migrate) : > database ;;
esac
"""


def prepare(folder: Path, umask: int) -> None:
    """In a folder where all packages are installed already."""
    shutil.copytree(BIN, folder / "bin")
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON)
    python.chmod(0o755)
    for name in ("requirements.lock", ".venv/.installed-requirements.lock"):
        (folder / name).write_text("")
    settings = {"PATH": os.environ["PATH"], "SERVICE_USER": "nobody-of-this-machine"}
    subprocess.run(["bin/prepare"], cwd=folder, env=settings, umask=umask, check=True, capture_output=True)


def test_what_is_installed_under_a_strict_umask_is_read_by_the_service_and_its_database_by_nobody_else(tmp_path):
    prepare(tmp_path, 0o027)
    assert (tmp_path / "staticfiles").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "database").stat().st_mode & 0o007 == 0
