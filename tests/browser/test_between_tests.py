"""No request of one test is still being answered when the tables are emptied for the next."""

import threading
from urllib.request import urlopen

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started

from tests.in_flight import InFlight


@pytest.fixture
def counter():
    """Nobody else's requests: the signals are told to it by hand."""
    counter = InFlight()
    yield counter
    request_started.disconnect(counter._started)
    request_finished.disconnect(counter._finished)


def test_a_request_that_has_begun_is_waited_for(counter):
    request_started.send(WSGIHandler)

    assert not counter.wait_until_none(patience=0.1)

    request_finished.send(WSGIHandler)

    assert counter.wait_until_none(patience=5)


def test_the_test_client_is_not_waited_for(counter, client, db):
    client.get("/")
    request_started.send(type("ClientHandler", (), {}))

    assert counter.wait_until_none(patience=5)


def test_a_real_request_counts_until_it_is_answered(counter, live_server):
    begun, go_on = threading.Event(), threading.Event()

    def hold(**kwargs):
        begun.set()
        go_on.wait(30)

    request_finished.disconnect(counter._finished)
    request_finished.connect(hold)
    request_finished.connect(counter._finished)
    asking = threading.Thread(target=lambda: urlopen(live_server.url + "/").read())
    asking.start()
    try:
        assert begun.wait(30)
        assert not counter.wait_until_none(patience=0.1)
    finally:
        go_on.set()
        asking.join(30)
        request_finished.disconnect(hold)

    assert counter.wait_until_none(patience=30)
    assert counter.count == 0
