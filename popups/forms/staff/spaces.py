"""Dividing a unit into spaces: up to eight rows, of which empty ones do not count."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.lifecycle.spaces import NewSpace
from vacancies.choices import SpaceKind, Weekday
from vacancies.exchange.spaces import MOST_PARTS
from vacancies.forms.lines import LineField
from vacancies.forms.money import EurosField
from vacancies.forms.numbers import NumberField
from vacancies.models import Space


class SpaceForm(forms.Form):
    name = LineField(label=_("Name"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("What it is"), choices=SpaceKind, initial=SpaceKind.ZONE, required=False)
    floor_area_m2 = NumberField(label=_("Floor area, m²"), required=False, min_value=0, max_digits=8, decimal_places=2)
    asking_rent = EurosField(label=_("Asking rent a month, €"), required=False)
    weekdays = forms.TypedMultipleChoiceField(label=_("Only on these weekdays"), choices=Weekday, coerce=int,
                                              required=False, widget=forms.CheckboxSelectMultiple)

    @property
    def is_used(self) -> bool:
        """A row counts as soon as anything was typed in it; its kind is always chosen."""
        return any(self.cleaned_data.get(name) for name in ("name", "floor_area_m2", "asking_rent", "weekdays"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.is_used and not found.get("name") and "name" not in self.errors:
            self.add_error("name", forms.ValidationError(_("Give every space a name."), code="name_missing"))
        if found.get("kind") == SpaceKind.WEEKDAYS and not found.get("weekdays"):
            self.add_error("weekdays", forms.ValidationError(_("Choose the weekdays."), code="weekdays_missing"))
        return found

    def space(self) -> NewSpace:
        kept = self.cleaned_data
        return NewSpace(kept["name"], kept["kind"] or SpaceKind.ZONE, kept["weekdays"], kept["floor_area_m2"],
                        kept["asking_rent"])


class SpaceFormSet(forms.BaseFormSet):
    def spaces(self) -> list[NewSpace]:
        return [form.space() for form in self.forms if form.is_used]


SpaceForms = cast(type[SpaceFormSet], forms.formset_factory(
    SpaceForm, formset=SpaceFormSet, extra=MOST_PARTS, max_num=MOST_PARTS, absolute_max=MOST_PARTS))


def rows_of(spaces: list[Space]) -> list[dict[str, Any]]:
    """Today's spaces as the form shows them first."""
    return [{"name": str(space), "kind": space.kind, "floor_area_m2": space.floor_area_m2, "weekdays": space.weekdays,
             "asking_rent": space.asking_rent_cents} for space in spaces[:MOST_PARTS]]
