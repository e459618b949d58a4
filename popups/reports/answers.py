"""What an application says, as labels and values, the same wherever it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from popups.kinds import Question
from popups.models import Application
from vacancies.kinds import FEATURE_BY_CODE


class Shape(Enum):
    """How a value is written on a page."""

    TEXT = "text"
    DAY = "day"
    CENTS = "cents"


@dataclass(frozen=True)
class Fact:
    label: str | Promise
    value: Any
    shape: Shape = Shape.TEXT

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


def _days(number: int | None) -> str:
    return ngettext("%(count)d day", "%(count)d days", number) % {"count": number} if number else ""


def _answer(question: Question, value: Any) -> Any:
    if question.widget != "yes_no" or value in (None, ""):
        return value
    return _("Yes") if value in (True, "yes", "True", "true") else _("No")


def _what(application: Application) -> Iterator[Fact]:
    yield Fact(_("Activity"), application.get_activity_display())
    yield Fact(_("What people will find there"), application.description)
    for question in application.spec.questions:
        yield Fact(question.label, _answer(question, application.answers.get(question.code)))


def _where_and_when(application: Application) -> Iterator[Fact]:
    yield Fact(_("How much"), application.get_use_display())
    yield Fact(_("Where"), application.get_where_display())
    yield Fact(_("Earliest first day"), application.earliest_start_on, Shape.DAY)
    yield Fact(_("Latest last day"), application.latest_end_on, Shape.DAY)
    yield Fact(_("Shortest stay"), _days(application.shortest_days))
    yield Fact(_("Longest stay"), _days(application.longest_days))


def _needs(application: Application) -> Iterator[Fact]:
    features = [FEATURE_BY_CODE[code].label for code in application.needed_features if code in FEATURE_BY_CODE]
    yield Fact(_("The unit must have"), ", ".join(str(label) for label in features))
    yield Fact(_("Budget a month"), application.budget_cents, Shape.CENTS)
    yield Fact(_("Anything else"), application.needs_note)


def answers_of(application: Application) -> list[Section]:
    """Touches no database where the applicant is loaded. What was not answered is left out."""
    parts = ((gettext_lazy("What"), _what), (gettext_lazy("Where and when"), _where_and_when),
             (gettext_lazy("Needs"), _needs))
    sections = [Section(title, [fact for fact in facts(application) if fact.value not in (None, "")])
                for title, facts in parts]
    return [section for section in sections if section.facts]
