"""Planning an event, moving it to another time, cancelling it."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import EventKind
from popups.models import Application, Event, Tenancy
from popups.rules.blind_performers import performer_problems
from popups.rules.reviewing import BLIND
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared
from vacancies.forms.lines import LineField
from vacancies.forms.money import EurosField
from vacancies.models import Unit
from vacancies.sure import sure

CLOCK = ["%H:%M", "%H.%M", "%H:%M:%S"]


class ReferenceField(forms.CharField):
    """Takes a reference as people know it, also with its name behind it as the list offers it; gives the row."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.pattern = re.compile(rf"\b{prefix}-[0-9A-Z]{{4,8}}\b", re.IGNORECASE)
        self.rows: QuerySet | None = None
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = self.pattern.search(text)
        row = self.rows.filter(reference=found.group().upper()).first() if found and self.rows is not None else None
        if row is None:
            raise forms.ValidationError(_("Nothing has this reference. Choose from the list or copy it from its page."),
                                        code="unknown_reference")
        return row


class ChooseUnitForm(forms.Form):
    """The first question about a new event: where."""

    unit = ReferenceField("U", label=_("Unit"), help_text=_("Begin to type its name, or write its reference."),
                          widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        declared(self, "unit", ReferenceField).rows = Unit.objects.in_register()


class WhenForm(forms.Form):
    """The town's own clock."""

    day = DayField(label=_("Day"))
    starts_at = forms.TimeField(label=_("Begins"), input_formats=CLOCK, widget=forms.TimeInput(
        attrs={"type": "time"}, format="%H:%M"))
    ends_at = forms.TimeField(label=_("Ends"), input_formats=CLOCK, widget=forms.TimeInput(
        attrs={"type": "time"}, format="%H:%M"))

    def _moment(self, name: str) -> datetime:
        day: date = self.cleaned_data["day"]
        clock: time = self.cleaned_data[name]
        return timezone.make_aware(datetime.combine(day, clock))

    def when(self) -> dict[str, datetime]:
        return {"starts_at": self._moment("starts_at"), "ends_at": self._moment("ends_at")}


def when_of(event: Event) -> dict[str, Any]:
    starts, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    return {"day": starts.date(), "starts_at": starts.time(), "ends_at": ends.time()}


class EventForm(WhenForm):
    title = LineField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(label=_("What it is"), choices=EventKind, initial=EventKind.PERFORMANCE)
    tenancy = forms.ModelChoiceField(label=_("Host"), required=False, queryset=Tenancy.objects.none(),
                                     empty_label=_("Whoever has the unit on that day, else its owner"), to_field_name="reference")
    performer = ReferenceField("A", label=_("Performer or workshop host"), required=False, help_text=_(
        "The reference of their application, such as A-7KQ4. They get a letter if the event is cancelled."),
        widget=forms.TextInput(attrs={"list": "performers", "autocomplete": "off"}))
    public_text = forms.CharField(label=_("What the programme says"), required=False, max_length=4000,
                                  widget=forms.Textarea(attrs={"rows": 4}))
    places = forms.IntegerField(label=_("Places"), required=False, min_value=1, max_value=30000,
                                widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    price = EurosField(label=_("Price, €"), required=False)
    field_order = ["title", "kind", "day", "starts_at", "ends_at", "tenancy", "performer", "public_text", "places", "price"]

    def __init__(self, data: Any = None, *, unit: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        declared(self, "tenancy", forms.ModelChoiceField).queryset = Tenancy.objects.filter(unit=unit).not_over(today)
        declared(self, "performer", ReferenceField).rows = Application.objects.sent().select_related("applicant__user")

    def performers(self) -> list[tuple[str, str]]:
        """What the box of the performer suggests: reference and name, newest first."""
        rows = sure(declared(self, "performer", ReferenceField).rows).exclude(BLIND).order_by("-submitted_at")[:100]
        return [(row.reference, row.applicant.name) for row in rows]

    def clean_performer(self) -> Application | None:
        row = self.cleaned_data["performer"]
        for problem in performer_problems(row.applicant) if row else []:
            raise forms.ValidationError(problem.message, code=problem.code)
        return row

    def plan(self) -> dict[str, Any]:
        kept = self.cleaned_data
        performer = kept["performer"]
        return {**self.when(), "title": kept["title"], "kind": kept["kind"], "tenancy": kept["tenancy"],
                "performer": performer.applicant if performer else None, "public_text": kept["public_text"],
                "places": kept["places"], "price_cents": kept["price"] or 0}


class CancelEventForm(forms.Form):
    note = forms.CharField(label=_("A sentence to the performer"), required=False, max_length=2000,
                           widget=forms.Textarea(attrs={"rows": 3}))
