"""Questions that only one call asks: how they are answered, of whom, and when."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from popups.forms.staff.calls_languages import LANGUAGES, TOWN, RowForm, spoken_initial
from popups.forms.staff.calls_lists import ListForm
from popups.forms.staff.calls_rows import Rows
from popups.kinds import ApplicantKind
from popups.models import Call
from popups.rules.call_values import plain_question
from vacancies.forms.declared import declared
from vacancies.forms.lines import LineField
from vacancies.latvian import fold
from vacancies.references import random_key

WIDGETS = [("text", _("A line")), ("textarea", _("A few sentences")), ("number", _("A number")), ("yes_no", _("Yes or no")),
           ("choice", _("One of several answers"))]
ALWAYS = ("", _("Always"))
_YES_NO = {"yes": True, "no": False}


def fresh_code() -> str:
    """Never one that a deleted question had: answers are kept by it."""
    return f"q_{random_key()[:10]}"


class QuestionRow(RowForm):
    spoken = ("label", "help", "answers")
    must_say = ("label",)
    code = forms.RegexField(r"\A[a-z0-9_-]{1,40}\Z", required=False, widget=forms.HiddenInput)
    label = LineField(label=_("Question"), max_length=200)
    help = LineField(label=_("Help"), max_length=300)
    answers = forms.CharField(label=_("Answers to choose from"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                              help_text=_("One a line, for “One of several answers” only."))
    widget = forms.ChoiceField(label=_("How it is answered"), choices=WIDGETS, initial="text")
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    only_kinds = forms.MultipleChoiceField(label=_("Only of"), choices=ApplicantKind, required=False,
                                           widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: of everybody."))
    only_if = forms.ChoiceField(label=_("Asked"), required=False, choices=[ALWAYS])

    @staticmethod
    def initial_of(row: dict[str, Any]) -> dict[str, Any]:
        answers = {f"answers_{code}": "\n".join(choice["texts"].get(code, "") for choice in row["choices"]).strip("\n")
                   for code, _language in LANGUAGES}
        return spoken_initial(row["texts"], ("label", "help")) | answers | {
            "only_if": _condition_word(row["only_if"]),
            **{name: row[name] for name in ("code", "widget", "is_required", "only_kinds")}}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("widget") == "choice" and len(_filled(told.get(f"answers_{TOWN}", ""))) < 2:
            text = _("Write at least two answers to choose from.")
            self.add_error(f"answers_{TOWN}", forms.ValidationError(text, code="choices_missing"))
        return told

    def value(self) -> dict[str, Any]:
        told = self.cleaned_data
        texts = {code: {name: words for name, words in said.items() if name != "answers"} for code, said in self.texts().items()}
        return {"code": told["code"] or fresh_code(), "texts": {code: said for code, said in texts.items() if said},
                "choices": self._choices() if told["widget"] == "choice" else [], "only_if": _condition(told["only_if"]),
                "only_kinds": sorted(told["only_kinds"]), "widget": told["widget"], "is_required": told["is_required"]}

    def _choices(self) -> list[dict[str, Any]]:
        """The same line in every language is the same answer."""
        spoken = {code: _lines(self.cleaned_data.get(f"answers_{code}", "")) for code, _language in LANGUAGES}
        rows = [{code: lines[number] for code, lines in spoken.items() if number < len(lines) and lines[number]}
                for number, line in enumerate(spoken[TOWN]) if line]
        codes = _answer_codes([said[TOWN] for said in rows])
        return [{"code": code, "texts": said} for code, said in zip(codes, rows, strict=True)]


def _lines(text: str) -> list[str]:
    """Empty ones too: they keep the lines of the languages beside each other."""
    return [" ".join(line.split()) for line in text.splitlines()]


def _filled(text: str) -> list[str]:
    return [line for line in _lines(text) if line]


def _answer_codes(lines: list[str]) -> list[str]:
    """From the words of the town's language, so that an answer keeps its code when the lines move. Never yes or no."""
    codes: list[str] = []
    for line in lines:
        code = slugify(fold(line))[:30] or "answer"
        is_taken = code in codes or code in _YES_NO
        codes.append(f"{code}-{len(codes) + 1}" if is_taken else code)
    return codes


def _condition_word(condition: dict[str, Any]) -> str:
    if not condition:
        return ""
    value = condition["value"]
    said = ("yes" if value else "no") if isinstance(value, bool) else value
    return f"{condition['code']}={said}"


def _condition(word: str) -> dict[str, Any]:
    """Yes and no are kept as true and false, as their answers are."""
    code, _sign, said = word.rpartition("=")
    return {"code": code, "value": _YES_NO.get(said, said)} if code else {}


class QuestionRows(Rows):
    """Each question may depend on the answer to one above it that is answered by yes or no, or by choosing."""

    def __init__(self, *, data: Mapping[str, Any] | None = None, initial: Any = ()) -> None:
        rows = [{**row, "code": row.get("code") or fresh_code()} for row in initial]
        super().__init__(QuestionRow, data=data, initial=rows)
        every = [_options_of(form) for form in self.forms]
        for number, form in enumerate(self.forms):
            above = [option for options in every[:number] for option in options]
            below = [option for options in every[number + 1:] for option in options if option[0] == form["only_if"].value()]
            declared(form, "only_if", forms.ChoiceField).choices = [ALWAYS, *above, *below]  # moved above what it depends on: said when it is saved

    def after(self, button: str, number: str) -> "QuestionRows":
        grown = super().after(button, number)
        return QuestionRows(initial=[form.initial for form in grown.forms])


def _options_of(form: forms.Form) -> list[tuple[str, str]]:
    """Read as it stands, whether judged or not."""
    code, widget = str(form["code"].value() or ""), form["widget"].value()
    said = str(form[f"label_{TOWN}"].value() or "")
    if widget == "yes_no":
        return [(f"{code}={word}", f"{said} → {label}") for word, label in (("yes", _("Yes")), ("no", _("No")))]
    if widget != "choice":
        return []
    lines = _filled(str(form[f"answers_{TOWN}"].value() or ""))
    return [(f"{code}={answer}", f"{said} → {line}") for answer, line in zip(_answer_codes(lines), lines, strict=True)]


class QuestionsForm(ListForm):
    names = ("questions",)

    @classmethod
    def rows_of(cls, call: Call | None) -> list[dict[str, Any]]:
        return [QuestionRow.initial_of(plain_question(row)) for row in call.questions.all()] if call else []

    def rows_from(self, data: Mapping[str, Any] | None, initial: list[dict[str, Any]]) -> Rows:
        return QuestionRows(data=data, initial=initial)
