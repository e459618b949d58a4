"""Ending a stay: of one tenancy, or of all in a unit because a permanent tenant was found."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from popups.choices import EndReason
from vacancies.choices import Activity, ShopKind
from vacancies.forms.days import DayField
from vacancies.forms.lines import LineField

NOTE = forms.Textarea(attrs={"rows": 3})


class Sealed(forms.Form):
    """seal: marks what the officer was shown, so that nothing else is done than that."""

    seal = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def is_sealed_as(self, seal: str) -> bool:
        return self.cleaned_data.get("seal") == seal

    def seal_as(self, seal: str) -> None:
        """The page that comes back carries the new seal, not the one that was sent."""
        self.data = {**cast(MultiValueDict, self.data).dict(), "seal": seal}

    def say_it_changed(self) -> None:
        text = _("Something has changed since you looked. Read once more what will happen, then confirm.")
        self.add_error(None, forms.ValidationError(text, code="changed"))


class EndTenancyForm(Sealed):
    last_day = DayField(label=_("Last day"), help_text=_("The day before the first day calls the tenancy off."))
    reason = forms.ChoiceField(label=_("Why it ends"), choices=[("", _("Choose")), *EndReason.choices])
    note = forms.CharField(label=_("A sentence to the tenant"), required=False, max_length=2000, widget=NOTE)

    @property
    def end(self) -> date:
        """The first day that is free again."""
        return self.cleaned_data["last_day"] + timedelta(days=1)


class PermanentTenantForm(Sealed):
    name = LineField(label=_("Name of the permanent shop"), max_length=200)
    kind = forms.ChoiceField(label=_("What it is"), choices=ShopKind, initial=ShopKind.SHOP)
    activity = forms.ChoiceField(label=_("What it does"), required=False, choices=[("", _("Not known")), *Activity.choices])
    moves_in_on = DayField(label=_("Moves in on"))

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "kind", "activity", "moves_in_on")}
