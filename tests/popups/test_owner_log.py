"""The secret of an owner's link never reaches the log, whatever goes wrong while it is opened."""

import io
import logging

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from config.logs import MASK, WithoutSecrets
from tests.make import make_officer, make_owner
from vacancies.lifecycle.owner_page import make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal():
    """What the handler of the settings would have written to the system's journal."""
    handler = next(one for one in logging.getLogger().handlers if isinstance(one.formatter, WithoutSecrets))
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.fixture
def secret():
    return make_link(owner=make_owner(), by=make_officer())


def broken_cache(settings):
    """The cache in which tries are counted is not there: a fault that no view expects."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "no_such_table"}}
    assert caches["default"]


def test_an_unexpected_500_is_logged_without_the_secret(settings, journal, secret):
    broken_cache(settings)
    response = Client(raise_request_exception=False).get(reverse("popups:owner-enter", args=[secret]))
    assert response.status_code == 500
    said = journal.getvalue()
    assert f"/owner/enter/{MASK}/" in said
    assert "Traceback" in said
    assert secret not in said


@pytest.mark.parametrize(("send", "status"), [
    (lambda client, address: client.post(address), 405),
    (lambda client, address: client.get(address, headers={"host": "elsewhere.example.org"}), 400),
    (lambda client, address: client.get(address + "x/"), 404),
])
def test_what_django_refuses_itself_is_logged_without_the_secret(journal, secret, send, status):
    response = send(Client(raise_request_exception=False), reverse("popups:owner-enter", args=[secret]))
    assert response.status_code == status
    assert journal.getvalue(), "there was something to hide it in"
    assert secret not in journal.getvalue()


def test_an_error_that_quotes_the_secret_is_masked_in_its_traceback(rf, secret):
    try:
        raise ValueError(f"cannot read {secret}")
    except ValueError as error:
        record = logging.LogRecord("popups", logging.ERROR, "", 0, "Failed", (), (ValueError, error, error.__traceback__))
    record.request = rf.get(reverse("popups:owner-enter", args=[secret]))
    said = WithoutSecrets().format(record)
    assert f"cannot read {MASK}" in said
    assert secret not in said


def test_all_else_is_logged_as_it_is():
    for text in ("Not Found: /owner/", "Not Found: /units/U-7KQ4/", "nothing"):
        assert WithoutSecrets().format(logging.LogRecord("django", logging.WARNING, "", 0, text, (), None)) == text


def test_a_short_word_in_the_address_hides_nothing_else_of_its_line(rf):
    record = logging.LogRecord("django", logging.WARNING, "", 0, "Not Found: /owner/enter/e/ seen here", (), None)
    record.request = rf.get("/owner/enter/e/")
    assert WithoutSecrets().format(record) == f"Not Found: /owner/enter/{MASK}/ seen here"


def test_no_other_handler_writes_what_django_says():
    """E-mail to administrators would carry the address and the variables of the failed request."""
    assert logging.getLogger("django").handlers == []
    assert [one for name in ("request", "security") for one in logging.getLogger(f"django.{name}").handlers] == []
