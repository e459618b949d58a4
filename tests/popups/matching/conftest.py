"""What the tests of the pages of plans begin with."""

import pytest

from popups.lifecycle import plan_runs
from tests import make


@pytest.fixture
def officer(client):
    """Signed in."""
    person = make.make_officer()
    client.force_login(person)
    return person


@pytest.fixture
def begun(monkeypatch):
    """What would think in a process of its own."""
    found = []
    monkeypatch.setattr(plan_runs, "start_command", lambda *words: found.append(words))
    return found
