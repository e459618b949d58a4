"""What narrows a staff list. Everything is in the address, so that a list can be kept and sent on."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from popups.choices import Verb
from popups.reports.events import Shown as ShownEvents
from popups.reports.history import APPLICANTS, CLOCK, OWNERS
from popups.reports.letters import Shown as ShownLetters
from popups.reports.staff_units import Freshness, Known, Open, Published, Since
from popups.reports.suspicion import Doubt
from popups.reports.tenancies import Shown as ShownTenancies
from vacancies.choices import ImportState, OccupancyState, OwnerKind, OwnerStage, RecordState
from vacancies.forms.declared import choices_of, declared
from vacancies.models import Area, ImportRun
from vacancies.rings import Box


def _any(choices: type[TextChoices], label: Any = None) -> list[tuple[str, Any]]:
    return [("", label or _("Any")), *choices.choices]


class Filters(forms.Form):
    """What cannot be understood does not narrow, and the page says so; a list never fails over a stale address."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _("What was chosen is no longer there, so the list is not narrowed by it.")

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def _query(self, *left_out: str) -> str:
        names = [name for name in self.fields if name not in left_out]
        used = {name: self.data[name] for name in names if self.data.get(name)}
        return f"{urlencode(used)}&" if used else ""

    @property
    def query(self) -> str:
        """The filters in use as a query string with a trailing &, to which the place in the list is added."""
        return self._query()

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    @property
    def are_understood(self) -> bool:
        """Nothing of the address was left out, so the list is no longer than the address says."""
        return self.is_valid()

    @property
    def ignored(self) -> list[forms.BoundField]:
        """What the address asks for and the list leaves out: it shows more than its address, or the name of a view, says."""
        return [self[name] for name in self.errors]


class BoxField(forms.CharField):
    """A part of the map: west, south, east and north in degrees, with commas."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Box | None:
        text = super().clean(value)
        return self._read(text) if text else None

    @staticmethod
    def _read(text: str) -> Box:
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            raise forms.ValidationError(_("This is not a part of the map."), code="box") from None
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise forms.ValidationError(_("This is not a part of the map."), code="box")
        return Box(west, south, east, north)


class UnitFilters(Filters):
    """The first three are what one reaches for; `more` are folded away until they are used."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100,
                        widget=forms.TextInput(attrs={"type": "search"}))
    occupancy = forms.ChoiceField(label=_("Use today"), required=False, choices=[
        *_any(OccupancyState), *Known.choices, *Doubt.choices])
    street = forms.ChoiceField(label=_("Street"), required=False)
    area = forms.ModelChoiceField(Area.objects.all(), label=_("Part of town"), required=False, to_field_name="key", empty_label=_("Any"))
    published = forms.ChoiceField(label=_("Public page"), required=False, choices=_any(Published))
    record = forms.ChoiceField(label=_("State of the record"), required=False,
                               choices=_any(RecordState, _("All but archived")))
    owner = forms.ChoiceField(label=_("Owner"), required=False, choices=_any(OwnerKind))
    stage = forms.ChoiceField(label=_("Talks with the owner"), required=False, choices=[*_any(OwnerStage), *Open.choices])
    since = forms.ChoiceField(label=_("Start of vacancy"), required=False, choices=_any(Since))
    seen = forms.ChoiceField(label=_("Last seen"), required=False, choices=_any(Freshness))
    imported = forms.ModelChoiceField(ImportRun.objects.filter(state=ImportState.APPLIED).only("key", "file_name"), required=False,
                                      label=_("Added by the import"), to_field_name="key", empty_label=_("Any"))
    box = BoxField(required=False, max_length=100)

    def __init__(self, data: Any, *, streets: list[str], sees_owners: bool) -> None:
        super().__init__(data)
        declared(self, "street", forms.ChoiceField).choices = [("", _("Any")), *((street, street) for street in streets)]
        if not sees_owners:
            del self.fields["owner"], self.fields["stage"]
        if not (sees_owners and self.data.get("imported")):
            del self.fields["imported"]  # led to by the page of an import; asked for by nobody else

    @property
    def names(self) -> set[str]:
        """All filters that the person may use, the one that has a box only while it is used among them."""
        return {*self.fields, "imported"} if "owner" in self.fields else set(self.fields)

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("q", "occupancy", "street")]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ("q", "occupancy", "street")]

    @property
    def uses_more(self) -> bool:
        return self.used_more > 0

    @property
    def used_more(self) -> int:
        return sum(bool(self.data.get(field.name)) for field in self.more if not field.is_hidden)

    @property
    def unboxed(self) -> str:
        """The other filters, for the same list without the limits of the map."""
        return self._query("box").rstrip("&")

    @property
    def kept(self) -> str:
        """The filters in use without a trailing mark: what a view keeps, and what another page of the register is asked with."""
        return self.query.rstrip("&")

    @property
    def told(self) -> list[tuple[Any, Any]]:
        """The filters in use in words, for paper."""
        wanted = self.wanted()
        return [(field.label, _said(field, wanted[field.name])) for field in self if field.name in wanted and not field.is_hidden]


def _said(field: forms.BoundField, value: Any) -> Any:
    """An area is asked for no second time: it tells its own name."""
    if isinstance(field.field, forms.ChoiceField) and not isinstance(field.field, forms.ModelChoiceField):
        return dict(choices_of(field.field)).get(value, value)
    return value


class TenancyFilters(Filters):
    q = forms.CharField(label=_("Search"), required=False, max_length=100,
                        widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("Which"), required=False, choices=ShownTenancies.choices)


class TimelineFilters(Filters):
    """quarter: the first one shown, like 2026-4."""

    quarter = forms.RegexField(r"\A20\d\d-[1-4]\Z", label=_("Quarter"), required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Search"), required=False, max_length=100,
                        widget=forms.TextInput(attrs={"type": "search"}))
    street = forms.ChoiceField(label=_("Street"), required=False)
    taken = forms.BooleanField(label=_("Only units in use"), required=False)

    def __init__(self, data: Any, *, streets: list[str]) -> None:
        super().__init__(data)
        declared(self, "street", forms.ChoiceField).choices = [("", _("Any")), *((street, street) for street in streets)]

    @property
    def unquartered(self) -> str:
        """The other filters, to which the neighbouring quarter is added."""
        return self._query("quarter")

    def first_day(self, today: date) -> date:
        """The quarter asked for, else the one of today."""
        year, quarter = today.year, (today.month - 1) // 3 + 1
        if asked := self.wanted().get("quarter"):
            year, quarter = (int(part) for part in asked.split("-"))
        return date(year, quarter * 3 - 2, 1)


class EventFilters(Filters):
    show = forms.ChoiceField(label=_("Which"), required=False, choices=ShownEvents.choices)


class LetterFilters(Filters):
    show = forms.ChoiceField(label=_("Which"), required=False, choices=ShownLetters.choices)


class HistoryFilters(Filters):
    reference = forms.CharField(label=_("Reference"), required=False, max_length=12,
                                help_text=_("Of a unit, application, offer, tenancy or event."))
    person = forms.ChoiceField(label=_("Who did it"), required=False)
    verb = forms.ChoiceField(label=_("What was done"), required=False, choices=[("", _("Anything")), *Verb.choices])

    def __init__(self, data: Any, *, people: list[tuple[str, str]]) -> None:
        super().__init__(data)
        declared(self, "person", forms.ChoiceField).choices = [("", _("Anybody")), *people, (APPLICANTS, _("Applicants")),
                                         (OWNERS, _("Owners")), (CLOCK, _("The clock"))]
