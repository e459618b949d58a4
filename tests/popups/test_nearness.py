"""A conflict of interest is honoured everywhere: by every verb of the office, on every page, for officers and administrators alike."""

import pytest

from popups.choices import ApplicationStatus, AssignedHow, NotSelectedReason, ObjectionOutcome, OfferStatus, Outcome
from popups.lifecycle.applications import comment, not_select, request_changes, shortlist, take_into_review
from popups.lifecycle.deciding import (
    close_deciding,
    decide,
    decide_many,
    move_on_reserve,
    reopen_deciding,
    undo_decision,
)
from popups.lifecycle.messages import write_message
from popups.lifecycle.objections import answer_objection, object_to
from popups.lifecycle.offers import withdraw_offer
from popups.lifecycle.results import move_up, send_results
from popups.lifecycle.reviewing import assign, declare_conflict, save_review, take_back_conflict, unassign
from popups.lifecycle.shortlisting import shortlist_many, take_from_shortlist
from popups.models import Application, Call, Conflict, Decision, User
from tests.make import make_applicant, make_application, make_offer, make_officer, make_reviewer
from tests.popups.deciding import (
    SENTENCE,
    fresh,
    give,
    make_asking,
    make_closed_call,
    make_decided_call,
    make_told_call,
)
from tests.popups.reviewing import scores
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
NO = {"reason": NotSelectedReason.OTHERS_PREFERRED, "note": SENTENCE}


def make_admin() -> User:
    """Without a role, and allowed everything."""
    return User.objects.create_superuser(email=f"admin-{User.objects.count()}@example.org", password="Tuksais-skatlogs-2026")


def by_officer() -> User:
    return make_officer()


def is_declared(application: Application, person: User) -> None:
    Conflict.objects.create(application=application, reviewer=person)


def is_own(application: Application, person: User) -> None:
    application.applicant.user = person
    application.applicant.save(update_fields=["user"])


def is_partner(application: Application, person: User) -> None:
    application.co_applicants.create(name="Līga", email=person.email.upper(), key="k" * 32)


PENDING = {
    "decide": lambda row, by: decide(application=row, outcome=Outcome.PLACE, by=by),
    "decide many": lambda row, by: decide_many(applications=[row], outcome=Outcome.NOT_SELECTED, by=by, **NO),
    "undo": lambda row, by: undo_decision(application=row, by=by),
    "move on the reserve list": lambda row, by: move_on_reserve(application=row, position=1, by=by),
    "shortlist": lambda row, by: shortlist(application=row, by=by),
    "shortlist many": lambda row, by: shortlist_many(call=row.call, references=[row.reference], by=by),
    "take from the shortlist": lambda row, by: take_from_shortlist(call=row.call, references=[row.reference], by=by),
    "take into review": lambda row, by: take_into_review(application=row, by=by),
    "ask for changes": lambda row, by: request_changes(application=row, note="Lūdzu.", by=by),
    "comment": lambda row, by: comment(application=row, text="Labs.", by=by),
    "write": lambda row, by: write_message(application=row, text="Jūs esat pirmie.", by=by, is_from_office=True),
    "give to a friend": lambda row, by: assign(applications=[row], reviewers=[make_reviewer()], how=AssignedHow.BY_HAND, by=by),
    "take from a reviewer": lambda row, by: unassign(application=row, reviewer=make_reviewer(), by=by),
}
TOLD = {
    "move up": lambda row, by: move_up(application=row, by=by, reason="Tā."),
    "do not select": lambda row, by: not_select(application=row, by=by, **NO),
    "answer an objection": lambda row, by: answer_objection(
        objection=object_to(application=row, text="Nē.", by=row.applicant.user or by), outcome=ObjectionOutcome.UPHELD, answer="Jo.", by=by),
}


def codes_of(verb, row: Application, by: User) -> list[str]:
    try:
        verb(row, by)
    except Refused as refused:
        return refused.codes
    return []


@pytest.mark.parametrize("person", [by_officer, make_admin])
@pytest.mark.parametrize("near", [is_declared, is_own, is_partner])
@pytest.mark.parametrize("verb", PENDING)
def test_who_stands_near_does_nothing_with_an_application_that_is_not_told(verb, near, person):
    call = make_closed_call(places=2)
    rows = make_asking(call, 2)
    give(rows[1], Outcome.RESERVE)
    give(rows[0], Outcome.RESERVE)
    row, by = fresh(rows)[0], person()
    near(row, by)
    before = list(Decision.objects.values_list("application", "outcome", "reserve_position"))
    assert codes_of(PENDING[verb], Application.objects.get(pk=row.pk), by) == ["stands_near"]
    assert list(Decision.objects.values_list("application", "outcome", "reserve_position")) == before
    assert not {"stands_near", "near_rival"} & set(codes_of(PENDING[verb], Application.objects.get(pk=row.pk), make_officer()))


@pytest.mark.parametrize("person", [by_officer, make_admin])
@pytest.mark.parametrize("verb", TOLD)
def test_who_stands_near_does_nothing_with_it_after_the_results_either(verb, person):
    _call, (_place, reserve, _no) = make_told_call()
    by = person()
    is_declared(reserve, by)
    assert codes_of(TOLD[verb], reserve, by) == ["stands_near"]
    assert "stands_near" not in codes_of(TOLD[verb], Application.objects.get(pk=reserve.pk), person())


def test_the_refusal_names_who_may_act_instead():
    call = make_closed_call()
    (row,), other = make_asking(call), make_officer(first_name="Velta", last_name="Kalēja")
    partner, gone = make_officer(last_name="Partnere"), make_officer(last_name="Bijušais", is_active=False)
    near, reviewer = make_officer(last_name="Tuvais"), make_reviewer(last_name="Vērtētājs")
    is_declared(row, near)
    is_partner(row, partner)
    with pytest.raises(Refused) as refused:
        decide(application=row, outcome=Outcome.PLACE, by=near)
    said = str(refused.value.problems[0].message)
    assert str(other) in said
    assert [name for name in (partner, gone, near, reviewer) if str(name) in said] == []


def test_where_nobody_else_may_act_the_refusal_says_that():
    call = make_closed_call()
    (row,) = make_asking(call)
    User.objects.exclude(role="").exclude(pk=row.applicant.user_id).update(is_active=False)
    near = make_officer()
    is_declared(row, near)
    with pytest.raises(Refused) as alone:
        decide(application=row, outcome=Outcome.PLACE, by=near)
    make_officer()
    with pytest.raises(Refused) as with_help:
        decide(application=row, outcome=Outcome.PLACE, by=near)
    assert str(alone.value.problems[0].message) != str(with_help.value.problems[0].message)


def test_a_conflict_found_after_deciding_keeps_the_results_back_until_somebody_else_decides():
    officer = make_officer()
    call, (place, reserve, no) = make_decided_call(is_closed=False)
    give(place, Outcome.PLACE, by=officer)
    declare_conflict(application=place, by=officer)
    other = make_officer()
    with pytest.raises(Refused) as refused:
        close_deciding(call=call, by=other, decision_number="17", meeting_notes="")
    assert refused.value.codes == ["decided_by_near"]
    assert place.reference in str(refused.value.problems[0].message)
    assert reserve.reference not in str(refused.value.problems[0].message)
    give(fresh([place])[0], Outcome.PLACE, by=other)
    close_deciding(call=call, by=officer, decision_number="17", meeting_notes="")
    send_results(call=Call.objects.get(pk=call.pk), by=officer)
    assert {row.decision.told_at is not None for row in fresh([place, reserve, no])} == {True}


def test_results_are_not_sent_with_a_decision_of_somebody_who_stands_near():
    call, (place, _reserve, _no) = make_decided_call()
    is_own(place, place.decision.by)
    with pytest.raises(Refused) as refused:
        send_results(call=call, by=make_officer())
    assert refused.value.codes == ["decided_by_near"]
    reopen_deciding(call=call, by=place.decision.by)
    give(fresh([place])[0], Outcome.PLACE)
    close_deciding(call=call, by=make_officer(), decision_number="17", meeting_notes="")
    assert send_results(call=Call.objects.get(pk=call.pk), by=make_officer()).results_sent_at


def test_an_officer_who_stands_near_does_not_score_it():
    call = make_closed_call()
    (row,), officer = make_asking(call), make_officer()
    assign(applications=[row], reviewers=[officer], how=AssignedHow.BY_HAND, by=make_officer())
    declare_conflict(application=row, by=officer)
    with pytest.raises(Refused) as refused:
        save_review(application=row, by=officer, scores=scores(row, 3, 3), comment="", submit=True)
    assert refused.value.codes == ["conflict"]
    take_back_conflict(application=row, by=officer)
    assert save_review(application=row, by=officer, scores=scores(row, 3, 3), comment="", submit=True).submitted_at


def test_the_clock_and_the_applicant_are_nobody_of_the_office():
    call = make_closed_call()
    (row,) = make_asking(call)
    message = write_message(application=row, text="Paldies.", by=row.applicant.user, is_from_office=False)
    assert message.pk


def test_by_kind_and_at_random_treat_all_alike_so_whoever_stands_near_may_give_out():
    call = make_closed_call()
    rows, officer, person = make_asking(call, 3), make_officer(), make_reviewer()
    is_declared(rows[0], officer)
    made = assign(applications=rows, reviewers=[person], how=AssignedHow.AT_RANDOM, by=officer, each=1, seed=1)
    assert len(made) == 3


def test_who_stands_near_neither_makes_nor_withdraws_an_offer():
    _call, (place, _reserve, _no) = make_told_call()
    near, unit = make_officer(), place.wishes.get().unit
    is_declared(place, near)
    with pytest.raises(Refused) as refused:
        make_offer(application=place, unit=unit, by=near)
    assert refused.value.codes == ["stands_near"]
    offer = make_offer(application=place, unit=unit)
    with pytest.raises(Refused) as refused:
        withdraw_offer(offer=offer, note="Nē.", by=near)
    assert refused.value.codes == ["stands_near"]
    assert withdraw_offer(offer=offer, note="Nē.", by=make_officer()).state is OfferStatus.WITHDRAWN


def test_an_application_of_no_call_knows_no_nearness():
    officer = make_officer()
    rolling = make_application(applicant=make_applicant(user=officer))
    assert take_into_review(application=rolling, by=officer).state is ApplicationStatus.IN_REVIEW
    assert comment(application=rolling, text="Labs.", by=officer).pk
