"""The type checker's options stand in pyproject.toml; what it finds is a failing test."""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

pytestmark = pytest.mark.xdist_group("types")  # the second run reads what the first has kept


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    """Its memory is this run's own: one that lies about tells of yesterday's models. From nothing it takes a quarter of a minute."""
    kept = tmp_path_factory.mktemp("types")

    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "mypy", f"--cache-dir={kept}", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    return run


def test_the_checker_has_nothing_to_say(check):
    found = check()
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_checker_sees_a_fault_and_knows_our_models(check, tmp_path):
    sample = tmp_path / "sample.py"
    sample.write_text("from popups.models import Offer\nOffer.objects.filter(colour='red')\nOffer().start.lower()\n")
    found = check(str(sample))
    assert "Cannot resolve keyword 'colour'" in found.stdout
    assert '"date" has no attribute "lower"' in found.stdout
