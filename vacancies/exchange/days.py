"""Days in our own files, each as exactly as it is known: 2024-05-17, 2024-05, 2024, "apm. 2024-05-17", "2024-05-17 (mēnesis)"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from vacancies.choices import Precision
from vacancies.exchange.words import ABOUT, LANGUAGES, PRECISIONS, say, understand
from vacancies.latvian import fold

_DAY = re.compile(r"(?:(?P<about>[a-z]+)\.? )?(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?: \((?P<word>\w+)\))?")


@dataclass(frozen=True)
class KnownDay:
    day: date
    precision: Precision = Precision.DAY


def say_day(day: date, precision: str, language: str, *, is_last: bool = False) -> str:
    """A month or a year stands alone where the day is the first of it. At the end of a period it would not say which day is meant."""
    if precision == Precision.ABOUT:
        return f"{ABOUT[LANGUAGES.index(language)]} {day.isoformat()}"
    if precision == Precision.DAY:
        return day.isoformat()
    length = 4 if precision == Precision.YEAR else 7
    is_plain = not is_last and _filled(day.isoformat()[:length], is_last=False) == day
    return day.isoformat()[:length] if is_plain else f"{day.isoformat()} ({say(PRECISIONS, precision, language)})"


def understand_day(text: str, *, is_last: bool = False) -> KnownDay | None:
    """None for what is written otherwise, or is no day of the calendar."""
    found = _DAY.fullmatch(fold(" ".join(text.split())))
    if not found or (found["about"] and found["about"] not in {fold(word).rstrip(".") for word in ABOUT}):
        return None
    try:
        day = _filled("-".join(part for part in (found["year"], found["month"], found["day"]) if part), is_last=is_last)
    except ValueError:
        return None
    said = Precision.DAY if found["day"] else Precision.MONTH if found["month"] else Precision.YEAR
    if found["word"]:
        word = understand(PRECISIONS, found["word"])
        return KnownDay(day, Precision(word)) if word else None
    return KnownDay(day, Precision.ABOUT if found["about"] else said)


def _filled(text: str, *, is_last: bool) -> date:
    """'2024-05' → its first day, or its last one. Raises ValueError."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12 if is_last else 1
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1] if is_last else 1)
