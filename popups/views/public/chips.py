"""The filters in use, each in words and with the address that leaves it out."""

from dataclasses import dataclass

from django.forms import ChoiceField
from django.utils.translation import gettext as _

from popups.forms.public import UnitSearch
from vacancies.amounts import euros, m2
from vacancies.dates import day
from vacancies.forms.declared import choices_of, declared


@dataclass(frozen=True)
class Chip:
    name: str
    value: str
    text: str
    query: str


def chips_of(form: UnitSearch) -> list[Chip]:
    """In the order of the form; only what was understood."""
    found = []
    for name, value in form.cleaned_data.items():
        for one in value if isinstance(value, list) else [value]:
            if one not in (None, ""):
                raw = one if isinstance(value, list) else ""
                found.append(Chip(name, raw, _in_words(form, name, one), form.query_without(name, raw)))
    return found


def _in_words(form: UnitSearch, name: str, value: object) -> str:
    if name in {"use", "activity", "street", "features"}:
        return str(dict(choices_of(declared(form, name, ChoiceField))).get(value, value))
    words = {
        "q": lambda: f"“{value}”", "first_day": lambda: _("from %(day)s") % {"day": day(value, "short")},
        "last_day": lambda: _("until %(day)s") % {"day": day(value, "short")},
        "rent_max": lambda: _("up to %(rent)s a month") % {"rent": euros(value)},  # type: ignore[arg-type]
        "area_min": lambda: _("from %(area)s") % {"area": m2(value)},  # type: ignore[arg-type]
        "area_max": lambda: _("up to %(area)s") % {"area": m2(value)},  # type: ignore[arg-type]
    }
    return words[name]()
