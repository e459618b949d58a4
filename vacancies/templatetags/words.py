"""Filters that write dates, money and areas as people write them in the language of the page."""

from django import template
from django.template.defaultfilters import filesizeformat

from vacancies.amounts import NARROW, euros, m2, metres, plain_number
from vacancies.dates import day, deadline, known_day, language_of_dates, last_day, moment, period
from vacancies.floors import floor_words

register = template.Library()
for written in (floor_words, euros, m2, metres, plain_number, day, known_day, last_day, moment, deadline, period):
    register.filter(written)


@register.filter
def percent(share: float | None) -> str:
    """A share between 0 and 1 as `12,5 %`; nothing for None."""
    if share is None:
        return ""
    shown = plain_number(round(share * 100, 1))
    return f"{shown}%" if language_of_dates() == "en" else f"{shown}{NARROW}%"


@register.filter
def file_size(size: int) -> str:
    """size: bytes. Nothing is told in bytes: nobody needs them, and Django's Latvian counts them wrongly."""
    return filesizeformat(max(size, 1024))
