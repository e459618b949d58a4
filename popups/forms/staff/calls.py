"""The pages on which a call is written that have no rows: its texts, what and where, who and when."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.forms.applicant.fields import LengthField
from popups.forms.staff.calls_languages import SpokenForm
from popups.forms.staff.calls_parts import PartForm
from popups.forms.staff.events import CLOCK
from popups.kinds import ApplicantKind
from popups.models import Call
from popups.moments import midnight
from popups.rules.call_values import TEXT_FIELDS
from vacancies.choices import Activity
from vacancies.forms.days import DayField
from vacancies.forms.lines import LineField
from vacancies.forms.shops import UnitField
from vacancies.models import Area, Unit

MOST_LINES = 60


class TextsForm(SpokenForm, PartForm):
    """PartForm makes the fields, SpokenForm asks them in every language."""

    names = ("texts",)
    spoken = TEXT_FIELDS
    must_say = ("title",)
    title = LineField(label=_("Title"), max_length=120)
    summary = LineField(label=_("In one sentence"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    purpose = forms.CharField(label=_("What it is for"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    support = forms.CharField(label=_("What the town offers"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
                              help_text=_("Such as furniture, advice, or a share of the costs."))

    @classmethod
    def initial_of(cls, call: Call | None) -> dict[str, Any]:
        texts = call.texts.all() if call else []
        return {f"{name}_{text.language}": getattr(text, name) for text in texts for name in TEXT_FIELDS}

    def values(self) -> dict[str, Any]:
        return {"texts": self.texts()}


class UnitLinesField(forms.CharField):
    """Cleans to a list of units. Tells the problems of all lines at once."""

    widget = forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> list[Unit]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()][:MOST_LINES]
        field, units, problems = UnitField(max_length=300, error_messages={"unknown_unit": _("No unit of the register fits this.")}), [], []
        for line in lines:
            try:
                units.append(field.clean(line))
            except forms.ValidationError as error:
                problems += [forms.ValidationError(_("“%(line)s”: %(problem)s"), code=one.code,
                                                   params={"line": line[:60], "problem": one.messages[0]}) for one in error.error_list]
        if problems:
            raise forms.ValidationError(problems)
        return list(dict.fromkeys(units))


def _number(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=1000, widget=forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off"}), **more)


class WhereForm(PartForm):
    names = ("activities", "areas", "units", "places")
    places = _number(_("Number of places"), help_text=_("How many can be chosen. One place is one stay."))
    activities = forms.MultipleChoiceField(label=_("What for"), choices=Activity, required=False, widget=forms.CheckboxSelectMultiple,
                                           help_text=_("None ticked: anything."))
    areas = forms.ModelMultipleChoiceField(Area.objects.all(), label=_("Parts of town"), required=False, to_field_name="key",
                                           widget=forms.CheckboxSelectMultiple, help_text=_("All public units there belong to the call."))
    units = UnitLinesField(label=_("Single units"), required=False, max_length=20_000, help_text=_(
        "One a line: reference, or name and address. With no part of town and no unit, all public units belong to the call."))

    @classmethod
    def initial_of(cls, call: Call | None) -> dict[str, Any]:
        if call is None:
            return {}
        field = UnitField()
        return {"places": call.places, "activities": call.activities, "areas": [area.key for area in call.areas.all()],
                "units": "\n".join(field.prepare_value(unit) for unit in call.units.all())}

    def values(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {"activities": sorted(told["activities"]), "areas": list(told["areas"]), "units": told["units"], "places": told["places"]}


def _clock(label: Any, help_text: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, input_formats=CLOCK, help_text=help_text,
                           widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class WhoForm(PartForm):
    """Days as people say them: the last day belongs to the period."""

    names = ("kinds", "opens_at", "closes_at", "stays_start", "stays_end", "shortest_days", "longest_days", "results_on",
             "commercial_until")
    kinds = forms.MultipleChoiceField(label=_("Who may apply"), choices=ApplicantKind, required=False,
                                      widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: everybody."))
    opens_on = DayField(label=_("First day to apply"), required=False)
    opens_time = _clock(_("At"), _("Empty: from midnight."))
    closes_on = DayField(label=_("Last day to apply"), required=False)
    closes_time = _clock(_("Until"), _("Empty: until the end of the day."))
    results_on = DayField(label=_("Results are told on"), required=False, help_text=_(
        "Everybody who applies reads this day. Empty: as long after the last day to apply as the town takes to answer."))
    first_day = DayField(label=_("First day of the stays"), required=False)
    last_day = DayField(label=_("Last day of the stays"), required=False)
    shortest_days = LengthField(label=_("Shortest stay"), required=False)
    longest_days = LengthField(label=_("Longest stay"), required=False)
    commercial_until = DayField(label=_("Businesses first, until"), required=False, help_text=_(
        "Until this day businesses have priority; associations are considered after it. Every use of this rule is kept. Empty: no priority."))

    @classmethod
    def initial_of(cls, call: Call | None) -> dict[str, Any]:
        if call is None:
            return {}
        opens, closes = _day_and_clock(call.opens_at, is_end=False), _day_and_clock(call.closes_at, is_end=True)
        return {"kinds": call.kinds, "opens_on": opens[0], "opens_time": opens[1], "closes_on": closes[0], "closes_time": closes[1],
                "first_day": call.stays_start, "last_day": call.last_stay_day, "shortest_days": call.shortest_days,
                "longest_days": call.longest_days, "results_on": call.results_on, "commercial_until": call.commercial_until}

    def pairs(self) -> list[list[BoundField]]:
        return [[self[name] for name in names] for names in (
            ("opens_on", "opens_time"), ("closes_on", "closes_time"), ("results_on",), ("first_day", "last_day"), ("shortest_days", "longest_days"))]

    def values(self) -> dict[str, Any]:
        told = self.cleaned_data
        last = told["last_day"]
        return {"kinds": sorted(told["kinds"]), "stays_start": told["first_day"], "stays_end": last + timedelta(days=1) if last else None,
                "opens_at": _kept(self.call.opens_at if self.call else None, _moment(told["opens_on"], told["opens_time"], is_end=False)),
                "closes_at": _kept(self.call.closes_at if self.call else None, _moment(told["closes_on"], told["closes_time"], is_end=True)),
                **{name: told[name] for name in ("shortest_days", "longest_days", "results_on", "commercial_until")}}


def _day_and_clock(moment: datetime | None, *, is_end: bool) -> tuple[date | None, time | None]:
    """A period that ends at midnight ends with the day before."""
    if moment is None:
        return None, None
    local = timezone.localtime(moment)
    if local.time() == time.min:
        return local.date() - timedelta(days=1) if is_end else local.date(), None
    return local.date(), local.time().replace(second=0, microsecond=0)


def _moment(day: date | None, clock: time | None, *, is_end: bool) -> datetime | None:
    if day is None:
        return None
    if clock is None:
        return midnight(day + timedelta(days=1) if is_end else day)
    return timezone.make_aware(datetime.combine(day, clock))


def _kept(before: datetime | None, typed: datetime | None) -> datetime | None:
    """The page shows no seconds; a moment that nobody touched keeps its own."""
    return before if before and typed and before.replace(second=0, microsecond=0) == typed else typed


