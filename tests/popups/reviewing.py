"""A call with applications, given to reviewers, for the tests of reviewing."""

from typing import Any

from popups.choices import AssignedHow
from popups.lifecycle.reviewing import assign, save_review
from popups.models import Application, Call, Review, User
from popups.rules.reviewing import Given
from tests.make import make_application, make_call, make_officer, make_unit


def make_asked(count: int, *, call: Call | None = None, **fields: Any) -> list[Application]:
    """So many applications of one call, closed unless given."""
    call, unit = call or make_call(days_left=-1), make_unit()
    return [make_application(call=call, unit=unit, **fields) for _number in range(count)]


def give(applications: list[Application], *reviewers: User) -> None:
    assign(applications=applications, reviewers=reviewers, how=AssignedHow.BY_HAND, by=make_officer())


def scores(application: Application, *points: int, reason: str = "Because.") -> dict[int, Given]:
    criteria = application.call.criteria.all() if application.call else []
    return {row.pk: Given(number, reason) for row, number in zip(criteria, points, strict=True)}


def send(application: Application, by: User, *points: int, **more: Any) -> Review:
    return save_review(application=application, by=by, scores=scores(application, *points), comment="", submit=True, **more)
