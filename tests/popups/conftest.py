"""What several tests begin with."""

import pytest

from popups.forms import from_people
from popups.forms.from_people import stamp_of_now
from tests.make import make_application


@pytest.fixture
def stamp(monkeypatch):
    """Of a page that somebody had open long enough to have written something."""
    made = stamp_of_now()
    monkeypatch.setattr(from_people, "LEAST_SECONDS", 0)
    return made


@pytest.fixture
def draft(client):
    """Of the applicant who is signed in."""
    draft = make_application(status="draft")
    client.force_login(draft.applicant.user)
    return draft
