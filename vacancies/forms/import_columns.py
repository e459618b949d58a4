"""What each column of a register means, and what the columns leave open."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from vacancies.choices import Seen
from vacancies.imports.first_look import Look, guessed_columns, samples
from vacancies.imports.headings import Meaning
from vacancies.imports.kept_questions import questions_of
from vacancies.imports.mapping import plain_heading
from vacancies.imports.meanings import meaning_choices
from vacancies.imports.questions import Questions
from vacancies.imports.words import line_of
from vacancies.problem import Sentence

YEAR_ONLY = "year_only"
MAY_REPEAT = frozenset({Meaning.IGNORE})
DATE_ORDERS = [("dmy", _("Day first, then month")), ("mdy", _("Month first, then day")),
               (YEAR_ONLY, _("Nobody knows: keep only the year"))]
RENT_UNITS = [("month", _("Euros per month for the whole unit")), ("year", _("Euros per year for the whole unit")),
              ("m2_month", _("Euros per m² and month")), ("m2_year", _("Euros per m² and year"))]
AREA_UNITS = [("m2", _("Square metres")), ("sqft", _("Square feet"))]
STATUSES = [("", "–"), *Seen.choices]


class PlainSelect(forms.Select):
    """A list drawn in one go: a register may have three hundred columns, each with forty meanings."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, format_html_join("", "{}", ((part,) for part in self._parts(str(value)))))

    def _parts(self, value: str) -> Iterator[SafeString]:
        for group, members in self.choices:
            if isinstance(members, list | tuple):
                inner = format_html_join("", "{}", ((_option(code, label, value),) for code, label in members))
                yield format_html('<optgroup label="{}">{}</optgroup>', group, inner)
            else:
                yield _option(group, members, value)


def _option(code: Any, label: Any, value: str) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', code, SafeString(" selected") if str(code) == value else "", label)


@dataclass(frozen=True)
class Column:
    """One column as the page shows it: its heading, what stands in it, and the field that says what it means."""

    field: forms.BoundField
    heading: str
    samples: list[str]
    recognised: str  # the meaning that was preselected; '' where the heading is not known

    @property
    def is_recognised(self) -> bool:
        return bool(self.recognised) and str(self.field.value()) == self.recognised

    @property
    def is_left_out(self) -> bool:
        return str(self.field.value()) == Meaning.IGNORE


class ColumnsForm(forms.Form):
    """A field for every column that holds anything, then one for every question that these columns leave open.

    The names of the questions hold the column or the word they ask about, so that an answer never goes to another one.
    """

    def __init__(self, look: Look, known: dict[str, Any], data: Any = None, *, key: str, today: date) -> None:
        """key: of the import. known: a mapping that was chosen before, for this file or for one with the same headings."""
        super().__init__(data)
        self.look, self.known, self.key = look, known, key
        self.raw_headings = [str(cell or "") for cell in look.header.cells] if look.header else []
        self.guesses = guessed_columns(look)
        self.shown = [index for index in range(look.width) if self._heading(index) or samples(look, index)]
        for index in self.shown:
            self._add_column(index)
        self.questions = self._ask(today)
        self._add_questions()

    def _heading(self, index: int) -> str:
        return line_of(self.raw_headings[index]) if index < len(self.raw_headings) else ""

    def _add_column(self, index: int) -> None:
        kept = self.known.get("columns", {}).get(f"#{index + 1}")
        guess = kept or self.guesses.get(index, Meaning.IGNORE)
        label = self._heading(index) or _("Column %(number)s, without a heading") % {"number": index + 1}
        self.fields[_column(index)] = forms.ChoiceField(label=label, choices=meaning_choices(), initial=str(guess),
                                                        widget=PlainSelect)

    def _ask(self, today: date) -> Questions:
        chosen = {index: self._chosen(index) for index in self.shown}
        columns = {index: Meaning(value) for index, value in chosen.items() if value in set(Meaning) - MAY_REPEAT}
        self.at = {meaning: index for index, meaning in columns.items()}
        if self.look.table is None:
            return Questions()
        return questions_of(self.key, self.look.table, self.raw_headings, columns, header_row=self.look.header_row, today=today)

    def _chosen(self, index: int) -> str:
        name = _column(index)
        return self.data.get(name, "") if self.is_bound else str(self.fields[name].initial)

    def _add_questions(self) -> None:
        if self.questions.dates:
            label = _("“%(text)s” can be day and month, or month and day. Which is it?") % {"text": self.questions.dates[0]}
            self._question(self._name("date_order", Meaning.SINCE), label, DATE_ORDERS, self.known.get("date_order"))
        if self.questions.rent:
            self._question(self._name("rent_unit", Meaning.RENT), _("What is the rent for?"), RENT_UNITS, self.known.get("rent_unit"))
        if self.questions.area:
            self._question(self._name("area_unit", Meaning.AREA), _("In what is the floor area?"), AREA_UNITS, self.known.get("area_unit"))
        for word in self.questions.statuses:
            label = _("What does the status “%(word)s” mean?") % {"word": word}
            self._question(_word(word), label, STATUSES, self.known.get("status", {}).get(plain_heading(word)), forms.Select)

    def _name(self, part: str, meaning: Meaning) -> str:
        return f"{part}-{self.at[meaning]}"

    def _question(self, name: str, label: Sentence, choices: list[Any], initial: Any,
                  widget: type[forms.Widget] = forms.RadioSelect) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=initial, widget=widget,
                                              error_messages={"required": _("Choose one, so that nobody has to guess.")})

    @property
    def columns(self) -> list[Column]:
        return [Column(self[_column(index)], self._heading(index), samples(self.look, index), self._recognised(index))
                for index in self.shown]

    def _recognised(self, index: int) -> str:
        return str(self.known.get("columns", {}).get(f"#{index + 1}") or self.guesses.get(index, ""))

    @property
    def open_questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("column-")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        places: dict[str, int] = {}
        for index in self.shown:
            meaning = cleaned.get(_column(index), "")
            if meaning and meaning not in MAY_REPEAT and places.setdefault(meaning, index) != index:
                text = _("“%(first)s” was already chosen for this. Choose one of the two columns.") % {
                    "first": self._heading(places[meaning]) or places[meaning] + 1}
                self.add_error(_column(index), forms.ValidationError(text, code="chosen_twice"))
        if Meaning.ADDRESS not in places:
            raise forms.ValidationError(_("Say which column holds the address. Without it nobody knows which place is meant."), code="no_address")
        return cleaned

    def mapping(self) -> dict[str, Any]:
        """As in a mapping file. Every column is named, so that nothing is guessed."""
        said = self.cleaned_data
        columns = {f"#{index + 1}": said[_column(index)] for index in self.shown}
        told: dict[str, Any] = {"columns": columns}
        statuses = {plain_heading(word): said[_word(word)] for word in self.questions.statuses}
        told["status"] = {**self.known.get("status", {}), **statuses}
        for part, meaning in (("date_order", Meaning.SINCE), ("rent_unit", Meaning.RENT), ("area_unit", Meaning.AREA)):
            if meaning in self.at and (answer := said.get(self._name(part, meaning))) and answer != YEAR_ONLY:
                told[part] = answer
        return told


def _column(index: int) -> str:
    return f"column-{index + 1}"


def _word(word: str) -> str:
    return f"word-{hashlib.sha256(plain_heading(word).encode()).hexdigest()[:12]}"
