"""What a telephone and a registration number look like, wherever somebody writes their own or an officer writes them down."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vacancies.amounts import NARROW

FEWEST_DIGITS = 5
EXAMPLE = f"+371{NARROW}20000000"
# A registration number has eleven digits too, but begins with 4, 5 or 9, as no day of a month does.
_PERSONAL = re.compile(r"(?:LV)?[\s-]*(\d{2})(\d{2})(\d{2})[\s\-\u2010-\u2015]*\d{5}", re.ASCII | re.IGNORECASE)


def check_phone(typed: str) -> None:
    """However it is written, with a country code, brackets or an extension: one can dial it."""
    if sum(sign.isdecimal() for sign in typed) < FEWEST_DIGITS:
        raise ValidationError(_("Write a telephone number, like %(example)s."), code="no_phone", params={"example": EXAMPLE})


def check_registration_number(typed: str) -> None:
    """A personal identity code begins with a day of birth or, if it was given since 2017, with 32."""
    if (found := _PERSONAL.fullmatch(typed.strip())) and (found[1] == "32" or _is_day(found[1], found[2], found[3])):
        text = _("This looks like a personal identity code. Leave it out: write the number of the enterprise or association, or nothing.")
        raise ValidationError(text, code="personal_code")


def _is_day(day: str, month: str, year: str) -> bool:
    """29.02.00 was one in 2000 only; no other year tells a century from the next."""
    try:
        date(2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True
