"""Every field a person fills in has a label that can be translated."""

import importlib
import pkgutil

import pytest
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tests.architecture.source import ROOT


def forms_of(app: str) -> list[type[forms.BaseForm]]:
    """Every form class defined in an app's forms room."""
    folder = ROOT / app / "forms"
    names = [found.name for found in pkgutil.walk_packages([str(folder)], prefix=f"{app}.forms.")]
    modules = [importlib.import_module(name) for name in [f"{app}.forms", *names]]
    values = (value for module in modules for value in vars(module).values())
    return sorted({value for value in values if is_our_form(value, app)}, key=lambda form: form.__name__)


def is_our_form(value: object, app: str) -> bool:
    return isinstance(value, type) and issubclass(value, forms.BaseForm) and value.__module__.startswith(f"{app}.")


def fields_without_a_label(form: type[forms.BaseForm]) -> list[str]:
    """Django would make a label of the field's name, in English and for ever."""
    fields = getattr(form, "base_fields", {}).items()
    shown = [(name, field) for name, field in fields if not isinstance(field.widget, forms.HiddenInput)]
    return [f"{form.__name__}.{name}" for name, field in shown if not isinstance(field.label, Promise)]


def test_a_field_without_a_label_is_seen():
    class Careless(forms.Form):
        first = forms.CharField()
        second = forms.CharField(label="Second")
        third = forms.CharField(label=_("Reason"))
        hidden = forms.CharField(widget=forms.HiddenInput)

    assert fields_without_a_label(Careless) == ["Careless.first", "Careless.second"]


@pytest.mark.parametrize("app", ["vacancies", "popups"])
def test_every_field_has_a_label_in_the_persons_language(app):
    found = forms_of(app)
    assert found, "there are forms to guard"
    assert [name for form in found for name in fields_without_a_label(form)] == []
