"""A real server of several processes and threads over the database under test, and clients that act at once."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.utils.html import strip_tags

from popups.models import User
from tests.concurrency.waiting import PATIENCE
from tests.database_url import database_url

ROOT = Path(__file__).parents[2]
CSRF = "x" * 32
TRIES = 3


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str

    @property
    def codes(self) -> set[str]:
        """What the page says is wrong, as codes."""
        return {code for part in self.text.split('data-codes="')[1:] for code in part.split('"')[0].split()}

    @property
    def fault(self) -> str:
        """What went wrong inside, as the page of a developing server tells it; empty where nothing did."""
        plain = strip_tags(self.text.split("</style>")[-1])
        return "\n".join(line for line in plain.splitlines() if line.strip())[:6000] if self.status >= 500 else ""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def server(application: str = "config.wsgi:application") -> Iterator[int]:
    """Serves with two processes of eight threads each; gives the port."""
    with tempfile.TemporaryFile() as said:  # a pipe that nobody reads would fill up and stop the server
        port, process = started(application, said)
        try:
            yield port
        finally:
            stop(process)


def started(application: str, said: IO[bytes]) -> tuple[int, subprocess.Popen]:
    """Another program may take the free port before the server does: then it ends at once, and another port is tried."""
    for tries_left in reversed(range(TRIES)):
        port = free_port()
        process = launch(application, port, said)
        try:
            wait_for(port, process, said)
            return port, process
        except AssertionError:
            stop(process)
            if not tries_left:
                raise
    raise AssertionError("never tried")


def launch(application: str, port: int, said: IO[bytes]) -> subprocess.Popen:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "2", "--blocking-threads", "8", "--backpressure", "64", "--no-ws", application]
    environment = {**os.environ, "DATABASE_URL": database_url(connection), "DJANGO_SETTINGS_MODULE": "config.settings",
                   "DEBUG": "on", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True)


def stop(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
    except ProcessLookupError:  # it has ended already
        process.wait()
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    end_sessions()


def end_sessions() -> None:
    """PostgreSQL may take a while to notice that a client was killed, and keeps the database until then."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE datname = current_database() AND pid <> pg_backend_pid()")


def wait_for(port: int, process: subprocess.Popen, said: IO[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            get(port, "/healthz/")
            return
        except OSError:
            said.seek(0)
            assert process.poll() is None, said.read().decode()
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def get(port: int, path: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", path)
    line.getresponse().read()
    line.close()


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def post(port: int, session: str, path: str, fields: dict) -> Answer:
    """One POST over a connection of its own, as a browser would send it."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    body = urlencode({**fields, "csrfmiddlewaretoken": CSRF}, doseq=True)
    line.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded",
                                      "Cookie": f"sessionid={session}; csrftoken={CSRF}"})
    response = line.getresponse()
    answer = Answer(response.status, response.headers.get("Location", ""), response.read().decode())
    line.close()
    return answer


def all_at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    """Each act in a thread of its own; none begins before all are ready."""
    ready = threading.Barrier(len(acts))
    answers: dict[int, Answer] = {}

    def run(number: int, act: Callable[[], Answer]) -> None:
        ready.wait(PATIENCE)
        answers[number] = act()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    faults = [answer.fault for answer in answers.values() if answer.fault]
    assert not faults, f"{len(faults)} faults, the first: {faults[0]}"
    return [answers[number] for number in range(len(acts))]
