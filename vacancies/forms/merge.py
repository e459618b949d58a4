"""Two people edited one thing at once: what the second typed and what the first saved, put together without loss."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField

from vacancies.forms.declared import parts_of


@dataclass(frozen=True)
class Clash:
    """One field that both changed. source: the model's field, or the form's, whichever knows the words for a value."""

    field: BoundField
    source: Any
    typed: Any
    now: Any


@dataclass(frozen=True)
class Merge:
    """by, at: who saved last; taken_over: labels of fields that only the other person changed; data: for the new form."""

    by: Any
    at: datetime | None
    clashes: list[Clash]
    taken_over: list[str]
    data: Any

    @property
    def is_silent(self) -> bool:
        """The other person changed nothing that this form shows."""
        return not (self.clashes or self.taken_over)


def merge(form: Any, *, was: Mapping[str, Any], now: Mapping[str, Any], last: Any) -> Merge:
    """`was` is how it looked when this person opened the page; empty when nobody knows. `last` is the newest line of history.

    A field that only one of them changed keeps that change, a field that both changed is shown twice.
    """
    data = form.data.copy()
    clashes, taken_over = [], []
    for name, typed in form.answers().items():
        current, is_known = now[name], name in was
        if _same(typed, current) or (is_known and _same(was[name], current)):
            continue
        if is_known and _same(was[name], typed):
            _put(data, form, name, current)
            taken_over.append(str(form.fields[name].label))
        else:
            clashes.append(Clash(form[name], _source(form, name), typed, current))
    return Merge(getattr(last, "history_user", None), getattr(last, "history_date", None), clashes, taken_over, data)


def _same(one: Any, other: Any) -> bool:
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _source(form: Any, name: str) -> Any:
    own = {field.name: field for field in form._meta.model._meta.fields}
    return own.get(name, form.fields[name])


def _put(data: Any, form: Any, name: str, value: Any) -> None:
    """Writes a value into the data of a form as its own widget would have sent it."""
    field, key = form.fields[name], form.add_prefix(name)
    shown = field.prepare_value(value)
    if isinstance(field.widget, forms.MultiWidget):
        data.update({key + ending: part for ending, part in parts_of(field.widget, shown)})
    elif isinstance(field.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple):
        data.setlist(key, [str(one) for one in shown or []])
    elif isinstance(field.widget, forms.CheckboxInput):
        data[key] = "on" if shown else ""
    else:
        sent = field.widget.format_value(shown)
        data[key] = "" if sent is None else sent[0] if isinstance(sent, list) else str(sent)
