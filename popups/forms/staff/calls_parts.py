"""A page of the form of a call: what is written there, as it stands in a call, and as save_call() takes it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from popups.choices import CallState
from popups.forms.staff.calls_rows import Rows, pressed
from popups.models import Call
from popups.rules.call_values import plain, plain_of, seal_of
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused

# Where a page has two fields for one value, or several: the first of them.
FIELD_OF = {"opens_at": "opens_on", "closes_at": "closes_on", "stays_start": "first_day", "stays_end": "last_day"}
BEFORE_OPENING = {CallState.DRAFT, CallState.ANNOUNCED}


class PartForm(forms.Form):
    """names: what of a call is written here. rows: a list that grows, where the page has one."""

    names: tuple[str, ...] = ()
    use_required_attribute = False
    seal = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    note = forms.CharField(label=_("Why it changes"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
                           help_text=_("Everybody who has applied gets a letter with what changed, and with this sentence."))
    rows: Rows | None = None

    def __init__(self, data: Mapping[str, Any] | None = None, *, call: Call | None = None, initial: dict[str, Any] | None = None) -> None:
        self.call = call
        said = initial if initial is not None else self.initial_of(call) | self._sealed(call)
        super().__init__(data, initial=said)
        if call is None or call.state in BEFORE_OPENING:
            del self.fields["note"]

    @classmethod
    def _sealed(cls, call: Call | None) -> dict[str, str]:
        return {"seal": seal_of(plain(call), cls.names)} if call else {}

    @classmethod
    def initial_of(cls, call: Call | None) -> dict[str, Any]:
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What to hand to save_call()."""
        raise NotImplementedError

    def plain(self) -> dict[str, Any]:
        return plain_of(self.values())

    @property
    def told(self) -> dict[str, Any]:
        return {"note": self.cleaned_data.get("note", ""), "seal": self.cleaned_data.get("seal", "")}

    def is_valid(self) -> bool:
        """The page and all its rows: every problem at once."""
        return all([super().is_valid(), self.rows is None or self.rows.is_valid()])

    def main(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name != "note"]

    def refuse(self, refused: Refused) -> None:
        add_problems(self, Refused([replace(one, field=FIELD_OF.get(one.field, one.field)) for one in refused.problems]))

    @property
    def codes(self) -> str:
        rows = self.rows.forms if self.rows else []
        return " ".join(code for form in (self, *rows) if form.is_bound for code in codes_of(form))

    def after(self, data: Mapping[str, Any]) -> "PartForm":
        """As it was typed, with a row more, less, or elsewhere. Nothing is judged and nothing saved."""
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in self.fields.items()}
        grown = type(self)(call=self.call, initial=typed)
        if self.rows is not None:
            button = pressed(data)
            grown.rows = self.rows.after(button, data.get(button, ""))
        return grown
