"""What the pages of an application have in common: filled from it, saved into it, told back from it."""

from collections.abc import Iterator
from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from popups.forms.applicant.fields import LengthField
from popups.lifecycle.applications import PROFILE_FIELDS, save_step
from popups.models import Application, User
from popups.reports.answers import Fact, Shape
from popups.rules.applications import completeness_problems
from vacancies.forms.days import DayField
from vacancies.forms.money import EurosField
from vacancies.problem import Problem


class StepForm(forms.Form):
    """Required fields may stay empty while a draft is kept for later; `add_missing` asks for them."""

    use_required_attribute = False
    code = ""

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        self.application = application
        super().__init__(data, files)
        self.initial = {name: self.saved_value(name) for name in self.fields}

    @classmethod
    def asked_of(cls, application: Application) -> list[str]:
        """Names by which the rules may speak of this page. Costs no query."""
        return list(cls.base_fields)

    def saved_value(self, name: str) -> Any:
        holder = self.application.applicant if name in PROFILE_FIELDS else self.application
        return getattr(holder, name, None)

    def full_clean(self) -> None:
        """An empty field is no mistake of form; whether it may stay empty is asked by add_missing."""
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = False
        super().full_clean()
        for field in asked:
            field.required = True

    def content(self) -> dict[str, Any]:
        """What save_step is told."""
        profile = {name: value for name, value in self.cleaned_data.items() if name in PROFILE_FIELDS}
        answers = {name: value for name, value in self.cleaned_data.items() if name not in PROFILE_FIELDS}
        return {"profile": profile, **answers} if profile else answers

    def save(self, by: User) -> Application:
        return save_step(application=self.application, step_code=self.code, by=by, **self.content())

    def rescue(self, by: User) -> None:
        """Keeps what a browser cannot keep when the page comes back with problems."""

    def filled(self) -> Application:
        """The application as it would be with what was typed; nothing is written."""
        application = copy(self.application)
        application.applicant = copy(application.applicant)
        content = self.content()
        content.pop("units", None)
        for name, value in content.pop("profile", {}).items():
            setattr(application.applicant, name, value)
        for name, value in content.items():
            setattr(application, name, value)
        return application

    def missing(self, today: date) -> list[Problem]:
        """What keeps this page from being complete; of a page that was not sent, as it is saved."""
        application = self.filled() if self.is_bound else self.application
        return [problem for problem in completeness_problems(application, today) if self.place_of(problem.field)]

    def place_of(self, field: str) -> str:
        """The form field that a problem of the rules belongs to; empty: of another page."""
        return field if field in self.fields else ""

    def add_missing(self, today: date) -> None:
        if not self.is_bound:
            self.full_clean()  # of an unbound form only makes an empty list of errors
            self.cleaned_data: dict[str, Any] = {}
        for problem in self.missing(today):
            self.add_error(self.place_of(problem.field), ValidationError(problem.message, code=problem.code))

    def facts(self) -> Iterator[Fact]:
        """What the page says, as labels and values."""
        for name, field in self.fields.items():
            yield self.fact(field, self.initial[name])

    def fact(self, field: forms.Field, value: Any) -> Fact:
        if isinstance(field, DayField):
            return Fact(field.label, value, Shape.DAY)
        if isinstance(field, EurosField):
            return Fact(field.label, value, Shape.CENTS)
        return Fact(field.label, _shown(field, value))


def _shown(field: forms.Field, value: Any) -> Any:
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.ChoiceField):
        wanted = value if isinstance(value, list | tuple) else [value]
        return ", ".join(str(label) for code, label in field.choices if code in wanted)
    if isinstance(field, LengthField):
        if value % 7 == 0:
            return ngettext("%(count)d week", "%(count)d weeks", value // 7) % {"count": value // 7}
        return ngettext("%(count)d day", "%(count)d days", value) % {"count": value}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value
