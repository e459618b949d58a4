"""Filters that write dates, money and areas as people write them in the language of the page."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext

from vacancies.choices import Precision
from vacancies.floors import floor_words

register = template.Library()
register.filter("floor_words", floor_words)

NARROW = "\u00a0"  # a space at which a line may not break
# Long, short and month-only forms in Django's date alphabet; Latvian dates are ordinals and end in a full stop.
DAYS = {
    "lv": {"long": r"Y. \g\a\d\a j. F", "short": "d.m.Y.", "month": r"Y. \g\a\d\a F", "near": "j. F"},
    "de": {"long": "j. F Y", "short": "d.m.Y", "month": "F Y", "near": "j. F"},
    "en": {"long": "j F Y", "short": "j M Y", "month": "F Y", "near": "j F"},
}


def _language() -> str:
    code = (get_language() or "lv").split("-")[0]
    return code if code in DAYS else "en"


def _as_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


@register.filter
def day(value: object, form: str = "long") -> str:
    """`2019. gada 23. jūlijs`; |day:"short" `23.07.2019.`; |day:"month" `2019. gada jūlijs`; |day:"near" `23. jūlijs`."""
    found = _as_date(value)
    return _day_in(_language(), found, form) if found else ""


@lru_cache(maxsize=4096)
def _day_in(language: str, found: date, form: str) -> str:
    """A list says the same days again and again. The language is active already; here it only tells the answers apart."""
    return format_date(found, DAYS[language][form])


@register.filter
def known_day(value: object, precision: str) -> str:
    """A day as exactly as it is known (a Precision): the day, its month, about its month, or its year; a dash for none."""
    found = _as_date(value)
    if found is None:
        return "–"
    if precision == Precision.YEAR:
        return str(found.year)
    if precision == Precision.MONTH:
        return day(found, "month")
    if precision == Precision.ABOUT:
        return gettext("about %(day)s") % {"day": day(found, "month")}
    return day(found, "short")


@register.filter
def moment(value: datetime | None) -> str:
    """Day and clock time in the town's time zone: `23.07.2019. 14:05`."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local, 'short')}{NARROW}{local:%H:%M}"


@register.filter
def period(start: object, end: object) -> str:
    """First day–last day of the half-open [start, end): `04.05.2026.–31.10.2026.`; an open end says "from"."""
    first, after = _as_date(start), _as_date(end)
    if first and after:
        last = after - timedelta(days=1)
        return day(first, "short") if last <= first else _from_to(first, last)
    if first:
        return pgettext("period", "from %(day)s") % {"day": day(first, "short")}
    return pgettext("period", "until %(day)s") % {"day": day(after - timedelta(days=1), "short")} if after else ""


def _from_to(first: date, last: date) -> str:
    """The year is said once where the language allows it: `4 May – 31 Oct 2026`."""
    if _language() != "en":
        return f"{day(first, 'short')}–{day(last, 'short')}"
    shown = format_date(first, "j M") if first.year == last.year else day(first, "short")
    return f"{shown} – {day(last, 'short')}"


@register.filter
def last_day(end: object) -> date | None:
    """The last day of a period whose `end` is the first day after it."""
    after = _as_date(end)
    return after - timedelta(days=1) if after else None


@register.filter
def euros(cents: int | None) -> str:
    """Integer cents as `12,50 €`, in English `€12.50`; nothing for None."""
    if cents is None:
        return ""
    amount = number_format(Decimal(abs(cents)) / 100, decimal_pos=2, force_grouping=True)
    sign = "−" if cents < 0 else ""
    return f"{sign}€{amount}" if _language() == "en" else f"{sign}{amount}{NARROW}€"


@register.filter
def m2(area: Decimal | float | int | None) -> str:
    """Square metres: `46 m²`, `46,5 m²`."""
    return f"{plain_number(area)}{NARROW}m²" if area is not None else ""


@register.filter
def metres(length: Decimal | float | int | None) -> str:
    return f"{plain_number(length)}{NARROW}m" if length is not None else ""


@register.filter
def plain_number(value: Decimal | float | int) -> str:
    """A number in the language's own marks, without useless noughts after the comma."""
    return _number_in(get_language(), value)


@lru_cache(maxsize=4096)
def _number_in(_active: str | None, value: Decimal | float | int) -> str:
    exact = Decimal(str(value)).quantize(Decimal("0.01")).normalize()
    places = max(0, -int(exact.as_tuple().exponent))
    return number_format(exact, decimal_pos=places, force_grouping=True)


@register.filter
def percent(share: float | None) -> str:
    """A share between 0 and 1 as `12,5 %`; nothing for None."""
    if share is None:
        return ""
    shown = plain_number(round(share * 100, 1))
    return f"{shown}%" if _language() == "en" else f"{shown}{NARROW}%"
