"""Numbers as people type them: with a decimal comma or point, with spaces between thousands."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _


def _plain(value: Any) -> Any:
    return re.sub(r"\s", "", value).replace(",", ".").replace("−", "-") if isinstance(value, str) else value


class NumberField(forms.DecimalField):
    """Reads 46,3 and 46.3 in every language; shows the separator of the page's language."""

    default_error_messages = {"invalid": _("Write a number, like 46,3.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django's own field does
        return super().to_python(_plain(value))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        text = f"{value:f}"
        return number_format(text.rstrip("0").rstrip(".") if "." in text else text, use_l10n=True, force_grouping=False)


class DegreesField(forms.FloatField):
    """A coordinate in degrees, WGS 84, with a decimal comma or point."""

    default_error_messages = {"invalid": _("Write degrees, like 57,4247.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # as Django's own field does
        return super().to_python(_plain(value))

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else f"{value:.6f}"
