"""What visitors ask of the public pages. All of it is in the address, so that it can be kept and sent on."""

from datetime import date, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from popups.choices import Use
from popups.reports.catalogue import Search
from popups.reports.shop_map import PlaceKind, When
from popups.rules.offers import LONGEST_AHEAD_DAYS
from vacancies.choices import Activity
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared
from vacancies.forms.money import EurosField
from vacancies.kinds import FEATURES
from vacancies.models import Space

MOST_M2 = 100_000


def _search_box() -> forms.TextInput:
    return forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"})


def _area(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_M2,
                              widget=forms.NumberInput(attrs={"inputmode": "numeric"}))


def _too_far() -> ValidationError:
    return ValidationError(_("This is more than three years ahead."), code="too_far_ahead")


class DaysForm(forms.Form):
    """First and last day of a stay, from today on."""

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(data, **kwargs)

    def clean_last_day(self) -> date | None:
        last = self.cleaned_data["last_day"]
        if last and last < self.today:
            raise ValidationError(_("This day has gone by. Choose today or later."), code="day_past")
        if last and (last - self.today).days > LONGEST_AHEAD_DAYS:
            raise _too_far()
        return last

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("The last day must not be before the first day."),
                                                       code="end_before_start"))
        if first and (first - self.today).days > LONGEST_AHEAD_DAYS:
            self.add_error("first_day", _too_far())
        return cleaned

    def period(self) -> tuple[date, date] | tuple[None, None]:
        """[start, end) of the days that were understood; one day alone means free on that day, or until then.

        A first day that has gone by means today: an address that was kept goes on working.
        """
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if not (first or last):
            return None, None
        start = max(first or self.today, self.today)
        return start, max(last or start, start) + timedelta(days=1)


class UnitSearch(DaysForm):
    """Narrows the catalogue. What cannot be understood is said at its field and does not narrow."""

    q = forms.CharField(label=_("Name, street or number"), required=False, max_length=80, widget=_search_box())
    first_day = DayField(label=_("Free from"), required=False)
    last_day = DayField(label=_("Free until"), required=False)
    use = forms.ChoiceField(label=_("How much"), required=False, choices=[
        ("", _("Whole or shared")), (Use.WHOLE.value, _("A whole unit")), (Use.SHARED.value, _("A share of a unit"))])
    rent_max = EurosField(label=_("Rent a month, at most"), required=False)
    area_min = _area(_("Floor area from, m²"))
    area_max = _area(_("Floor area to, m²"))
    activity = forms.ChoiceField(label=_("What you want to do"), required=False,
                                 choices=[("", _("Anything")), *Activity.choices])
    street = forms.ChoiceField(label=_("Street"), required=False)
    features = forms.MultipleChoiceField(label=_("It must have"), required=False, widget=forms.CheckboxSelectMultiple,
                                         choices=[(feature.code, feature.label) for feature in FEATURES])

    def __init__(self, data: Any = None, *, today: date, streets: list[str]) -> None:
        super().__init__(data, today=today)
        declared(self, "street", forms.ChoiceField).choices = [("", _("Any street")), *((street, street) for street in streets)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        smallest, largest = cleaned.get("area_min"), cleaned.get("area_max")
        if smallest is not None and largest is not None and largest < smallest:
            self.add_error("area_max", ValidationError(_("This must not be less than the smallest floor area."),
                                                       code="area_backwards"))
        return cleaned

    def search(self) -> Search:
        self.is_valid()
        wanted, (start, end) = self.cleaned_data, self.period()
        return Search(
            words=wanted.get("q", ""), start=start, end=end, area_min=wanted.get("area_min"),
            area_max=wanted.get("area_max"), rent_max=wanted.get("rent_max"), features=tuple(wanted.get("features", ())),
            activity=wanted.get("activity", ""), use=wanted.get("use", ""), street=wanted.get("street", ""))

    def query_without(self, name: str = "", value: str = "") -> str:
        """The filters in use as a query string, one of them (or one value of it) left out."""
        given = ((field, typed) for field in self.fields for typed in cast(MultiValueDict, self.data).getlist(field) if typed)
        return urlencode([(field, typed) for field, typed in given if field != name or value and typed != value])

    @property
    def uses_more(self) -> bool:
        """Something is chosen, or wrong, among the filters that are folded away."""
        folded = set(self.fields) - {"q", "first_day", "last_day"}
        return any(self.data.get(name) or self[name].errors for name in folded)


class StayForm(DaysForm):
    """Which days, and which part of a divided unit, the cost is asked for."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    space = forms.ChoiceField(label=_("Which part"), required=False)

    def __init__(self, data: Any = None, *, today: date, spaces: list[Space]) -> None:
        super().__init__(data, today=today)
        if len(spaces) < 2:
            del self.fields["space"]
        else:
            parts = [(str(number), str(space)) for number, space in enumerate(spaces, start=1)]
            declared(self, "space", forms.ChoiceField).choices = [("", _("The whole unit")), *parts]

    def chosen(self, spaces: list[Space]) -> Space | None:
        """None: the whole unit."""
        number = self.cleaned_data.get("space")
        return spaces[int(number) - 1] if number else None

    def clean_first_day(self) -> date:
        first = self.cleaned_data["first_day"]
        if first < self.today:
            raise ValidationError(_("This day has gone by. Choose today or later."), code="day_past")
        return first


class PlaceFilters(forms.Form):
    """Narrows the shop map."""

    when = forms.ChoiceField(label=_("When"), required=False, choices=[("", _("At any time")), *When.choices])
    kind = forms.ChoiceField(label=_("What kind"), required=False, choices=[("", _("Everything")), *PlaceKind.choices])

    def wanted(self) -> dict[str, str]:
        """What is not understood does not narrow."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """The filters in use as a query string with a trailing &, to which the page is added."""
        wanted = self.wanted()
        return f"{urlencode(wanted)}&" if wanted else ""
