"""What can happen to calls: reviewers read, officers decide, everybody is told, some object, somebody moves up."""

from datetime import timedelta

from django.utils import timezone

from popups.choices import AssignedHow, NotSelectedReason, ObjectionOutcome, Outcome
from popups.lifecycle.calls import copy_call, draft_call, release_call, save_call, take_back_call
from popups.lifecycle.deciding import close_deciding, decide, move_on_reserve, reopen_deciding, undo_decision
from popups.lifecycle.objections import answer_objection, object_to
from popups.lifecycle.results import move_up, send_results
from popups.lifecycle.reviewing import (
    assign,
    declare_conflict,
    reopen_review,
    save_review,
    take_back_conflict,
    unassign,
)
from popups.lifecycle.shortlisting import note_meeting, shortlist_many, take_from_shortlist
from popups.models import Application, Assignment, Call, Conflict, Decision, Objection, Review, User
from popups.rules.deciding import live, undecided
from tests.popups.walk.town import FITTING, NothingThere, Step, Town


def _the_call(town: Town) -> Call:
    """Mostly the one with applications; now and then one that is only a draft."""
    return Call.objects.get(pk=town.often(town.calls[0].pk, town.dice.choice(list(Call.objects.values_list("pk", flat=True)))))


def _mostly_when(town: Town, is_time: bool) -> None:
    if not is_time and town.dice.random() < FITTING:
        raise NothingThere


def draft_a_call(town: Town) -> None:
    if Call.objects.count() > 3:
        raise NothingThere
    town.dice.choice([lambda: draft_call(by=town.officer()), lambda: copy_call(call=_the_call(town), by=town.officer())])()


def change_a_call(town: Town) -> None:
    call = _the_call(town)
    save_call(call=call, by=town.officer(), note="More room.", **town.dice.choice([
        {"places": town.dice.randrange(1, 5)}, {"is_blind": town.dice.random() < 0.5}, {"reviews_wanted": town.dice.randrange(1, 4)},
        {"closes_at": town.often(call.closes_at or timezone.now(), timezone.now()) + timedelta(hours=town.dice.randrange(-4, 20))},
        {"stays_end": (call.stays_end or town.today) + timedelta(days=town.dice.randrange(-1, 9))}]))


def release(town: Town) -> None:
    release_call(call=town.one_of(Call.objects.filter(released_at=None)), by=town.officer())


def take_back(town: Town) -> None:
    take_back_call(call=town.dice.choice([town.calls[0], town.one_of(Call.objects.all())]), by=town.officer())


def give_to_reviewers(town: Town) -> None:
    rows = list(live(_the_call(town))) if town.dice.random() < 0.9 else list(Application.objects.all())
    people = town.often(town.dice.sample(town.reviewers, 2), [town.people[0]])
    how = town.dice.choice(list(AssignedHow))
    made = assign(applications=town.dice.sample(rows, min(len(rows), 3)), reviewers=people, how=how, by=town.officer(), each=1, seed=7)
    near = set(Conflict.objects.values_list("application", "reviewer"))
    assert not [row for row in made if (row.application_id, row.reviewer_id) in near], "given to somebody who stands too near"


def take_from_reviewer(town: Town) -> None:
    row = town.one_of(Assignment.objects.all())
    unassign(application=row.application, reviewer=row.reviewer, by=town.officer())


def stand_too_near(town: Town) -> None:
    application = town.one_of(Application.objects.filter(call__isnull=False, call__decided_at=None))
    if application.claim_key:  # nobody of the office sees a draft of nobody
        raise NothingThere
    declare_conflict(application=application, by=town.dice.choice([*town.reviewers, *town.officers, *town.officers]), reason="My cousin.")


def not_near_after_all(town: Town) -> None:
    row = town.one_of(Conflict.objects.filter(application__call__decided_at=None))
    take_back_conflict(application=row.application, by=row.reviewer)


def _given(town: Town) -> tuple[Application, User]:
    waiting = live(town.calls[0]).filter(call__decided_at=None, decision=None)
    row = town.one_of(Assignment.objects.filter(application__in=waiting))
    return row.application, town.often(row.reviewer, town.dice.choice(town.reviewers))


def review(town: Town) -> None:
    application, person = _given(town)
    criteria = application.call.criteria.all()
    scores = {row.pk: (town.often(town.dice.randrange(1, 6), town.dice.choice([None, 9])), "So it is.") for row in criteria}
    save_review(application=application, by=person, scores=scores, comment=town.often("A good one.", ""), submit=town.dice.random() < 0.8,
                is_abstention=town.dice.random() < 0.2)


def take_review_up_again(town: Town) -> None:
    application, person = _given(town)
    reopen_review(application=application, by=person)


def shortlist_several(town: Town) -> None:
    verb = town.dice.choice([shortlist_many, shortlist_many, take_from_shortlist])
    references = list(Application.objects.order_by("pk").values_list("reference", flat=True))
    verb(call=_the_call(town), references=town.often(town.dice.sample(references, len(references) // 2), []), by=town.officer())


def write_minutes(town: Town) -> None:
    note_meeting(call=_the_call(town), by=town.officer(), decision_number=town.dice.choice(["1/7", "2/7"]), meeting_notes="Long.")


def _decide(town: Town, application: Application) -> None:
    outcome = town.dice.choice([*Outcome, Outcome.NOT_SELECTED])
    decide(application=application, outcome=outcome, by=town.officer(), reason=town.often(NotSelectedReason.OTHERS_PREFERRED, ""),
           note=town.often("Others made more of the window.", ""), rule_reason=town.dice.choice(["", "Only they asked for June."]),
           reserve_position=town.dice.choice([None, None, 1, 2, 0]))


def decide_one(town: Town) -> None:
    _decide(town, town.one_of(live(town.calls[0])))


def decide_what_is_left(town: Town) -> None:
    """So that walks reach the end of a call."""
    left = undecided(town.calls[0]).first()
    if left is None:
        raise NothingThere
    _decide(town, left)


def undo(town: Town) -> None:
    undo_decision(application=town.one_of(Application.objects.exclude(decision=None)), by=town.officer())


def move_on_list(town: Town) -> None:
    application = town.one_of(Application.objects.filter(decision__outcome=Outcome.RESERVE, call__decided_at=None))
    move_on_reserve(application=application, position=town.dice.randrange(0, 4), by=town.officer(), rule_reason="As the meeting said.")


def close_the_deciding(town: Town) -> None:
    _mostly_when(town, not undecided(town.calls[0]).exists())
    close_deciding(call=_the_call(town), by=town.officer(), decision_number=town.often("7/2026", ""), meeting_notes="All agreed.")


def decide_again(town: Town) -> None:
    reopen_deciding(call=_the_call(town), by=town.officer())


def tell_everybody(town: Town) -> None:
    _mostly_when(town, Call.objects.exclude(decided_at=None).filter(results_sent_at=None).exists())
    send_results(call=_the_call(town), by=town.officer())


def gets_a_free_place(town: Town) -> None:
    application = town.one_of(Application.objects.filter(decision__outcome=Outcome.RESERVE))
    move_up(application=application, by=town.officer(), reason=town.dice.choice(["", "The others cannot in June."]))


def object_to_it(town: Town) -> None:
    application = town.one_of(Application.objects.filter(pk__in=Decision.objects.exclude(told_at=None).values("application")))
    object_to(application=application, text=town.often("You read the wrong paper.", ""), by=town.sender_of(application))


def answer_an_objection(town: Town) -> None:
    outcome = town.dice.choice(list(ObjectionOutcome))
    answer_objection(objection=town.one_of(Objection.objects.filter(answered_at=None)), outcome=outcome, by=town.officer(),
                     answer=town.often("We read it again.", ""),
                     new_outcome=town.dice.choice([Outcome.PLACE, Outcome.RESERVE]) if outcome == ObjectionOutcome.CHANGED else "")


def days_to_the_end(town: Town) -> None:
    """The call closes."""
    if Review.objects.exists() or Decision.objects.exists():
        raise NothingThere
    town.wait(24 * 4)


STEPS: dict[Step, float] = {
    draft_a_call: 0.3, change_a_call: 0.7, release: 0.5, take_back: 0.3, give_to_reviewers: 2, take_from_reviewer: 0.6,
    stand_too_near: 2.5, not_near_after_all: 0.6, review: 3, take_review_up_again: 1, shortlist_several: 1, write_minutes: 0.5,
    decide_one: 3, decide_what_is_left: 6, undo: 1, move_on_list: 9, close_the_deciding: 4, decide_again: 0.5, tell_everybody: 2,
    gets_a_free_place: 2, object_to_it: 2, answer_an_objection: 2, days_to_the_end: 2}
NEVER_REFUSED = {"draft_a_call", "days_to_the_end", "not_near_after_all", "take_review_up_again"}  # or too seldom to be sure
