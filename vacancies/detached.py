"""Work that outlives a request: a command of manage.py in a process of its own, without any broker or worker."""

import subprocess
import sys

from django.conf import settings


def start_command(*words: str) -> None:
    """A session of its own, so that it outlives the request and whoever stops the server by its terminal.

    What it logs goes where the server's own goes, so that the journal tells why one stopped.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words, "--skip-checks"]
    nothing = subprocess.DEVNULL
    subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=nothing, stdout=nothing, start_new_session=True)  # noqa: S603
