"""History as lines that a person can read: who did what to which thing, when and why."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import (
    ApplicationStatus,
    AssignedHow,
    DeclineReason,
    EndReason,
    EventStatus,
    IdeaReason,
    NotSelectedReason,
    ObjectionOutcome,
    OfferStatus,
    Outcome,
    RuleUse,
    Verb,
)
from popups.models import History, Tenancy
from popups.planning_choices import PlanFailure
from popups.reports.call_changes import LABELS
from popups.rules.repeats import RepeatAnswer
from vacancies.choices import DismissReason, Welcome

# Each verb that keeps a reason, with the words it chose from.
REASONS: dict[str, tuple[type[TextChoices], ...]] = {
    Verb.NOT_SELECTED: (NotSelectedReason,),
    Verb.OFFER_DECLINED: (DeclineReason,),
    Verb.OFFER_WITHDRAWN: (EndReason,),
    Verb.OWNER_DECLINED: (EndReason,),
    Verb.TENANCY_ENDED: (EndReason,),
    Verb.STAGE_SAID: (Welcome,),
    Verb.REPORT_HANDLED: (DismissReason,),
    Verb.IDEA_SETTLED: (IdeaReason,),
    Verb.DECIDED: (NotSelectedReason,),
    Verb.PLAN_FAILED: (PlanFailure,),
    Verb.RULE_USED: (RuleUse,),
    Verb.OBJECTION_ANSWERED: (ObjectionOutcome,),
    Verb.REPEAT_SETTLED: (RepeatAnswer,),
}
# From which outcome to which, instead of from which status.
ABOUT_OUTCOMES = frozenset({Verb.DECIDED, Verb.DECISION_UNDONE})
# What reviewers read only once everybody is told.
PENDING = ABOUT_OUTCOMES | {Verb.RULE_USED, Verb.ACTED_BESIDE, Verb.CALL_DECIDED, Verb.CALL_REOPENED}


@dataclass(frozen=True)
class Subject:
    """What a line is about: its reference, and its page where it has one."""

    label: str
    href: str = ""


@dataclass(frozen=True)
class Line:
    """changes: from which status to which in words, or a vacancies.reports.story.Change. source: how it was learned.

    back_href: where it can be put back; version_href: where the whole entry can be as it was then.
    """

    at: datetime
    who: str | Promise
    what: str | Promise
    subjects: list[Subject] = field(default_factory=list)
    changes: list[Any] = field(default_factory=list)
    reason: str = ""
    note: str = ""
    source: str | Promise = ""
    back_href: str = ""
    version_href: str = ""


# Owners have no account: without a person these were done on an owner's page. Their names are not for reviewers.
BY_OWNERS = frozenset({Verb.OWNER_AGREED, Verb.OWNER_DECLINED, Verb.TENANCY_BEGUN, Verb.EVENT_AGREED, Verb.EVENT_REFUSED})


def who_did(user: Any, verb: str = "") -> str | Promise:
    """Applicants are not named: reviewers read history too, and what the line is about says whose it is."""
    if user is None and verb == Verb.CO_APPLICANT_ANSWERED:
        return _("A co-applicant")
    if user is None:
        return _("The owner") if verb in BY_OWNERS else _("The clock")
    return str(user) if user.role or user.is_superuser else _("The applicant")


def _subject(name: str, row: Any) -> Subject:
    return Subject(row.reference, reverse(f"popups:{name}", args=[row.reference]))


def subjects_of(row: History) -> list[Subject]:
    """The thing itself first, then what it belongs to."""
    things = [("staff-event", row.event), ("staff-tenancy", row.tenancy), ("staff-offer", row.offer),
              ("staff-application", row.application), ("staff-call", row.call), ("staff-unit", row.unit)]
    return [_subject(name, thing) for name, thing in things if thing is not None]


def _statuses(row: History) -> type[TextChoices]:
    if row.verb in ABOUT_OUTCOMES:
        return Outcome
    if row.event_id:
        return EventStatus
    return OfferStatus if row.offer_id and not row.tenancy_id else ApplicationStatus


def _label(choices: type[TextChoices], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _change(row: History) -> list[str]:
    if row.verb in ABOUT_OUTCOMES and not (row.from_status and row.to_status):
        return [_label(Outcome, row.from_status or row.to_status)]
    if row.verb == Verb.RESULTS_SENT and row.reason:
        return [_label(Outcome, row.reason)]
    if not (row.from_status and row.to_status) or row.from_status == row.to_status:
        return []
    statuses = _statuses(row)
    return [f"{_label(statuses, row.from_status)} → {_label(statuses, row.to_status)}"]


def _reason(row: History) -> str:
    for choices in REASONS.get(row.verb, ()):
        return _label(choices, row.reason) if row.reason else ""
    return ""


def _note(row: History) -> str:
    """What changed of the public face, or of a call, is kept as names of fields, which are told as the words of the form."""
    if row.verb == Verb.CALL_CHANGED:
        return ", ".join(str(LABELS.get(name, name)) for name in row.note.split(", "))
    if row.verb == Verb.ASSIGNED and not row.application_id:
        return _drawn(row.note)
    if row.verb == Verb.CALL_DECIDED and row.note:
        return str(_("decision number %(number)s")) % {"number": row.note}
    if row.verb != Verb.TENANCY_CHANGED:
        return row.note
    words = {field.name: str(field.verbose_name) for field in Tenancy._meta.concrete_fields}
    return ", ".join(words.get(name, name) for name in row.note.split(", ")) if row.note else ""


def _drawn(note: str) -> str:
    """How applications were given to reviewers, and how many times: the code that is kept, in words."""
    drawn, _at, count = note.partition(": ")
    how, _at, seed = drawn.partition(", seed ")
    words = _("%(how)s (number of the draw %(seed)s), reviews in all: %(count)s") if seed else _("%(how)s, reviews in all: %(count)s")
    return str(words) % {"how": _label(AssignedHow, how), "seed": seed, "count": count}


def line_of(row: History, *, with_subjects: bool = True) -> Line:
    """Costs no query where the row came from `told()`."""
    return Line(row.at, who_did(row.by, row.verb), Verb(row.verb).label, subjects_of(row) if with_subjects else [], _change(row),
                _reason(row), _note(row))


def told(rows: QuerySet[History]) -> QuerySet[History]:
    return rows.select_related("by", "application", "offer", "tenancy", "event", "call", "unit")


def without_pending(rows: QuerySet[History]) -> QuerySet[History]:
    """For everybody but officers: nothing of what was decided and is not told yet."""
    return rows.exclude(verb__in=PENDING, call__isnull=False, call__results_sent_at__isnull=True)


# The first letter of a reference says what it names.
_NAMED_BY = {"U": "unit", "A": "application", "O": "offer", "T": "tenancy", "E": "event", "C": "call"}
CLOCK, APPLICANTS, OWNERS = "clock", "applicants", "owners"


def _by(person: str) -> Q:
    if person == CLOCK:
        return Q(by__isnull=True) & ~Q(verb__in=BY_OWNERS)
    if person == OWNERS:
        return Q(by__isnull=True, verb__in=BY_OWNERS)
    if person == APPLICANTS:
        return Q(by__isnull=False, by__role="")
    return Q(by=int(person))


def _about(reference: str) -> Q:
    kind = _NAMED_BY.get(reference[:1])
    return Q(**{f"{kind}__reference": reference}) if kind else Q(pk__in=[])


def of_entry_that_went() -> Q:
    """A merge is noted at both entries, the one that went first; where both are read, its line says the same again."""
    return Q(verb__in=(Verb.UNITS_MERGED, Verb.MERGE_UNDONE), note__startswith=F("unit__reference"))


def found(rows: QuerySet[History], *, verb: str = "", person: str = "", reference: str = "") -> QuerySet[History]:
    """person: the key of a member of staff, `clock` or `applicants`; reference: of anything a line can be about, else every deed once."""
    if verb:
        rows = rows.filter(verb=verb)
    if person:
        rows = rows.filter(_by(person))
    return rows.filter(_about(reference.strip().upper())) if reference.strip() else rows.exclude(of_entry_that_went())
