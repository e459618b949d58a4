"""For whom and for which days performances are proposed; which of them are taken; what a tenant says of them."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.kinds import ApplicantKind
from popups.models import Call
from vacancies.choices import Welcome
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared

MOST_DAYS = 56


class AskPerformancesForm(forms.Form):
    call = forms.ModelChoiceField(label=_("Whom"), required=False, queryset=Call.objects.none(), to_field_name="reference",
                                  empty_label=_("All musicians"))
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))

    def __init__(self, data: Any, *, today: date) -> None:
        self.tomorrow = today + timedelta(days=1)
        usual = {"first": self.tomorrow, "last": today + timedelta(days=MOST_DAYS)}
        super().__init__({**{name: day.isoformat() for name, day in usual.items()}, **{name: data[name] for name in data if data[name]}})
        of_musicians = Call.objects.released().filter(applications__applicant__kind=ApplicantKind.MUSICIAN)
        of_musicians = of_musicians.exclude(is_blind=True, results_sent_at__isnull=True)
        declared(self, "call", forms.ModelChoiceField).queryset = of_musicians.distinct().prefetch_related("texts")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and first < self.tomorrow:
            self.add_error("first", forms.ValidationError(_("Begin tomorrow at the earliest: today nobody could be asked any more."), code="too_early"))
        if first and last and last < first:
            self.add_error("last", forms.ValidationError(_("The last day must not be before the first day."), code="end_before_start"))
        if first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last", forms.ValidationError(_("Eight weeks are the most at a time."), code="too_long"))
        return cleaned

    @property
    def days(self) -> int:
        return (self.cleaned_data["last"] - self.cleaned_data["first"]).days + 1


class ChooseForm(forms.Form):
    """Errors that belong to no field; the ticks themselves are read by the view, since each may be refused by itself."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        wanted = "shown" if data is not None and "all" in data else "slots"
        self.keys = list(dict.fromkeys(data.getlist(wanted))) if data is not None else []

    def clean(self) -> dict[str, Any]:
        if not self.keys:
            raise forms.ValidationError(_("Tick at least one performance."), code="nothing_ticked")
        return super().clean() or self.cleaned_data


class WelcomeForm(forms.Form):
    performances = forms.ChoiceField(label=_("Performances with this tenant"), required=False, choices=[("", _("Not said")), *Welcome.choices])
