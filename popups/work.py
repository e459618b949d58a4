"""What the periodic job is made of: its parts, and what each of them says it did."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.functional import Promise

logger = logging.getLogger("popups.tick")


@dataclass
class Work:
    """How many rows were dealt with, and which could not be."""

    count: int = 0
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Done:
    """What one part did, as a sentence for the person who reads the journal. count: to how many rows."""

    sentence: str
    is_failure: bool = False
    count: int = 0


def for_each(rows: Iterable[models.Model], act: Callable[..., bool]) -> Work:
    """One row that cannot be dealt with does not keep the others waiting."""
    work = Work()
    for row in rows:
        try:
            work.count += act(row)
        except Exception:
            logger.exception("tick could not deal with %s", row)
            work.failed.append(str(row))
    return work


@dataclass(frozen=True)
class Part:
    """One thing the job does. `said` makes the sentence from the count."""

    name: str | Promise
    act: Callable[[date], Work]
    said: Callable[[int], str]
