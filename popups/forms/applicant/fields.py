"""A length of time in weeks or days, an hour, and several files at once."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _

LONGEST_DAYS = 731


class Span(IntegerChoices):
    """Days in one."""

    WEEKS = 7, _("weeks")
    DAYS = 1, _("days")


class LengthWidget(forms.MultiWidget):
    template_name = "popups/applicant/length_widget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4})
        super().__init__({"number": number, "unit": forms.Select(choices=Span.choices)}, attrs)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_number"

    def decompress(self, value: int | None) -> list[Any]:
        if not value:
            return [None, Span.WEEKS]
        unit = Span.DAYS if value % Span.WEEKS else Span.WEEKS
        return [value // unit, unit]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part in context["widget"]["subwidgets"]:
            part["attrs"]["id"] = f"{context['widget']['attrs'].get('id', name)}{part['name'].removeprefix(name)}"
        return context


class LengthField(forms.MultiValueField):
    """Cleans to days."""

    widget = LengthWidget

    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid": _("Write a whole number, like 6.")}
        fields = [forms.IntegerField(min_value=1, required=False, error_messages=wrong,
                                     label=_("How many")),
                  forms.TypedChoiceField(choices=Span.choices, coerce=int, required=False, label=_("Weeks or days"))]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Weeks or days of nothing are nothing."""
        if initial is None and not (data and data[0]):
            return False
        return super().has_changed(cast(LengthWidget, self.widget).decompress(initial), data)

    def compress(self, data_list: list[Any]) -> int | None:
        if not data_list or data_list[0] is None:
            return None
        days = data_list[0] * (data_list[1] or Span.WEEKS)
        if days > LONGEST_DAYS:
            raise ValidationError(_("Two years is the most. Write a shorter time."), code="too_long")
        return days


class ClockField(forms.CharField):
    """Cleans to "17:30", whether 17, 17.30 or 17:30 was typed; empty: not said."""

    default_error_messages = {"clock": _("Write a time like 17:30.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8, widget=forms.TextInput(attrs={"type": "time"}), **kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        found = re.fullmatch(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?(?::00)?", typed, re.ASCII)
        if found is None:
            raise ValidationError(self.error_messages["clock"], code="clock")
        return f"{int(found[1]):02}:{found[2] or '00'}"


class PapersInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Cleans to a list of files. What they are is looked at by the form, which says the problems of all of them."""

    widget = PapersInput
    default_error_messages = {"empty": _("This file is empty. Choose it again.")}

    def to_python(self, data: Any) -> list:  # type: ignore[override]  # several files, not one
        return [file for file in data if file] if isinstance(data, list | tuple) else []

    def clean(self, data: Any, initial: Any = None) -> list:
        return self.to_python(data or [])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)
