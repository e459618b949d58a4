"""Where a copy of an application is meant for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.models import Call
from vacancies.forms.declared import declared


class CopyForm(forms.Form):
    use_required_attribute = False
    call = forms.ChoiceField(label=_("What do you want to apply for?"), required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, calls: Sequence[Call]) -> None:
        super().__init__(data, initial={"call": calls[0].reference if calls else ""})
        declared(self, "call", forms.ChoiceField).choices = [*((call.reference, call.title or call.reference) for call in calls), ("", _("For a place at any time, without a call"))]
