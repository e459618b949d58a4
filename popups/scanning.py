"""The town's own virus scanner, where it has one: a program that looks into a file before it is kept."""

import logging
import shlex
import subprocess
from enum import Enum
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files.base import File

logger = logging.getLogger(__name__)
LONGEST_SCAN = 30  # seconds that somebody waits with the page


class Scan(Enum):
    """SILENT: there is a scanner and it did not answer; what was not looked at is not kept."""

    OFF = "off"
    CLEAN = "clean"
    INFECTED = "infected"
    SILENT = "silent"


_ANSWERS = {0: Scan.CLEAN, 1: Scan.INFECTED}


def _ask(command: list[str], path: str) -> Scan:
    try:
        done = subprocess.run([*command, path], capture_output=True, timeout=LONGEST_SCAN, check=False)  # noqa: S603 (the town's own setting)
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.error("The virus scanner did not answer: %s", error)
        return Scan.SILENT
    if done.returncode not in _ANSWERS:
        logger.error("The virus scanner answered %s: %s", done.returncode, done.stderr[:500].decode(errors="replace"))
    return _ANSWERS.get(done.returncode, Scan.SILENT)


def scan(file: File) -> Scan:
    """Writes a copy for the scanner, which is gone afterwards. Costs as long as the scanner takes, 30 seconds at most."""
    command = shlex.split(settings.PAPER_SCAN_COMMAND)
    if not command:
        return Scan.OFF
    with NamedTemporaryFile(prefix="paper-") as copy:
        file.seek(0)
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        file.seek(0)
        return _ask(command, copy.name)
