"""One item of a walk, as a phone sends it."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from vacancies.choices import Seen
from vacancies.forms.days import DayField
from vacancies.forms.lines import LineField
from vacancies.forms.numbers import DegreesField
from vacancies.kinds import FEATURES
from vacancies.models import Unit


class WalkItemForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=12)
    seen = forms.ChoiceField(label=_("What do you see?"), choices=Seen.choices, error_messages={"required": _("Choose what you see.")})
    seen_on = DayField(label=_("On which day?"))
    note = forms.CharField(label=_("Remark"), required=False, max_length=500)
    name = LineField(label=_("Name of the unit"), required=False, max_length=200)
    address = LineField(label=_("Address"), required=False, max_length=300)
    latitude = DegreesField(label=_("Latitude"), required=False, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = DegreesField(label=_("Longitude"), required=False, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    features = forms.MultipleChoiceField(label=_("What it has"), required=False, choices=[(feature.code, feature.label) for feature in FEATURES])

    def clean_unit(self) -> Unit | None:
        reference = self.cleaned_data["unit"]
        if not reference:
            return None
        unit = Unit.objects.filter(reference=reference).first()
        if unit is None:
            text = _("%(reference)s is not in the register. Delete this item and log the place as a new one.")
            raise forms.ValidationError(text, code="unit_unknown", params={"reference": reference})
        return unit

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error(None, forms.ValidationError(_("A point needs both latitude and longitude."), code="half_point"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What to hand to record_walk_item(). A known unit keeps its own place and features."""
        found = dict(self.cleaned_data)
        if found["unit"] is None:
            return found
        return {name: found[name] for name in ("key", "unit", "seen", "seen_on", "note")}

    def as_sent(self) -> dict[str, Any]:
        """What was understood of it, to be kept as JSON. Empty boxes are left out."""
        unit = self.cleaned_data["unit"]
        found = self.cleaned_data | {"unit": unit.reference if unit else ""}
        return {name: value if isinstance(value, (list, float)) else str(value)
                for name, value in found.items() if name != "key" and value not in (None, "", [])}
