"""Vacancies that are over, as our own files write them: a line for each, "2021-03 – 2022-05-14: apavu veikals"."""

import re
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Any

from vacancies.exchange.cells import one_line
from vacancies.exchange.days import say_day, understand_day

UNKNOWN = "?"  # for a first day that nobody knows
_DASH = re.compile(r"\s+[–—-]\s+")
_LONGEST_USE = 200
MOST_PERIODS = 200  # of one unit: more is no history of a shop but a cell that grew by mistake, or to do harm


@dataclass(frozen=True)
class Period:
    """[starts_on, ends_on); the last day is the one before ends_on."""

    starts_on: date | None
    starts_precision: str
    ends_on: date
    ends_precision: str
    previous_use: str = ""

    def as_json(self) -> list[Any]:
        return [part.isoformat() if isinstance(part, date) else None if part is None else str(part) for part in astuple(self)]


def say_periods(periods: list[Period], language: str) -> str:
    return "\n".join(_say(period, language) for period in sorted(periods, key=in_time))


def in_time(period: Period) -> tuple[date, date]:
    return period.starts_on or date.min, period.ends_on


def _say(period: Period, language: str) -> str:
    first = say_day(period.starts_on, period.starts_precision, language) if period.starts_on else UNKNOWN
    last = say_day(period.ends_on - timedelta(days=1), period.ends_precision, language, is_last=True)
    use = one_line(period.previous_use)
    return f"{first} – {last}: {use}" if use else f"{first} – {last}"


def understand_periods(text: str) -> tuple[list[Period], list[str]]:
    """In order of time, and the lines that are written otherwise or lie over one before."""
    found, bad = [], []
    for line in filter(None, map(one_line, text.split("\n"))):
        period = _understand(line)
        if period is None:
            bad.append(line)
        else:
            found.append((period, line))
    free: list[Period] = []
    for period, line in sorted(found, key=lambda pair: in_time(pair[0])):
        if free and (period.starts_on or date.min) < free[-1].ends_on:
            bad.append(line)
        else:
            free.append(period)
    return free, bad


def _understand(line: str) -> Period | None:
    said, _colon, use = line.partition(": ")
    ends = _DASH.split(said.rstrip(": "))
    if len(ends) != 2 or len(use) > _LONGEST_USE:
        return None
    first, last = understand_day(ends[0]), understand_day(ends[1], is_last=True)
    if last is None or (first is None and ends[0] != UNKNOWN) or last.day == date.max or (first and first.day > last.day):
        return None
    return Period(first.day if first else None, str(first.precision if first else "day"), last.day + timedelta(days=1),
                  str(last.precision), use.strip())
