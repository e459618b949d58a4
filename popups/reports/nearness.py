"""What the pages of one application say to somebody of the office who stands too near to it, or to another one of its call."""

from dataclasses import dataclass
from typing import Any

from popups.choices import ApplicationStatus
from popups.models import Application
from popups.rules.nearness import near_in, stands_near
from popups.rules.rivals import Side, side_with
from vacancies.access import OFFICERS, has_role
from vacancies.problem import Problem

OVER = frozenset({ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN})


@dataclass(frozen=True)
class Nearness:
    """problems: why this person does nothing here, and who acts instead; empty for everybody else.

    has_declared: they said so themselves and can take it back. may_declare: they can say so now.
    side: what else of the call they stand too near to, where they are of the office and not near to this one.
    kept: keys of all those of the call of which they learn nothing (rules.nearness.kept_from).
    """

    problems: list[Problem]
    has_declared: bool
    may_declare: bool
    side: Side = Side()
    kept: frozenset[int] = frozenset()

    @property
    def is_kept(self) -> bool:
        return bool(self.problems)


def nearness_of(application: Application, person: Any) -> Nearness:
    """One query; two or three where somebody does stand near. None where the application belongs to no call."""
    call = application.call
    if call is None:
        return Nearness([], has_declared=False, may_declare=False)
    is_open, near = call.decided_at is None, list(near_in(call, person))
    own = next((row for row in near if row.pk == application.pk), None)
    kept = frozenset(row.pk for row in near) if call.results_sent_at is None else frozenset()
    if own is not None:
        return Nearness([stands_near(application)], has_declared=own.is_declared and is_open, may_declare=False, kept=kept)  # type: ignore[attr-defined]
    others = [row.reference for row in near if row.submitted_at is not None and row.state not in OVER]
    return Nearness([], has_declared=False, may_declare=is_open, side=side_with(call, others) if has_role(person, *OFFICERS) else Side(), kept=kept)
