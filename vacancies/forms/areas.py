"""An area: its name, and its corners as they are typed or as the map writes them."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vacancies.forms.lines import LineField
from vacancies.models import Area

LONGEST = 6000  # characters: a hundred corners, with room
_NUMBER = re.compile(r"[-+−]?\d{1,3}(?:[.,]\d{1,20})?")  # more digits are no degrees, and may be endless to a computer


def corners_text(ring: list[list[float]]) -> str:
    """One corner a line, latitude first, as people say a place."""
    return "\n".join(f"{latitude:.6f}, {longitude:.6f}" for longitude, latitude in ring)


def _corner(line: str) -> list[float] | None:
    """'57.4247, 27.0464', '57,4247; 27,0464', '57.4247 27.0464' → [27.0464, 57.4247]."""
    parts = re.split(r"\s*;\s*|,?\s+", line.strip())
    if len(parts) == 1 and "." in line:
        parts = line.split(",")
    numbers = [part.strip() for part in parts if part.strip()]
    if len(numbers) != 2 or not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    latitude, longitude = (float(number.replace(",", ".").replace("−", "-")) for number in numbers)
    return [longitude, latitude]


class CornersField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 8, "inputmode": "text", "autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> list[list[float]]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        read = [_corner(line) for line in lines]
        wrong = [forms.ValidationError(_("Line %(number)s is not a corner: “%(line)s”. Write latitude and longitude, such as 57.4247, 27.0464."),
                                       code="corner", params={"number": number, "line": line[:40]})
                 for number, (line, corner) in enumerate(zip(lines, read, strict=True), 1) if corner is None]
        if wrong:
            raise forms.ValidationError(wrong[:5])
        ring = [corner for corner in read if corner is not None]
        return ring[:-1] if len(ring) > 3 and ring[0] == ring[-1] else ring


class AreaForm(forms.Form):
    name = LineField(label=_("Name of the part of town"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}),
                     help_text=_("As people in town say it, such as Centre or Lakeside."))
    corners = CornersField(label=_("Corners"), max_length=LONGEST,
                           help_text=_("One a line, going around it: latitude, longitude. The map writes them for you."))

    @classmethod
    def of(cls, area: Area) -> "AreaForm":
        return cls(initial={"name": area.name, "corners": corners_text(area.ring)})
