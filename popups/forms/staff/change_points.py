"""Asking for changes: one row for each thing, tied to the field it is about."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.forms.applicant.steps import STEP_BY_CODE
from popups.forms.staff.calls_rows import Rows, pressed
from popups.models import Application
from popups.rules.change_points import WHOLE, codes_of
from vacancies.forms.declared import declared
from vacancies.forms.refusal import add_problems
from vacancies.forms.refusal import codes_of as codes_in
from vacancies.problem import Refused

ALL = "all"  # of the application; kept as an empty word


class PointRow(forms.Form):
    use_required_attribute = False
    about = forms.ChoiceField(label=_("What it is about"), error_messages={"required": _("Choose what it is about.")})
    text = forms.CharField(label=_("What should be changed"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
                           error_messages={"required": _("Say what should be changed; the applicant will read it.")})

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        declared(self, "about", forms.ChoiceField).choices = choices

    def value(self) -> tuple[str, str]:
        about = self.cleaned_data["about"]
        return "" if about == ALL else about, self.cleaned_data["text"]


class ChangesForm(forms.Form):
    """The rows, and a sentence about all of it."""

    note = forms.CharField(label=_("Anything else you want to say"), required=False, max_length=2000,
                           widget=forms.Textarea(attrs={"rows": 3}), help_text=_("The applicant reads this."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, application: Application, initial: Any = None, rows: Rows | None = None) -> None:
        super().__init__(data, initial=initial)
        make = partial(PointRow, choices=_choices(application))
        self.rows = rows or Rows(make, data=data, initial=[{}])

    def is_valid(self) -> bool:
        """All of it, so that every problem is told at once."""
        return all([super().is_valid(), self.rows.is_valid()])

    def blame(self, refused: Refused) -> None:
        """Where nothing at all was written, the first row is where one begins."""
        nothing = [problem for problem in refused.problems if problem.code == "note_missing" and self.rows.forms]
        for problem in nothing:
            self.rows.forms[0].add_error("text", forms.ValidationError(problem.message, code=problem.code))
        add_problems(self, Refused([problem for problem in refused.problems if problem not in nothing]))

    def points(self) -> list[tuple[str, str]]:
        return self.rows.values()

    def after(self, data: Mapping[str, Any], application: Application) -> "ChangesForm":
        """As it was typed, with a row more or less."""
        button = pressed(data)
        rows = self.rows.after(button, data.get(button, ""))
        return ChangesForm(application=application, initial={"note": data.get("note", "")}, rows=rows)

    @property
    def codes(self) -> str:
        return " ".join(code for form in (self, *self.rows.forms) if form.is_bound for code in codes_in(form))


def _choices(application: Application) -> list[Any]:
    """Grouped as the pages that the applicant filled in."""
    groups = [(STEP_BY_CODE[page].label, list(fields.items())) for page, fields in codes_of(application).items()]
    return [("", _("Choose")), (ALL, WHOLE), *groups]
