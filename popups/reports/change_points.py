"""Requested changes as both sides read them: what, where it is written, whether it was answered, and what stood there before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise

from popups.choices import Goods, Share, Use, Where
from popups.kinds import ApplicantKind
from popups.models import Application, ChangePoint
from popups.reports.answers import Fact, Shape, labels_of, told_answer
from popups.rules.call_fit import possible_questions
from popups.rules.change_points import label_of, open_points, page_of, paper_kind, values_of
from vacancies.choices import Activity
from vacancies.dates import days_in_words
from vacancies.kinds import FEATURE_BY_CODE

_CHOICES: dict[str, Any] = {"kind": ApplicantKind, "activity": Activity, "use": Use, "share": Share, "where": Where}
_FIRST_FIELD = {"units": "unit_1"}  # where a page writes one value in several boxes


@dataclass(frozen=True)
class Point:
    """anchor: of the field on its page; both empty for the application as a whole. before and after: as a page writes them."""

    key: int
    code: str
    label: str | Promise
    text: str
    page: str
    anchor: str
    is_ticked: bool
    is_changed: bool
    before: Fact
    after: Fact

    @property
    def is_answered(self) -> bool:
        return self.is_changed or self.is_ticked


def place_of(code: str) -> str:
    """The field of the form that a point belongs to."""
    return "papers" if paper_kind(code) else _FIRST_FIELD.get(code, code)


def fact_of(application: Application, code: str, value: Any) -> Fact:
    """A plain value (rules.change_points.value_of) in words of the reader's language."""
    if value in (None, "", []):
        return Fact("", "")
    if code in _CHOICES:
        return Fact("", str(dict(_CHOICES[code].choices).get(value, value)))
    if code in ("earliest_start_on", "latest_end_on"):
        return Fact("", date.fromisoformat(value), Shape.DAY)
    if code == "budget_cents":
        return Fact("", value, Shape.CENTS)
    if code == "smallest_area_m2":
        return Fact("", f"{value} m²")
    if code in ("shortest_days", "longest_days"):
        return Fact("", days_in_words(value))
    return Fact("", ", ".join(_listed(code, value)) if isinstance(value, list) else _answered(application, code, value))


def _listed(code: str, values: list[Any]) -> list[str]:
    if code == "deals_in":
        return [labels_of(Goods, values)]
    if code == "needed_features":
        return [str(FEATURE_BY_CODE[one].label) for one in values if one in FEATURE_BY_CODE]
    if code in ("weekdays", "play_days"):
        return [str(WEEKDAYS[day - 1]) for day in values]
    return [str(one[1] if isinstance(one, list) else one) for one in values]  # papers are kept with their keys


def _answered(application: Application, code: str, value: Any) -> Any:
    question = next((one for one in possible_questions(application) if one.code == code), None)
    return told_answer(question, value) if question else value


def _point(application: Application, row: ChangePoint, now: Any) -> Point:
    after = row.after if row.closed_at else now
    place = place_of(row.field)
    return Point(row.pk, row.field, label_of(application, row.field), row.text, page_of(row.field), f"id_{place}" if place else "",
                 row.ticked_at is not None, bool(row.field) and row.before != after, fact_of(application, row.field, row.before),
                 fact_of(application, row.field, after))


def points_to_answer(application: Application) -> list[Point]:
    """Those still open, for the applicant. None and no query where nothing was asked; else four at most."""
    if not (application.submitted_at and application.state.is_editable):
        return []
    rows = open_points(application)
    now = values_of(application, {row.field for row in rows})
    return [_point(application, row, now[row.field]) for row in rows]


def points_asked(application: Application) -> list[Point]:
    """Those of the last time that changes were asked for, answered or not, for the office. Four queries at most."""
    rows = list(application.change_points.all())
    if not rows:
        return []
    last = max((row.closed_at for row in rows if row.closed_at), default=None)
    shown = [row for row in rows if row.closed_at is None] or [row for row in rows if row.closed_at == last]
    now = values_of(application, {row.field for row in shown if row.closed_at is None})
    return [_point(application, row, now.get(row.field)) for row in shown]
