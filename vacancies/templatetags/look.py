"""Tags that draw the design's smallest parts: an icon, an input with its marks, a re-send token."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, ClearableFileInput, MultiWidget, RadioSelect
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from vacancies.undo import link_in, undo_address

register = template.Library()

# What stands in place of an ordinary box with a label above it.
LAYOUTS = {CheckboxInput: "tick", CheckboxSelectMultiple: "ticks", RadioSelect: "choices", ClearableFileInput: "file",
           MultiWidget: "group"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without a label it is decoration and hidden from a screen reader."""
    sprite = static("vendor/tabler/icons.svg")
    if label:
        told = format_html('role="img" aria-label="{}"', label)
    else:
        told = SafeString('aria-hidden="true"')
    return format_html('<svg class="ds-icon" {} focusable="false"><use href="{}#{}"></use></svg>', told, sprite, name)


@register.filter
def layout(field: BoundField) -> str:
    """How components/field.html lays a field out: box, tick, ticks, choices, group or file."""
    widget = type(field.field.widget)
    return next((LAYOUTS[kind] for kind in widget.__mro__ if kind in LAYOUTS), "box")


@register.simple_tag(takes_context=True)
def label_words(context: Context, field: BoundField) -> SafeString:
    """What the field is called, and that it may be left empty. Drawn here, since a template for each field of a long form costs more."""
    is_open = field.name in getattr(field.form, "sometimes_required", ())
    if field.field.required or is_open or context.get("no_optional"):
        return format_html("{}", field.label)
    return format_html('{} <span class="optional">{}</span>', field.label, pgettext("form field", "optional"))


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's own widget in the design's class, with whatever class and attributes the form gave it kept."""
    given = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"ds-input {given}".strip()})


@register.filter
def choice_control(choice: object) -> SafeString:
    """One radio button or box of a group, without Django's label around it."""
    data = choice.data  # type: ignore[attr-defined]
    attributes = {**data["attrs"], "class": "ds-input"}
    drawn = {**data, "attrs": attributes, "wrap_label": False}
    return choice.parent_widget._render(data["template_name"], {"widget": drawn}, choice.renderer)  # type: ignore


@register.simple_tag
def options(groups: Iterable[Any]) -> SafeString:
    """The lines of a list of choices. Drawn here, since loops of a template cost ten times as much, and lists of streets are long."""
    lines = []
    for name, choices, _index in groups:
        drawn = format_html_join("", '\n  <option value="{}"{}>{}</option>', (
            (str(one["value"]), _attributes(one["attrs"]), one["label"]) for one in choices))
        lines.append(format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, drawn) if name else drawn)
    return SafeString("".join(lines))


@register.simple_tag(name="attributes")
def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    """As Django's own template of them says, for which each list of choices would pay with a loop."""
    told = [format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))
            for name, value in attributes.items() if value is not False]
    return SafeString("".join(told))


@register.filter
def undo_of(message: Message) -> str:
    """Where the button leads that takes back what the message says; empty where there is none."""
    return undo_address(message.extra_tags or "")


@register.filter
def link_of(message: Message) -> tuple[str, str]:
    """Address and name of what the message speaks of; both empty where it links nothing."""
    return link_in(message.extra_tags or "")


@register.filter
def starts_with(text: str, beginning: str) -> bool:
    return str(text).startswith(beginning)


@register.simple_tag(takes_context=True)
def once_token(context: template.Context) -> str:
    """A fresh token per form shown; a form that came back with problems keeps the one it was sent with."""
    request = context.get("request")
    sent = request.POST.get("once", "") if request is not None and request.method == "POST" else ""
    return sent if _is_uuid(sent) else str(uuid.uuid4())


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
