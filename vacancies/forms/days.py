"""Days as people type them: 23.07.2019. with or without the last full stop, or as a date box sends them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

YEARS = range(1900, 2200)  # a slip of the finger in the year; the day after 9999-12-31 cannot be reckoned with either
FORMATS = ["%Y-%m-%d", "%d.%m.%Y.", "%d.%m.%Y"]


class DayInput(forms.DateInput):
    """A date box of the browser, which is always given and always sends the ISO form."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """`input_formats` does not depend on the language, so that Latvian days are read on an English page too."""

    widget = DayInput
    default_error_messages = {"invalid": _("Write the day like 23.07.2026.")}

    def __init__(self, **kwargs) -> None:
        super().__init__(input_formats=FORMATS, **kwargs)

    def to_python(self, value):
        day = super().to_python(value.replace(" ", "") if isinstance(value, str) else value)
        if day is not None and day.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day
