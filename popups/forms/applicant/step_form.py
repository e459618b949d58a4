"""What the pages of an application have in common: filled from it, saved into it, told back from it."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from popups.forms.applicant.fields import LengthField
from popups.forms.applicant.two_windows import Line, lines_of, with_saved
from popups.kinds import OF_STAYS
from popups.lifecycle.applications import PROFILE_FIELDS, save_step
from popups.models import Application, User
from popups.reports.answers import Fact, Shape
from popups.reports.change_points import Point, place_of
from popups.rules.applications import completeness_problems
from vacancies.dates import days_in_words
from vacancies.forms.days import DayField
from vacancies.forms.declared import choices_of
from vacancies.forms.money import EurosField
from vacancies.problem import Problem


class StepForm(forms.Form):
    """Required fields may stay empty while a draft is kept for later; `add_missing` asks for them."""

    use_required_attribute = False
    code = ""
    not_sealed: frozenset[str] = frozenset()
    overtaken: Sequence[Line] = ()  # what was typed beside what was saved meanwhile

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        self.application = application
        super().__init__(data, files)
        for name in OF_STAYS & self.fields.keys() if application.only_performs else ():
            del self.fields[name]
        self.initial = {name: self.saved_value(name) for name in self.fields}

    @classmethod
    def asked_of(cls, application: Application) -> list[str]:
        """Names by which the rules may speak of this page. Costs no query."""
        return list(cls.base_fields)

    @property
    def seal(self) -> str:
        """Marks what is saved of this page, so that an older window does not overwrite it unseen."""
        saved = [(name, str(self.initial[name] or "")) for name in self.fields if name not in self.not_sealed]
        return sha256(repr(saved).encode()).hexdigest()[:16]

    def is_overtaken(self) -> bool:
        """Something else was saved since the page was opened, and is not what was typed here."""
        seal = self.data.get("seal")
        return bool(seal) and seal != self.seal and not set(self.changed_data) <= self.not_sealed | self.folded()

    def folded(self) -> set[str]:
        """Fields that what was answered does not ask for."""
        return set()

    def add_overtaken(self) -> None:
        text = _("This page was saved meanwhile in another window or on another device. Below is what you typed here: save it again to keep it.")
        self.add_error(None, ValidationError(text, code="changed_meanwhile"))
        unseen = self.not_sealed | self.folded()
        self.overtaken = list(lines_of(self, [name for name in self.changed_data if name not in unseen]))

    def leave_saved(self) -> None:
        """Fields that were ticked beside what was saved meanwhile stay as they are. To be asked before anything is judged."""
        self.data = with_saved(self, self.data)

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

    def newly_asked(self) -> list[str]:
        """Fields that what was typed asks for and that were not on the page, which without a script cannot unfold by itself."""
        return []

    def was_shown(self, name: str) -> bool:
        """Of a field that unfolds: it was on the page that was sent."""
        shown = self.data.getlist("shown") if hasattr(self.data, "getlist") else self.data.get("shown", [])
        return name in shown or any(sent in self.data for sent in (name, f"{name}_number"))

    def filled(self) -> Application:
        """The application as it would be with what was typed; nothing is written."""
        application = copy(self.application)
        application.applicant = copy(application.applicant)
        content = self.content()
        content.pop("units", None)
        content.pop("areas", None)
        for name, value in content.pop("profile", {}).items():
            setattr(application.applicant, name, value)
        for name, value in content.items():
            setattr(application, name, value)
        return application

    def missing(self, today: date) -> list[Problem]:
        """What keeps this page from being complete; of a page that was not sent, as it is saved."""
        application = self.filled() if self.is_bound else self.application
        unseen = self.newly_asked() if self.is_bound else []
        return [problem for problem in completeness_problems(application, today)
                if self.place_of(problem.field) and problem.field not in unseen]

    def place_of(self, field: str) -> str:
        """The form field that a problem of the rules belongs to; empty: of another page."""
        return field if field in self.fields else ""

    def add_missing(self, today: date) -> None:
        """Beside what cannot be read, everything that is wrong whatever was meant there: the rules judge it as not said.

        A choice that cannot be read decides what the rest is asked, so beside one only what was left empty is told.
        """
        if not self.is_bound:
            self.full_clean()  # of an unbound form only makes an empty list of errors
            self.cleaned_data: dict[str, Any] = {}
        unread, empty = set(self.errors), {name for name in self.fields if self.cleaned_data.get(name) in (None, "", [])}
        choices = {name for name in unread & self.fields.keys() if isinstance(self.fields[name], forms.ChoiceField)}
        self.cleaned_data |= {name: self.initial[name] if name in choices else None for name in unread & self.fields.keys()}
        for problem in self.missing(today):
            name = self.place_of(problem.field)
            if name not in unread and (name in empty or not choices):
                self.add_error(name, ValidationError(_beside(problem), code=problem.code))

    def facts(self) -> Iterator[Fact]:
        """What the page says, as labels and values."""
        for name, field in self.fields.items():
            yield self.fact(field, self.initial[name], name)

    def mark(self, points: Iterable[Point]) -> None:
        """Requested changes stand beside the field that they are about."""
        for point in points:
            if name := self.place_of(place_of(point.code)):
                field = self.fields[name]
                field.marks = [*getattr(field, "marks", []), point]  # type: ignore[attr-defined]
                self._describe(self[name])

    @staticmethod
    def _describe(bound: BoundField) -> None:
        """A box on its own is told with what is asked of it; a group says it on its fieldset."""
        if not bound.field.widget.use_fieldset:
            said = bound.aria_describedby or ""
            bound.field.widget.attrs.setdefault("aria-describedby", f"{said} {bound.auto_id}_marks".strip())

    def fact(self, field: forms.Field, value: Any, name: str = "") -> Fact:
        return replace(self._fact(field, value), field=name)

    def raw_fact(self, field: forms.Field, value: Any) -> Fact:
        """What could not be understood, as it was typed."""
        parts = value if isinstance(value, list | tuple) else [value]
        return Fact(field.label or "", " ".join(str(part) for part in parts if part))

    def _fact(self, field: forms.Field, value: Any) -> Fact:
        if isinstance(field, DayField):
            return Fact(field.label or "", value, Shape.DAY)
        if isinstance(field, EurosField):
            return Fact(field.label or "", value, Shape.CENTS)
        return Fact(field.label or "", _shown(field, value))


def _beside(problem: Problem) -> Any:
    """The rules name the question, for where several are told; here it stands above the sentence."""
    return _("Please answer.") if problem.code == "answer_missing" else problem.message


def _shown(field: forms.Field, value: Any) -> Any:
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.ChoiceField):
        wanted = value if isinstance(value, list | tuple) else [value]
        return ", ".join(str(label) for code, label in choices_of(field) if code in wanted)
    if isinstance(field, LengthField):
        return days_in_words(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value
