"""Step 2: what people will find, with the questions that only this kind and this call ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import conditional_escape
from django.utils.translation import gettext_lazy as _

from popups.choices import Goods
from popups.forms.applicant.fields import ClockField
from popups.forms.applicant.step_form import StepForm
from popups.forms.applicant.where import weekday_choices
from popups.kinds import Question
from popups.models import Application
from popups.reports.answers import Fact
from popups.rules.call_fit import as_word, met, possible_questions, questions_for, questions_of_call
from vacancies.choices import Activity
from vacancies.forms.declared import declared
from vacancies.forms.lines import LineField


def _yes(value: str) -> bool:
    return value == "yes"


def field_of(question: Question) -> forms.Field:
    """The registry, or the call, says in one word how a question is answered. Help is escaped: that of a call an officer wrote."""
    said: dict[str, Any] = {"label": question.label, "help_text": conditional_escape(question.help_text), "required": question.is_required}
    if question.widget == "textarea":
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **said)
    if question.widget == "number":
        wrong = {"invalid": _("Write a whole number, like 12.")}
        return forms.IntegerField(min_value=question.bounds[0], max_value=question.bounds[1], widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                                  error_messages=wrong, **said)
    if question.widget == "yes_no":
        return forms.TypedChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect,
                                      coerce=_yes, empty_value=None, **said)
    if question.widget == "choice":
        return forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **said)
    if question.widget == "days":
        return forms.TypedMultipleChoiceField(choices=weekday_choices, coerce=int, widget=forms.CheckboxSelectMultiple, **said)
    return ClockField(**said) if question.widget == "clock" else forms.CharField(max_length=500, **said)


@dataclass(frozen=True)
class Place:
    """A field on the page. on and wanted: the name of the field and the answer that unfold it; empty: always there."""

    field: forms.BoundField
    on: str = ""
    wanted: str = ""
    is_open: bool = True


class WhatForm(StepForm):
    code = "what"
    title = LineField(label=_("Name of your pop-up"), max_length=120,
                      help_text=_("As it should stand on the shop map. You can change it later."))
    activity = forms.ChoiceField(label=_("What will you do there?"))
    description = forms.CharField(label=_("What will people find there?"), max_length=4000,
                                  widget=forms.Textarea(attrs={"rows": 5}),
                                  help_text=_("Two or three sentences are enough."))
    # Not `goods`: that is what makers answer in their own words.
    deals_in = forms.MultipleChoiceField(label=_("Do you sell any of these?"), choices=Goods, required=False,
                                         widget=forms.CheckboxSelectMultiple,
                                         help_text=_("For some of them the law asks for papers; the next steps say which."))

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        self.questions = {question.code: question for question in possible_questions(application)}
        super().__init__(data, files, application=application)
        declared(self, "activity", forms.ChoiceField).choices = _activities(application)
        goods = self.fields.pop("deals_in")
        for code, question in self.questions.items():
            self.fields[code] = field_of(question)
            self.initial[code] = _as_typed(application.answers.get(code))
        if application.spec.deals_in_goods:
            of_call = {row.code for row in questions_of_call(application)}
            own = [code for code in self.questions if code not in of_call]
            self.fields["deals_in"] = goods
            self.order_fields(["title", "activity", "description", *own, "deals_in"])

    def saved_value(self, name: str) -> Any:
        return self.application.goods if name == "deals_in" else super().saved_value(name)

    @classmethod
    def asked_of(cls, application: Application) -> list[str]:
        return [*super().asked_of(application), *(question.code for question in possible_questions(application))]

    def asked(self) -> set[str]:
        """Codes of the questions whose conditions hold, by what the page says just now."""
        said = {code: self[code].value() for code in self.questions}
        return {question.code for question in met(self.questions.values(), said)}

    def places(self) -> Iterator[Place]:
        """For the template: the fields in their order, those that depend on an answer with what they depend on."""
        asked = self.asked()
        for field in self.visible_fields():
            question = self.questions.get(field.name)
            if question is None or question.only_if is None:
                yield Place(field)
            else:
                on, wanted = question.only_if
                yield Place(field, self.add_prefix(on), as_word(wanted), field.name in asked)

    def folded(self) -> set[str]:
        return self.questions.keys() - self.asked()

    def newly_asked(self) -> list[str]:
        before = {question.code for question in questions_for(self.application)}
        return [code for code in self.questions if code in self.asked() - before and not self.was_shown(code)]

    def clean(self) -> dict[str, Any]:
        """What is wrong of a question that is not asked is nobody's mistake."""
        cleaned = super().clean() or self.cleaned_data
        for code in self.folded():
            self.errors.pop(code, None)
        return cleaned

    def content(self) -> dict[str, Any]:
        """Answers to another kind's questions, and to those not asked now, stay, should the person change back."""
        told = dict(self.cleaned_data)
        own = {code: told.pop(code, None) for code in self.questions}
        if "deals_in" in told:
            told["goods"] = told.pop("deals_in")
        seen = self.asked() - set(self.newly_asked())
        return {**told, "answers": {**self.application.answers, **{code: own[code] for code in own if code in seen}}}

    def facts(self) -> Iterator[Fact]:
        """Only what is asked."""
        hidden = self.folded()
        yield from (self.fact(field, self.initial[name], name) for name, field in self.fields.items() if name not in hidden)


def _activities(application: Application) -> list[tuple[str, Any]]:
    """Those the call is for, where it names any, and the one chosen before."""
    wanted = application.call.activities if application.call else []
    return [("", "—"), *((code, label) for code, label in Activity.choices
                         if not wanted or code in (*wanted, application.activity))]


def _as_typed(value: Any) -> Any:
    return as_word(value) if isinstance(value, bool) else value
