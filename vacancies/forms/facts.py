"""What is known about a unit's days: stood empty, was closed, was seen."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vacancies.choices import ClosedReason, Precision, Seen
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared
from vacancies.forms.photos import FORMATS
from vacancies.lifecycle.saving import mark_of
from vacancies.models import ClosedPeriod, Vacancy
from vacancies.photos import MESSAGES


def day_after(day: date | None) -> date | None:
    """People give the last day; periods end on the day after it."""
    return None if day is None else day + timedelta(days=1)


def _in_order(form: forms.BaseForm, cleaned: dict[str, Any]) -> dict[str, Any]:
    start, last = cleaned.get("starts_on"), cleaned.get("last_day")
    if start and last and last < start:
        text = _("The last day must not be before the first day.")
        form.add_error("last_day", forms.ValidationError(text, code="end_before_start"))
    return cleaned


def _days_of(form: forms.ModelForm) -> None:
    """The last day of a row that is there, and the line of its history that the page is made from."""
    row = form.instance
    if row.pk:
        form.initial.update({"mark": mark_of(row), "last_day": day_before(row.ends_on)})


def day_before(day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=1)


class VisitForm(forms.Form):
    seen = forms.ChoiceField(label=_("What do you see?"), choices=Seen.choices, widget=forms.RadioSelect)
    seen_on = DayField(label=_("On which day?"), initial=timezone.localdate)
    note = forms.CharField(label=_("Remark"), required=False, max_length=500)
    photo = forms.FileField(label=_("Photo"), required=False, max_length=200, error_messages={"empty": MESSAGES["empty_file"]},
                            help_text=format_lazy("{} {}", FORMATS, _("It stays internal until it is released.")),
                            widget=forms.ClearableFileInput(attrs={"accept": "image/*"}))

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "photo"}


class PeriodForm(forms.ModelForm):
    """`mark` is the line of history that the page was made from; the verbs compare it."""

    mark = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _days_of(self)

    def clean(self) -> dict[str, Any]:
        return _in_order(self, super().clean() or self.cleaned_data)

    def answers(self) -> dict[str, Any]:
        """What was typed, by field of this form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "mark"}

    def facts(self) -> dict[str, Any]:
        """What to hand to the verbs."""
        given = self.answers()
        return given | {"ends_on": day_after(given.pop("last_day"))}


class VacancyForm(PeriodForm):
    starts_on = DayField(label=_("Empty since"), required=False, help_text=_("Empty: not known."))
    last_day = DayField(label=_("Last empty day"), required=False, help_text=_("Empty: still standing empty."))

    class Meta:
        model = Vacancy
        fields = ["starts_on", "starts_precision", "last_day", "ends_precision", "previous_use", "note"]
        labels = {"starts_precision": _("How exactly is that known?"), "ends_precision": _("How exactly is that known?")}
        help_texts = {"starts_precision": _("If only the month or the year is known, choose any day in it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_precision", "ends_precision"):
            declared(self, name, forms.ChoiceField).choices = Precision.choices


class ClosedForm(PeriodForm):
    starts_on = DayField(label=_("First closed day"))
    last_day = DayField(label=_("Last closed day"))

    class Meta:
        model = ClosedPeriod
        fields = ["reason", "starts_on", "last_day", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        declared(self, "reason", forms.ChoiceField).choices = [("", _("Choose")), *ClosedReason.choices]
