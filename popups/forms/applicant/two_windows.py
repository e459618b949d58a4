"""Two windows of one page: what was typed in the older one beside what was saved since, field by field, with a choice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from vacancies.forms.declared import parts_of

TAKE = "take"  # names of fields that stay as they were saved meanwhile


@dataclass(frozen=True)
class Line:
    """typed and saved: reports.answers.Fact."""

    name: str
    typed: Any
    saved: Any


def lines_of(form: Any, names: list[str]) -> Iterator[Line]:
    """form: a StepForm that was judged."""
    for name in names:
        field, typed = form.fields[name], form.cleaned_data.get(name)
        if name in form.errors:
            typed = form[name].value()
            yield Line(name, form.raw_fact(field, typed), form.fact(field, form.initial[name]))
        else:
            yield Line(name, form.fact(field, typed), form.fact(field, form.initial[name]))


def with_saved(form: Any, data: Any) -> Any:
    """What was sent, with the saved value in place of each field that is to stay as it is, as the page itself would send it.

    So does what was folded away: an answer that stays may ask for it again, and nobody could type it.
    """
    names = {name for name in data.getlist(TAKE) if name in form.fields} if hasattr(data, "getlist") else set()
    if not names:
        return data
    data, folded = data.copy(), form.folded() & form.fields.keys()
    for name in names | folded:
        for key, value in _as_sent(name, form.fields[name], form.initial[name]):
            data.setlist(key, value)
    return data


def _as_sent(name: str, field: forms.Field, value: Any) -> list[tuple[str, list[Any]]]:
    value, widget = field.prepare_value(value), field.widget
    if isinstance(widget, forms.MultiWidget):
        return [(f"{name}{suffix}", [] if part is None else [part]) for suffix, part in parts_of(widget, value)]
    if isinstance(widget, forms.CheckboxInput):
        return [(name, ["on"] if value else [])]
    said = widget.format_value(value)
    return [(name, said if isinstance(said, list) else ["" if said is None else said])]
