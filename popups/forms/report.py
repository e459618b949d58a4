"""Telling the town of an empty shop: no account, no foreign service, and little to gain for a machine."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.forms.from_people import FromPeople
from vacancies.choices import Seen
from vacancies.forms.days import DayField
from vacancies.forms.lines import LineField
from vacancies.models import Unit
from vacancies.photos import MESSAGES, PhotoProblem, glance_at

OLDEST_DAYS = 366
SEEN = [(one.value, one.label) for one in (Seen.EMPTY, Seen.OCCUPIED, Seen.SEASONAL, Seen.RENOVATION)]


class ReportForm(FromPeople):
    seen = forms.ChoiceField(label=_("What did you see?"), choices=SEEN, widget=forms.RadioSelect, initial=Seen.EMPTY)
    address = LineField(label=_("Where?"), required=False, max_length=300,
                        help_text=_("Street and number, or what is beside it."),
                        widget=forms.TextInput(attrs={"list": "streets", "autocomplete": "off"}))
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    seen_on = DayField(label=_("When?"), initial=timezone.localdate)
    photo = forms.FileField(label=_("Photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}),
                            error_messages={"empty": MESSAGES["empty_file"]},
                            help_text=_("Where and with which phone it was taken is removed. Only the town hall sees it."))
    text = forms.CharField(label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    email = forms.EmailField(label=_("Your e-mail"), required=False, max_length=254,
                             widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def __init__(self, data: Mapping | None = None, files: Any = None, *, unit: Unit | None = None, days: int) -> None:
        """unit: the one that the report is about, where that is known already. days: how long an e-mail is kept."""
        super().__init__(data, files)
        self.fields["email"].help_text = _(
            "Only to tell you what came of it. It is forgotten when you have been answered, at the latest after "
            "%(days)d days.") % {"days": days}
        if unit is not None:
            for name in ("address", "latitude", "longitude"):
                del self.fields[name]
            self.fields["seen"].initial = None  # it is listed as empty: whoever is led here by its page sees something else

    def clean_seen_on(self) -> Any:
        day, today = self.cleaned_data["seen_on"], timezone.localdate()
        if day > today:
            raise ValidationError(_("This day has not come yet."), code="seen_in_future")
        if (today - day).days > OLDEST_DAYS:
            raise ValidationError(_("This is more than a year ago. Tell us what you see now."), code="seen_long_ago")
        return day

    def clean_photo(self) -> Any:
        """What a glance tells is told with the rest; decoding takes a second and waits until the rest is right."""
        if photo := self.cleaned_data["photo"]:
            try:
                glance_at(photo)
            except PhotoProblem as refused:
                raise ValidationError(refused.message, code=refused.code) from None
        return photo

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "address" in self.fields and "address" not in self.errors and not cleaned.get("address") and not self.point:
            self.add_error("address", ValidationError(_("Say where it is: street and number are enough."),
                                                      code="place_missing"))
        return cleaned

    @property
    def point(self) -> tuple[float, float] | None:
        latitude, longitude = self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")
        return None if latitude is None or longitude is None else (latitude, longitude)

    def answers(self) -> dict[str, Any]:
        """What the verb takes."""
        told = self.cleaned_data
        return {"seen": told["seen"], "seen_on": told["seen_on"], "address": told.get("address", ""), "point": self.point,
                "text": told["text"], "file": told["photo"], "email": told["email"]}
