"""Who wants an e-mail, and the search of the catalogue that was kept for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from popups.forms.from_people import FromPeople
from popups.forms.public import UnitSearch
from popups.reports.catalogue import Search, streets


class AlertForm(FromPeople):
    email = forms.EmailField(label=_("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
                             help_text=_("First you get one letter with a link. Only when you open it and say yes, others follow."))

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)


def search_form(query: str, today: date) -> UnitSearch:
    """The filters that stand in a query string."""
    return UnitSearch(MultiValueDict(parse_qs(query)), today=today, streets=streets())


def saved_search(query: str, today: date) -> Search | None:
    """None where its days have gone by, or where it is not understood any more: it must not become a search for everything."""
    form = search_form(query, today)
    return form.search() if form.is_valid() else None
