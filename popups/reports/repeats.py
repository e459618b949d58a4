"""Applications that look like the same one, as officers read them."""

from dataclasses import dataclass
from typing import Any

from popups.models import Application, Call
from popups.rules.repeats import Repeat, waiting_repeats, words_of

SHOWN = 50


@dataclass(frozen=True)
class Pair:
    """first is the older one."""

    first: Application
    second: Application
    words: list[Any]
    is_repeat: bool | None


def _rows(pairs: list[Repeat]) -> dict[int, Application]:
    keys = {pk for pair in pairs for pk in (pair.first, pair.second)}
    return {row.pk: row for row in Application.objects.filter(pk__in=keys).select_related("applicant", "call")} if keys else {}


def pairs_of(call: Call | None) -> tuple[list[Pair], int]:
    """(the first fifty that nobody has settled, how many there are). Three queries."""
    waiting = waiting_repeats(call)
    rows = _rows(waiting[:SHOWN])
    found = [Pair(rows[pair.first], rows[pair.second], words_of(pair), pair.is_repeat) for pair in waiting[:SHOWN]]
    return found, len(waiting)
