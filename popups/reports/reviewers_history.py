"""History as reviewers may read it: nothing of what they stand too near to, of what is decided and not told, or of who applies."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from popups.choices import Verb
from popups.models import Application, History
from popups.reports.blind import TOLD, blind_line
from popups.reports.history import Line, Subject, line_of, without_pending
from popups.rules.nearness import kept_applications
from popups.rules.reviewing import BLIND, hides_identity, readable_by
from vacancies.access import OFFICERS, has_role

# What others did to judge an application. Whoever stands too near reads of it only once everybody is told.
JUDGED = frozenset({Verb.ASSIGNED, Verb.UNASSIGNED, Verb.CONFLICT_DECLARED, Verb.CONFLICT_TAKEN_BACK, Verb.REVIEWED, Verb.REVIEW_REOPENED,
                    Verb.REVIEW_STARTED, Verb.SHORTLISTED, Verb.COMMENTED, Verb.DECIDED, Verb.DECISION_UNDONE, Verb.RULE_USED,
                    Verb.ACTED_BESIDE})
# By the applicant, also where that is somebody of the staff, who would be named.
BY_APPLICANTS = frozenset({Verb.SUBMITTED})


def history_for(user: Any) -> QuerySet[History]:
    """Officers read everything but how others judge what they stand too near to; reviewers what was done with what they may read."""
    rows = History.objects.all()
    if has_role(user, *OFFICERS):
        return rows.exclude(~Q(by=user.pk), verb__in=JUDGED, application__in=kept_applications(user).values("pk"))
    blind = Application.objects.filter(BLIND).values("pk")
    readable = rows.filter(application__in=readable_by(user, Application.objects.all()).values("pk"))
    return without_pending(readable).exclude(~Q(verb__in=TOLD), application__in=blind)


def line_for(user: Any, row: History, *, with_subjects: bool = True) -> Line:
    """Costs no query where the row came from `told()`."""
    line = line_of(row, with_subjects=with_subjects)
    if has_role(user, *OFFICERS):
        return line
    line = replace(line, subjects=[subject for subject in line.subjects if not _is_call(subject, row)])
    if not hides_identity(row.call, user):
        return line
    own = [subject for subject in line.subjects if row.application and subject.label == row.application.reference]
    return replace(blind_line(line), subjects=own, who=_("The applicant") if row.verb in BY_APPLICANTS else line.who)


def _is_call(subject: Subject, row: History) -> bool:
    """The page of a call is the officers'."""
    return row.call is not None and subject.label == row.call.reference
