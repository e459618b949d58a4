"""What an application says, as labels and values, the same wherever it is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import TextChoices
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from popups.choices import Goods, Where
from popups.kinds import Question
from popups.models import Application
from popups.rules.call_fit import questions_for
from vacancies.dates import days_in_words
from vacancies.kinds import FEATURE_BY_CODE


class Shape(Enum):
    """How a value is written on a page."""

    TEXT = "text"
    DAY = "day"
    CENTS = "cents"


@dataclass(frozen=True)
class Fact:
    """field: of the form in which it is written, where it is told from there. points: what is asked to be changed in it."""

    label: str | Promise
    value: Any
    shape: Shape = Shape.TEXT
    field: str = ""
    points: Sequence[Any] = ()

    @property
    def is_day(self) -> bool:
        return self.shape is Shape.DAY

    @property
    def is_money(self) -> bool:
        return self.shape is Shape.CENTS


@dataclass(frozen=True)
class Section:
    title: str | Promise
    facts: list[Fact]


def labels_of(choices: type[TextChoices], codes: list[str]) -> str:
    return ", ".join(str(label) for code, label in choices.choices if code in codes)


def _told(application: Application, question: Question) -> Fact:
    return Fact(question.label, told_answer(question, application.answers.get(question.code)))


def told_answer(question: Question, value: Any) -> Any:
    if question.widget == "choice":
        return dict(question.choices).get(value, value)
    if question.widget == "days":
        return ", ".join(str(WEEKDAYS[day - 1]) for day in value or ())
    if question.widget != "yes_no" or value in (None, ""):
        return value
    return _("Yes") if value in (True, "yes", "True", "true") else _("No")


def _what(application: Application) -> Iterator[Fact]:
    yield Fact(_("Activity"), application.get_activity_display())
    yield Fact(_("What people will find there"), application.description)
    questions = questions_for(application)
    own = {question.code for question in application.spec.questions}
    yield from (_told(application, question) for question in questions if question.code in own)
    yield Fact(_("Sells"), labels_of(Goods, application.goods))
    yield from (_told(application, question) for question in questions if question.code not in own)


def _where_and_when(application: Application) -> Iterator[Fact]:
    if not application.only_performs:
        yield Fact(_("How much"), application.get_use_display())
        yield Fact(_("How it would be shared"), application.get_share_display())
        yield Fact(_("How much of it"), application.share_note)
    yield Fact(_("Where"), application.get_where_display())
    if application.where == Where.FEATURES:
        yield Fact(_("Parts of town"), ", ".join(area.name for area in application.wished_areas.all()))
    yield Fact(_("Earliest first day"), application.earliest_start_on, Shape.DAY)
    yield Fact(_("Latest last day"), application.latest_end_on, Shape.DAY)
    if application.only_performs:
        return
    yield Fact(_("Shortest stay"), days_in_words(application.shortest_days))
    yield Fact(_("Longest stay"), days_in_words(application.longest_days))
    yield Fact(_("Days of the week"), ", ".join(str(WEEKDAYS[day - 1]) for day in application.weekdays))


def _needs(application: Application) -> Iterator[Fact]:
    features = [FEATURE_BY_CODE[code].label for code in application.needed_features if code in FEATURE_BY_CODE]
    yield Fact(_("The unit must have"), ", ".join(str(label) for label in features))
    if not application.only_performs:
        yield Fact(_("At least so large"), application.smallest_area_m2 and f"{application.smallest_area_m2} m²")
        yield Fact(_("Budget a month"), application.budget_cents, Shape.CENTS)
    yield Fact(_("Anything else"), application.needs_note)


def answers_of(application: Application) -> list[Section]:
    """Touches no database where the applicant is loaded and it belongs to no call, else at most three times. What was not answered is left out."""
    parts = ((gettext_lazy("What"), _what), (gettext_lazy("Where and when"), _where_and_when),
             (gettext_lazy("Needs"), _needs))
    sections = [Section(title, [fact for fact in facts(application) if fact.value not in (None, "")])
                for title, facts in parts]
    return [section for section in sections if section.facts]
