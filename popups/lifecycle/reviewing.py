"""Who reviews what, who stands too near, and the reviews themselves."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import AssignedHow, LetterKind, Verb
from popups.letters import write_letter
from popups.lifecycle.records import lock, write_history
from popups.models import Application, Assignment, Call, Conflict, History, Review, Score, User
from popups.rules.fair_draw import draw
from popups.rules.nearness import many_near_problems, near_problems
from popups.rules.reviewing import (
    Given,
    counted,
    decided_problems,
    may_assign,
    may_review,
    review_problems,
    standing_near,
)
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.sure import sure

SEEDS = 1_000_000
Pairs = list[tuple[Application, User]]


@transaction.atomic
def assign(*, applications: Iterable[Application], reviewers: Iterable[User], how: AssignedHow | str, by: User, each: int = 2,
           seed: int | None = None) -> list[Assignment]:
    """Gives applications of one call to reviewers, never to one who stands too near; returns what is new.

    By hand and by kind every reviewer gets every application. At random each application comes to `each` reviewers, those it
    has already included, as evenly as can be; the same seed, which history keeps, gives the same again.
    Each reviewer who got something has one letter.
    """
    reviewers = sorted(set(reviewers), key=lambda person: person.pk)
    held = _held(applications)
    refuse_if(may_assign(held, reviewers) + (many_near_problems(held, by) if how == AssignedHow.BY_HAND else []))
    barred = {person.pk: _near(held, person) for person in reviewers}
    given = set(Assignment.objects.filter(application__in=held).values_list("application_id", "reviewer_id"))
    if how == AssignedHow.AT_RANDOM:
        seed = secrets.randbelow(SEEDS) if seed is None else seed
        pairs = _at_random(held, reviewers, barred, given, each=each, seed=seed)
    else:
        pairs = [(row, person) for row in held for person in reviewers
                 if row.pk not in barred[person.pk] and (row.pk, person.pk) not in given]
    made = Assignment.objects.bulk_create([Assignment(application=row, reviewer=person, how=how, by=by) for row, person in pairs])
    if pairs:
        _note(sure(held[0].call), pairs, how=AssignedHow(how), by=by, seed=seed)
    return made


def _held(applications: Iterable[Application]) -> list[Application]:
    """Locked in the order of their keys, like everybody does."""
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("call")
    found = list(rows.filter(pk__in=[row.pk for row in applications]).order_by("pk"))
    if len({row.call_id for row in found}) > 1:
        raise Refused([Problem("several_calls", _("These applications belong to different calls."))])
    return found


def _near(applications: Sequence[Application], person: User) -> frozenset[int]:
    keys = [row.pk for row in applications]
    return frozenset(Application.objects.filter(standing_near(person), pk__in=keys).values_list("pk", flat=True))


def _at_random(applications: Sequence[Application], reviewers: Sequence[User], barred: Mapping[int, frozenset[int]],
               given: set[tuple[int, int]], *, each: int, seed: int) -> Pairs:
    """Counts what everybody has of the whole call, so that a second draw goes on where the first one ended."""
    counting = list(counted(applications[0].call).values_list("application", "reviewer"))
    has, load = Counter(pk for pk, _person in counting), Counter(person for _pk, person in counting)
    allowed = {row.pk: [person.pk for person in reviewers if row.pk not in barred[person.pk] and (row.pk, person.pk) not in given]
               for row in applications}
    rows, people = {row.pk: row for row in applications}, {person.pk: person for person in reviewers}
    drawn = draw({row.pk: max(each - has[row.pk], 0) for row in applications}, allowed, load, seed)
    return [(rows[pk], people[person]) for pk, person in drawn]


def _note(call: Call, pairs: Pairs, *, how: AssignedHow, by: User, seed: int | None) -> None:
    """A line at each application, one at the call, and one letter to each reviewer."""
    names: dict[int, list[str]] = {}
    for row, person in pairs:
        names.setdefault(row.pk, []).append(str(person))
    History.objects.bulk_create(History(verb=Verb.ASSIGNED, by=by, application_id=pk, call=call, note=", ".join(people))
                                for pk, people in names.items())
    drawn = f"{how.value}, seed {seed}" if how is AssignedHow.AT_RANDOM else how.value
    line = write_history(Verb.ASSIGNED, by=by, subject=call, note=f"{drawn}: {len(pairs)}")
    for person in sorted({person for _row, person in pairs}, key=lambda person: person.pk):
        count = sum(one.pk == person.pk for _row, one in pairs)
        write_letter(LetterKind.REVIEW_ASKED, to=person, key=f"review-asked:{line.pk}:{person.pk}",
                     context={"call": call, "count": count})


@transaction.atomic
def unassign(*, application: Application, reviewer: User, by: User) -> None:
    """Taken back twice, it is taken back once. A review that was sent stays with who sent it."""
    application = lock(application)
    refuse_if(decided_problems(application.call) + near_problems(application, by))
    if Review.objects.filter(application=application, reviewer=reviewer, submitted_at__isnull=False).exists():
        raise Refused([Problem("review_sent", _("This reviewer has sent a review already. It stays."))])
    if Assignment.objects.filter(application=application, reviewer=reviewer).delete()[0]:
        write_history(Verb.UNASSIGNED, by=by, subject=application, note=str(reviewer))


@transaction.atomic
def declare_conflict(*, application: Application, by: User, reason: str = "") -> Conflict:
    """The application goes from them at once; a review they had sent becomes a draft, which counts for nothing."""
    application = lock(application)
    refuse_if(decided_problems(application.call))
    conflict, is_new = Conflict.objects.get_or_create(application=application, reviewer=by, defaults={"reason": reason.strip()})
    if is_new:
        Review.objects.filter(application=application, reviewer=by).update(submitted_at=None)
        write_history(Verb.CONFLICT_DECLARED, by=by, subject=application, note=reason.strip())
    return conflict


@transaction.atomic
def take_back_conflict(*, application: Application, by: User) -> None:
    """It was a mistake: what they were given to review is theirs again. Twice is harmless."""
    application = lock(application)
    refuse_if(decided_problems(application.call))
    if Conflict.objects.filter(application=application, reviewer=by).delete()[0]:
        write_history(Verb.CONFLICT_TAKEN_BACK, by=by, subject=application)


@transaction.atomic
def save_review(*, application: Application, by: User, scores: Mapping[int, Given | tuple[int | None, str]], comment: str,
                is_abstention: bool = False, submit: bool = False) -> Review:
    """Keeps a draft, or sends it. scores: (points, reason) by the key of the criterion.

    What was sent is sent: the same again changes nothing, anything else asks to take it up again first.
    """
    application = lock(application)
    refuse_if(may_review(application, by))
    criteria = list(sure(application.call).criteria.all())
    wanted = {row.pk: Given(*scores[row.pk]) for row in criteria if row.pk in scores}
    refuse_if(review_problems(criteria, wanted, comment, is_abstention=is_abstention, submit=submit))
    review = Review.objects.get_or_create(application=application, reviewer=by)[0]
    if review.submitted_at is not None:
        if submit and _says_same(review, wanted, comment, is_abstention):
            return review
        raise Refused([Problem("sent_already", _("You have sent this review. Take it up again to change it."))])
    review.comment, review.is_abstention = comment.strip(), is_abstention
    review.submitted_at = timezone.now() if submit else None
    review.save()
    _write_scores(review, {} if is_abstention and submit else wanted)
    if submit:
        write_history(Verb.REVIEWED, by=by, subject=application)
    return review


def _says_same(review: Review, wanted: Mapping[int, Given], comment: str, is_abstention: bool) -> bool:
    kept = {row.criterion_id: Given(row.points, row.reason) for row in review.scores.all()}
    given = {} if is_abstention else {pk: Given(score.points, score.reason.strip()) for pk, score in wanted.items()}
    return (kept, review.comment, review.is_abstention) == (given, comment.strip(), is_abstention)


def _write_scores(review: Review, given: Mapping[int, Given]) -> None:
    rows = [Score(review=review, criterion_id=pk, points=score.points, reason=score.reason.strip())
            for pk, score in given.items() if score.points is not None]
    review.scores.exclude(criterion__in=[row.criterion_id for row in rows]).delete()
    Score.objects.bulk_create(rows, update_conflicts=True, unique_fields=["review", "criterion"], update_fields=["points", "reason"])


@transaction.atomic
def reopen_review(*, application: Application, by: User) -> Review | None:
    """Back to a draft that counts for nothing until it is sent again. Twice is harmless."""
    application = lock(application)
    refuse_if(may_review(application, by))
    review: Any = Review.objects.filter(application=application, reviewer=by).first()
    if review is not None and review.submitted_at is not None:
        review.submitted_at = None
        review.save(update_fields=["submitted_at", "saved_at"])
        write_history(Verb.REVIEW_REOPENED, by=by, subject=application)
    return review
