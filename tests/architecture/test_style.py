"""The linter's rules stand in pyproject.toml; a fault it finds is a failing test."""

import subprocess
import sys

from tests.architecture.source import ROOT


def lint(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", *arguments]
    return subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True)


def test_the_linter_sees_a_fault():
    assert "F401" in lint("--stdin-filename", "popups/x.py", "-", text="import os\n").stdout


def test_the_linter_has_nothing_to_say():
    found = lint(".")
    assert found.returncode == 0, found.stdout
