"""Calls on their way to results, for the tests of deciding and telling."""

from datetime import timedelta

from django.utils import timezone

from popups.choices import NotSelectedReason, Outcome
from popups.lifecycle.deciding import close_deciding, decide
from popups.lifecycle.results import send_results
from popups.models import Applicant, Application, Call, User
from tests import make

SENTENCE = "Šoreiz izvēlējāmies citus, jo viņi jau ir gatavi."


def make_closed_call(*, places: int = 2, by: User | None = None, **fields) -> Call:
    """Opened a month ago, closed yesterday; the units of its applications are public."""
    return make.make_call(days_left=-1, opened_days_ago=30, places=places, by=by, **fields)


def make_asking(call: Call, number: int = 1, **fields) -> list[Application]:
    """Applications that were sent to the call while it was open, each wishing a unit of its own unless one is given."""
    rows = [make.make_application(**{"unit": make.make_unit()} | fields) for _row in range(number)]
    Application.objects.filter(pk__in=[row.pk for row in rows]).update(call=call)
    return [Application.objects.get(pk=row.pk) for row in rows]


def give(application: Application, outcome: str, *, by: User | None = None, **more) -> None:
    refused = {"reason": NotSelectedReason.OTHERS_PREFERRED, "note": SENTENCE} if outcome == Outcome.NOT_SELECTED else {}
    decide(application=application, outcome=outcome, by=by or make.make_officer(), **{**refused, **more})


def make_decided_call(*, outcomes: tuple[str, ...] = (Outcome.PLACE, Outcome.RESERVE, Outcome.NOT_SELECTED), is_closed: bool = True,
                      by: User | None = None, applicant: Applicant | None = None, **fields) -> tuple[Call, list[Application]]:
    """One application of each outcome, decided and not told; the deciding is closed unless said otherwise."""
    officer = by or make.make_officer()
    call = make_closed_call(by=officer, **fields)
    rows = make_asking(call, len(outcomes), **({"applicant": applicant} if applicant else {}))
    for row, outcome in zip(rows, outcomes, strict=True):
        give(row, outcome, by=officer)
    if is_closed:
        close_deciding(call=call, by=officer, decision_number="17", meeting_notes="")
    return Call.objects.get(pk=call.pk), fresh(rows)


def make_told_call(**fields) -> tuple[Call, list[Application]]:
    """The same, and everybody was told."""
    call, rows = make_decided_call(**fields)
    send_results(call=call, by=make.make_officer())
    return Call.objects.get(pk=call.pk), fresh(rows)


def fresh(rows: list[Application]) -> list[Application]:
    return [Application.objects.get(pk=row.pk) for row in rows]


def told_days_ago(call: Call, number: int) -> None:
    """As if the results had been sent so many days ago."""
    then = timezone.now() - timedelta(days=number)
    Call.objects.filter(pk=call.pk).update(decided_at=then, results_sent_at=then)
    call.decisions.update(told_at=then)
