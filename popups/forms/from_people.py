"""Forms for everybody, without an account and without a foreign service: little to gain for a machine (docs/decisions/0060)."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

LEAST_SECONDS = 3  # nobody fills a form in faster
MOST_SECONDS = 24 * 3600
SALT = "form for everybody"


def stamp_of_now() -> str:
    """When the page was made, signed: a form that comes back at once was not filled in by a person."""
    return signing.dumps(int(timezone.now().timestamp()), salt=SALT)


def _age(stamp: str) -> float | None:
    """Seconds since the page was made; None where the stamp is not ours."""
    try:
        return timezone.now().timestamp() - signing.loads(stamp, salt=SALT)
    except signing.BadSignature:
        return None


class FromPeople(forms.Form):
    """Has a box that people do not see, and a stamp."""

    # People do not see it, machines fill it in.
    website = forms.CharField(label=_("Leave this empty"), required=False,
                              widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Mapping | None = None, files: Any = None, *, initial: dict[str, Any] | None = None, **given: Any) -> None:
        super().__init__(data, files, initial={"stamp": stamp_of_now(), **(initial or {})}, **given)

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get(self.add_prefix("website")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._look_at_the_clock()
        return cleaned

    def _look_at_the_clock(self) -> None:
        age = _age(self.data.get(self.add_prefix("stamp"), ""))
        if age is None or age > MOST_SECONDS:
            text = _("This page was open for a long time. Nothing is lost: look it through and send it once more.")
            self.add_error(None, ValidationError(text, code="stale_page"))
            typed = cast(MultiValueDict, self.data).copy()
            typed[self.add_prefix("stamp")] = stamp_of_now()
            self.data = typed
        elif age < LEAST_SECONDS:
            text = _("Please look it through once more, then send it again.")
            self.add_error(None, ValidationError(text, code="too_fast"))
