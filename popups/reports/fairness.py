"""The record of fairness of a call: who read, scored, changed and decided what, and when it was told. For officers and an auditor."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from popups.choices import ApplicationStatus, LetterKind, Verb
from popups.models import (
    Application,
    Assignment,
    Call,
    Conflict,
    Decision,
    History,
    Letter,
    Look,
    Objection,
    Review,
    Score,
)
from popups.reports.export import Cell
from popups.reports.history import line_of, told, who_did
from popups.reports.scores import Scored, score_of
from popups.rules.rivals import decided_beside
from popups.rules.telling import decision_of
from vacancies.sure import sure

Event = tuple[datetime, str, str, str, str, Cell, str]  # when, who, what, application, criterion, points, words
HEADINGS = (gettext_lazy("When"), gettext_lazy("Who"), gettext_lazy("What"), gettext_lazy("Application"), gettext_lazy("Criterion"),
            gettext_lazy("Points"), gettext_lazy("In words"))
APPLICANT = gettext_lazy("Applicant")
# What people wrote about these is part of the record; other notes may name people and are left out.
NOTED = frozenset({Verb.DECIDED, Verb.DECISION_UNDONE, Verb.RULE_USED, Verb.ACTED_BESIDE, Verb.NOT_SELECTED, Verb.MOVED_UP, Verb.CALL_CHANGED,
                   Verb.CALL_DECIDED, Verb.ASSIGNED, Verb.CONFLICT_DECLARED, Verb.CHANGES_REQUESTED, Verb.OBJECTION_ANSWERED})
LETTERS = (LetterKind.RESULT_PLACE, LetterKind.RESULT_RESERVE, LetterKind.NOT_SELECTED, LetterKind.MOVED_UP,
           LetterKind.OBJECTION_ANSWERED)


@dataclass(frozen=True)
class Totals:
    """The record in one line of figures."""

    applications: int
    readers: int
    reviews: int
    abstentions: int
    conflicts: int
    decisions: int
    changed: int
    rules: int
    objections: int
    beside: int


def totals_of(call: Call) -> Totals:
    """Seven queries."""
    own = Q(application__call=call)
    reviews = Review.objects.filter(own, submitted_at__isnull=False).aggregate(all=Count("pk"), out=Count("pk", filter=Q(is_abstention=True)))
    verbs = dict(call.history.order_by().values_list("verb").annotate(Count("pk")))
    return Totals(
        Application.objects.sent().filter(call=call).count(), Look.objects.filter(own).values("by").distinct().count(), reviews["all"],
        reviews["out"], Conflict.objects.filter(own).count(), Decision.objects.filter(call=call).count(),
        verbs.get(Verb.DECIDED, 0) + verbs.get(Verb.DECISION_UNDONE, 0), verbs.get(Verb.RULE_USED, 0), Objection.objects.filter(own).count(),
        decided_beside(call).count())


@dataclass(frozen=True)
class Fair:
    """One application: who read it, who was asked to score it, who stood too near, what came of it.

    is_beside: whoever decided stands near to another application of the call.
    """

    application: Application
    readers: list[str]
    assigned: list[str]
    near: list[str]
    score: Scored | None
    decision: Decision | None
    is_kept: bool = False
    is_beside: bool = False

    @property
    def is_withdrawn(self) -> bool:
        return self.application.status == ApplicationStatus.WITHDRAWN


def fair_lines(call: Call, rows: Sequence[Application], kept: frozenset[int] = frozenset()) -> list[Fair]:
    """rows with `applicant` and `decision__by`. Five queries, however many rows. kept: of which the reader learns nothing yet."""
    scores, keys = score_of(call), [row.pk for row in rows]
    readers = _people(Look.objects.filter(application__in=keys).select_related("by"), "by")
    assigned = _people(Assignment.objects.filter(application__in=keys).select_related("reviewer"), "reviewer")
    near = _people(Conflict.objects.filter(application__in=keys).select_related("reviewer"), "reviewer")
    beside = set(decided_beside(call).filter(application__in=keys).values_list("application_id", flat=True))
    return [Fair(row, [], [], [], None, None, is_kept=True) if row.pk in kept else
            Fair(row, readers[row.pk], assigned[row.pk], near[row.pk], scores.get(row.pk), decision_of(row), is_beside=row.pk in beside)
            for row in rows]


def _people(rows, name: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.application_id].append(str(getattr(row, name)))
    return found


def _history(call: Call) -> Iterator[Event]:
    for row in told(History.objects.filter(call=call)).iterator(chunk_size=500):
        line = line_of(row, with_subjects=False)
        words = [*map(str, line.changes), line.reason, line.note if row.verb in NOTED else ""]
        yield row.at, str(line.who), str(line.what), row.application.reference if row.application else "", "", None, "; ".join(filter(None, words))


def _looks(call: Call) -> Iterator[Event]:
    for row in Look.objects.filter(application__call=call).select_related("application", "by").iterator(chunk_size=500):
        often = ngettext("%(count)d time, last on %(day)s", "%(count)d times, last on %(day)s", row.times)
        yield (row.first_at, str(who_did(row.by)), _("read the application"), row.application.reference, "", None,
               often % {"count": row.times, "day": moment(row.last_at)})


def _scores(call: Call) -> Iterator[Event]:
    rows = Score.objects.filter(review__application__call=call, review__submitted_at__isnull=False)
    for row in rows.select_related("review__application", "review__reviewer", "criterion").iterator(chunk_size=500):
        yield (sure(row.review.submitted_at), str(row.review.reviewer), _("gave points"), row.review.application.reference, row.criterion.name,
               row.points, row.reason)


def _letters(call: Call) -> Iterator[Event]:
    rows = Letter.objects.filter(application__call=call, kind__in=LETTERS).select_related("application")
    for row in rows.only("written_at", "sent_at", "kind", "application__reference").iterator(chunk_size=500):
        sent = _("sent on %(day)s") % {"day": moment(row.sent_at)} if row.sent_at else _("not sent yet")
        yield row.written_at, "", _("Letter: %(kind)s") % {"kind": row.get_kind_display()}, sure(row.application).reference, "", None, sent


def moment(at: datetime) -> str:
    """The same in every language, so that a spreadsheet sorts it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


def events_of(call: Call, kept: frozenset[int] = frozenset()) -> list[Event]:
    """Everything, the earliest first, but for what the reader stands too near to. Four queries, five where there is such."""
    left_out = set(Application.objects.filter(pk__in=kept).values_list("reference", flat=True)) if kept else set()
    found = [*_history(call), *_looks(call), *_scores(call), *_letters(call)]
    return sorted((event for event in found if event[3] not in left_out), key=itemgetter(0))


def headings(*, with_names: bool) -> list[str | Promise]:
    return [*HEADINGS, APPLICANT] if with_names else list(HEADINGS)


def record_of(call: Call, *, with_names: bool, kept: frozenset[int] = frozenset()) -> Iterator[list[Cell]]:
    """The record as lines of a file. Applicants are named only where that was asked for: the record says who judged, not who asked."""
    names = dict(Application.objects.filter(call=call).values_list("reference", "applicant__name")) if with_names else {}
    for at, who, what, reference, criterion, points, words in events_of(call, kept):
        line: list[Cell] = [moment(at), who, what, reference, criterion, points, words]
        yield [*line, names.get(reference, "")] if with_names else line
