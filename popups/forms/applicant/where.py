"""Step 3: which place and which days, best wish first."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from popups.choices import Share, Use, Where
from popups.forms.applicant.fields import LengthField
from popups.forms.applicant.step_form import StepForm
from popups.models import Application
from popups.rules.applications import wish_problems
from popups.rules.call_fit import unit_problems
from popups.rules.calls import units_of
from vacancies.amounts import m2
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared
from vacancies.forms.lines import LineField
from vacancies.models import Area, Unit
from vacancies.problem import Problem

GONE = {"invalid_choice": _("This place cannot be chosen any more. Choose another.")}  # while the page stood open
WISHES = ("unit_1", "unit_2", "unit_3")
SHOWN_UNITS = 100  # a longer list helps nobody on a phone; the others are found in the catalogue and bring themselves


def _label(unit: Unit) -> str:
    return f"{unit} · {m2(unit.floor_area_m2)}" if unit.floor_area_m2 else str(unit)


def units_to_choose(application: Application, wished: list[Unit]) -> dict[str, Unit]:
    """Those the public sees (of the call, where there is one), and those already wished. One query."""
    listed = units_of(application.call) if application.call else Unit.objects.listed()
    return {unit.reference: unit for unit in [*listed[:SHOWN_UNITS], *wished]}


def areas_to_choose(application: Application) -> dict[str, Area]:
    """Parts of town: those of the call, where it names any."""
    of_call = list(application.call.areas.all()) if application.call else []
    return {area.key: area for area in of_call or Area.objects.defer("ring")}


def weekday_choices() -> list[tuple[int, Any]]:
    """1 is Monday, as everywhere in the data."""
    return [(number + 1, name) for number, name in WEEKDAYS.items()]


class WhereForm(StepForm):
    code = "where"
    use = forms.ChoiceField(label=_("How much do you need?"), choices=Use.choices, widget=forms.RadioSelect)
    share = forms.ChoiceField(label=_("How would you share?"), choices=Share.choices, required=False, widget=forms.RadioSelect)
    share_note = LineField(label=_("How much of it?"), max_length=300, required=False,
                           help_text=_("For example two shelves, half of the room, or Fridays only."))
    where = forms.ChoiceField(label=_("Which place?"), choices=Where.choices, widget=forms.RadioSelect)
    unit_1 = forms.ChoiceField(label=_("First wish"), required=False, error_messages=GONE)
    unit_2 = forms.ChoiceField(label=_("Second wish"), required=False, error_messages=GONE)
    unit_3 = forms.ChoiceField(label=_("Third wish"), required=False, error_messages=GONE)
    wished_areas = forms.MultipleChoiceField(label=_("In which parts of town?"), required=False,
                                             widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: anywhere."))
    earliest_start_on = DayField(label=_("First day, at the earliest"))
    latest_end_on = DayField(label=_("Last day, at the latest"))
    shortest_days = LengthField(label=_("How long do you need it at least?"))
    longest_days = LengthField(label=_("How long at most?"), required=False)
    weekdays = forms.TypedMultipleChoiceField(label=_("On which days of the week?"), required=False, coerce=int,
                                              choices=weekday_choices, widget=forms.CheckboxSelectMultiple,
                                              help_text=_("None ticked: any day."))
    sometimes_required = ("share",)

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        wished = [wish.unit for wish in application.wishes.select_related("unit").order_by("rank", "pk")]
        self.wished = [unit.reference for unit in wished]
        self.units, self.areas = units_to_choose(application, wished), areas_to_choose(application)
        super().__init__(data, files, application=application)
        choices = [("", "—"), *((reference, _label(unit)) for reference, unit in self.units.items())]
        for name in WISHES:
            declared(self, name, forms.ChoiceField).choices = choices
        declared(self, "wished_areas", forms.ChoiceField).choices = [(key, area.name) for key, area in self.areas.items()]
        if not self.areas:
            del self.fields["wished_areas"]

    @classmethod
    def asked_of(cls, application: Application) -> list[str]:
        return [*super().asked_of(application), "units"]

    def saved_value(self, name: str) -> Any:
        if name in WISHES:
            rank = WISHES.index(name)
            return self.wished[rank] if rank < len(self.wished) else ""
        if name == "wished_areas":
            return [area.key for area in self.application.wished_areas.all()]
        return super().saved_value(name)

    def clean_use(self) -> str:
        return self.cleaned_data["use"] or self.application.use

    def clean_where(self) -> str:
        return self.cleaned_data["where"] or self.application.where

    def clean(self) -> dict[str, Any]:
        """What even a draft may not say: days that the database would refuse, and a wish that would be dropped without a word."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("earliest_start_on"), cleaned.get("latest_end_on")
        if start and end and end < start:
            self.add_error("latest_end_on", ValidationError(_("The last day must not be before the first day."),
                                                            code="end_before_start"))
        if cleaned.get("where") == Where.UNITS:
            self._refuse_repeated_wishes(cleaned)
        return cleaned

    def _refuse_repeated_wishes(self, cleaned: dict[str, Any]) -> None:
        seen: set[str] = set()
        for name in WISHES:
            wish = cleaned.get(name)
            if wish and wish in seen:
                self.add_error(name, ValidationError(_("You have chosen this place already. Choose another one, or none."), code="wished_twice"))
            seen |= {wish} if wish else set()

    def chosen(self) -> list[Unit]:
        """In the order of the wishes."""
        return [self.units[self.cleaned_data[name]] for name in WISHES if self.cleaned_data.get(name)]

    @property
    def is_shared(self) -> bool:
        return "use" in self.fields and self["use"].value() == Use.SHARED

    @property
    def is_wishing(self) -> bool:
        return self["where"].value() == Where.UNITS

    @property
    def is_roaming(self) -> bool:
        return self["where"].value() == Where.FEATURES

    def folded(self) -> set[str]:
        parts = (("share", "share_note"), self.is_shared), (WISHES, self.is_wishing), (("wished_areas",), self.is_roaming)
        return {name for names, is_open in parts if not is_open for name in names}

    def newly_asked(self) -> list[str]:
        use, where = self.application.use, self.application.where
        parts = (("share", self.is_shared and use != Use.SHARED), ("units", self.is_wishing and where != Where.UNITS),
                 ("wished_areas", self.is_roaming and where != Where.FEATURES and bool(self.areas)))
        return [name for name, is_opened in parts if is_opened and not self.was_shown(self.place_of(name))]

    def content(self) -> dict[str, Any]:
        """Wishes, and parts of town, stay as they were while something else is chosen, should the person change back."""
        answers = {name: value for name, value in self.cleaned_data.items() if name not in (*WISHES, "wished_areas")}
        if "use" in answers and answers["use"] != Use.SHARED:
            answers |= {"share": "", "share_note": ""}
        unseen = self.newly_asked()
        if answers["where"] == Where.UNITS and "units" not in unseen:
            answers["units"] = self.chosen()
        if answers["where"] == Where.FEATURES and "wished_areas" not in unseen:
            answers["areas"] = [self.areas[key] for key in self.cleaned_data.get("wished_areas", [])]
        return answers

    def missing(self, today: Any) -> list[Problem]:
        """What was chosen just now counts, not what was saved."""
        problems = super().missing(today)
        if not self.is_bound or "units" in self.newly_asked():
            return problems
        others, chosen = [problem for problem in problems if problem.field != "units"], self.chosen()
        if not self.is_wishing or not chosen:
            return others + (wish_problems() if self.is_wishing else [])
        return others + (unit_problems(self.application.call, chosen) if self.application.call else [])

    def place_of(self, field: str) -> str:
        return "unit_1" if field == "units" else super().place_of(field)

    def facts(self):
        """Wishes are told only where they count."""
        where = self.application.where
        left_out = (*(WISHES if where != Where.UNITS else ()), *(("wished_areas",) if where != Where.FEATURES else ()))
        yield from (self.fact(field, self.initial[name], name) for name, field in self.fields.items()
                    if name not in left_out and (name not in WISHES or self.initial[name]))
