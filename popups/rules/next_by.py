"""By when the next step is due: the applicant's before a call closes, the town's within the time it has to answer."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from popups.models import Application, Call
from popups.rules.stage import StageCode

WRITING = frozenset({StageCode.DRAFT, StageCode.CHANGES_REQUESTED})
WAITING = frozenset({StageCode.SUBMITTED, StageCode.IN_REVIEW, StageCode.SHORTLISTED})


def next_by(application: Application, code: StageCode, today: date) -> date | None:
    """None where there is no day, or it has gone by. Touches no database where `call` is loaded."""
    day = _day(application, code)
    return day if day and day >= today else None


def results_by(call: Call) -> date | None:
    """The day that the town has planned for the results, else the last one by which it answers. None: it was told, or has no days."""
    if call.results_sent_at is not None or call.last_apply_day is None:
        return None
    return call.results_on or call.last_apply_day + timedelta(days=settings.ANSWER_DAYS)


def answer_by(application: Application, today: date) -> date | None:
    """By when somebody who has sent it hears; None where that day has gone by."""
    return next_by(application, StageCode.SUBMITTED, today)


def _day(application: Application, code: StageCode) -> date | None:
    call = application.call
    if code in WRITING:  # what the office asked to change may come later, but from then on it can be decided without it
        return call.last_apply_day if call and call.closes_at and call.closes_at > timezone.now() else None
    if code not in WAITING:
        return None
    if call is None:
        sent_on = timezone.localdate(application.submitted_at) if application.submitted_at else None
        return sent_on + timedelta(days=settings.ANSWER_DAYS) if sent_on and code is not StageCode.SHORTLISTED else None
    return results_by(call)
