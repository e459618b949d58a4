"""How calls of the demonstration are read, talked over and decided."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from popups.choices import ApplicationStatus, AssignedHow, Outcome
from popups.demo.call_words import COMMENTS, DONE, GROUP, NEGATIVES, QUESTION, REASONS, REVIEW_WORDS, RULE_REASON
from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.kinds import spec_of
from popups.lifecycle.blind_papers import open_to_reviewers
from popups.lifecycle.consulting import (
    answer_consultation,
    close_early,
    extend,
    release_consultation,
    save_consultation,
    say_what_was_done,
)
from popups.lifecycle.deciding import decide, decide_many, undo_decision
from popups.lifecycle.group_members import save_member
from popups.lifecycle.looks import note_look, note_looks
from popups.lifecycle.reviewing import (
    assign,
    declare_conflict,
    reopen_review,
    save_review,
    take_back_conflict,
    unassign,
)
from popups.lifecycle.shortlisting import shortlist_many
from popups.models import Application, Assignment, Call, Criterion, Review, User
from popups.reports.blind_papers import papers_to_open
from popups.reports.scores import score_of
from popups.rules.blind_papers import PICTURES
from popups.rules.deciding import undecided
from vacancies.choices import Role
from vacancies.latvian import fold
from vacancies.sure import sure

SEED = 2026
NOT_READ_YET = 12  # one in so many
PLACES, RESERVE, REFUSED, SHORTLISTED = 6, 5, 40, 15


def read_and_score(cast: Cast, sent: Sequence[Application], *, first: int) -> Story:
    """Drawn evenly, then read for some days. Somebody stands too near, somebody abstains, two disagree."""
    yield first
    assign(applications=sent, reviewers=cast.reviewers, how=AssignedHow.AT_RANDOM, by=cast.officer, each=2, seed=SEED)
    _stand_aside(cast, sent)
    call = sure(sent[0].call)
    if call.is_blind:
        for paper in papers_to_open(call).filter(content_type__in=PICTURES)[::2]:
            open_to_reviewers(paper=paper, by=cast.officer)
    criteria = list(call.criteria.all())
    worth = {application.pk: cast.chronicle.dice.randrange(1, 6) for application in sent}
    for number, reviewer in enumerate(cast.reviewers):
        yield first + 1 + number
        rows = Assignment.objects.filter(application__in=sent, reviewer=reviewer).exclude(application__conflicts__reviewer=reviewer)
        for row in rows.select_related("application__call").order_by("application"):
            note_look(application=row.application, by=reviewer)
            _review(cast, row.application, reviewer, criteria, worth[row.application_id])


def _stand_aside(cast: Cast, sent: Sequence[Application]) -> None:
    """Reviewers only: the officer who stands too near could not decide about it later."""
    rows = Assignment.objects.filter(reviewer__role=Role.REVIEWER).select_related("application", "reviewer").order_by("pk")
    near = [(rows.filter(application=sent[place]).first(), reason)
            for place, reason in ((0, "Mana māsīca."), (len(sent) // 2, "Strādāju tajā biedrībā."))]
    for row, reason in near:
        if row is not None:
            declare_conflict(application=row.application, by=row.reviewer, reason=reason)
    mistaken = rows.filter(application__in=sent[2:4]).last()
    if mistaken is not None:
        declare_conflict(application=mistaken.application, by=mistaken.reviewer, reason="Pārskatījos.")
        take_back_conflict(application=mistaken.application, by=mistaken.reviewer)
    loose = Assignment.objects.filter(application=sent[1]).order_by("pk")[0]
    unassign(application=loose.application, reviewer=loose.reviewer, by=cast.officer)


def _review(cast: Cast, application: Application, reviewer: User, criteria: Sequence[Criterion], worth: int) -> None:
    """Near what it is worth, now and then far from it; one in some is only begun."""
    dice = cast.chronicle.dice
    if dice.random() < 0.04:
        save_review(application=application, by=reviewer, scores={}, comment="Par maz zinu par mūziku.", is_abstention=True, submit=True)
        return
    shift = dice.choice([0, 0, 0, 0, 0, 0, 3, -3])
    points = {row.pk: min(max(worth + shift + dice.choice([-1, 0, 0, 1]), row.lowest), row.highest) for row in criteria}
    scores = {pk: (given, REASONS.get(given, "")) for pk, given in points.items()}
    is_done = dice.randrange(NOT_READ_YET) > 0 or sure(application.submitted_at) < timezone.now() - timedelta(days=100)
    save_review(application=application, by=reviewer, scores=scores, comment=dice.choice(REVIEW_WORDS), submit=is_done)
    if is_done and dice.random() < 0.02:
        reopen_review(application=application, by=reviewer)
        save_review(application=application, by=reviewer, scores=scores, comment="Izlasīju vēlreiz, paliek.", submit=True)


def _best_first(call: Call) -> list[Application]:
    """Without those whose reviews are only begun: so reviewers have something left to do."""
    scored = score_of(call)
    rows = undecided(call).exclude(pk__in=Review.objects.filter(submitted_at__isnull=True).values("application")).select_related("applicant", "call").order_by("pk")
    return sorted(rows, key=lambda row: (-((scored[row.pk].median or 0) if row.pk in scored else 0), row.pk))


def consult_the_group(cast: Cast, call: Call, *, first: int) -> Story:
    """The shortlist, asked of the local group for three days and some more, closed when enough had answered, and what came of it."""
    yield first
    shortlist_many(call=call, references=[row.reference for row in _best_first(call)[:SHORTLISTED]], by=cast.officer)
    members = [save_member(by=cast.officer, name=name, organisation=group, language="lv",
                           email=f"{fold(name).replace(' ', '.')}@example.org") for name, group in GROUP]
    now = timezone.now()
    asked = save_consultation(by=cast.officer, call=call, is_about_shortlist=True, question=QUESTION, opens_at=now,
                              closes_at=now + timedelta(days=3), may_choose_several=True)
    release_consultation(consultation=asked, members=members, by=cast.officer)
    yield first + 2
    options = list(asked.options.values_list("pk", flat=True))
    for number, invitation in enumerate(asked.invitations.order_by("pk")[:len(members) - 1]):
        answer_consultation(invitation=invitation, chosen=cast.chronicle.dice.sample(options, 4), comment=COMMENTS[number % len(COMMENTS)])
    extend(consultation=asked, closes_at=now + timedelta(days=6), by=cast.officer)
    yield first + 4
    close_early(consultation=asked, by=cast.officer)
    yield first + 5
    say_what_was_done(consultation=asked, text=DONE, by=cast.officer)


def decide_some(cast: Cast, call: Call, *, day: int) -> Story:
    """Places, a reserve list, and many that are not selected; the rest waits for the next meeting, and nobody has been told."""
    yield day
    best = _best_first(call)
    note_looks(applications=best, by=cast.officer)
    businesses = [row for row in best if spec_of(row.applicant.kind).is_business]
    for application in businesses[:PLACES]:
        decide(application=application, outcome=Outcome.PLACE, by=cast.officer)
    undo_decision(application=businesses[PLACES - 1], by=cast.officer)
    others = [row for row in best if not spec_of(row.applicant.kind).is_business]
    decide(application=others[0], outcome=Outcome.PLACE, rule_reason=RULE_REASON, by=cast.officer)
    for application in businesses[PLACES:PLACES + RESERVE]:
        decide(application=application, outcome=Outcome.RESERVE, by=cast.officer)
    yield day + 1
    left = [row for row in reversed(_best_first(call)) if row.state is not ApplicationStatus.SHORTLISTED][:REFUSED]
    for number, (reason, note) in enumerate(NEGATIVES):
        decide_many(applications=left[number::len(NEGATIVES)], outcome=Outcome.NOT_SELECTED, reason=reason, note=note, by=cast.officer)
