"""“Businesses first”: until a day that the call names, businesses come before everybody else."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, NotSelectedReason, Outcome, RuleUse
from popups.kinds import KINDS
from popups.models import Application, Call
from popups.rules.telling import decision_of
from vacancies.dates import day
from vacancies.problem import Problem

BUSINESSES = [kind for kind, spec in KINDS.items() if spec.is_business]


def is_running(call: Call, today: date) -> bool:
    return call.commercial_until is not None and today <= call.commercial_until


def _businesses(call: Call) -> QuerySet[Application]:
    sent = Application.objects.sent().exclude(status=ApplicationStatus.WITHDRAWN)
    return sent.filter(call=call, applicant__kind__in=BUSINESSES)


def waiting_businesses(call: Call) -> QuerySet[Application]:
    """Those that would take a place: undecided, on the reserve list, or refused only because others were preferred."""
    preferred = Q(decision__outcome=Outcome.NOT_SELECTED, decision__reason=NotSelectedReason.OTHERS_PREFERRED)
    return _businesses(call).filter(Q(decision__isnull=True) | Q(decision__outcome=Outcome.RESERVE) | preferred)


def comes_before_businesses(application: Application, outcome: str, position: int | None, today: date) -> bool:
    """Somebody who is no business would get a place, or a better place on the reserve list, while businesses come first."""
    call = application.call
    if call is None or application.spec.is_business or not is_running(call, today):
        return False
    if outcome == Outcome.PLACE:
        return waiting_businesses(call).exists()
    if outcome != Outcome.RESERVE or position is None or _keeps_place(application, position):
        return False
    return _businesses(call).filter(decision__outcome=Outcome.RESERVE, decision__reserve_position__gte=position).exists()


def _keeps_place(application: Application, position: int | None) -> bool:
    """It is on the reserve list already, and would stand there as before, or further behind."""
    decision = decision_of(application)
    if decision is None or decision.outcome != Outcome.RESERVE:
        return False
    return position is None or position >= (decision.reserve_position or 0)


def is_awaited_on_reserve(call: Call, today: date) -> bool:
    """Businesses still come first, and some wait for a place that becomes free."""
    return is_running(call, today) and _businesses(call).filter(decision__outcome=Outcome.RESERVE).exists()


def passes_by_reserve(application: Application, today: date) -> bool:
    """After the results: a place for this one would pass by businesses that wait for one."""
    call = application.call
    return call is not None and not application.spec.is_business and is_awaited_on_reserve(call, today)


def priority_problems(application: Application, outcome: str, position: int | None, today: date, rule_reason: str) -> list[Problem]:
    if rule_reason.strip() or not comes_before_businesses(application, outcome, position, today):
        return []
    return [_unexplained(application, "rule_reason")]


def moving_up_problems(application: Application, reason: str, today: date) -> list[Problem]:
    if reason.strip() or not passes_by_reserve(application, today):
        return []
    return [_unexplained(application, "reason")]


def _unexplained(application: Application, field: str) -> Problem:
    text = _("Businesses come first in this call until %(day)s, and some have no place yet. Say why this one comes before them.")
    said = text % {"day": day(application.call.commercial_until, "short")}  # type: ignore[union-attr]
    return Problem("businesses_first", said, field)


def use_of_rule(application: Application, outcome: str, reason: str, position: int | None, today: date) -> RuleUse | None:
    """Whether the rule had a say in this decision. Asked before it is written."""
    call = application.call
    if call is None or application.spec.is_business or not is_running(call, today):
        return None
    if comes_before_businesses(application, outcome, position, today):
        return RuleUse.DEPARTED
    gave_way = outcome == Outcome.RESERVE and not _keeps_place(application, position) or reason == NotSelectedReason.OTHERS_PREFERRED
    return RuleUse.KEPT if gave_way and _businesses(call).exists() else None


def rules_used(call: Call, applications: Iterable[Application], outcome: str, reason: str, today: date) -> list[Application]:
    """Of many that were decided alike, those that gave way to businesses. One query."""
    gave_way = outcome == Outcome.RESERVE or reason == NotSelectedReason.OTHERS_PREFERRED
    if not gave_way or not is_running(call, today) or not _businesses(call).exists():
        return []
    return [row for row in applications if not row.spec.is_business]
