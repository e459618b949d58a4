"""Decisions about the applications of a call: one by one, pending, undone, in order, and closed only when all are made."""

from datetime import timedelta

import pytest
from django.utils import timezone

from popups.choices import ApplicationStatus, CallState, NotSelectedReason, Outcome, Verb
from popups.lifecycle.applications import not_select, request_changes, withdraw_application
from popups.lifecycle.deciding import close_deciding, decide, move_on_reserve, reopen_deciding, undo_decision
from popups.models import Call, Decision, Letter
from tests.make import make_application, make_offer, make_officer
from tests.popups.deciding import fresh, give, make_asking, make_closed_call, make_decided_call, make_told_call
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def refused(verb, **arguments) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.codes


def reserve(call: Call) -> list[str]:
    rows = call.decisions.filter(outcome=Outcome.RESERVE).order_by("reserve_position")
    assert [row.reserve_position for row in rows] == list(range(1, len(rows) + 1))
    return [row.application.reference for row in rows]


def test_a_decision_is_kept_with_who_and_when_and_changes_nothing_that_the_applicant_sees():
    officer, call = make_officer(), make_closed_call()
    (asked,) = make_asking(call)
    letters = Letter.objects.count()
    decision = decide(application=asked, outcome=Outcome.PLACE, by=officer)
    assert (decision.outcome, decision.by, decision.told_at) == (Outcome.PLACE, officer, None)
    assert fresh([asked])[0].state is ApplicationStatus.SUBMITTED
    assert Letter.objects.count() == letters
    line = asked.history.first()
    assert (line.verb, line.to_status, line.by) == (Verb.DECIDED, Outcome.PLACE, officer)


def test_everything_that_is_missing_in_a_no_is_said_at_once():
    (asked,) = make_asking(make_closed_call())
    codes = refused(decide, application=asked, outcome=Outcome.NOT_SELECTED, by=make_officer())
    assert codes == ["reason_missing", "note_missing"]
    assert not Decision.objects.exists()


def test_what_is_no_outcome_is_not_decided():
    (asked,) = make_asking(make_closed_call())
    assert refused(decide, application=asked, outcome="perhaps", by=make_officer()) == ["outcome_missing"]


def test_decided_again_the_last_decision_counts_and_history_keeps_both():
    (asked,) = make_asking(make_closed_call())
    give(asked, Outcome.NOT_SELECTED)
    give(asked, Outcome.PLACE)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason, decision.note) == (Outcome.PLACE, "", "")
    changes = asked.history.filter(verb=Verb.DECIDED).order_by("pk").values_list("from_status", "to_status")
    assert list(changes) == [("", Outcome.NOT_SELECTED), (Outcome.NOT_SELECTED, Outcome.PLACE)]


def test_there_are_only_as_many_places_as_the_call_names():
    call = make_closed_call(places=1)
    first, second = make_asking(call, 2)
    give(first, Outcome.PLACE)
    assert refused(decide, application=second, outcome=Outcome.PLACE, by=make_officer()) == ["no_place_left"]
    give(first, Outcome.PLACE)  # whoever has it may keep it
    undo_decision(application=first, by=make_officer())
    give(second, Outcome.PLACE)
    assert Decision.objects.get().application == second


def test_a_place_of_somebody_who_withdrew_is_free():
    call = make_closed_call(places=1)
    first, second = make_asking(call, 2)
    give(first, Outcome.PLACE)
    withdraw_application(application=first, by=first.applicant.user)
    give(second, Outcome.PLACE)
    assert [row.application for row in call.decisions.all()] == [second]


@pytest.mark.parametrize(("days", "code"), [(-40, "call_not_closed"), (5, "call_not_closed")])
def test_nothing_is_decided_while_people_can_still_apply(days, code):
    call = make_closed_call()
    (asked,) = make_asking(call)
    opens = timezone.now() + timedelta(days=1 if days > 0 else -50)
    Call.objects.filter(pk=call.pk).update(opens_at=opens, closes_at=timezone.now() + timedelta(days=10))
    assert refused(decide, application=fresh([asked])[0], outcome=Outcome.PLACE, by=make_officer()) == [code]


def test_an_application_without_a_call_is_decided_on_its_own_page():
    assert refused(decide, application=make_application(), outcome=Outcome.PLACE, by=make_officer()) == ["no_call"]


def test_who_was_asked_for_changes_gets_no_place_before_they_come():
    (asked,) = make_asking(make_closed_call())
    request_changes(application=asked, note="Which days?", by=make_officer())
    (asked,) = fresh([asked])
    assert refused(decide, application=asked, outcome=Outcome.PLACE, by=make_officer()) == ["changes_waited_for"]
    give(asked, Outcome.NOT_SELECTED)
    assert Decision.objects.get().outcome == Outcome.NOT_SELECTED


def test_a_decision_is_undone_and_twice_is_harmless():
    (asked,) = make_asking(make_closed_call())
    give(asked, Outcome.PLACE)
    for _time in range(2):
        undo_decision(application=fresh([asked])[0], by=make_officer())
    assert not Decision.objects.exists()
    assert asked.history.filter(verb=Verb.DECISION_UNDONE).count() == 1


def test_the_reserve_list_has_an_order_without_gaps():
    call = make_closed_call()
    rows = make_asking(call, 4)
    for row in rows:
        give(row, Outcome.RESERVE)
    a, b, c, d = (row.reference for row in rows)
    assert reserve(call) == [a, b, c, d]
    move_on_reserve(application=rows[3], position=2, by=make_officer())
    assert reserve(call) == [a, d, b, c]
    move_on_reserve(application=rows[0], position=99, by=make_officer())
    assert reserve(call) == [d, b, c, a]
    undo_decision(application=rows[1], by=make_officer())
    assert reserve(call) == [d, c, a]
    give(rows[1], Outcome.RESERVE, reserve_position=1)
    assert reserve(call) == [b, d, c, a]
    give(rows[3], Outcome.RESERVE)  # decided again without a place: it keeps the one it has
    assert reserve(call) == [b, d, c, a]


def test_whoever_withdraws_leaves_the_reserve_list():
    call = make_closed_call()
    first, second = make_asking(call, 2)
    for row in (first, second):
        give(row, Outcome.RESERVE)
    withdraw_application(application=first, by=first.applicant.user)
    assert reserve(call) == [second.reference]


def test_only_who_is_on_the_reserve_list_is_moved_on_it():
    call = make_closed_call()
    first, second = make_asking(call, 2)
    give(first, Outcome.PLACE)
    for row in (first, second):
        assert refused(move_on_reserve, application=row, position=1, by=make_officer()) == ["not_on_reserve"]
    give(second, Outcome.RESERVE)
    assert refused(move_on_reserve, application=second, position=0, by=make_officer()) == ["position_below_one"]


def test_deciding_is_closed_only_when_everybody_has_a_decision_and_all_problems_are_said():
    call = make_closed_call()
    first, second = make_asking(call, 2)
    give(first, Outcome.PLACE)
    codes = refused(close_deciding, call=call, by=make_officer(), decision_number=" ", meeting_notes="")
    assert codes == ["undecided", "number_missing"]
    give(second, Outcome.RESERVE)
    officer = make_officer()
    call = close_deciding(call=call, by=officer, decision_number="17 §3", meeting_notes="Piedalījās pieci.")
    assert (call.state, call.decided_by, call.decision_number) == (CallState.DECIDED, officer, "17 §3")
    assert call.history.first().verb == Verb.CALL_DECIDED


def test_more_places_than_the_call_has_are_not_given_when_their_number_was_lowered():
    call = make_closed_call(places=2)
    for row in make_asking(call, 2):
        give(row, Outcome.PLACE)
    Call.objects.filter(pk=call.pk).update(places=1)
    assert refused(close_deciding, call=call, by=make_officer(), decision_number="1", meeting_notes="") == ["too_many_places"]


def test_a_call_to_which_nobody_applied_is_not_decided():
    call = make_closed_call()
    make_asking(call, status=ApplicationStatus.WITHDRAWN)
    assert refused(close_deciding, call=call, by=make_officer(), decision_number="1", meeting_notes="") == ["nothing_to_decide"]


def test_after_closing_nothing_changes_until_the_deciding_is_taken_up_again():
    call, (placed, waiting, _no) = make_decided_call()
    officer = make_officer()
    assert refused(decide, application=placed, outcome=Outcome.RESERVE, by=officer) == ["deciding_closed"]
    assert refused(undo_decision, application=placed, by=officer) == ["deciding_closed"]
    assert refused(move_on_reserve, application=waiting, position=1, by=officer) == ["deciding_closed"]
    assert reopen_deciding(call=call, by=officer).state is CallState.CLOSED
    undo_decision(application=placed, by=officer)
    assert call.decisions.count() == 2


def test_what_is_not_closed_is_not_taken_up_again_nor_what_everybody_was_told():
    assert refused(reopen_deciding, call=make_closed_call(), by=make_officer()) == ["not_decided"]
    call, _rows = make_told_call()
    assert refused(reopen_deciding, call=call, by=make_officer()) == ["results_sent"]


def test_an_application_of_a_call_gets_no_answer_of_its_own_before_the_results():
    (asked,) = make_asking(make_closed_call())
    codes = refused(not_select, application=asked, reason=NotSelectedReason.OTHER, note="No.", by=make_officer())
    assert codes == ["results_not_sent"]
    with pytest.raises(Refused) as caught:
        make_offer(application=asked)
    assert caught.value.codes == ["results_not_sent"]


def test_an_application_without_a_call_is_answered_at_once_as_ever():
    alone = make_application()
    not_select(application=alone, reason=NotSelectedReason.OTHER, note="No.", by=make_officer())
    assert Letter.objects.filter(key=f"not-selected:{alone.reference}").exists()
    assert make_offer(application=make_application()).state.is_open


