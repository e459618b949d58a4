"""The same field in every language of the site: the town's own first, the others folded away."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField

TOWN = settings.LANGUAGE_CODE
LANGUAGES = sorted(settings.LANGUAGES, key=lambda language: language[0] != TOWN)


class SpokenForm(forms.Form):
    """spoken: field names, each of which is asked in every language as name_lv, name_en, …"""

    use_required_attribute = False
    spoken: tuple[str, ...] = ()
    must_say: tuple[str, ...] = ()  # in the town's language

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.spoken:
            field = self.fields.pop(name)
            for code, _language in LANGUAGES:
                self.fields[f"{name}_{code}"] = self._in_language(field, name, code)

    def _in_language(self, field: forms.Field, name: str, code: str) -> forms.Field:
        """The same label in each language: the heading above the group says which one."""
        one = type(field)(label=field.label, required=code == TOWN and name in self.must_say, widget=field.widget,
                          help_text=field.help_text if code == TOWN else "", **self._limits(field))
        one.widget.attrs["lang"] = code
        return one

    @staticmethod
    def _limits(field: forms.Field) -> dict[str, Any]:
        return {"max_length": field.max_length} if isinstance(field, forms.CharField) else {}

    def _said_in(self, code: str) -> list[BoundField]:
        return [self[f"{name}_{code}"] for name in self.spoken]

    def in_town(self) -> list[BoundField]:
        return self._said_in(TOWN)

    def in_others(self) -> list[tuple[str, Any, list[BoundField]]]:
        return [(code, language, self._said_in(code)) for code, language in LANGUAGES if code != TOWN]

    def in_all(self) -> list[tuple[str, Any, list[BoundField]]]:
        return [(TOWN, dict(LANGUAGES)[TOWN], self.in_town()), *self.in_others()]

    @property
    def is_wrong_elsewhere(self) -> bool:
        """A problem must not be folded away."""
        return any(field.errors for _code, _language, fields in self.in_others() for field in fields)

    @property
    def also_spoken(self) -> list[Any]:
        """The other languages in which something stands."""
        return [language for _code, language, fields in self.in_others() if any(field.value() for field in fields)]

    def texts(self) -> dict[str, dict[str, str]]:
        """{"lv": {"name": …}}: what is said, without what is empty."""
        found = {code: {name: said for name in self.spoken if (said := self.cleaned_data.get(f"{name}_{code}"))}
                 for code, _language in LANGUAGES}
        return {code: said for code, said in found.items() if said}


def spoken_initial(texts: dict[str, dict[str, Any]], names: tuple[str, ...]) -> dict[str, Any]:
    return {f"{name}_{code}": said.get(name, "") for code, said in texts.items() for name in names}


class RowForm(SpokenForm):
    """A row in which nothing was written is left out; hidden fields are not written by people."""

    def has_changed(self) -> bool:
        return any(not self.fields[name].widget.is_hidden for name in self.changed_data)
