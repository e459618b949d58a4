"""How often each request to the live server asks the database, counted where it is answered."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import connection

SOON = 60  # seconds
PAPERWORK = ("SAVEPOINT", "RELEASE", "BEGIN")  # of a transaction; they ask for nothing


class Counting:
    """(method, path) → the most that one answer asked. Only while counting() lasts."""

    def __init__(self) -> None:
        self.most: dict[tuple[str, str], int] = {}
        self.here = threading.local()
        self.lock = threading.Condition()

    def _ask(self, execute, sql, params, many, context):
        self.here.count += not sql.startswith(PAPERWORK)
        return execute(sql, params, many, context)

    def started(self, sender: type | None, environ: dict | None = None, **kwargs: object) -> None:
        if environ and isinstance(sender, type) and issubclass(sender, WSGIHandler):
            self.here.count, self.here.what = 0, (environ["REQUEST_METHOD"], environ["PATH_INFO"])
            connection.execute_wrappers.append(self._ask)

    def finished(self, sender: type | None, **kwargs: object) -> None:
        if getattr(self.here, "what", None):
            with self.lock:
                self.most[self.here.what] = max(self.here.count, self.most.get(self.here.what, 0))
                self.lock.notify_all()
            self.here.what = None
            connection.execute_wrappers.remove(self._ask)

    def of_page(self, path: str) -> int:
        return self._of("GET", path)

    def of_deed(self, path: str) -> int:
        return self._of("POST", path)

    def _of(self, method: str, path: str) -> int:
        """The browser has the last byte of a page a moment before the server calls its answer finished: waits for that."""
        with self.lock:
            assert self.lock.wait_for(lambda: (method, path) in self.most, timeout=SOON), f"no answer to {path} was ever finished"
            return self.most[method, path]

    def pages(self) -> dict[str, int]:
        """What was only looked at."""
        return {path: count for (method, path), count in self.most.items() if method == "GET"}


@contextmanager
def counting() -> Iterator[Counting]:
    counts = Counting()
    request_started.connect(counts.started)
    request_finished.connect(counts.finished)
    try:
        yield counts
    finally:
        request_started.disconnect(counts.started)
        request_finished.disconnect(counts.finished)
