"""Everybody and everything that the stories are about."""

from dataclasses import dataclass, field

from popups.demo.asks import Ask
from popups.demo.chronicle import Chronicle
from popups.models import Paper, Tenancy, User
from vacancies.models import Unit


@dataclass
class Cast:
    """units and people by their code; stays by the ask from which they came."""

    chronicle: Chronicle
    officer: User
    reviewer: User
    surveyor: User
    reviewers: list[User] = field(default_factory=list)  # all who score applications of calls
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    stays: dict[Ask, Tenancy] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)  # as soon as their files are there
