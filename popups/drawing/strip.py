"""The strip: one unit's next 52 weeks as one thin row, free, partly free, offered, taken or closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WEEKS = 52
A_LABEL = timedelta(weeks=4)  # as much of the strip as the name of a month takes on a phone
# Later ones are drawn over earlier ones where days meet.
STATES: dict[str, str | Promise] = {
    "free": _("Free"),
    "partly": _("Partly free"),
    "offered": _("Offered"),
    "taken": _("Taken"),
    "closed": _("Closed"),
}
ORDER = list(STATES)


@dataclass(frozen=True)
class Span:
    """Days [start, end) that are not free: partly, offered, taken or closed."""

    state: str
    start: date
    end: date


@dataclass(frozen=True)
class Run:
    """Neighbouring days of one state, with its place on the strip as percent strings."""

    state: str
    start: date
    end: date
    x: str
    width: str

    @property
    def word(self) -> str | Promise:
        return STATES[self.state]


@dataclass(frozen=True)
class Strip:
    start: date
    end: date
    runs: list[Run]
    months: tuple[tuple[str, date], ...]

    @property
    def labels(self) -> list[tuple[str, date]]:
        """Months with room for their name: that of the last one would be cut at the edge."""
        return [(x, day) for x, day in self.months if self.end - day >= A_LABEL]

    @property
    def free_runs(self) -> list[Run]:
        return [run for run in self.runs if run.state == ORDER[0]]

    @property
    def states(self) -> list[tuple[str, str | Promise]]:
        used = {run.state for run in self.runs}
        return [(state, word) for state, word in STATES.items() if state in used]


def weeks(start: date, spans: Iterable[Span], count: int = WEEKS) -> Strip:
    """The strip of `count` weeks from `start`. Spans may overlap and reach over the edges."""
    end = start + timedelta(weeks=count)
    days = (end - start).days
    states = [ORDER[0]] * days
    for span in sorted(spans, key=lambda span: ORDER.index(span.state)):
        first, after = (min(days, max(0, (edge - start).days)) for edge in (span.start, span.end))
        states[first:after] = [span.state] * (after - first)
    return Strip(start, end, _runs(start, states), _months(start, days))


def _runs(start: date, states: list[str]) -> list[Run]:
    runs, first = [], 0
    for index in range(1, len(states) + 1):
        if index < len(states) and states[index] == states[first]:
            continue
        x, width = _percent(first, len(states)), _percent(index - first, len(states))
        runs.append(Run(states[first], start + timedelta(days=first), start + timedelta(days=index), x, width))
        first = index
    return runs


@lru_cache(maxsize=8)
def _months(start: date, days: int) -> tuple[tuple[str, date], ...]:
    """The same for every strip of a page."""
    found = [start + timedelta(days=index) for index in range(days)]
    return tuple((_percent((day - start).days, days), day) for day in found if day.day == 1)


def _percent(part: int, whole: int) -> str:
    return f"{part / whole * 100:.3f}%"
