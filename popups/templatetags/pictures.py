"""Pictures drawn from the register, for templates."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from popups.drawing.fronts import Front
from popups.drawing.street import shop_front, street

register = template.Library()


@register.simple_tag
def draw_street(fronts: Sequence[Front], label: str) -> SafeString:
    return street(fronts, label)


@register.simple_tag
def draw_front(front: Front) -> SafeString:
    """The picture of a unit without photos."""
    return shop_front(front)
