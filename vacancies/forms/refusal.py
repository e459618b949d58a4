"""What a verb refused, said at the fields of the form that asked for it."""

from django import forms
from django.core.exceptions import ValidationError

from vacancies.problem import Refused


def add_problems(form: forms.BaseForm, refused: Refused) -> None:
    """Problems of a field go to the field, all others to the form as a whole; each keeps its code.

    The form must have been validated. What was typed stays in `form.data` and is shown again.
    """
    for problem in refused.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, ValidationError(problem.message, code=problem.code))


def codes_of(form: forms.BaseForm) -> list[str]:
    """The codes of all problems, for `data-codes` on the page and for tests."""
    return [error.code or "" for errors in form.errors.as_data().values() for error in errors]
