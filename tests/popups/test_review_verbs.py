"""Giving out, standing too near, scoring: the rules and verbs of reviewing."""

import re
from collections import Counter

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis.strategies import integers, lists

from popups.choices import ApplicationStatus, AssignedHow, LetterKind, Verb
from popups.lifecycle.reviewing import (
    assign,
    declare_conflict,
    reopen_review,
    save_review,
    take_back_conflict,
    unassign,
)
from popups.lifecycle.shortlisting import note_meeting, shortlist_many, take_from_shortlist
from popups.models import Application, Assignment, Call, Letter, Review
from popups.reports.history import line_of
from popups.reports.scores import Mark, Scored, median_of, score_of, scored_of, total_of
from popups.reports.scores import Sent as SentReview
from popups.rules.fair_draw import draw
from popups.rules.reviewing import Given, sees_others, visible_to_reviewer
from tests.make import make_application, make_call, make_officer, make_reviewer, make_surveyor, make_unit
from tests.popups.reviewing import give, make_asked, scores, send
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def at_random(applications, reviewers, **more):
    return assign(applications=applications, reviewers=reviewers, how=AssignedHow.AT_RANDOM, by=make_officer(), **more)


def shares() -> list[int]:
    return sorted(Counter(Assignment.objects.values_list("reviewer", flat=True)).values())


def test_a_random_draw_gives_everybody_the_same_number_and_every_application_as_many_as_asked():
    applications, people = make_asked(15), [make_reviewer() for _number in range(5)]
    at_random(applications, people, each=2)
    assert shares() == [6, 6, 6, 6, 6]
    assert set(Counter(Assignment.objects.values_list("application", flat=True)).values()) == {2}


def test_the_seed_that_history_keeps_draws_the_same_again():
    applications, people = make_asked(8), [make_reviewer() for _number in range(4)]
    at_random(applications, people, each=2)
    note = applications[0].call.history.get(verb=Verb.ASSIGNED, application=None).note
    drawn = set(Assignment.objects.values_list("application", "reviewer"))
    Assignment.objects.all().delete()
    at_random(applications, people, each=2, seed=int(note.split("seed ")[1].split(":")[0]))
    assert set(Assignment.objects.values_list("application", "reviewer")) == drawn


def test_history_tells_the_draw_and_how_much_came_of_it_in_words():
    applications, people = make_asked(8), [make_reviewer() for _number in range(4)]
    at_random(applications, people, each=2, seed=4711)
    told = line_of(applications[0].call.history.get(verb=Verb.ASSIGNED, application=None)).note
    assert re.findall(r"\d+", told) == ["4711", "16"]
    assert str(AssignedHow.AT_RANDOM.label) in told
    assert "seed" not in told
    assert AssignedHow.AT_RANDOM.value not in told


@given(seed=integers(0, 99), already=lists(integers(0, 3), min_size=4, max_size=4), barred=lists(integers(0, 40), max_size=12, unique=True))
@settings(max_examples=60, deadline=None)
def test_nobody_could_hand_anything_on_to_somebody_with_two_fewer(seed, already, barred):
    allowed = {row: [who for who in range(4) if row * 4 + who not in barred] for row in range(10)}
    load = Counter(dict(enumerate(already)))
    pairs = draw(dict.fromkeys(range(10), 2), allowed, load, seed)
    assert Counter(row for row, _who in pairs) == Counter({row: min(2, len(people)) for row, people in allowed.items() if people})
    load.update(who for _row, who in pairs)
    assert all(who in allowed[row] for row, who in pairs)
    assert not [1 for row, giver in pairs for taker in allowed[row] if (row, taker) not in pairs and load[taker] <= load[giver] - 2]


def test_a_second_draw_only_fills_what_is_missing():
    applications, people = make_asked(6), [make_reviewer() for _number in range(3)]
    at_random(applications, people, each=1)
    assert at_random(applications, people, each=1) == []
    assert len(at_random(applications, people, each=2)) == 6
    assert shares() == [4, 4, 4]


def test_nobody_gets_an_application_they_stand_too_near_to_whatever_the_way():
    applications, near, far = make_asked(4), make_reviewer(), make_reviewer()
    declare_conflict(application=applications[0], by=near)
    own = make_application(call=applications[0].call)
    own.applicant.user = near
    own.applicant.save()
    partner = make_application(call=applications[0].call)
    partner.co_applicants.create(name="Līga", email=near.email.upper(), key="k" * 32)
    for how in AssignedHow:
        assign(applications=[*applications, own, partner], reviewers=[near, far], how=how, by=make_officer())
    assert set(Assignment.objects.filter(reviewer=near).values_list("application", flat=True)) == {row.pk for row in applications[1:]}
    assert Assignment.objects.filter(reviewer=far).count() == 6


def test_each_reviewer_gets_one_letter_however_many_applications():
    applications, people = make_asked(6), [make_reviewer(), make_reviewer()]
    at_random(applications, people, each=2)
    give(applications, *people)
    assert sorted(Letter.objects.filter(kind=LetterKind.REVIEW_ASKED).values_list("to_user", flat=True)) == sorted(person.pk for person in people)


def test_what_cannot_be_given_out_is_said_all_at_once():
    call = make_call(days_left=-1)
    gone = make_application(call=call, status=ApplicationStatus.WITHDRAWN)
    with pytest.raises(Refused) as refused:
        assign(applications=[gone], reviewers=[make_surveyor()], how=AssignedHow.BY_HAND, by=make_officer())
    assert refused.value.codes == ["no_reviewer", "not_running"]
    with pytest.raises(Refused) as refused:
        assign(applications=[], reviewers=[], how=AssignedHow.BY_HAND, by=make_officer())
    assert refused.value.codes == ["applications_missing", "reviewers_missing"]
    with pytest.raises(Refused) as refused:
        give([*make_asked(1), *make_asked(1)], make_reviewer())
    assert refused.value.codes == ["several_calls"]


def test_giving_out_five_hundred_costs_the_same_queries_as_one(django_assert_max_num_queries):
    person, applications = make_reviewer(), make_asked(30)
    with django_assert_max_num_queries(24):
        give(applications, person)


def test_taking_back_is_harmless_twice_and_impossible_once_a_review_is_sent():
    (application,), person, other = make_asked(1), make_reviewer(), make_reviewer()
    give([application], person, other)
    for _time in range(2):
        unassign(application=application, reviewer=other, by=make_officer())
    assert application.history.filter(verb=Verb.UNASSIGNED).count() == 1
    send(application, person, 3, 3)
    with pytest.raises(Refused) as refused:
        unassign(application=application, reviewer=person, by=make_officer())
    assert refused.value.codes == ["review_sent"]


def test_a_conflict_takes_the_application_away_and_its_review_out_of_the_score():
    (application, left), person, other = make_asked(2), make_reviewer(), make_reviewer()
    give([application, left], person, other)
    send(application, person, 5, 5)
    send(application, other, 1, 1)
    assert score_of(application.call)[application.pk].reviews == 2
    for _time in range(2):
        declare_conflict(application=application, by=person, reason="My sister")
    assert score_of(application.call)[application.pk] == Scored(0, 0, 1)
    assert list(visible_to_reviewer(person, application.call)) == [left]
    assert not sees_others(application, person)
    with pytest.raises(Refused) as refused:
        send(application, person, 5, 5)
    assert refused.value.codes == ["conflict"]
    assert application.history.filter(verb=Verb.CONFLICT_DECLARED).count() == 1


def test_a_conflict_taken_back_gives_the_application_back():
    (application,), person = make_asked(1), make_reviewer()
    give([application], person)
    declare_conflict(application=application, by=person)
    for _time in range(2):
        take_back_conflict(application=application, by=person)
    assert send(application, person, 2, 2).submitted_at
    assert application.history.filter(verb=Verb.CONFLICT_TAKEN_BACK).count() == 1


def test_a_draft_may_have_holes_and_a_review_may_not():
    (application,), person = make_asked(1), make_reviewer()
    give([application], person)
    first, second = application.call.criteria.all()
    draft = save_review(application=application, by=person, scores={first.pk: Given(5, "")}, comment="")
    assert draft.submitted_at is None
    with pytest.raises(Refused) as refused:
        save_review(application=application, by=person, scores={first.pk: Given(5, "")}, comment="", submit=True)
    assert [(one.code, one.field) for one in refused.value.problems] == [
        ("reason_missing", f"reason_{first.pk}"), ("points_missing", f"points_{second.pk}")]
    assert list(draft.scores.values_list("criterion", "points")) == [(first.pk, 5)]


@pytest.mark.parametrize("said", [Given(6, "x"), Given(0, "x"), Given(None, "Words without points")])
def test_points_off_the_scale_and_words_without_points_are_refused_also_in_a_draft(said):
    (application,), person = make_asked(1), make_reviewer()
    give([application], person)
    with pytest.raises(Refused) as refused:
        save_review(application=application, by=person, scores={application.call.criteria.first().pk: said}, comment="")
    assert refused.value.codes[0] in {"points_off_scale", "points_missing"}


def test_whoever_abstains_says_why_and_counts_in_no_score():
    (application,), person, other = make_asked(1), make_reviewer(), make_reviewer()
    give([application], person, other)
    with pytest.raises(Refused) as refused:
        save_review(application=application, by=person, scores={}, comment=" ", is_abstention=True, submit=True)
    assert refused.value.codes == ["comment_missing"]
    save_review(application=application, by=person, scores=scores(application, 5, 5), comment="I know nothing of it.", is_abstention=True, submit=True)
    send(application, other, 3, 3)
    assert score_of(application.call) == {application.pk: Scored(5000, 0, 1, 1)}


def test_the_same_review_sent_twice_is_sent_once_and_another_asks_to_take_it_up_again():
    (application,), person = make_asked(1), make_reviewer()
    give([application], person)
    first = send(application, person, 4, 2)
    assert send(application, person, 4, 2).submitted_at == first.submitted_at
    assert application.history.filter(verb=Verb.REVIEWED).count() == 1
    with pytest.raises(Refused) as refused:
        send(application, person, 4, 3)
    assert refused.value.codes == ["sent_already"]
    reopen_review(application=application, by=person)
    assert score_of(application.call) == {}
    send(application, person, 4, 3)
    assert application.history.filter(verb=Verb.REVIEW_REOPENED).count() == 1


def test_only_who_was_given_an_application_scores_it():
    (application,) = make_asked(1)
    for person in (make_reviewer(), make_officer()):
        with pytest.raises(Refused) as refused:
            send(application, person, 3, 3)
        assert refused.value.codes == ["not_assigned"]
    assert not Review.objects.exists()


def test_nothing_of_the_reviewing_changes_once_the_deciding_is_closed():
    (application,), person = make_asked(1), make_reviewer()
    give([application], person)
    call = application.call
    call.decided_at, call.decided_by = call.closes_at, call.made_by
    call.save()
    for deed in (lambda: give([application], make_reviewer()), lambda: send(application, person, 3, 3),
                 lambda: declare_conflict(application=application, by=person), lambda: reopen_review(application=application, by=person),
                 lambda: unassign(application=application, reviewer=person, by=make_officer()),
                 lambda: shortlist_many(call=call, references=[application.reference], by=make_officer())):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.codes == ["decided"]


def test_others_are_read_only_after_ones_own_is_sent():
    (application,), person, other, officer = make_asked(1), make_reviewer(), make_reviewer(), make_officer()
    give([application], person, other, officer)
    send(application, other, 3, 3)
    assert [sees_others(application, one) for one in (person, other, officer, make_reviewer(), make_officer())] == [False, True, False, False, True]
    send(application, person, 2, 2)
    assert sees_others(application, person)
    reopen_review(application=application, by=person)
    assert not sees_others(application, person)


@pytest.mark.parametrize(("marks", "total"), [
    ([Mark(5, 1, 1, 5)], 10_000), ([Mark(1, 3, 1, 5)], 0), ([Mark(3, 1, 1, 5), Mark(10, 1, 0, 10)], 7_500),
    ([Mark(5, 2, 1, 5), Mark(1, 1, 1, 5)], 6_667), ([Mark(2, 1, 1, 4)], 3_333), ([Mark(1, 7, 0, 3), Mark(1, 9, 0, 7)], 2_262)])
def test_the_weighted_mean_is_exact_to_the_hundredth(marks, total):
    assert total_of(marks) == total


def test_median_and_spread_of_odd_and_even_numbers_of_reviews():
    assert [median_of(row) for row in ([1], [1, 2], [5, 1, 3], [4, 1, 2, 3])] == [1, 2, 3, 3]
    sent = [SentReview(1, who, total) for who, total in enumerate((1_000, 4_000, None, 2_001))]
    assert scored_of(sent) == {1: Scored(2_001, 3_000, 3, 1)}
    assert scored_of(sent)[1].is_disputed
    assert not scored_of([SentReview(1, 1, 0), SentReview(1, 2, 2_999)])[1].is_disputed


def test_the_scores_of_a_whole_call_cost_one_query(django_assert_num_queries):
    applications, person, other = make_asked(12), make_reviewer(), make_reviewer()
    give(applications, person, other)
    for application in applications:
        send(application, person, 3, 3)
        send(application, other, 5, 1)
    with django_assert_num_queries(1):
        assert len(score_of(applications[0].call)) == 12


def test_the_shortlist_is_filled_at_once_and_taken_back_at_once():
    applications, officer = make_asked(3), make_officer()
    call, names = applications[0].call, [row.reference for row in applications]
    foreign = make_application(call=make_call(), unit=make_unit())
    assert shortlist_many(call=call, references=[*names, foreign.reference], by=officer) == names
    assert shortlist_many(call=call, references=names, by=officer) == []
    assert take_from_shortlist(call=call, references=names[:2], by=officer) == names[:2]
    assert take_from_shortlist(call=call, references=names[:2], by=officer) == []
    assert [row.status for row in Application.objects.order_by("pk")] == [
        ApplicationStatus.IN_REVIEW, ApplicationStatus.IN_REVIEW, ApplicationStatus.SHORTLISTED, ApplicationStatus.SUBMITTED]
    assert applications[0].history.filter(verb__in=(Verb.SHORTLISTED, Verb.REVIEW_STARTED)).count() == 2


def test_the_notes_of_the_meeting_are_kept_until_the_results_are_sent():
    call, officer = make_call(days_left=-1), make_officer()
    for _time in range(2):
        note_meeting(call=call, by=officer, decision_number=" 12/7 ", meeting_notes="Four for, one against.")
    kept = Call.objects.get()
    assert (kept.decision_number, kept.meeting_notes) == ("12/7", "Four for, one against.")
    assert call.history.filter(verb=Verb.CALL_CHANGED).count() == 1
    kept.decided_at = kept.results_sent_at = kept.closes_at
    kept.decided_by = kept.results_sent_by = officer
    kept.save()
    with pytest.raises(Refused) as refused:
        note_meeting(call=call, by=officer, decision_number="13", meeting_notes="")
    assert refused.value.codes == ["results_sent"]


def test_who_read_the_call_before_its_deciding_was_closed_moves_nothing_on_the_shortlist_afterwards():
    call = make_call()
    rows = [make_application(call=call) for _number in range(2)]
    early, officer = Call.objects.get(pk=call.pk), make_officer()
    shortlist_many(call=call, references=[rows[0].reference], by=officer)
    Call.objects.filter(pk=call.pk).update(decided_at=timezone.now(), decided_by=officer)
    for verb, row in ((shortlist_many, rows[1]), (take_from_shortlist, rows[0])):
        with pytest.raises(Refused) as refused:
            verb(call=early, references=[row.reference], by=officer)
        assert refused.value.codes == ["decided"]
