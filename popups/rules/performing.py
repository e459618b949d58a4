"""May this performer still be proposed on this day?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from popups.choices import ApplicationStatus, EventKind
from popups.kinds import ONLY_PERFORMS, ApplicantKind
from popups.models import Application, Event
from popups.moments import midnight
from vacancies.problem import Problem


def has_performed(before: date) -> Q:
    """Of applications only to perform (Application.only_performs) that were taken on, and whose last day lies before that: what they asked for is over."""
    return Q(call=None, applicant__kind=ApplicantKind.MUSICIAN, status=ApplicationStatus.SHORTLISTED, latest_end_on__lt=before,
             **{f"answers__{ONLY_PERFORMS}": True})


@dataclass(frozen=True)
class Chosen:
    """One performance that somebody ticked. name: as it is called in a refusal. is_offered: the act still plays at that time."""

    application: int
    unit: int
    starts_at: datetime
    minutes: int
    name: str
    is_offered: bool


def may_perform(application: Application, *, day: date, is_offered: bool) -> list[Problem]:
    """What the place says is asked where every event is planned; here, what the performer says. is_offered: they play then, for so long."""
    problems = []
    if not application.state.is_under_consideration:
        problems.append(Problem("not_considered", _("This application is not under consideration now.")))
    if not is_offered:
        problems.append(Problem("not_offered", _("The performer does not offer this time any more.")))
    own = Event.objects.live().filter(performer=application.applicant_id, kind=EventKind.PERFORMANCE)
    if own.between(midnight(day), midnight(date.fromordinal(day.toordinal() + 1))).exists():
        problems.append(Problem("plays_already", _("They have another performance on that day.")))
    return problems
