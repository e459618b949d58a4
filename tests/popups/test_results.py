"""Decide now, tell later: everybody is told at once, in their own language, and once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from popups.choices import ApplicationStatus, CallState, LetterKind, NotSelectedReason, Outcome, Verb
from popups.letters import send_waiting
from popups.lifecycle.applications import not_select, take_into_review, withdraw_application
from popups.lifecycle.deciding import close_deciding, decide, decide_many
from popups.lifecycle.results import move_up, send_results
from popups.models import Application, Call, Conflict, Letter
from popups.reports.history import line_of, told
from popups.reports.results import letter_to, with_results
from popups.rules.stage import StageCode, stage_of
from tests.journeys.crowd import crowd_applies
from tests.make import make_applicant, make_offer, make_officer, make_user, today
from tests.popups.asking import codes, queries_of, references, signed_in
from tests.popups.deciding import (
    SENTENCE,
    fresh,
    give,
    make_asking,
    make_closed_call,
    make_decided_call,
    make_told_call,
)
from vacancies.problem import Problem, Refused

pytestmark = pytest.mark.django_db
RESULTS = (LetterKind.RESULT_PLACE, LetterKind.RESULT_RESERVE, LetterKind.NOT_SELECTED)


def refused(verb, **arguments) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.codes


def results() -> dict[int, str]:
    rows = Letter.objects.filter(key__startswith="result:").values_list("application", "kind")
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_everybody_is_told_at_once_each_by_one_letter_of_their_outcome():
    call, rows = make_decided_call()
    officer = make_officer()
    call = send_results(call=call, by=officer)
    assert (call.state, call.results_sent_by) == (CallState.SENT, officer)
    assert results() == {row.pk: kind for row, kind in zip(rows, RESULTS, strict=True)}
    assert not call.decisions.filter(told_at=None).exists()
    placed, waiting, no = fresh(rows)
    assert [row.state for row in (placed, waiting, no)] == [
        ApplicationStatus.SHORTLISTED, ApplicationStatus.SHORTLISTED, ApplicationStatus.NOT_SELECTED]
    assert (no.not_selected_reason, no.decision_note) == (NotSelectedReason.OTHERS_PREFERRED, SENTENCE)
    assert all(row.decided_at and row.decided_by for row in (placed, waiting, no))


def test_history_says_of_each_from_which_status_to_which():
    call, rows = make_told_call()
    lines = [row.history.filter(verb__in=[Verb.RESULTS_SENT, Verb.NOT_SELECTED]).get() for row in rows]
    assert [(line.from_status, line.to_status) for line in lines] == [
        ("submitted", "shortlisted"), ("submitted", "shortlisted"), ("submitted", "not_selected")]
    assert call.history.filter(verb=Verb.RESULTS_SENT, application=None).count() == 1


def test_results_that_are_sent_twice_send_nothing_the_second_time():
    call, _rows = make_told_call()
    before, lines = results(), call.history.count()
    again = send_results(call=call, by=make_officer())
    assert (results(), call.history.count(), again.results_sent_at) == (before, lines, call.results_sent_at)


def test_no_letter_leaves_before_the_periodic_job(mailoutbox, django_capture_on_commit_callbacks):
    call, rows = make_decided_call()
    with django_capture_on_commit_callbacks(execute=True):
        send_results(call=call, by=make_officer())
    assert not [mail for mail in mailoutbox if call.title in mail.subject]
    Letter.objects.exclude(key__startswith="result:").delete()
    assert send_waiting() == (3, 0)
    assert {mail.to[0] for mail in mailoutbox[-3:]} == {row.applicant.user.email for row in rows}
    assert send_waiting() == (0, 0)


def test_who_has_no_e_mail_gets_a_letter_to_print():
    call = make_closed_call()
    applicant = make_applicant()
    (asked,) = make_asking(call, applicant=applicant)
    applicant.user = None
    applicant.save()
    give(asked, Outcome.PLACE)
    Call.objects.filter(pk=call.pk).update(decided_at=call.closes_at, decided_by=make_officer())
    send_results(call=call, by=make_officer())
    assert Letter.objects.get(key=f"result:{asked.reference}").is_to_print


def test_nothing_is_sent_before_the_deciding_is_closed():
    call, _rows = make_decided_call(is_closed=False)
    assert refused(send_results, call=call, by=make_officer()) == ["not_decided"]
    assert results() == {}


def test_nothing_is_sent_while_one_has_no_decision():
    call, rows = make_decided_call()
    rows[0].decision.delete()
    assert refused(send_results, call=call, by=make_officer()) == ["undecided"]


def test_whoever_withdrew_is_not_told():
    call, rows = make_decided_call()
    withdraw_application(application=rows[1], by=rows[1].applicant.user)
    send_results(call=call, by=make_officer())
    assert set(results()) == {rows[0].pk, rows[2].pk}
    assert fresh(rows)[1].state is ApplicationStatus.WITHDRAWN


@pytest.mark.parametrize("language", ["lv", "en", "de"])
def test_the_letter_that_is_read_before_is_the_letter_that_is_sent(language):
    call = make_closed_call()
    rows = [make_asking(call, applicant=make_applicant(user=make_user(language=language)))[0] for _outcome in Outcome]
    for row, outcome in zip(rows, Outcome, strict=True):
        give(row, outcome)
    Call.objects.filter(pk=call.pk).update(decided_at=call.closes_at, decided_by=make_officer())
    before = {row.pk: letter_to(row) for row in with_results(Application.objects.filter(call=call), call)}
    send_results(call=call, by=make_officer())
    sent = {letter.application_id: (letter.subject, letter.text) for letter in Letter.objects.filter(key__startswith="result:")}
    assert sent == before
    assert {letter.language for letter in Letter.objects.filter(key__startswith="result:")} == {language}
    assert SENTENCE in sent[rows[-1].pk][1]


def test_sending_to_many_takes_hardly_more_queries_than_to_few(django_assert_max_num_queries):
    call, _rows = make_decided_call(outcomes=(Outcome.PLACE, *[Outcome.NOT_SELECTED] * 24))
    with django_assert_max_num_queries(25):
        send_results(call=call, by=make_officer())
    assert len(results()) == 25


def test_telling_hundreds_asks_no_more_often_than_telling_three(officer):
    asked, client = [], signed_in(officer)
    for first, number in ((2, 3), (1000, 160)):
        call = make_closed_call(places=number)
        crowd_applies(call, range(first, first + number))
        decide_many(applications=Application.objects.filter(call=call).order_by("pk"), outcome=Outcome.PLACE, by=officer)
        close_deciding(call=call, by=officer, decision_number="17", meeting_notes="")
        with CaptureQueriesContext(connection) as queries:
            client.post(f"/staff/calls/{call.reference}/results/", {"is_confirmed": "on"})
        assert Letter.objects.filter(key__startswith="result:", application__call=call).count() == number
        asked.append(len(queries))
    assert asked[1] == asked[0] <= 25


def test_the_word_for_the_applicant_says_place_and_reserve_with_its_number():
    _call, (placed, waiting, no) = make_told_call()
    assert stage_of(placed, today()).code is StageCode.PLACE
    stage = stage_of(waiting, today())
    assert (stage.code, stage.number) == (StageCode.RESERVE, 1)
    assert "1" in stage.word
    assert stage_of(no, today()).code is StageCode.NOT_SELECTED


def test_what_was_told_is_not_read_anew():
    _call, (placed, *_rest) = make_told_call()
    assert refused(take_into_review, application=placed, by=make_officer()) == ["results_sent"]


def test_an_offer_follows_a_place_and_not_the_reserve_list():
    _call, (placed, waiting, _no) = make_told_call()
    assert refused(make_offer, application=waiting, unit=waiting.wishes.get().unit) == ["on_reserve"]
    assert make_offer(application=placed, unit=placed.wishes.get().unit).state.is_open


def test_somebody_moves_up_only_when_a_place_is_free():
    call, (placed, waiting, _no) = make_told_call(places=1)
    officer = make_officer()
    assert refused(move_up, application=waiting, by=officer) == ["no_place_left"]
    withdraw_application(application=placed, by=placed.applicant.user)
    move_up(application=waiting, by=officer)
    (waiting,) = fresh([waiting])
    assert (waiting.decision.outcome, waiting.decision.reserve_position) == (Outcome.PLACE, None)
    assert stage_of(waiting, today()).code is StageCode.PLACE
    assert Letter.objects.filter(kind=LetterKind.MOVED_UP, application=waiting).count() == 1
    assert waiting.history.first().verb == Verb.MOVED_UP
    move_up(application=waiting, by=officer)
    assert Letter.objects.filter(kind=LetterKind.MOVED_UP).count() == 1
    assert call.decisions.filter(outcome=Outcome.PLACE, application__status=ApplicationStatus.SHORTLISTED).count() == 1


def test_whoever_gave_the_place_to_the_reserve_list_stands_beside_it_and_not_who_put_it_on_the_list(client, officer):
    call, (placed, waiting, _no) = make_told_call(places=1)
    listed = waiting.decision.at
    withdraw_application(application=placed, by=placed.applicant.user)
    officer.first_name, officer.last_name = "Dota", "Vietniece"
    officer.save()
    move_up(application=waiting, by=officer)
    (waiting,) = fresh([waiting])
    assert waiting.decision.by == officer
    assert listed < waiting.decision.at == waiting.decision.told_at
    assert "Dota Vietniece" in client.get(f"/staff/calls/{call.reference}/fairness/").content.decode()


def test_who_is_not_first_moves_up_only_with_a_reason_and_the_others_close_up():
    _call, (first, second, third) = make_told_call(outcomes=(Outcome.RESERVE,) * 3, places=2)
    assert refused(move_up, application=second, by=make_officer()) == ["others_ahead"]
    move_up(application=second, by=make_officer(), reason="Only this unit is free.")
    positions = {row.pk: row.decision.reserve_position for row in fresh([first, second, third])}
    assert positions == {first.pk: 1, second.pk: None, third.pk: 2}


def test_before_the_results_nobody_moves_up():
    _call, (_placed, waiting, _no) = make_decided_call(places=5)
    assert refused(move_up, application=waiting, by=make_officer()) == ["results_not_sent"]


def test_a_place_that_is_lost_after_the_results_is_free_for_the_next():
    call, (placed, waiting, _no) = make_told_call(places=1)
    not_select(application=placed, reason=NotSelectedReason.BUDGET, note="Īre netika maksāta.", by=make_officer())
    (placed,) = fresh([placed])
    assert (placed.decision.outcome, placed.decision.reason) == (Outcome.NOT_SELECTED, NotSelectedReason.BUDGET)
    move_up(application=waiting, by=make_officer())
    assert call.decisions.get(outcome=Outcome.PLACE).application == waiting


def test_results_are_sent_by_a_tick_on_their_page_and_letters_are_walked_through(client, officer):
    call, rows = make_decided_call()
    address = f"/staff/calls/{call.reference}/results/"
    assert references(client.get(address)) == [row.reference for row in rows]
    middle = client.get(f"{address}{rows[1].reference}/").content.decode()
    assert f'rel="prev" href="{address}{rows[0].reference}/"' in middle
    assert f'rel="next" href="{address}{rows[2].reference}/"' in middle
    unticked = client.post(address, {})
    assert (unticked.status_code, codes(unticked)) == (422, {"required"})
    assert results() == {}
    client.post(address, {"is_confirmed": "on"})
    assert len(results()) == 3
    assert 'data-written="3"' in client.get(address).content.decode()


def test_whoever_sends_while_the_deciding_was_taken_up_again_reads_that_nothing_went_out(client, officer):
    call, _rows = make_decided_call(is_closed=False)
    address, warned = f"/staff/calls/{call.reference}/results/", 'id="unsent"'
    assert warned not in client.get(address).content.decode(), "nobody pressed anything"
    pressed = client.post(address, {"is_confirmed": "on"})
    assert (pressed.status_code, results()) == (422, {})
    assert warned in pressed.content.decode()


def test_a_page_of_a_letter_costs_the_same_among_one_and_among_thirty(client, officer):
    call, rows = make_decided_call(outcomes=(Outcome.RESERVE,))
    address = f"/staff/calls/{call.reference}/results/"
    one, listed = queries_of(client, f"{address}{rows[0].reference}/"), queries_of(client, address)
    for row in make_asking(call, 29):
        Call.objects.filter(pk=call.pk).update(decided_at=None, decided_by=None)
        decide(application=row, outcome=Outcome.RESERVE, by=officer)
    Call.objects.filter(pk=call.pk).update(decided_at=call.decided_at, decided_by=officer)
    assert len(references(client.get(address))) == 30
    assert queries_of(client, f"{address}{rows[0].reference}/") == one <= 25
    assert queries_of(client, address) == listed <= 25


def test_the_reserve_list_after_the_results_gives_a_free_place_by_a_button(client, officer):
    call, (_placed, waiting, _no) = make_told_call(places=2)
    client.post(f"/staff/calls/{call.reference}/results/{waiting.reference}/move-up/")
    assert fresh([waiting])[0].decision.is_place


WHY = "Tikai šī telpa ir brīva."


def test_the_reason_that_was_typed_stays_in_its_box_beside_what_stands_against_moving_up(client, officer, monkeypatch):
    call, (_placed, _first, second) = make_told_call(places=2, outcomes=(Outcome.PLACE, Outcome.RESERVE, Outcome.RESERVE))
    address = f"/staff/calls/{call.reference}/results/{second.reference}/move-up/"
    monkeypatch.setattr("popups.lifecycle.results.may_move_up", lambda *_asked: [Problem("others_ahead", "Citi gaida pirms tā.")])
    answer = client.post(address, {"reason": WHY})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'data-codes="others_ahead "' in page and "Citi gaida pirms tā." in page
    assert f'id="why-{second.reference}" name="reason" maxlength="1000" value="{WHY}"' in page
    assert page.count('<details class="ds-details" open>') == 1
    assert fresh([second])[0].decision.outcome == Outcome.RESERVE


@pytest.mark.parametrize("why", ["no_place_left", "near_rival"])
def test_where_there_is_no_box_any_more_the_reason_stands_beside_the_problems(client, officer, why):
    call, (placed, waiting, _no) = make_told_call(places=1 if why == "no_place_left" else 2)
    if why == "near_rival":
        make_officer()
        Conflict.objects.create(application=placed, reviewer=officer)
    page = client.post(f"/staff/calls/{call.reference}/results/{waiting.reference}/move-up/", {"reason": WHY}).content.decode()
    assert f'data-codes="{why} "' in page and f"<blockquote>{WHY}</blockquote>" in page and 'name="reason"' not in page


def test_whoever_got_the_place_meanwhile_is_no_mistake(client, officer):
    call, (_placed, waiting, no) = make_told_call(places=2)
    for row, expected in ((waiting, 302), (waiting, 302), (no, 302)):
        assert client.post(f"/staff/calls/{call.reference}/results/{row.reference}/move-up/", {"reason": WHY}).status_code == expected


def test_a_stranger_sends_nothing():
    call, _rows = make_decided_call()
    answer = signed_in(make_user()).post(f"/staff/calls/{call.reference}/results/", {"is_confirmed": "on"})
    assert answer.status_code == 404
    assert results() == {}


def letter_of(application: Application, call: Call) -> str:
    return letter_to(with_results(Application.objects.filter(pk=application.pk), call).get())[1]


@pytest.mark.parametrize(("places", "is_said"), [(1, True), (2, True), (3, False), (9, False)])
def test_only_where_more_applied_than_there_are_places_a_letter_says_so(places, is_said):
    call, (_placed, waiting, _no) = make_decided_call(places=places)
    type(waiting.applicant.user).objects.update(language="en")
    text = letter_of(waiting, call)
    assert "on the reserve list" in text
    assert ("more applications" in text) == is_said
    send_results(call=call, by=make_officer())
    assert ("more applications" in Letter.objects.get(kind=LetterKind.RESULT_RESERVE).text) == is_said


WARNING = b'id="free-beside-reserve"'


@pytest.mark.parametrize(("places", "is_closed", "is_warned"), [(1, False, False), (2, False, True), (1, True, False), (2, True, True)])
def test_a_place_that_stays_free_beside_the_reserve_list_is_named_before_the_letters_leave(client, officer, places, is_closed, is_warned):
    call, _rows = make_decided_call(places=places, is_closed=is_closed)
    for page in ("decide", "results"):
        assert (WARNING in client.get(f"/staff/calls/{call.reference}/{page}/").content) == is_warned


def test_no_place_is_called_free_while_somebody_has_no_decision_yet(client, officer):
    call, _rows = make_decided_call(places=2, is_closed=False)
    make_asking(call)
    assert WARNING not in client.get(f"/staff/calls/{call.reference}/decide/").content


def test_giving_a_free_place_is_unfolded_first_and_says_that_a_letter_leaves(client, officer):
    call, (_placed, waiting, _no) = make_told_call(places=2)
    page = client.get(f"/staff/calls/{call.reference}/results/").content.decode()
    before, after = page.split(f"/{waiting.reference}/move-up/")
    assert before.rindex("<summary>") > before.rindex("<details") > before.rfind("</details>")
    assert after.index("</button>") < after.index("</details>")


def test_history_tells_a_result_once_and_not_from_one_status_to_the_same():
    officer = make_officer()
    call, (placed, *_others) = make_decided_call(by=officer)
    Application.objects.filter(pk=placed.pk).update(status=ApplicationStatus.SHORTLISTED)
    send_results(call=call, by=officer)
    line = line_of(told(placed.history.filter(verb=Verb.RESULTS_SENT)).get())
    assert (line.changes, line.reason) == ([str(Outcome.PLACE.label)], "")
