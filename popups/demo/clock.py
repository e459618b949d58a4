"""The clock on the wall, turned to the moment that a story tells of: verbs stamp what they write, and calls open and close, by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """For the loader only: one process that serves nobody. Each look at the clock is a millisecond later than the one before."""
    wall, looks = timezone.now, count()
    timezone.now = lambda: moment + timedelta(milliseconds=next(looks))
    try:
        yield
    finally:
        timezone.now = wall
