"""One line of words, such as a name: as people can read it, by the same rule as the cells of an import."""

from typing import Any

from django import forms

from vacancies.readable import readable


class LineField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = " ".join(readable(value).split())
        return super().to_python(value)
