"""Step 3: which place and which days, best wish first."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from popups.choices import Use, Where
from popups.forms.applicant.fields import LengthField
from popups.forms.applicant.step_form import StepForm
from popups.models import Application
from vacancies.forms.days import DayField
from vacancies.models import Unit

WISHES = ("unit_1", "unit_2", "unit_3")
SHOWN_UNITS = 100  # a longer list helps nobody on a phone; the others are found in the catalogue and bring themselves


def _label(unit: Unit) -> str:
    area = f" · {number_format(unit.floor_area_m2.normalize(), use_l10n=True)} m²" if unit.floor_area_m2 else ""
    return f"{unit}{area}"


def units_to_choose(application: Application) -> dict[str, Unit]:
    """Those the public sees, and those already wished. Two queries."""
    wished = [wish.unit for wish in application.wishes.select_related("unit").order_by("rank", "pk")]
    listed = list(Unit.objects.listed()[:SHOWN_UNITS])
    return {unit.reference: unit for unit in [*listed, *wished]}


class WhereForm(StepForm):
    code = "where"
    use = forms.ChoiceField(label=_("How much do you need?"), choices=Use.choices, widget=forms.RadioSelect)
    where = forms.ChoiceField(label=_("Which place?"), choices=Where.choices, widget=forms.RadioSelect)
    unit_1 = forms.ChoiceField(label=_("First wish"), required=False)
    unit_2 = forms.ChoiceField(label=_("Second wish"), required=False)
    unit_3 = forms.ChoiceField(label=_("Third wish"), required=False)
    earliest_start_on = DayField(label=_("First day, at the earliest"))
    latest_end_on = DayField(label=_("Last day, at the latest"))
    shortest_days = LengthField(label=_("How long do you need it at least?"))
    longest_days = LengthField(label=_("How long at most?"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        self.units = units_to_choose(application)
        self.wished = [wish.unit.reference for wish in application.wishes.select_related("unit").order_by("rank", "pk")]
        super().__init__(data, files, application=application)
        choices = [("", "—"), *((reference, _label(unit)) for reference, unit in self.units.items())]
        for name in WISHES:
            self.fields[name].choices = choices

    @classmethod
    def asked_of(cls, application: Application) -> list[str]:
        return [*super().asked_of(application), "units"]

    def saved_value(self, name: str) -> Any:
        if name in WISHES:
            rank = WISHES.index(name)
            return self.wished[rank] if rank < len(self.wished) else ""
        return super().saved_value(name)

    def clean_use(self) -> str:
        return self.cleaned_data["use"] or self.application.use

    def clean_where(self) -> str:
        return self.cleaned_data["where"] or self.application.where

    def clean(self) -> dict[str, Any]:
        """The only thing about days that even a draft may not say: the database would refuse it."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("earliest_start_on"), cleaned.get("latest_end_on")
        if start and end and end < start:
            self.add_error("latest_end_on", ValidationError(_("The last day must not be before the first day."),
                                                            code="end_before_start"))
        return cleaned

    def chosen(self) -> list[Unit]:
        """In the order of the wishes, each once."""
        references = [self.cleaned_data[name] for name in WISHES if self.cleaned_data.get(name)]
        return [self.units[reference] for reference in dict.fromkeys(references)]

    def content(self) -> dict[str, Any]:
        """Wishes stay as they were when we are to choose, should the person change back."""
        answers = {name: value for name, value in self.cleaned_data.items() if name not in WISHES}
        return answers if answers["where"] == Where.ANYWHERE else {**answers, "units": self.chosen()}

    def missing(self, today: Any) -> list:
        """What was chosen just now counts, not what was saved."""
        problems = super().missing(today)
        return [problem for problem in problems if problem.field != "units" or not self.is_bound or not self.chosen()]

    def place_of(self, field: str) -> str:
        return "unit_1" if field == "units" else super().place_of(field)

    def facts(self):
        """Wishes are told only where they count."""
        left_out = WISHES if self.application.where == Where.ANYWHERE else ()
        yield from (self.fact(field, self.initial[name]) for name, field in self.fields.items()
                    if name not in left_out and (name not in WISHES or self.initial[name]))
