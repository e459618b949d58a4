"""What a form was declared to be made of, which its own fields and widgets do not say to the type checker."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

from django import forms

Kind = TypeVar("Kind", bound=forms.Field)


def declared(form: forms.BaseForm, name: str, kind: type[Kind]) -> Kind:
    """For what only that kind of field has: its choices, or the rows to choose from."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is another kind of field")
    return field


def choices_of(field: forms.ChoiceField) -> Iterable[tuple[Any, Any]]:
    """What can be chosen, in order, once the form is made."""
    return cast(Iterable[tuple[Any, Any]], field.choices)


def parts_of(widget: forms.MultiWidget, value: Any) -> Iterator[tuple[str, Any]]:
    """Of each box: how its name ends, and what of the value stands in it."""
    endings: list[str] = vars(widget)["widgets_names"]
    return zip(endings, widget.decompress(value) or (), strict=True)
