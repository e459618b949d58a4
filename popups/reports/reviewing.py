"""What reviewers have to read and score, and how far each has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from popups.models import (
    Application,
    Assignment,
    Call,
    Comment,
    Conflict,
    Criterion,
    Decision,
    Review,
    Score,
    User,
    Wish,
)
from popups.reports.answers import Section, answers_of
from popups.reports.blind import blind_name, blind_papers, blind_sections, mask_of
from popups.rules.reviewing import counted, hides_identity, may_hear, visible_to_reviewer


class Shown(TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Sent")
    ALL = "all", _("All")


@dataclass(frozen=True)
class Share:
    """What one reviewer has of one call. left: what can still be sent; nothing of what was decided meanwhile."""

    call: Call
    total: int
    done: int
    left: int


# Of these a review can still be sent.
STILL_OPEN = {"decision__isnull": True, "call__decided_at__isnull": True}


def _sent(reviewer: Any) -> Exists:
    return Exists(Review.objects.filter(application=OuterRef("pk"), reviewer=reviewer, submitted_at__isnull=False))


def shares_of(user: User) -> list[Share]:
    """The calls in which somebody has something to review, or had until they found that they stand too near. Five queries."""
    theirs = Q(applications__assignments__reviewer=user) | Q(applications__conflicts__reviewer=user)
    calls = list(Call.objects.filter(theirs).distinct().order_by("-closes_at", "-pk").prefetch_related("texts"))
    total = counts(Assignment.objects.filter(pk__in=_all_counted(calls, user)), calls)
    sent = Review.objects.filter(application=OuterRef("application"), reviewer=user, submitted_at__isnull=False)
    done = counts(Assignment.objects.filter(Exists(sent), pk__in=_all_counted(calls, user)), calls)
    undecided = Assignment.objects.filter(**{f"application__{name}": value for name, value in STILL_OPEN.items()})
    left = counts(undecided.filter(~Exists(sent), pk__in=_all_counted(calls, user)), calls)
    return [Share(call, *(number.get(call.pk, 0) for number in (total, done, left))) for call in calls]


def _all_counted(calls: Sequence[Call], user: User) -> QuerySet[Assignment, Mapping[str, object]]:
    return counted().filter(application__call__in=calls, reviewer=user).values("pk")


def counts(rows: QuerySet[Assignment], calls: Sequence[Call]) -> dict[int, int]:
    return dict(rows.order_by().values_list("application__call").annotate(Count("pk")))


def assigned(call: Call, user: User, shown: str = Shown.ALL) -> QuerySet[Application]:
    """What was given to this reviewer, by reference: an order in which nobody is first for being early."""
    mine = counted(call).filter(application=OuterRef("pk"), reviewer=user)
    rows = visible_to_reviewer(user, call).filter(Exists(mine)).annotate(is_sent=_sent(user)).order_by("reference")
    if shown == Shown.ALL:
        return rows
    return rows.filter(is_sent=True) if shown == Shown.DONE else rows.filter(is_sent=False, **STILL_OPEN)


@dataclass(frozen=True)
class Row:
    """One application in the reviewer's list. note: who it is from; empty where that is hidden. is_over: it was decided without this review."""

    reference: str
    name: str
    note: str
    is_sent: bool
    has_draft: bool
    is_over: bool


def rows_of(found: Sequence[Application], call: Call, user: User) -> list[Row]:
    """One query for the drafts of all of them, one for those that are decided."""
    hidden = hides_identity(call, user)
    over = set(Decision.objects.filter(application__in=found).values_list("application", flat=True))
    drafts = set(Review.objects.filter(reviewer=user, submitted_at__isnull=True, application__in=found).values_list("application", flat=True))
    return [Row(row.reference, heading_of(row, hidden), "" if hidden else row.applicant.name, row.is_sent,  # type: ignore[attr-defined]
                row.pk in drafts, call.decided_at is not None or row.pk in over) for row in found]


def heading_of(application: Application, hidden: bool) -> str:
    return blind_name(application) if hidden else application.title or application.reference


@dataclass(frozen=True)
class Walk:
    """Where somebody stands in their list: number and total count from one; number 0: it is not in the list."""

    before: str
    after: str
    number: int
    total: int


def walk_of(call: Call, user: User, reference: str, shown: str = Shown.ALL) -> Walk:
    """One query: a reviewer's list is some hundreds of short references at most."""
    names = list(assigned(call, user, shown).values_list("reference", flat=True))
    before, after = [name for name in names if name < reference], [name for name in names if name > reference]
    number = len(before) + 1 if reference in names else 0
    return Walk(before[-1] if before else "", after[0] if after else "", number, len(names))


def with_content(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Everything that a page of reviews says of an application."""
    wishes = Wish.objects.select_related("unit").order_by("rank", "pk")
    comments = Comment.objects.select_related("by")
    return rows.select_related("applicant__user", "call").prefetch_related(
        Prefetch("wishes", wishes), "papers", "wished_areas", Prefetch("comments", comments), "co_applicants", "call__texts", "call__questions")


@dataclass(frozen=True)
class Seen:
    """An application as this person may read it. closed_papers: how many there are that stay closed."""

    application: Application
    name: str
    is_hidden: bool
    sections: list[Section]
    units: list[str]
    papers: list[tuple[Any, str]]
    closed_papers: int
    comments: list[tuple[str, Comment]]


def seen_by(user: User, application: Application, *, sees_scores: bool, is_kept: bool = False) -> Seen:
    """Costs no query where the row came from `with_content()`."""
    hidden = hides_identity(application.call, user)
    mask = mask_of(application) if hidden else lambda text: text
    sections = blind_sections(application, mask) if hidden else answers_of(application)
    papers, closed = blind_papers(application) if hidden else ([(row, row.file_name) for row in application.papers.all()], 0)
    comments = [(mask(row.text), row) for row in application.comments.all() if may_hear(row, user, sees_scores=sees_scores, is_kept=is_kept)]
    return Seen(application, heading_of(application, hidden), hidden, sections, [wish.unit.name for wish in application.wishes.all()],
                papers, closed, comments)


@dataclass(frozen=True)
class Opinion:
    """One review that was sent, criterion by criterion."""

    review: Review
    who: str
    rows: list[tuple[Criterion, Score | None]]


def opinions_on(application: Application, criteria: Sequence[Criterion], user: User) -> list[Opinion]:
    """Of others. To be asked only where this person may read them (rules.reviewing.sees_others). Two queries."""
    near = Conflict.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer"))
    rows = Review.objects.filter(~Exists(near), application=application, submitted_at__isnull=False).exclude(reviewer=user)
    found = []
    hidden = hides_identity(application.call, user)
    mask = mask_of(application) if hidden else None
    for review in rows.select_related("reviewer").prefetch_related("scores").order_by("pk"):
        given = {score.criterion_id: score for score in review.scores.all()}
        if mask is not None:
            _cover(review, list(given.values()), mask)
        found.append(Opinion(review, str(review.reviewer), [(row, given.get(row.pk)) for row in criteria]))
    return found


def _cover(review: Review, scores: list[Score], mask: Any) -> None:
    review.comment = mask(review.comment)
    for score in scores:
        score.reason = mask(score.reason)


def own_review(application: Application, user: User) -> Review | None:
    return Review.objects.filter(application=application, reviewer=user).prefetch_related("scores").first()
