"""One line of words, such as a name: as people can read it, by the same rule as the cells of an import."""

from typing import Any

from django import forms

_BLANKS = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"), " ")  # count as letters or signs, and show nothing


class LineField(forms.CharField):
    """What shows nothing, turns the reading direction or breaks the line is a blank; so no name is empty to the eye."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            shown = (letter if letter.isprintable() else " " for letter in value.translate(_BLANKS))
            value = " ".join("".join(shown).split())
        return super().to_python(value)
