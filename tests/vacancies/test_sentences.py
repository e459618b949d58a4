"""No form answers with the framework's own sentence about a number, a length, an e-mail or an address: it says what to do."""

import importlib
import pkgutil
import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext, override

import popups.forms
import vacancies.forms
from vacancies.choices import UtilitiesPayer
from vacancies.forms.unit import UnitForm

pytestmark = pytest.mark.django_db
BEFORE = ["Ensure this value is less than or equal to %(limit_value)s.", "Ensure this value is greater than or equal to %(limit_value)s.",
          "Enter a valid email address.", "Enter a valid URL.", "Enter a whole number.", "Enter a number.", "Enter a valid time.",
          "Select a valid choice. %(value)s is not one of the available choices.",
          "Select a valid choice. That choice is not one of the available choices."]
COUNTED = [
    ("Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
     "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).", "limit_value"),
    ("Ensure that there are no more than %(max)s digit in total.", "Ensure that there are no more than %(max)s digits in total.", "max"),
    ("Ensure that there are no more than %(max)s decimal place.", "Ensure that there are no more than %(max)s decimal places.", "max"),
    ("Ensure that there are no more than %(max)s digit before the decimal point.",
     "Ensure that there are no more than %(max)s digits before the decimal point.", "max")]


def every_form():
    for package in (popups.forms, vacancies.forms):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            found = vars(importlib.import_module(module.name)).values()
            yield from (one for one in found if isinstance(one, type) and issubclass(one, forms.BaseForm) and one.__module__ == module.name)


def wrong(field):
    """Values of which a field of this kind refuses some."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is None:  # the form gives it one
        return []
    if isinstance(field, forms.ChoiceField):
        return [["zzz"] if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField) else "zzz"]
    numbers = ["12,5 m", "-99999999999", "99999999999999", "-1", "1234567890123.12345", "0.123456", "123456.1"]
    return numbers if isinstance(field, forms.IntegerField) else ["nobody", "http://x y", "a" * 60_000, "a" * 300 + "@example.org", "http://" + "a" * 300 + ".lv"]


def said_by_the_framework(error):
    params = error.params or {}
    plain = {gettext(text) % params for text in BEFORE if set(re.findall(r"%\((\w+)\)", text)) <= params.keys()}
    counted = {ngettext(one, many, params[count]) % params for one, many, count in COUNTED if isinstance(params.get(count), int)}
    return plain | counted


@pytest.mark.parametrize("language", ["en", "de", "lv"])
def test_no_field_of_any_form_answers_in_the_words_of_the_framework(language):
    refused = 0
    with override(language):
        for form in every_form():
            for name, field in form.base_fields.items():
                for value in wrong(field) if isinstance(field, forms.CharField | forms.IntegerField | forms.ChoiceField | forms.TimeField) else []:
                    try:
                        field.clean(value)
                    except ValidationError as problem:
                        refused += 1
                        for error in problem.error_list:
                            assert not {str(one) for one in error} & said_by_the_framework(error), f"{form.__name__}.{name}: {value[:30]}"
    assert refused > 50, "there was something to refuse"


def test_a_negative_number_of_days_is_answered_with_what_to_write():
    form = UnitForm({"notice_days": "-5", "floor_area_m2": "-1", "utilities_payer": UtilitiesPayer.TENANT}, is_officer=True)
    [days], [area] = form.errors["notice_days"], form.errors["floor_area_m2"]
    assert "0" in days
    assert gettext("Ensure this value is greater than or equal to %(limit_value)s.") % {"limit_value": 0} != days
    assert area


@pytest.mark.parametrize("language", ["en", "de", "lv"])
def test_nothing_that_must_be_filled_in_is_asked_for_in_the_words_of_the_framework(language):
    asked = 0
    with override(language):
        for form in every_form():
            for name, field in form.base_fields.items():
                if field.required:
                    asked += 1
                    assert str(field.error_messages["required"]) != gettext("This field is required."), f"{form.__name__}.{name}"
    assert asked > 50, "there was something to ask for"
