"""An import at work: who began it, how far it is, and whether it has stopped."""

import gc
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from vacancies.imports.runs import Work
from vacancies.models import ImportRun
from vacancies.models.import_run import DEAD_AFTER

_MADE_BEFORE_COLLECTING = 20_000  # objects
_PULSE = 1.0  # seconds between two notes of how far it is


def is_at_work(run: ImportRun) -> bool:
    return "work" in run.report


def has_stopped(run: ImportRun) -> bool:
    """It was at work and has given no sign of life for a while: its process was killed, or the server restarted."""
    return is_at_work(run) and run.touched_at < timezone.now() - DEAD_AFTER


def set_to_work(run: ImportRun, work: Work) -> None:
    """For a locked run."""
    kept = {part: said for part, said in run.report.items() if part != "failure"}
    run.report = {**kept, "work": str(work)}
    run.rows_done = 0
    run.save()


def pulse(run: ImportRun) -> Callable[[int], None]:
    """Notes how far it is, at most once a second, outside of every transaction."""
    last = [0.0]

    def note(row: int) -> None:
        if time.monotonic() - last[0] >= _PULSE:
            last[0] = time.monotonic()
            ImportRun.objects.filter(pk=run.pk).update(rows_done=row, touched_at=timezone.now())

    return note


def collect_garbage_seldom() -> None:
    """For a process of its own. Python looks for garbage every 700 objects, of which a batch of rows makes far more: a tenth
    of the time of an import, to find hardly any."""
    gc.set_threshold(_MADE_BEFORE_COLLECTING)


def whose(run: ImportRun) -> Any:
    """Who pressed the button."""
    return get_user_model().objects.filter(pk=run.report.get("by")).first()
