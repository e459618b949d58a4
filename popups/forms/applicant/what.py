"""Step 2: what people will find, with the questions that only this kind is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.forms.applicant.step_form import StepForm
from popups.kinds import Question
from popups.models import Application
from vacancies.choices import Activity
from vacancies.forms.lines import LineField


def _yes(value: str) -> bool:
    return value == "yes"


def field_of(question: Question) -> forms.Field:
    """The registry says in one word how a question is answered."""
    said: dict[str, Any] = {"label": question.label, "help_text": question.help_text, "required": question.is_required}
    if question.widget == "textarea":
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **said)
    if question.widget == "number":
        wrong = {"invalid": _("Write a whole number, like 12.")}
        return forms.IntegerField(min_value=0, max_value=10_000_000, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                                  error_messages=wrong, **said)
    if question.widget == "yes_no":
        return forms.TypedChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect,
                                      coerce=_yes, empty_value=None, **said)
    return forms.CharField(max_length=500, **said)


class WhatForm(StepForm):
    code = "what"
    title = LineField(label=_("Name of your pop-up"), max_length=120,
                      help_text=_("As it should stand on the shop map. You can change it later."))
    activity = forms.ChoiceField(label=_("What will you do there?"), choices=[("", "—"), *Activity.choices])
    description = forms.CharField(label=_("What will people find there?"), max_length=4000,
                                  widget=forms.Textarea(attrs={"rows": 5}),
                                  help_text=_("Two or three sentences are enough."))

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        self.questions = {question.code: question for question in application.spec.questions}
        super().__init__(data, files, application=application)
        for code, question in self.questions.items():
            self.fields[code] = field_of(question)
            self.initial[code] = _as_typed(application.answers.get(code))

    @classmethod
    def asked_of(cls, application: Application) -> list[str]:
        return [*super().asked_of(application), *(question.code for question in application.spec.questions)]

    def content(self) -> dict[str, Any]:
        """Answers to another kind's questions stay, should the person change back."""
        own = {code: self.cleaned_data.get(code) for code in self.questions}
        shared = {name: value for name, value in self.cleaned_data.items() if name not in self.questions}
        return {**shared, "answers": {**self.application.answers, **own}}


def _as_typed(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
