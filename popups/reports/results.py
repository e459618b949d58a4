"""The results of a call before and after they are told: who gets which letter, and what it says."""

from copy import copy
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from popups.choices import LetterKind, Outcome
from popups.letters import preview
from popups.models import Application, Call, CallText, Letter
from popups.reports.deciding import COLOURS
from popups.rules.deciding import live

RESULT_LETTERS = {Outcome.PLACE: LetterKind.RESULT_PLACE, Outcome.RESERVE: LetterKind.RESULT_RESERVE,
                  Outcome.NOT_SELECTED: LetterKind.NOT_SELECTED}


def with_results(rows: QuerySet[Application], call: Call) -> QuerySet[Application]:
    """With all that a letter speaks of. Two queries."""
    return rows.filter(decision__isnull=False).select_related("decision", "applicant__user").prefetch_related(
        Prefetch("call", _with_crowd(call).prefetch_related(Prefetch("texts", CallText.objects.all()))))


def _with_crowd(call: Call) -> QuerySet[Call]:
    """is_crowded: more want a place than there are places. Only then may a letter say so."""
    asked = live(call).order_by().values("call").annotate(number=Count("pk")).values("number")
    return Call.objects.filter(pk=call.pk).annotate(is_crowded=GreaterThan(Coalesce(Subquery(asked), 0), Coalesce("places", 0)))


def as_told(application: Application) -> Application:
    """A copy that says what the application will say once the results are sent. Never saved."""
    told, decision = copy(application), application.decision
    if decision.outcome == Outcome.NOT_SELECTED:
        told.not_selected_reason, told.decision_note = decision.reason, decision.note
    return told


def letter_to(application: Application) -> tuple[str, str]:
    """(subject, text) of the letter with the result, in the language of the person it goes to."""
    kind = RESULT_LETTERS[Outcome(application.decision.outcome)]
    return preview(kind, to=application.applicant.addressee, application=as_told(application))


def result_of(application: Application) -> tuple[Outcome, str]:
    """The outcome, and the design's colour of it."""
    outcome = Outcome(application.decision.outcome)
    return outcome, COLOURS[outcome]


@dataclass(frozen=True)
class Sending:
    """Letters with the results: how many were written, sent by e-mail, and wait for the printer."""

    written: int
    sent: int
    to_print: int

    @property
    def waiting(self) -> int:
        return self.written - self.sent - self.to_print


def letters_of(call: Call) -> Sending:
    rows = Letter.objects.filter(application__call=call, key__startswith="result:")
    counted = rows.aggregate(written=Count("pk"), sent=Count("pk", filter=Q(sent_at__isnull=False)),
                             to_print=Count("pk", filter=Q(to_email="", sent_at__isnull=True)))
    return Sending(**counted)


def letter_beside(call: Call, application: Application) -> tuple[str, str, int, int]:
    """References of the letters before and after it, which one it is, and how many there are. One query."""
    rows = list(live(call).filter(decision__isnull=False).order_by("submitted_at", "pk").values_list("reference", flat=True))
    if application.reference not in rows:
        return "", "", 0, len(rows)
    place = rows.index(application.reference)
    return rows[place - 1] if place else "", rows[place + 1] if place + 1 < len(rows) else "", place + 1, len(rows)
