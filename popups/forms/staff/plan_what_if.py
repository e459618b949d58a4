"""What if? The questions that an officer can ask a plan, one or several at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.matching.problem import Placement
from popups.matching.whatif import Change, allow, closes, exclude, forbid, opens, pin, unpin, weigh, withdraw
from popups.reports.plan_ground import Ground
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared

WEIGHTS = [("point", _("a point of the score")), ("first_timer", _("more for a first stay")), ("day", _("a filled day")), ("rank", _("wishes"))]
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class WhatIfForm(forms.Form):
    withdrawn = forms.ChoiceField(label=_("The owner of this unit says no"), required=False)
    moved = forms.ChoiceField(label=_("This unit opens or closes on another day"), required=False)
    opens_on = DayField(label=_("First day on which it is free"), required=False)
    last_on = DayField(label=_("Last day on which it is free"), required=False)
    excluded = forms.ChoiceField(label=_("This application had never come"), required=False)
    pinned = forms.ChoiceField(label=_("This application stays"), required=False)
    pinned_to = forms.ChoiceField(label=_("here"), required=False)
    pinned_from = DayField(label=_("First day"), required=False)
    pinned_until = DayField(label=_("Last day"), required=False)
    forbidden = forms.ChoiceField(label=_("This application is not"), required=False)
    forbidden_in = forms.ChoiceField(label=_("in this unit"), required=False)
    unpinned = forms.ChoiceField(label=_("Nothing is fixed for this application"), required=False)
    allowed = forms.ChoiceField(label=_("This is not ruled out"), required=False)
    weight = forms.ChoiceField(label=_("This counts more or less"), required=False, choices=[("", "–"), *WEIGHTS])
    percent = forms.IntegerField(label=_("How much of what it counts now, per cent"), required=False, min_value=0, max_value=1000, initial=200,
                                 widget=forms.TextInput(attrs=NUMBER), help_text=_("200 is twice as much, 50 is half."))
    note = forms.CharField(label=_("Note"), required=False, max_length=300, help_text=_("So that you find this plan again."))

    def __init__(self, data: Any = None, *, ground: Ground) -> None:
        super().__init__(data)
        self.ground = ground
        known = {"withdrawn": ground.units, "moved": ground.units, "excluded": ground.applications, "pinned": ground.movable, "pinned_to": ground.places,
                 "forbidden": ground.movable, "forbidden_in": ground.units, "unpinned": ground.fixed, "allowed": ground.ruled_out}
        for name, choices in known.items():
            declared(self, name, forms.ChoiceField).choices = [("", "–"), *choices]
        for name in ("unpinned", "allowed"):
            if not known[name]:
                del self.fields[name]

    @property
    def lifted(self) -> list[forms.BoundField]:
        """Only asked where something is fixed."""
        return [self[name] for name in ("unpinned", "allowed") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        has_day = bool(told.get("opens_on") or told.get("last_on"))
        if told.get("moved") and not has_day and not {"opens_on", "last_on"} & set(self.errors):
            self._lacks("opens_on", _("Say from which day, or until which."))
        if has_day and not told.get("moved"):
            self._lacks("moved", _("Say which unit."))
        if told.get("weight") and told.get("percent") is None:
            self._lacks("percent", _("Say how much."))
        self._together(told, {"pinned": _("Say which application."), "pinned_to": _("Say which unit."), "pinned_from": _("Say from which day."),
                              "pinned_until": _("Say until which day.")})
        self._together(told, {"forbidden": _("Say which application."), "forbidden_in": _("Say which unit.")})
        for first, last in (("opens_on", "last_on"), ("pinned_from", "pinned_until")):
            if told.get(first) and told.get(last) and told[last] < told[first]:
                self._lacks(last, _("The last day lies before the first."))
        return told

    def _together(self, told: dict[str, Any], parts: dict[str, Any]) -> None:
        """All of them or none."""
        if any(told.get(name) for name in parts):
            for name, sentence in parts.items():
                if not told.get(name):
                    self._lacks(name, sentence)

    def _lacks(self, name: str, sentence: Any) -> None:
        if name not in self.errors:
            self.add_error(name, forms.ValidationError(sentence, "incomplete"))

    def changes(self) -> list[Change]:
        return [*self._of_units(), *self._of_applications(), *self._of_weights()]

    def _of_units(self) -> Iterable[Change]:
        told = self.cleaned_data
        if told["withdrawn"]:
            yield withdraw(told["withdrawn"])
        if told["moved"] and told["opens_on"]:
            yield opens(told["moved"], self._number(told["opens_on"]))
        if told["moved"] and told["last_on"]:
            yield closes(told["moved"], self._number(told["last_on"]) + 1)

    def _of_applications(self) -> Iterable[Change]:
        told = self.cleaned_data
        if told.get("unpinned"):
            yield unpin(told["unpinned"])
        if told.get("allowed"):
            yield allow(*told["allowed"].split(" "))
        if told["forbidden"]:
            yield forbid(told["forbidden"], told["forbidden_in"])
        if told["pinned"]:
            first = self._number(told["pinned_from"])
            yield pin(Placement(told["pinned"], told["pinned_to"], first, self._number(told["pinned_until"]) + 1 - first))
        if told["excluded"]:
            yield exclude(told["excluded"])

    def _of_weights(self) -> Iterable[Change]:
        if self.cleaned_data["weight"]:
            yield weigh(self.cleaned_data["weight"], self.cleaned_data["percent"])

    def _number(self, day: date) -> int:
        return (day - self.ground.first_day).days
