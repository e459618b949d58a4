"""./run and ./test on machines that lack something."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.settings.environment import ROOT

TOOLS = ("sh", "dirname", "cat", "grep", "cmp", "id", "mkdir", "rm", "touch", "cp", "env", "sed", "getconf")
# Stands for a Python that can do what the test says; `-m venv` makes an environment whose python is this script again.
PYTHON = """#!/bin/sh
echo "python $*" >> "{log}"
case "$*" in
  *version_info\\ \\<*) exit {old} ;;
  *ensurepip*) exit {novenv} ;;
  *version_info*) echo python3.11-venv ;;
  --version) echo Python 3.11.2 ;;
  "-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
  "-m pip"*) exit {pip} ;;
esac
"""


class Machine:
    """A copy of what ./run needs, on a PATH that holds only the named tools."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin, self.log = folder / "skatlogs", folder / "bin", folder / "log"
        (self.folder / "bin").mkdir(parents=True)
        self.bin.mkdir()
        self.log.touch()
        for name in ("run", "test", "bin/env.sh", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(ROOT / name, self.folder / name)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))

    def install_python(self, *, old: int = 0, novenv: int = 0, pip: int = 0) -> None:
        python = self.bin / "python3"
        python.write_text(PYTHON.format(log=self.log, old=old, novenv=novenv, pip=pip))
        python.chmod(0o755)

    def start(self, command: str = "./run") -> subprocess.CompletedProcess:
        environment = {"PATH": str(self.bin), "HOME": os.environ.get("HOME", "/")}
        return subprocess.run([command], cwd=self.folder, env=environment, capture_output=True, text=True)

    @property
    def installs(self) -> int:
        return self.log.read_text().count("-m pip install")

    @property
    def environments(self) -> int:
        return self.log.read_text().count("-m venv")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("command", ["./run", "./test"])
def test_without_python_it_says_what_to_install(machine, command):
    ended = machine.start(command)
    assert ended.returncode != 0
    assert "apt-get install python3 python3-venv" in ended.stderr


def test_an_old_python_counts_as_none(machine):
    machine.install_python(old=1)
    assert "apt-get install python3 python3-venv" in machine.start().stderr


def test_without_venv_it_names_the_package(machine):
    machine.install_python(novenv=1)
    ended = machine.start()
    assert ended.returncode != 0
    assert "apt-get install python3.11-venv" in ended.stderr
    assert not (machine.folder / ".venv").exists()


def test_the_second_start_installs_nothing(machine):
    machine.install_python()
    assert machine.start().returncode == 0
    assert machine.start().returncode == 0
    assert (machine.environments, machine.installs) == (1, 1)


def test_a_new_lock_is_installed_into_the_same_environment(machine):
    machine.install_python()
    machine.start()
    with (machine.folder / "requirements.lock").open("a") as lock:
        lock.write("new==1 --hash=sha256:00\n")
    machine.start()
    assert (machine.environments, machine.installs) == (1, 2)


def test_what_was_interrupted_is_made_anew(machine):
    machine.install_python(pip=1)
    assert machine.start().returncode != 0
    machine.install_python()
    assert machine.start().returncode == 0
    assert (machine.environments, machine.installs) == (2, 2)


def test_the_environment_for_tests_serves_run_as_well(machine):
    machine.install_python()
    machine.start("./test")
    installs = machine.installs
    machine.start("./run")
    assert (installs, machine.installs) == (1, 1)


@pytest.mark.parametrize(("given", "shown"), [("", "127.0.0.1:8000"), ("8001", "127.0.0.1:8001"), ("0.0.0.0:99", "127.0.0.1:99")])
def test_the_address_is_the_last_word(machine, given, shown):
    machine.install_python()
    environment = {"PATH": str(machine.bin), "HOME": "/"}
    command = ["./run", given] if given else ["./run"]
    ended = subprocess.run(command, cwd=machine.folder, env=environment, capture_output=True, text=True)
    assert f"http://{shown}/" in ended.stdout.splitlines()[-2]


def test_a_port_that_is_none_is_refused(machine):
    machine.install_python()
    ended = subprocess.run(["./run", "localhost:http"], cwd=machine.folder, env={"PATH": str(machine.bin)}, capture_output=True, text=True)
    assert ended.returncode != 0
    assert machine.installs == 0


def test_a_database_that_does_not_answer_is_said_in_a_sentence(machine):
    """The database of a Python that fails as Django does where nobody listens."""
    machine.install_python()
    machine.start()
    python = machine.folder / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\ncase "$*" in *ensure_connection*) printf "Traceback\\n  File\\ndjango.db.utils.OperationalError: refused\\n" >&2; exit 1 ;; esac\n')
    environment = {"PATH": str(machine.bin), "HOME": "/", "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}
    ended = subprocess.run(["./run"], cwd=machine.folder, env=environment, capture_output=True, text=True)
    assert ended.returncode != 0
    assert len(ended.stderr.splitlines()) == 1
    assert "DATABASE_URL" in ended.stderr
    assert "refused" in ended.stderr
