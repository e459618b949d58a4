"""Euros as people type them, cents as we keep them."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_AMOUNT = re.compile(r"\d{1,9}([.,]\d{1,2})?")
MOST_CENTS = 2_000_000_000  # fits the databases' integer


class EurosField(forms.Field):
    """Reads `1 250,50`, `1250.5` or `€12` and gives integer cents; shows cents as `1250,50`."""

    default_error_messages = {"invalid": _("Write an amount in euros, like 120 or 120,50.")}

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: object) -> int | None:
        if isinstance(value, int):
            return value
        if value in self.empty_values:
            return None
        typed = re.sub(r"[\s€]|EUR", "", str(value), flags=re.IGNORECASE)
        if not _AMOUNT.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        cents = int(Decimal(typed.replace(",", ".")) * 100)
        if cents > MOST_CENTS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return cents

    def prepare_value(self, value: object) -> object:
        """Cents to euros; what a person typed is shown as it was typed."""
        if not isinstance(value, int):
            return value
        return f"{value // 100},{value % 100:02d}" if value % 100 else str(value // 100)

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True
