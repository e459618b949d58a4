"""What Django says of a wrong value, said so that people know what to do: one place for all forms, those of other packages too."""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from vacancies.problem import Sentence

AN_EMAIL = _("Type an e-mail like name@example.org.")
AN_ADDRESS = _("Write an address like www.example.org.")
REQUIRED: dict[Any, Sentence] = {  # by the most general kind of field; a more particular kind says it better
    forms.Field: _("Fill this in."), forms.ChoiceField: _("Choose one."), forms.BooleanField: _("Tick this box."),
    forms.FileField: _("Choose a file."),
}
A_NUMBER = _("Write a number, like 12 or 12.5.")
UNREADABLE: dict[Any, Sentence] = {forms.IntegerField: _("Write a whole number, like 12."), forms.DecimalField: A_NUMBER, forms.FloatField: A_NUMBER,
              forms.TimeField: _("Write a time like 17:30.")}
ONE_OF_THESE = _("Choose one of those that are offered here.")
CHOOSING: tuple[Any, ...] = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)
OF_DIGITS: dict[str, Any] = {
    "max_digits": ngettext_lazy("Write at most %(max)s digit.", "Write at most %(max)s digits.", "max"),
    "max_decimal_places": ngettext_lazy("Write at most %(max)s digit after the comma.", "Write at most %(max)s digits after the comma.", "max"),
    "max_whole_digits": ngettext_lazy("Write at most %(max)s digit before the comma.", "Write at most %(max)s digits before the comma.", "max"),
}
SENTENCES: dict[Any, Sentence] = {
    validators.MinValueValidator: _("Write %(limit_value)s or more."),
    validators.MaxValueValidator: _("Write %(limit_value)s or less."),
    validators.MaxLengthValidator: ngettext_lazy(
        "Write at most %(limit_value)d character; these are %(show_value)d.",
        "Write at most %(limit_value)d characters; these are %(show_value)d.", "limit_value"),
    validators.EmailValidator: AN_EMAIL,
    validators.URLValidator: AN_ADDRESS,
}


def say_what_to_do() -> None:
    """Changes Django's own validators for the whole process. A field that has a better sentence of its own keeps it.

    Validators are asked for their sentence when they refuse, fields when a form is written down: so before any form is imported.
    """
    for validator, sentence in SENTENCES.items():
        validator.message = sentence
    validators.DecimalValidator.messages |= OF_DIGITS
    forms.URLField.default_error_messages["invalid"] = AN_ADDRESS
    for said, sentences in (("required", REQUIRED), ("invalid", UNREADABLE), ("invalid_choice", dict.fromkeys(CHOOSING, ONE_OF_THESE))):
        for field, sentence in sentences.items():
            field.default_error_messages = {**field.default_error_messages, said: sentence}
