"""One unit of the register, in parts that follow how people look at a place."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.choices import Activity
from vacancies.forms.lines import LineField
from vacancies.forms.money import EurosField
from vacancies.forms.numbers import DegreesField, NumberField
from vacancies.geocoding import Place, known_place
from vacancies.kinds import FEATURES
from vacancies.models import Unit
from vacancies.reports.new_twins import twins_of_new

POINT = ("latitude", "longitude")
FEATURE_FIELDS = tuple(feature.field for feature in FEATURES)


@dataclass(frozen=True)
class Part:
    """A group of fields with its heading. is_private: never shown outside the office."""

    code: str
    title: str | Promise
    names: tuple[str, ...]
    is_private: bool = False

    @property
    def has_map(self) -> bool:
        return "latitude" in self.names


PARTS = (
    Part("place", _("Place"), ("name", "address_typed", "own_number", "latitude", "longitude")),
    Part("size", _("Size"), ("floor_area_m2", "window_front_m", "floor")),
    Part("features", _("What it has"), FEATURE_FIELDS),
    Part("terms", _("Terms"), ("asking_rent_cents", "utilities_payer", "utilities_cents", "notice_days", "activities",
                               "funding_restriction", "funding_note")),
    Part("performances", _("Performances"), ("performances", "loudest", "play_from", "play_until")),
    Part("words", _("What the public reads"), ("public_text", "public_text_en", "public_text_de")),
    Part("inside", _("Internal note"), ("internal_note",), is_private=True),
)
# What a surveyor on the street knows. Terms and public words are the officer's.
SURVEYOR_PARTS = frozenset({"place", "size", "features", "inside"})


class FeatureSelect(forms.NullBooleanSelect):
    """Yes, no, or not known, which is the honest answer more often than one thinks."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("unknown", _("Not known")), ("true", _("Yes")), ("false", _("No"))]


class UnitForm(forms.ModelForm):
    """`version` is the unit as it was when the page was opened; change_unit() compares it."""

    found_place: Place | None = None
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    floor_area_m2 = NumberField(label=_("Floor area, m²"), required=False, max_digits=8, decimal_places=2, min_value=0.01)
    window_front_m = NumberField(label=_("Window front, m"), required=False, max_digits=5, decimal_places=2, min_value=0)
    latitude = DegreesField(label=_("Latitude"), required=False, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = DegreesField(label=_("Longitude"), required=False,
                             validators=[MinValueValidator(-180), MaxValueValidator(180)])
    asking_rent_cents = EurosField(label=_("Asking rent, € per month"), required=False,
                                   help_text=_("Without VAT. Empty: by agreement."))
    utilities_cents = EurosField(label=_("Utilities, € per month"), required=False,
                                 help_text=_("An estimate, so that applicants see the total."))
    activities = forms.MultipleChoiceField(label=_("Permitted activities"), choices=Activity.choices, required=False,
                                           widget=forms.CheckboxSelectMultiple,
                                           help_text=_("None ticked: the owner has excluded nothing."))
    other_place = forms.BooleanField(label=_("It is another place"), required=False)

    class Meta:
        model = Unit
        fields = [name for part in PARTS for name in part.names if name != "activities"]
        field_classes = {"name": LineField, "address_typed": LineField}
        widgets = {**dict.fromkeys(FEATURE_FIELDS, FeatureSelect),
                   **{name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("play_from", "play_until")},
                   **{name: forms.Textarea(attrs={"rows": 4}) for name in (
                       "public_text", "public_text_en", "public_text_de", "internal_note", "funding_note")}}
        labels = {"name": _("Name of the unit"), "address_typed": _("Address"), "own_number": _("Number in your own register"),
                  "internal_note": _("Note for colleagues"), "notice_days": _("Notice, days"),
                  "performances": _("Performances while nobody has the unit"), "loudest": _("How loud may it be?"),
                  "play_from": _("Not before"), "play_until": _("Over by"),
                  **{feature.field: feature.label for feature in FEATURES}}
        help_texts = {"address_typed": _("Street and number, as you would write them."),
                      "public_text": _("In Latvian. What would make somebody want to rent it?"),
                      "performances": _("Not said: the owner is asked each time. A tenant says it for the time of the tenancy."),
                      "loudest": _("Not said: loud only where the unit is sound-tolerant, else so that one can talk beside it."),
                      "play_from": _("Empty: as everywhere in town."), "play_until": _("Empty: as everywhere in town."),
                      "internal_note": _("Never shown to the public. Do not write what you would not tell the owner.")}

    def __init__(self, *args: Any, is_officer: bool, **kwargs: Any) -> None:
        if kwargs.get("instance"):
            kwargs["instance"] = copy(kwargs["instance"])  # the page shows the unit as it is saved, whatever was typed
        super().__init__(*args, **kwargs)
        self.is_officer = is_officer
        self.twins: list[Unit] = []
        self.shown_parts = [part for part in PARTS if is_officer or part.code in SURVEYOR_PARTS]
        shown = {"version", *(name for part in self.shown_parts for name in part.names)}
        shown |= set() if self.instance.pk else {"other_place"}
        for name in set(self.fields) - shown:
            del self.fields[name]
        self.fields["address_typed"].required = True
        if self.instance.pk:
            self.initial.update({"version": self.instance.version, "address_typed": self.instance.address_typed or self.instance.address})
            self.initial["activities"] = list(self.instance.permitted_activities.values_list("activity", flat=True))

    def again(self, data: Any, unit: Unit) -> "UnitForm":
        """The same form with other data, over the unit as it is now."""
        return UnitForm(data, instance=unit, is_officer=self.is_officer)

    def parts(self) -> list[tuple[Part, list[BoundField]]]:
        return [(part, [self[name] for name in part.names]) for part in self.shown_parts]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        point = cleaned.get("latitude"), cleaned.get("longitude")
        if (point[0] is None) != (point[1] is None) and not {"latitude", "longitude"} & set(self.errors):
            missing = "longitude" if point[1] is None else "latitude"
            self.add_error(missing, forms.ValidationError(_("A point needs both latitude and longitude."), code="half_point"))
        self._check_number(cleaned.get("own_number"))
        self._find_place(cleaned)
        self._ask_about_twins(cleaned)
        return cleaned

    def _ask_about_twins(self, cleaned: dict[str, Any]) -> None:
        """Of a new entry only. Each twin must have been shown, and the box be ticked; one that came since is asked about anew."""
        if self.instance.pk or not (cleaned.get("name") and cleaned.get("address_typed")):
            return
        self.twins = twins_of_new(address_typed=cleaned["address_typed"], name=cleaned["name"], area=cleaned.get("floor_area_m2"))
        shown = set(self.data.get("twins", "").split())
        if self.twins and not (cleaned.get("other_place") and shown.issuperset(self.twin_marks)):
            text = _("Look at what is in the register first. If this is another place, tick the box and save again.")
            self.add_error("other_place", forms.ValidationError(text, code="twins"))

    @property
    def twin_marks(self) -> list[str]:
        return [unit.reference for unit in self.twins]

    def _find_place(self, cleaned: dict[str, Any]) -> None:
        """Where no point was set and there was none: that of the address, if it is known to the house."""
        if self.errors or self.instance.latitude is not None or any(cleaned.get(name) is not None for name in POINT):
            return
        if POINT[0] in self.fields and (place := known_place(cleaned.get("address_typed") or "")):
            self.found_place = place
            cleaned["latitude"], cleaned["longitude"] = place.latitude, place.longitude

    def _check_number(self, number: str | None) -> None:
        """The database refuses as well, but cannot say which unit has the number."""
        other = Unit.objects.filter(own_number=number).exclude(pk=self.instance.pk).first() if number else None
        if other is not None:
            text = _("Another unit already has this number: %(unit)s.")
            self.add_error("own_number", forms.ValidationError(text, code="number_taken", params={"unit": f"{other.reference} {other}"}))

    def answers(self) -> dict[str, Any]:
        """What to hand to add_unit() or change_unit()."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "other_place"}}
        return found | ({"activities": sorted(found["activities"])} if "activities" in found else {})
