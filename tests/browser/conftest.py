"""Phones for the tests of the walk."""

import pytest

from tests.browser.walking import PHONE, Walker, sign_in
from tests.make import make_surveyor


@pytest.fixture
def surveyor(transactional_db):
    return make_surveyor(email="anna@example.org")


@pytest.fixture
def phone(new_context, live_server, surveyor):
    """A function that gives a signed-in phone. Without its worker, so that the test may stand in the way of every request."""

    def make_phone(person=None, **wishes):
        context = new_context(**{**PHONE, "service_workers": "block"} | wishes)
        sign_in(context, live_server.url, person or surveyor)
        return Walker(context.new_page(), live_server.url)

    return make_phone


@pytest.fixture
def walker(phone):
    found = phone().open()
    yield found
    assert found.problems == [], "no script failed"
