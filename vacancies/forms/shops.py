"""A permanent shop or studio: where it is, when it is open, what the public reads."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import Activity
from vacancies.forms.days import DayField
from vacancies.forms.hours import HoursField
from vacancies.forms.lines import LineField
from vacancies.forms.numbers import DegreesField
from vacancies.forms.unit import Part
from vacancies.models import Shop, Unit

_REFERENCE = re.compile(r"U-[0-9A-Z]{4,10}\b", re.IGNORECASE)
_MOST_NAMED = 4
PARTS = (
    Part("about", _("The shop"), ("name", "kind", "activity", "website", "starts_on")),
    Part("place", _("Place"), ("unit", "address", "latitude", "longitude")),
    Part("hours", _("Opening hours"), ("opening_hours",)),
    Part("visitors", _("For visitors"), ("shows_making", "sells_here", "is_listed")),
    Part("words", _("What the public reads"), ("public_text", "public_text_en", "public_text_de")),
)


class UnitField(forms.CharField):
    """Finds one unit of the register by its reference, or by words of its name and address."""

    default_error_messages = {
        "unknown_unit": _("No unit of the register fits this. Leave it empty if the shop is not in the register."),
        "several_units": _("Several units fit: %(units)s. Write the reference of the right one."),
    }

    def to_python(self, value: Any) -> Unit | None:  # type: ignore[override]  # what is typed names a unit
        if isinstance(value, Unit):
            return value
        typed = (super().to_python(value) or "").replace("\0", "")  # PostgreSQL cannot look for it
        if not typed:
            return None
        found = self._found(typed)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(self.error_messages["unknown_unit"], code="unknown_unit")
        named = "; ".join(self.prepare_value(unit) for unit in found[:_MOST_NAMED])
        raise forms.ValidationError(self.error_messages["several_units"], code="several_units", params={"units": named})

    def _found(self, typed: str) -> list[Unit]:
        reference = _REFERENCE.match(typed)
        if reference:
            return list(Unit.objects.filter(reference=reference.group().upper()))
        return list(Unit.objects.in_register().matching_text(typed)[:_MOST_NAMED + 1])

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """Those of a text say nothing about a unit."""

    def prepare_value(self, value: Any) -> Any:
        """The reference first: that is what is read back."""
        return f"{value.reference} {value.name}, {value.address}" if isinstance(value, Unit) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data


class ShopForm(forms.ModelForm):
    """`mark` is the line of history that the page was made from; change_shop() compares it."""

    mark = forms.IntegerField(widget=forms.HiddenInput, required=False)
    unit = UnitField(label=_("Unit of the register"), required=False, max_length=300,
                     help_text=_("Reference, or name and address, such as “U-7KQ4” or “Dārza iela 10”. Empty: the shop is elsewhere."))
    latitude = DegreesField(label=_("Latitude"), required=False, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = DegreesField(label=_("Longitude"), required=False,
                             validators=[MinValueValidator(-180), MaxValueValidator(180)])
    opening_hours = HoursField(label=_("Days and times"))
    starts_on = DayField(label=_("Open since"), required=False, help_text=_("Empty: for a long time."))
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    activity = forms.ChoiceField(label=_("What it offers"), required=False, choices=[("", "–"), *Activity.choices])

    class Meta:
        model = Shop
        fields = [name for part in PARTS for name in part.names]
        field_classes = {"name": LineField, "address": LineField}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("public_text", "public_text_en", "public_text_de")}
        labels = {"name": _("Name of the shop")}
        help_texts = {"address": _("Only if the shop is not in a unit of the register."),
                      "public_text": _("In Latvian. What would make a visitor come in?"),
                      "is_listed": _("Untick it to prepare an entry, or to hide one for a while.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["unit"] = self.instance.unit

    def parts(self) -> list[tuple[Part, list[BoundField]]]:
        return [(part, [self[name] for name in part.names]) for part in PARTS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("unit") and not cleaned.get("address") and "unit" not in self.errors:
            self.add_error("address", forms.ValidationError(_("Say where the shop is: a unit of the register, or an address."), code="place_missing"))
        point = cleaned.get("latitude"), cleaned.get("longitude")
        if (point[0] is None) != (point[1] is None) and not {"latitude", "longitude"} & set(self.errors):
            missing = "longitude" if point[1] is None else "latitude"
            self.add_error(missing, forms.ValidationError(_("A point needs both latitude and longitude."), code="half_point"))
        self._check_first_day(cleaned.get("starts_on"))
        return cleaned

    def _check_first_day(self, first: date | None) -> None:
        if first and self.instance.ends_on and first >= self.instance.ends_on:
            text = _("The shop is entered as closed before this day. Open it again first.")
            self.add_error("starts_on", forms.ValidationError(text, code="end_before_start"))

    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "mark"}


class ClosingForm(forms.Form):
    last_day = DayField(label=_("Last open day"), initial=timezone.localdate)


class ShopFilters(forms.Form):
    q = forms.CharField(label=_("Name or address"), required=False, max_length=100)
    closed = forms.BooleanField(label=_("Closed ones too"), required=False)
