"""Telling the town of an empty shop: no account, no foreign service, and little to gain for a machine."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import Seen
from vacancies.forms.days import DayField
from vacancies.forms.lines import LineField
from vacancies.models import Unit

LEAST_SECONDS = 3  # nobody fills the form in faster
MOST_SECONDS = 24 * 3600
OLDEST_DAYS = 366
SALT = "resident report form"
SEEN = [(one.value, one.label) for one in (Seen.EMPTY, Seen.OCCUPIED, Seen.SEASONAL, Seen.RENOVATION)]


def stamp_of_now() -> str:
    """When the page was made, signed: a form that comes back at once was not filled in by a person."""
    return signing.dumps(int(timezone.now().timestamp()), salt=SALT)


def _age(stamp: str) -> float | None:
    """Seconds since the page was made; None where the stamp is not ours."""
    try:
        return timezone.now().timestamp() - signing.loads(stamp, salt=SALT)
    except signing.BadSignature:
        return None


class ReportForm(forms.Form):
    seen = forms.ChoiceField(label=_("What did you see?"), choices=SEEN, widget=forms.RadioSelect, initial=Seen.EMPTY)
    address = LineField(label=_("Where?"), required=False, max_length=300,
                        help_text=_("Street and number, or what is beside it."),
                        widget=forms.TextInput(attrs={"list": "streets", "autocomplete": "off"}))
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    seen_on = DayField(label=_("When?"), initial=timezone.localdate)
    photo = forms.FileField(label=_("Photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}),
                            help_text=_("Where and with which phone it was taken is removed. Only the town hall sees it."))
    text = forms.CharField(label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    email = forms.EmailField(label=_("Your e-mail"), required=False, max_length=254,
                             widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    # People do not see it, machines fill it in.
    website = forms.CharField(label=_("Leave this empty"), required=False,
                              widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Mapping | None = None, files: Any = None, *, unit: Unit | None = None, days: int) -> None:
        """unit: the one that the report is about, where that is known already. days: how long an e-mail is kept."""
        super().__init__(data, files, initial={"stamp": stamp_of_now()})
        self.fields["email"].help_text = _(
            "Only to tell you what came of it. It is forgotten when you have been answered, at the latest after "
            "%(days)d days.") % {"days": days}
        if unit is not None:
            for name in ("address", "latitude", "longitude"):
                del self.fields[name]
            self.fields["seen"].initial = None  # it is listed as empty: whoever is led here by its page sees something else

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean_seen_on(self) -> Any:
        day, today = self.cleaned_data["seen_on"], timezone.localdate()
        if day > today:
            raise ValidationError(_("This day has not come yet."), code="seen_in_future")
        if (today - day).days > OLDEST_DAYS:
            raise ValidationError(_("This is more than a year ago. Tell us what you see now."), code="seen_long_ago")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "address" in self.fields and "address" not in self.errors and not cleaned.get("address") and not self.point:
            self.add_error("address", ValidationError(_("Say where it is: street and number are enough."),
                                                      code="place_missing"))
        self._look_at_the_clock()
        return cleaned

    def _look_at_the_clock(self) -> None:
        age = _age(self.data.get("stamp", ""))
        if age is None or age > MOST_SECONDS:
            text = _("This page was open for a long time. Nothing is lost: look it through and send it once more.")
            self.add_error(None, ValidationError(text, code="stale_page"))
            self.data = self.data.copy()
            self.data["stamp"] = stamp_of_now()
        elif age < LEAST_SECONDS:
            text = _("Please look it through once more, then send it again.")
            self.add_error(None, ValidationError(text, code="too_fast"))

    @property
    def point(self) -> tuple[float, float] | None:
        latitude, longitude = self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")
        return None if latitude is None or longitude is None else (latitude, longitude)

    def answers(self) -> dict[str, Any]:
        """What the verb takes."""
        told = self.cleaned_data
        return {"seen": told["seen"], "seen_on": told["seen_on"], "address": told.get("address", ""), "point": self.point,
                "text": told["text"], "file": told["photo"], "email": told["email"]}
