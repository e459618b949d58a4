"""How a value of the register's history is said: with the labels of its choices, in the reader's language."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vacancies.amounts import euros, plain_number
from vacancies.dates import day, known_day, moment
from vacancies.floors import floor_words
from vacancies.opening_hours import week_lines
from vacancies.reports.known_days import KnownDay

register = template.Library()
NOTHING = "–"
# Where the model's own name speaks of how a value is kept, or means a person's name in other languages.
LABELS = {
    "name": gettext_lazy("Name of the unit"),
    "asking_rent_cents": gettext_lazy("Asking rent a month"),
    "utilities_cents": gettext_lazy("Utilities a month"),
}
OWNER_NAME = gettext_lazy("Name of the owner")


@register.filter
def label_of(field: Any) -> str:
    """Of a unit's field or its owner's, with a capital: it begins a line."""
    is_owners = field.name == "name" and field.model._meta.model_name.endswith("owner")
    label = str(OWNER_NAME if is_owners else LABELS.get(field.name, field.verbose_name))
    return label[:1].upper() + label[1:]


@register.filter
def week(hours: dict) -> list[tuple[str, str]]:
    """Opening hours as lines, neighbouring days that are equal together."""
    return week_lines(hours or {})


@register.simple_tag
def said(field: Any, value: Any) -> str:
    """field: a model's or a form's; it knows the choices, and by its name what is money."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, KnownDay):
        return known_day(value.day, value.precision)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(str(dict(field.choices).get(one, one)) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{days} {times}" for days, times in week_lines(value))
    if isinstance(value, datetime | date):
        return moment(value) if isinstance(value, datetime) else day(value, "short")
    if isinstance(value, str):
        return str(dict(getattr(field, "flatchoices", ())).get(value, value))
    return _number(getattr(field, "name", ""), value)


def _number(name: str, value: Any) -> str:
    if name.endswith("_cents"):
        return euros(value)
    if name == "floor":
        return floor_words(value)
    if isinstance(value, float):
        return f"{value:.6f}"
    return str(plain_number(value)) if hasattr(value, "as_tuple") else str(value)
