"""Dates as people and spreadsheets write them, each with how exactly it is known."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from vacancies.choices import Precision
from vacancies.imports.problems import ProblemCode
from vacancies.imports.table import Cell
from vacancies.latvian import fold

_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet, its invented 29 February 1900 counted in
_SERIALS = range(20000, 80000)  # 1954 to 2119: anything else is a number, not a date
_FIRST_YEAR, _YEARS_AHEAD = 1900, 10
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "mai": 5, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
           "okt": 10, "oct": 10, "nov": 11, "dec": 12, "dez": 12}
_WORTH_REMEMBERING = 40  # letters: longer texts are no dates, and do not repeat
_TIME = r"(?:[ t]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?z?)?"
_SINCE = re.compile(r"^(?:kops|no|since|from|seit|ab)\s+")
_ABOUT = re.compile(r"^(?:apm|apt|ap|aptuveni|apmeram|ca|c|circa|about|approx|around|um|etwa|ungefahr|~)\.?\s*")
_YMD = re.compile(rf"(\d{{4}})[-./](\d{{1,2}})[-./](\d{{1,2}}){_TIME}")
_DMY = re.compile(rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?(\d{{4}}|\d{{2}}){_TIME}")
SLASHED = re.compile(rf"(\d{{1,2}})([/-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_MY = re.compile(r"(\d{1,2})[./-](\d{4})")
_YM = re.compile(r"(\d{4})[./-](\d{1,2})")
_YEAR = re.compile(r"(\d{4})(?:\.?\s?(?:gad[sau]?|g|jahr))?")
_LATVIAN = re.compile(r"(\d{4})\.?\s?(?:gada?|g)\.?\s?(?:(\d{1,2})\.?\s?)?([a-z]{3,})")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})(?:\.|st|nd|rd|th)?\s)?([a-z]{3,})\.?,?\s(\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]{3,})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})")


@dataclass(frozen=True)
class ReadDate:
    """day is the first day that the text can mean; None: open. text is kept where the day does not say it all."""

    day: date | None = None
    precision: Precision = Precision.DAY
    problem: ProblemCode | None = None
    is_serial: bool = False
    text: str = ""


NO_DATE = ReadDate()


def read_date(cell: Cell, *, order: str = "", today: date) -> ReadDate:
    """order is 'dmy' or 'mdy' for slashed dates of the cell's pattern, '' when the column does not tell."""
    if isinstance(cell, datetime):
        return _sure(cell.date(), today, str(cell), is_serial=True)
    if isinstance(cell, date):
        return _sure(cell, today, str(cell), is_serial=True)
    if isinstance(cell, bool) or cell is None:
        return NO_DATE if cell is None else _unreadable(str(cell))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    typed = " ".join(str(cell).split())
    return _read_short(typed, order, today) if len(typed) <= _WORTH_REMEMBERING else _read_text(typed, order, today)


@lru_cache(maxsize=1 << 13)
def _read_short(typed: str, order: str, today: date) -> ReadDate:
    """Every date is asked for twice, for what its column proves and for itself, and many rows have the same."""
    return _read_text(typed, order, today)


def _read_text(typed: str, order: str, today: date) -> ReadDate:
    text = _SINCE.sub("", fold(typed)).rstrip(". ,")
    if not text:
        return NO_DATE
    about = _ABOUT.match(text)
    if about and any(letter.isdigit() for letter in text):
        found = _read_plain(text[about.end():], typed, order, today)
        return found if found.problem else ReadDate(found.day, Precision.ABOUT, text=typed)
    return _read_plain(text, typed, order, today)


def _read_plain(text: str, typed: str, order: str, today: date) -> ReadDate:
    if text.isdecimal() and int(text[:9]) in _SERIALS:
        return _sure(_EPOCH + timedelta(days=int(text)), today, typed, is_serial=True)
    if found := _DMY.fullmatch(text):
        return _build(_full_year(found[3], today), found[2], found[1], typed, today)
    if found := SLASHED.fullmatch(text):
        return _slashed(found, typed, order, today)
    if found := _YMD.fullmatch(text):
        return _build(found[1], found[2], found[3], typed, today)
    return _less_than_a_day(text, typed, today)


def _less_than_a_day(text: str, typed: str, today: date) -> ReadDate:
    if found := _MY.fullmatch(text):
        return _build(found[2], found[1], None, typed, today)
    if found := _YM.fullmatch(text):
        return _build(found[1], found[2], None, typed, today)
    if found := _YEAR.fullmatch(text):
        return _build(found[1], None, None, typed, today)
    if (found := _LATVIAN.fullmatch(text)) and found[3][:3] in _MONTHS:
        return _build(found[1], _MONTHS[found[3][:3]], found[2], typed, today)
    if (found := _DAY_FIRST.fullmatch(text)) and found[2][:3] in _MONTHS:
        return _build(found[3], _MONTHS[found[2][:3]], found[1], typed, today)
    if (found := _MONTH_FIRST.fullmatch(text)) and found[1][:3] in _MONTHS:
        return _build(found[3], _MONTHS[found[1][:3]], found[2], typed, today)
    return _unreadable(typed)


def _slashed(found: re.Match[str], typed: str, order: str, today: date) -> ReadDate:
    first, second = int(found[1]), int(found[3])
    year = _full_year(found[4], today)
    if first > 12 or (order == "dmy" and second <= 12):
        return _build(year, second, first, typed, today)
    if second > 12 or order == "mdy":
        return _build(year, first, second, typed, today)
    if first == second:
        return _build(year, first, second, typed, today)
    return ReadDate(date(year, 1, 1), Precision.YEAR, ProblemCode.AMBIGUOUS_DATE, text=typed)


def _build(year: int | str, month: int | str | None, day: int | str | None, typed: str, today: date) -> ReadDate:
    try:
        first_day = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ReadDate(problem=ProblemCode.IMPOSSIBLE_DATE, text=typed)
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    found = _sure(first_day, today, typed)
    return found if precision == Precision.DAY or found.problem else ReadDate(first_day, precision, text=typed)


def _sure(day: date, today: date, typed: str, *, is_serial: bool = False) -> ReadDate:
    if not _FIRST_YEAR <= day.year <= today.year + _YEARS_AHEAD:
        return ReadDate(problem=ProblemCode.IMPOSSIBLE_DATE, text=typed)
    return ReadDate(day, is_serial=is_serial)


def _unreadable(typed: str) -> ReadDate:
    return ReadDate(problem=ProblemCode.UNREADABLE_DATE, text=typed)


def _full_year(year: str, today: date) -> int:
    if len(year) == 4:
        return int(year)
    short = int(year)
    return 2000 + short if short <= today.year % 100 + _YEARS_AHEAD else 1900 + short


@lru_cache(maxsize=64)
def shown(day: date) -> str:
    """As Latvian documents write it, for notes that keep what the file said."""
    return f"{plain(day)}."


def plain(day: date) -> str:
    """For the middle of a sentence."""
    return f"{day:%d.%m.%Y}"
