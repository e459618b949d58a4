"""What an officer fixes for every plan of a call, from the page of one application."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.matching.problem import house_of
from popups.planning_choices import RulingKind
from popups.rules.planning import LONGEST_REASON
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared

Choices = list[tuple[str, str]]


class ExcludeForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_REASON)

    def __init__(self, data: Any = None, *, places: Choices, initial: dict[str, Any]) -> None:
        """Several of these stand on one page, so their boxes are told apart by their names."""
        super().__init__(data, prefix=self.kind.value, initial={name: value for name, value in initial.items() if name in self.base_fields})
        self.places = places

    kind = RulingKind.EXCLUDE

    def fixed(self) -> dict[str, Any]:
        """As lifecycle.planning.rule() takes it, the unit by its reference."""
        return {"reason": self.cleaned_data["reason"]}


class ForbidForm(ExcludeForm):
    kind = RulingKind.FORBID
    unit = forms.ChoiceField(label=_("Unit"))
    field_order: tuple[str, ...] = ("unit", "reason")

    def __init__(self, data: Any = None, *, places: Choices, initial: dict[str, Any]) -> None:
        super().__init__(data, places=places, initial=initial)
        declared(self, "unit", forms.ChoiceField).choices = [("", "–"), *self.choices()]

    def choices(self) -> Choices:
        """Whole units: a part is not forbidden by itself."""
        return list({house_of(name): (house_of(name), label.partition(": ")[0] if house_of(name) != name else label)
                     for name, label in self.places}.values())

    def fixed(self) -> dict[str, Any]:
        return super().fixed() | {"unit": self.cleaned_data["unit"]}


class PinForm(ForbidForm):
    kind = RulingKind.PIN
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    field_order = ("unit", "first_day", "last_day", "reason")

    def choices(self) -> Choices:
        return self.places

    def fixed(self) -> dict[str, Any]:
        data = self.cleaned_data
        days: tuple[date, date] = data["first_day"], data["last_day"] + timedelta(days=1)
        return super().fixed() | {"unit": house_of(data["unit"]), "place": data["unit"], "days": days}


FORMS: dict[str, type[ExcludeForm]] = {form.kind.value: form for form in (PinForm, ForbidForm, ExcludeForm)}
