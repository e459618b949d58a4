"""Requests that the live server is still answering: no test may end before them.

A page that is closed leaves its last request running in a thread of the server. Emptying the tables then meets that
request's locks (PostgreSQL ends one of the two), or the request finds the next test's rows.
"""

import threading
import time

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started

PATIENCE = 60.0  # seconds
STILL = 0.05  # seconds without a request, so that one being read from its socket is not overlooked
A_LOOK = 0.005


class InFlight:
    """Counts what came over HTTP; the test client has a handler of another family and does not count."""

    def __init__(self) -> None:
        self.count = 0
        self.lock = threading.Lock()
        request_started.connect(self._started)
        request_finished.connect(self._finished)

    def _started(self, sender: type | None, **kwargs: object) -> None:
        self._add(sender, 1)

    def _finished(self, sender: type | None, **kwargs: object) -> None:
        self._add(sender, -1)

    def _add(self, handler: type | None, number: int) -> None:
        if isinstance(handler, type) and issubclass(handler, WSGIHandler):
            with self.lock:
                self.count += number

    def wait_until_none(self, patience: float = PATIENCE) -> bool:
        """Whether all had been answered within so many seconds."""
        end = time.monotonic() + patience
        still_since = None
        while time.monotonic() < end:
            if self.count > 0:
                still_since = None
            elif still_since is None:
                still_since = time.monotonic()
            elif time.monotonic() - still_since >= STILL:
                return True
            time.sleep(A_LOOK)
        return False


in_flight = InFlight()
