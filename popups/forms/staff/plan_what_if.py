"""What if? The questions that an officer can ask a plan, one or several at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.matching.whatif import Change, closes, exclude, opens, weigh, withdraw
from vacancies.forms.days import DayField

WEIGHTS = [("point", _("a point of the score")), ("first_timer", _("more for a first stay")), ("day", _("a filled day")), ("rank", _("wishes"))]
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class WhatIfForm(forms.Form):
    """units, applications: (reference, name) pairs. first_day: of the plan, from which its days are counted."""

    withdrawn = forms.ChoiceField(label=_("The owner of this unit says no"), required=False)
    moved = forms.ChoiceField(label=_("This unit opens or closes on another day"), required=False)
    opens_on = DayField(label=_("First day on which it is free"), required=False)
    last_on = DayField(label=_("Last day on which it is free"), required=False)
    excluded = forms.ChoiceField(label=_("This application had never come"), required=False)
    weight = forms.ChoiceField(label=_("This counts more or less"), required=False, choices=[("", "–"), *WEIGHTS])
    percent = forms.IntegerField(label=_("How much of what it counts now, per cent"), required=False, min_value=0, max_value=1000, initial=200,
                                 widget=forms.TextInput(attrs=NUMBER), help_text=_("200 is twice as much, 50 is half."))
    note = forms.CharField(label=_("Note"), required=False, max_length=300, help_text=_("So that you find this plan again."))

    def __init__(self, data: Any = None, *, units: Iterable[tuple[str, str]], applications: Iterable[tuple[str, str]], first_day: date) -> None:
        super().__init__(data)
        self.first_day = first_day
        for name in ("withdrawn", "moved"):
            self.fields[name].choices = [("", "–"), *units]
        self.fields["excluded"].choices = [("", "–"), *applications]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        has_day = bool(told.get("opens_on") or told.get("last_on"))
        if told.get("moved") and not has_day and not {"opens_on", "last_on"} & set(self.errors):
            self.add_error("opens_on", forms.ValidationError(_("Say from which day, or until which."), "incomplete"))
        if has_day and not told.get("moved") and "moved" not in self.errors:
            self.add_error("moved", forms.ValidationError(_("Say which unit."), "incomplete"))
        if told.get("weight") and told.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", forms.ValidationError(_("Say how much."), "incomplete"))
        return told

    def changes(self) -> list[Change]:
        told, found = self.cleaned_data, []
        if told["withdrawn"]:
            found.append(withdraw(told["withdrawn"]))
        if told["moved"] and told["opens_on"]:
            found.append(opens(told["moved"], (told["opens_on"] - self.first_day).days))
        if told["moved"] and told["last_on"]:
            found.append(closes(told["moved"], (told["last_on"] - self.first_day).days + 1))
        if told["excluded"]:
            found.append(exclude(told["excluded"]))
        if told["weight"]:
            found.append(weigh(told["weight"], told["percent"]))
        return found
