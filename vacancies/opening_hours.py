"""Opening hours of a week: {"mon": [["10:00", "18:00"]], …}; a day that is not there is closed.

Times are the town's own clock. A day's spans are in order, never overlap, and never run past midnight.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import groupby

from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Hours = Mapping[str, Sequence[Sequence[str]]]
Span = tuple[time, time]

DAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES: tuple[Promise, ...] = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
SHORT_NAMES: tuple[Promise, ...] = (
    pgettext_lazy("opening hours", "Mon"), pgettext_lazy("opening hours", "Tue"), pgettext_lazy("opening hours", "Wed"),
    pgettext_lazy("opening hours", "Thu"), pgettext_lazy("opening hours", "Fri"), pgettext_lazy("opening hours", "Sat"),
    pgettext_lazy("opening hours", "Sun"))

_CLOSED_WORDS = frozenset({"", "-", "–", "—", "x", "closed", "slēgts", "brīvs", "geschlossen"})
_SPAN = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.]?(\d{2}))?")
_BETWEEN_SPANS = re.compile(r"\s*[,;/]\s*|\s+(?=\d{1,2}(?:[:.]?\d{2})?\s*[-–—])")


class HoursProblem(ValueError):
    """Why a day's text is not opening hours. `code`: hours_unreadable, hours_backwards or hours_overlap."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code, self.message = code, message


def spans_of(hours: Hours, weekday: int) -> list[Span]:
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in hours.get(DAYS[weekday], ())]


def today(hours: Hours, day: date) -> list[Span]:
    """The spans of one day, first to last; empty: closed."""
    return spans_of(hours, day.weekday())


def is_open(hours: Hours, at: datetime) -> bool:
    """`at` is the town's own clock: pass timezone.localtime(), never a moment in UTC."""
    return any(opens <= at.time() < closes for opens, closes in today(hours, at.date()))


def times_text(spans: Sequence[Span]) -> str:
    """'10:00–13:00, 14:00–18:00' as the reader's language writes times; the word for closed when there is none."""
    if not spans:
        return str(pgettext_lazy("opening hours", "closed"))
    return ", ".join(f"{time_format(opens)}–{time_format(closes)}" for opens, closes in spans)


def week_lines(hours: Hours) -> list[tuple[str, str]]:
    """Neighbouring days with equal hours together: [('Mon–Fri', '10:00–18:00'), …]. No hours at all: no lines."""
    if not any(hours.get(day) for day in DAYS):
        return []
    return [(_days_text(days), times_text(spans)) for days, spans in _runs(hours)]


def _runs(hours: Hours) -> Iterator[tuple[list[int], list[Span]]]:
    for spans, days in groupby(range(len(DAYS)), key=lambda weekday: spans_of(hours, weekday)):
        yield list(days), spans


def _days_text(days: Sequence[int]) -> str:
    first, last = SHORT_NAMES[days[0]], SHORT_NAMES[days[-1]]
    return str(first) if len(days) == 1 else f"{first}–{last}"


def parse_day(text: str) -> list[list[str]]:
    """Reads '10-18', '10:00–13:00, 14–18' or nothing (closed); raises HoursProblem."""
    if text.strip().casefold() in _CLOSED_WORDS:
        return []
    spans = sorted(_parse_span(part) for part in _BETWEEN_SPANS.split(text.strip()))
    for (_opens, closes), (next_opens, _closes) in zip(spans, spans[1:], strict=False):
        if next_opens < closes:
            raise HoursProblem("hours_overlap", _("Two times overlap. Leave a gap between them or write them as one."))
    return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in spans]


def _parse_span(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    try:
        hour, minute, last_hour, last_minute = (int(number or 0) for number in found.groups())  # type: ignore[union-attr]
        opens, closes = time(hour, minute), time(last_hour, last_minute)
    except (AttributeError, ValueError):
        message = _("Write the times like 10–18 or 10:00–13:00, 14:00–18:00. Leave the box empty for a closed day.")
        raise HoursProblem("hours_unreadable", message) from None
    if closes <= opens:
        message = _("The closing time must be after the opening time, and before midnight (23:59 at the latest).")
        raise HoursProblem("hours_backwards", message)
    return opens, closes


def day_text(hours: Hours, day: str) -> str:
    """What parse_day reads back: '10:00–13:00, 14:00–18:00', the same in every language."""
    return ", ".join(f"{opens}–{closes}" for opens, closes in hours.get(day, ()))
