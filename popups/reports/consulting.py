"""What the local group was asked, what it said, and what came of it: for officers, for members, and beside a decision."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from popups.choices import ConsultationState
from popups.models import Application, Call, Consultation, GroupMember, Invitation, Option
from popups.reports.carried import CountedInvitation, CountedOption
from popups.rules.nearness import kept_applications
from vacancies.models import Unit

REMINDED_BEFORE = timedelta(days=1)
COLOURS = {ConsultationState.DRAFT: "neutral", ConsultationState.ANNOUNCED: "info", ConsultationState.OPEN: "success",
           ConsultationState.CLOSED: "warning", ConsultationState.DONE: "neutral"}


@dataclass(frozen=True)
class OptionCount:
    """One option with its votes. share: of those who chose anything, in percent."""

    option: Option
    votes: int
    share: int


@dataclass(frozen=True)
class Said:
    """One comment. who: only officers are told."""

    text: str
    who: str


@dataclass(frozen=True)
class Asked:
    """One question with all that is known of its answers. is_kept: the reader stands too near to one of its options."""

    consultation: Consultation
    state: ConsultationState
    colour: str
    invited: int = 0
    answered: int = 0
    counts: list[OptionCount] = field(default_factory=list)
    comments: list[Said] = field(default_factory=list)
    is_kept: bool = False

    @property
    def is_over(self) -> bool:
        """Nobody can answer any more, so the result is no longer the officers' alone."""
        return self.state in {ConsultationState.CLOSED, ConsultationState.DONE}


def with_subjects(rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    return rows.select_related("call", "unit", "made_by", "done_by").prefetch_related("call__texts")


def asked(rows: Iterable[Consultation], now: datetime) -> list[Asked]:
    """Two queries, however many questions."""
    found = list(rows)
    options = _by_question(_with_votes(Option.objects.filter(consultation__in=found)))
    return _answered(found, options, now)


def _answered(rows: list[Consultation], options: dict[int, list[CountedOption]], now: datetime) -> list[Asked]:
    invitations = _invitations(rows)
    return [_asked(row, now, invitations[row.pk], options[row.pk]) for row in rows]


def _invitations(rows: list[Consultation]) -> dict[int, list[CountedInvitation]]:
    found: dict[int, list[CountedInvitation]] = defaultdict(list)
    told = Invitation.objects.filter(consultation__in=rows).annotate(choices=Count("chosen"))
    for invitation in told.select_related("member").order_by("answered_at", "pk"):
        found[invitation.consultation_id].append(invitation)
    return found


def _with_votes(rows: QuerySet[Option]) -> QuerySet[CountedOption]:
    return rows.select_related("application").annotate(votes=Count("chosen_by")).order_by("position", "pk")


def _by_question(options: Iterable[CountedOption]) -> dict[int, list[CountedOption]]:
    found: dict[int, list[CountedOption]] = defaultdict(list)
    for option in options:
        found[option.consultation_id].append(option)
    return found


def _asked(row: Consultation, now: datetime, invitations: list[CountedInvitation], options: list[CountedOption]) -> Asked:
    """Who only commented has no part in the shares."""
    state = row.state_at(now)
    voters = sum(one.choices > 0 for one in invitations)
    return Asked(
        consultation=row, state=state, colour=COLOURS[state], invited=len(invitations),
        answered=sum(one.answered_at is not None for one in invitations),
        counts=[OptionCount(option, option.votes, round(100 * option.votes / voters) if voters else 0) for option in options],
        comments=[Said(one.comment, one.member.name) for one in invitations if one.comment])


def without_near(questions: list[Asked], reader: Any, near: Collection[int] | None = None) -> list[Asked]:
    """Where an option is an application to which the reader stands too near, nothing of the answers: the rest would tell it by subtraction.

    near: keys of all those of the call, where they are known already. Else one query; none where no option is an application.
    """
    named = {pk for row in questions for pk in _applications_in(row)}
    if near is None:
        near = kept_applications(reader).filter(pk__in=named).values_list("pk", flat=True) if named else ()
    near = set(near)
    return [replace(row, counts=[], comments=[], is_kept=True) if near & _applications_in(row) else row for row in questions]


def _applications_in(row: Asked) -> set[int]:
    return {count.option.application_id for count in row.counts if count.option.application_id is not None}


def asked_about(*, call: Call | None = None, unit: Unit | None = None) -> list[Asked]:
    """The questions about one call or one unit that are out, the newest first: what stands beside a decision. Three queries."""
    return _out(Q(call=call) if call else Q(unit=unit), call)


def asked_beside(application: Application) -> list[Asked]:
    """Beside one application: what was asked about its call, the shortlist of that, and the units it wishes for. Three queries."""
    about = Q(unit__in=application.wishes.order_by().values("unit"))
    if application.call_id:
        about |= Q(call=application.call_id)
    return _out(about, application.call)


def _out(about: Q, call: Call | None) -> list[Asked]:
    """The questions come with their options, of which each has some. Two queries; one more for the words of the call, where they are not loaded."""
    newest = Consultation.objects.filter(about, released_at__isnull=False)[:20]
    options = _by_question(_with_votes(Option.objects.filter(consultation__in=newest.values("pk")).select_related("consultation__unit")))
    rows = sorted((found[0].consultation for found in options.values()), key=lambda row: (row.closes_at, row.pk), reverse=True)
    of_call = [row for row in rows if row.call_id is not None]
    for row in of_call:
        row.call = call
    if call is not None and of_call:
        prefetch_related_objects([call], "texts")
    return _answered(rows, options, timezone.now())


def members_now(now: datetime) -> QuerySet[GroupMember]:
    return GroupMember.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=timezone.localdate(now)))


def to_ask(now: datetime) -> QuerySet[Invitation]:
    """Released beforehand, and open now: the letter is due."""
    return _reachable(now).filter(sent_at__isnull=True)


def to_remind(now: datetime) -> QuerySet[Invitation]:
    """One day before it closes; not those who were asked on that very day."""
    return _reachable(now).filter(answered_at__isnull=True, consultation__closes_at__lte=now + REMINDED_BEFORE,
                                  sent_at__lte=F("consultation__closes_at") - REMINDED_BEFORE)


def _reachable(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        consultation__released_at__isnull=False, consultation__opens_at__lte=now, consultation__closes_at__gt=now,
        member__in=members_now(now)).select_related("member", "consultation").order_by("pk")
