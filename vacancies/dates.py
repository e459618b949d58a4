"""Days and moments as people write them in the language of the page. Every day that is shown is written here.

The parts of a date stay on one line: a number at the end of one and its month on the next are read twice.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, ngettext, pgettext

from vacancies.amounts import NARROW
from vacancies.choices import Precision

# Long, short and month-only forms in Django's date alphabet; Latvian dates are ordinals and end in a full stop.
DAYS = {
    "lv": {"long": r"Y. \g\a\d\a j. F", "short": "d.m.Y.", "month": r"Y. \g\a\d\a F", "near": "j. F", "brief": "d.m."},
    "de": {"long": "j. F Y", "short": "d.m.Y", "month": "F Y", "near": "j. F", "brief": "d.m."},
    "en": {"long": "j F Y", "short": "j M Y", "month": "F Y", "near": "j F", "brief": "j M"},
}
MIDNIGHT = {"lv": "24:00", "de": "24:00"}  # the end of a day; elsewhere nobody writes it so


def language_of_dates() -> str:
    code = (get_language() or "lv").split("-")[0]
    return code if code in DAYS else "en"


def as_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


def day(value: object, form: str = "long") -> str:
    """`2019. gada 23. jūlijs`; form "short" `23.07.2019.`; "month" `2019. gada jūlijs`; "near" `23. jūlijs`; "brief" `23.07.`."""
    found = as_date(value)
    return _day_in(language_of_dates(), found, form) if found else ""


@lru_cache(maxsize=4096)
def _day_in(language: str, found: date, form: str) -> str:
    """A list says the same days again and again. The language is active already; here it only tells the answers apart."""
    return _unbroken(format_date(found, DAYS[language][form]))


def _unbroken(text: str) -> str:
    return text.replace(" ", NARROW)


def known_day(value: object, precision: str) -> str:
    """A day as exactly as it is known (a Precision): the day, its month, about its month, or its year; a dash for none."""
    found = as_date(value)
    if found is None:
        return "–"
    if precision == Precision.YEAR:
        return str(found.year)
    if precision == Precision.MONTH:
        return day(found, "month")
    if precision == Precision.ABOUT:
        return gettext("about %(day)s") % {"day": day(found, "month")}
    return day(found, "short")


def moment(value: datetime | None) -> str:
    """Day and clock time in the town's time zone: `23.07.2019. 14:05`."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local, 'short')}{NARROW}{local:%H:%M}"


def deadline(value: datetime | None) -> str:
    """A last moment. Midnight is told as the end of the day before, by which people count: 05.12.2026. 24:00, or 5 Dec 2026 23:59."""
    if value is None or timezone.localtime(value).time() != time.min:
        return moment(value)
    end = MIDNIGHT.get(language_of_dates(), "23:59")
    return f"{day(timezone.localdate(value) - timedelta(days=1), 'short')}{NARROW}{end}"


def period(start: object, end: object) -> str:
    """First day–last day of the half-open [start, end): `04.05.2026.–31.10.2026.`; an open end says "from"."""
    first, after = as_date(start), as_date(end)
    if first and after:
        last = after - timedelta(days=1)
        return day(first, "short") if last <= first else _from_to(first, last)
    if first:
        return pgettext("period", "from %(day)s") % {"day": day(first, "short")}
    return pgettext("period", "until %(day)s") % {"day": day(after - timedelta(days=1), "short")} if after else ""


def _from_to(first: date, last: date) -> str:
    """The year is said once where the language allows it: `4 May – 31 Oct 2026`. No line begins with the dash."""
    if language_of_dates() != "en":
        return f"{day(first, 'short')}–{day(last, 'short')}"
    shown = _unbroken(format_date(first, "j M")) if first.year == last.year else day(first, "short")
    return f"{shown}{NARROW}– {day(last, 'short')}"


def days_in_words(number: int | None) -> str:
    """How long. Whole weeks as weeks, as forms take them."""
    if number and number % 7 == 0:
        return ngettext("%(count)d week", "%(count)d weeks", number // 7) % {"count": number // 7}
    return ngettext("%(count)d day", "%(count)d days", number) % {"count": number} if number else ""


def last_day(end: object) -> date | None:
    """The last day of a period whose `end` is the first day after it."""
    after = as_date(end)
    return after - timedelta(days=1) if after else None
