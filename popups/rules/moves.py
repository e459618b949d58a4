"""Is this step from one status to another a legal one?"""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from vacancies.problem import Problem

Status = TypeVar("Status", bound=TextChoices)


def move_problems(moves: Mapping[Status, frozenset[Status]], now: Status, to: Status) -> list[Problem]:
    if to in moves[now]:
        return []
    text = _("This is no longer possible: it is now “%(state)s”. Reload the page to see what you can do.")
    return [Problem("illegal_move", text % {"state": now.label})]
