"""The pages on which officers decide: the list, one application, several alike, the reserve list, and closing."""

import re

import pytest

from popups.choices import CallState, NotSelectedReason, Outcome
from popups.lifecycle.applications import withdraw_application
from popups.models import Application, Call, Conflict, Decision, User
from tests.make import make_application, make_officer, make_reviewer
from tests.popups.asking import codes, queries_of, references, signed_in
from tests.popups.deciding import SENTENCE, give, make_asking, make_closed_call, make_decided_call, make_told_call
from vacancies.undo import link_in

pytestmark = pytest.mark.django_db


def page(call: Call, rest: str = "decide/") -> str:
    return f"/staff/calls/{call.reference}/{rest}"


@pytest.fixture
def client(client, officer):
    return client


def test_the_list_shows_every_application_with_its_decision_and_what_is_left(client):
    call, rows = make_decided_call(places=3)
    answer = client.get(page(call))
    assert set(references(answer)) == {row.reference for row in rows}
    text = answer.content.decode()
    for outcome in Outcome:
        assert f'data-outcome="{outcome.value}"' in text
    assert 'data-left="2"' in text


def test_the_list_is_narrowed_to_those_without_a_decision(client):
    call = make_closed_call()
    first, second = make_asking(call, 2)
    give(first, Outcome.PLACE)
    assert references(client.get(page(call) + "?show=undecided")) == [second.reference]
    assert references(client.get(page(call) + "?show=place")) == [first.reference]


def test_the_list_costs_the_same_for_one_and_for_thirty(client):
    call = make_closed_call(places=40)
    give(make_asking(call)[0], Outcome.PLACE)
    one = queries_of(client, page(call))
    for row in make_asking(call, 29):
        give(row, Outcome.PLACE)
    assert len(references(client.get(page(call)))) == 30
    assert queries_of(client, page(call)) == one <= 25


def test_an_officer_decides_and_goes_on_to_the_next(client, officer):
    call = make_closed_call()
    first, second = make_asking(call, 2)
    answer = client.post(page(call, f"decide/{first.reference}/"), {"outcome": Outcome.PLACE, "next": "1"})
    assert answer["Location"] == page(call, f"decide/{second.reference}/")
    decision = Decision.objects.get()
    assert (decision.application, decision.by, decision.told_at) == (first, officer, None)


def test_whoever_writes_the_reason_reads_in_which_language_the_letter_is(client):
    application = make_asking(make_closed_call())[0]
    type(application.applicant.user).objects.filter(pk=application.applicant.user_id).update(language="de")
    assert 'data-language="de"' in client.get(page(application.call, f"decide/{application.reference}/")).content.decode()


def test_what_a_no_lacks_is_said_at_once_and_what_was_typed_stays(client):
    call = make_closed_call()
    (asked,) = make_asking(call)
    answer = client.post(page(call, f"decide/{asked.reference}/"), {"outcome": Outcome.NOT_SELECTED, "reserve_position": "7"})
    assert (answer.status_code, codes(answer)) == (422, {"reason_missing", "note_missing"})
    assert 'value="7"' in answer.content.decode()
    assert not Decision.objects.exists()


def test_whoever_goes_on_to_the_next_one_finds_the_way_back_to_what_they_decided(client):
    call = make_closed_call()
    rows = make_asking(call, 2)
    address = page(call, f"decide/{rows[0].reference}/")
    stayed = client.post(address, {"outcome": Outcome.RESERVE}, follow=True)
    assert [link_in(message.extra_tags) for message in stayed.context["messages"]] == [("", "")]
    gone = client.post(address, {"outcome": Outcome.RESERVE, "next": "1"}, follow=True)
    assert gone.redirect_chain[-1][0] == page(call, f"decide/{rows[1].reference}/")
    assert [link_in(message.extra_tags)[0] for message in gone.context["messages"]] == [address]
    assert f'href="{address}"' in gone.content.decode()


def test_a_decision_is_taken_back_on_the_page(client):
    call, (asked, *_rest) = make_decided_call(is_closed=False)
    assert client.post(page(call, f"decide/{asked.reference}/undo/"))["Location"] == page(call, f"decide/{asked.reference}/")
    assert not Decision.objects.filter(application=asked).exists()


def seen_on(answer) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
    assert found, "the form says what it was made from"
    return found.group(1)


def test_of_two_windows_the_second_is_told_first_and_decides_only_when_it_is_meant(client):
    call = make_closed_call()
    (row,) = make_asking(call)
    address, first, second = page(call, f"decide/{row.reference}/"), client, signed_in(make_officer(last_name="Otrā"))
    seen = seen_on(second.get(address))
    assert first.post(address, {"outcome": "reserve", "seen": seen_on(first.get(address))}).status_code == 302
    assert second.post(address, {"outcome": "not_selected", "seen": seen}).status_code == 422, "what is incomplete is told, and nothing of it forgets"
    told = second.post(address, {"outcome": "place", "seen": seen})
    assert (told.status_code, codes(told), Decision.objects.get().outcome) == (422, {"decided_meanwhile"}, Outcome.RESERVE)
    assert second.post(address, {"outcome": "place", "seen": seen_on(told)}).status_code == 302
    assert Decision.objects.get().outcome == Outcome.PLACE
    assert codes(first.post(page(call, f"decide/{row.reference}/"), {"outcome": "reserve", "seen": seen})) == {"decided_meanwhile"}


def test_a_form_that_came_back_incomplete_still_knows_what_it_was_made_from(client):
    call = make_closed_call()
    (row,) = make_asking(call)
    address = page(call, f"decide/{row.reference}/")
    seen = seen_on(client.get(address))
    give(row, Outcome.PLACE)
    assert seen_on(client.post(address, {"outcome": "perhaps", "seen": seen})) == seen == ""
    assert codes(client.post(address, {"outcome": "reserve", "seen": seen})) == {"decided_meanwhile"}
    assert Decision.objects.get().outcome == Outcome.PLACE


def test_whoever_stands_too_near_learns_nothing_by_sending_an_old_window(client, officer):
    call = make_closed_call()
    (row,) = make_asking(call)
    give(row, Outcome.PLACE)
    Conflict.objects.create(application=row, reviewer=officer)
    told = client.post(page(call, f"decide/{row.reference}/"), {"outcome": "reserve", "seen": "old"})
    assert (told.status_code, codes(told)) == (422, set()) and "decided_meanwhile" not in told.content.decode()
    assert Decision.objects.get().outcome == Outcome.PLACE


def test_several_are_decided_alike_only_after_their_names_and_a_tick(client):
    call = make_closed_call()
    rows = make_asking(call, 3)
    chosen = {"a": [rows[0].reference, rows[2].reference]}
    first = client.post(page(call, "decide/many/"), chosen)
    assert references(first) == chosen["a"]
    assert not Decision.objects.exists()
    said = chosen | {"decide": "1", "outcome": Outcome.NOT_SELECTED, "reason": NotSelectedReason.BUDGET, "note": SENTENCE}
    unticked = client.post(page(call, "decide/many/"), said)
    assert (unticked.status_code, codes(unticked)) == (422, {"required"})
    assert not Decision.objects.exists()
    assert client.post(page(call, "decide/many/"), said | {"is_confirmed": "on"})["Location"] == page(call)
    decided = Decision.objects.values_list("application", "outcome", "reason", "note")
    assert set(decided) == {(rows[0].pk, "not_selected", "budget", SENTENCE), (rows[2].pk, "not_selected", "budget", SENTENCE)}


def seals_on(answer) -> dict[str, str]:
    return dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', answer.content.decode()))


def test_several_are_not_decided_in_an_old_window_over_what_somebody_else_decided(client):
    call = make_closed_call()
    (row, other), colleague = make_asking(call, 2), make_officer(last_name="Otrā")
    chosen = {"a": [row.reference, other.reference]}
    said = chosen | {"decide": "1", "outcome": Outcome.RESERVE}
    seals = seals_on(client.post(page(call, "decide/many/"), chosen))
    assert len(seals) == 2
    give(row, Outcome.PLACE, by=colleague)
    unticked = client.post(page(call, "decide/many/"), said | seals)
    assert (codes(unticked), seals_on(unticked)) == ({"required"}, seals), "what is incomplete is told, and nothing of it forgets"
    told = client.post(page(call, "decide/many/"), said | seals | {"is_confirmed": "on"})
    assert (told.status_code, codes(told)) == (422, {"decided_meanwhile"})
    assert "Otrā" in told.content.decode() and f"{row.reference}: " in told.content.decode() and f"{other.reference}: " not in told.content.decode()
    assert list(call.decisions.values_list("application", "outcome")) == [(row.pk, Outcome.PLACE)]
    assert client.post(page(call, "decide/many/"), said | seals_on(told) | {"is_confirmed": "on"}).status_code == 302
    assert set(call.decisions.values_list("outcome", flat=True)) == {Outcome.RESERVE}


def tags_of(answer) -> list[str]:
    return [message.extra_tags for message in answer.context["messages"]]


def test_what_was_withdrawn_while_its_page_stood_open_is_said_and_nothing_is_decided(client):
    call = make_closed_call()
    gone, other = make_asking(call, 2)
    client.get(page(call, f"decide/{gone.reference}/"))
    withdraw_application(application=gone, by=gone.applicant.user)
    for address in (f"decide/{gone.reference}/", f"decide/{gone.reference}/undo/", f"results/{gone.reference}/move-up/"):
        told = client.post(page(call, address), {"outcome": "place"}, follow=True)
        assert (told.redirect_chain[-1][0], tags_of(told)) == (page(call), ["withdrawn"]), address
    assert tags_of(client.get(page(call, f"results/{gone.reference}/"), follow=True)) == ["withdrawn"]
    said = {"a": [gone.reference, other.reference], "decide": "1", "outcome": Outcome.PLACE, "is_confirmed": "on"}
    told = client.post(page(call, "decide/many/"), said, follow=True)
    assert tags_of(told) == ["withdrawn", ""] and gone.reference in told.content.decode()
    assert list(call.decisions.values_list("application", flat=True)) == [other.pk]
    assert tags_of(client.post(page(call, "decide/many/"), {"a": [gone.reference]}, follow=True)) == ["withdrawn"]
    assert client.get(page(call, "decide/A-NONE/")).status_code == 404
    assert client.get(page(call, f"decide/{make_application(call=call, status='draft').reference}/")).status_code == 404


def test_whoever_writes_one_sentence_to_several_reads_who_of_them_gets_it_in_another_language(client):
    call = make_closed_call()
    rows = make_asking(call, 2)
    User.objects.filter(pk=rows[1].applicant.user_id).update(language="de")
    told = client.post(page(call, "decide/many/"), {"a": [row.reference for row in rows]}).content.decode()
    assert (told.count("data-language="), told.count('data-language="de"')) == (1, 1)


def test_the_page_of_several_says_what_is_decided_already_but_not_to_whoever_stands_too_near(client, officer):
    call = make_closed_call()
    rows = make_asking(call, 2)
    give(rows[0], Outcome.PLACE, by=make_officer(last_name="Otrā"))
    chosen = {"a": [row.reference for row in rows]}
    first = client.post(page(call, "decide/many/"), chosen)
    assert first.content.decode().count("data-decided") == 1 and "Otrā" in first.content.decode()
    Conflict.objects.create(application=rows[0], reviewer=officer)
    near = client.post(page(call, "decide/many/"), chosen)
    assert "data-decided" not in near.content.decode() and set(seals_on(near).values()) == {""}


def test_a_decision_is_not_taken_back_in_an_old_window_that_shows_another_one(client):
    call, (asked, *_rest) = make_decided_call(is_closed=False)
    old = seen_on(client.get(page(call, f"decide/{asked.reference}/")))
    give(asked, Outcome.RESERVE)
    told = client.post(page(call, f"decide/{asked.reference}/undo/"), {"seen": old}, follow=True)
    assert [message.extra_tags for message in told.context["messages"]] == ["decided_meanwhile"]
    assert Decision.objects.get(application=asked).outcome == Outcome.RESERVE
    client.post(page(call, f"decide/{asked.reference}/undo/"), {"seen": seen_on(told)})
    assert not Decision.objects.filter(application=asked).exists()


def test_more_ticked_than_places_are_left_are_not_decided(client):
    call = make_closed_call(places=1)
    rows = make_asking(call, 2)
    said = {"a": [row.reference for row in rows], "decide": "1", "outcome": Outcome.PLACE, "is_confirmed": "on"}
    answer = client.post(page(call, "decide/many/"), said)
    assert (answer.status_code, codes(answer)) == (422, {"no_place_left"})
    assert not Decision.objects.exists()


def test_deciding_about_many_costs_the_same_for_two_and_for_twenty(client, django_assert_max_num_queries):
    call = make_closed_call(places=40)
    rows = make_asking(call, 20)
    said = {"a": [row.reference for row in rows], "decide": "1", "outcome": Outcome.RESERVE, "is_confirmed": "on"}
    with django_assert_max_num_queries(25):
        client.post(page(call, "decide/many/"), said)
    assert list(call.decisions.order_by("reserve_position").values_list("reserve_position", flat=True)) == list(range(1, 21))
    assert call.history.filter(verb="decided").count() == 20


def test_nothing_ticked_is_said(client):
    call = make_closed_call()
    answer = client.post(page(call, "decide/many/"), follow=True)
    assert [message.extra_tags for message in answer.context["messages"]] == ["nothing_chosen"]


def test_the_reserve_list_is_moved_by_buttons_and_by_numbers(client):
    call = make_closed_call()
    rows = make_asking(call, 3)
    for row in rows:
        give(row, Outcome.RESERVE)
    a, b, c = (row.reference for row in rows)
    client.post(page(call, "reserve/"), {"a": c, "to": "2"})
    assert references(client.get(page(call, "reserve/"))) == [a, c, b]
    client.post(page(call, "reserve/"), {"a": a, "to": "nowhere"})
    assert references(client.get(page(call, "reserve/"))) == [a, c, b]


def label_of(name: str, answer) -> str:
    found = re.search(rf'<label[^>]*for="id_{name}".*?</label>', answer.content.decode(), re.DOTALL)
    return found[0]


def test_closing_says_every_problem_and_leads_to_the_letters(client):
    call = make_closed_call()
    (asked,) = make_asking(call)
    answer = client.post(page(call, "decide/close/"), {"decision_number": "", "meeting_notes": "Visi bija."})
    assert (answer.status_code, codes(answer)) == (422, {"undecided", "number_missing"})
    assert "Visi bija." in answer.content.decode()
    assert 'class="optional"' not in label_of("decision_number", answer), "what closing asks for is not said to be optional"
    give(asked, Outcome.PLACE)
    answer = client.post(page(call, "decide/close/"), {"decision_number": "5", "meeting_notes": ""})
    assert answer["Location"] == page(call, "results/")
    assert Call.objects.get(pk=call.pk).state is CallState.DECIDED
    client.post(page(call, "decide/reopen/"))
    assert Call.objects.get(pk=call.pk).state is CallState.CLOSED


@pytest.mark.parametrize("make", [make_decided_call, make_told_call])
def test_after_closing_the_page_of_one_offers_no_decision(client, make):
    call, (asked, *_rest) = make()
    text = client.get(page(call, f"decide/{asked.reference}/")).content.decode()
    assert 'name="outcome"' not in text
    assert 'data-code="' in text


def test_the_page_of_one_costs_the_same_whoever_else_applied(client):
    call = make_closed_call()
    (asked,) = make_asking(call)
    one = queries_of(client, page(call, f"decide/{asked.reference}/"))
    make_asking(call, 10, unit=asked.wishes.get().unit)
    assert abs(queries_of(client, page(call, f"decide/{asked.reference}/")) - one) <= 1  # the wishes of the others
    assert one <= 25


def test_an_application_of_another_call_is_not_decided_here(client):
    call, other = make_closed_call(), make_closed_call()
    (asked,) = make_asking(other)
    assert client.get(page(other, f"decide/{asked.reference}/")).status_code == 200
    assert client.get(page(call, f"decide/{asked.reference}/")).status_code == 404


def test_a_reviewer_finds_none_of_these_pages():
    call, (asked, *_rest) = make_decided_call()
    places = ("decide/", f"decide/{asked.reference}/", "reserve/", "results/", f"results/{asked.reference}/", "fairness/", "fairness.csv")
    for person, expected in ((make_officer(), 200), (make_reviewer(), 404)):
        client = signed_in(person)
        assert [client.get(page(call, place)).status_code for place in places] == [expected] * len(places)
    assert Application.objects.filter(call=call).count() == 3


def closing(answer) -> str:
    return answer.content.decode().partition('id="closing"')[2]


def test_closing_presses_nobody_while_somebody_has_no_decision(client):
    call, rows = make_decided_call(places=3, is_closed=False)
    assert 'data-variant="secondary"' not in closing(client.get(page(call)))
    Decision.objects.filter(application=rows[0]).delete()
    assert 'data-variant="secondary"' in closing(client.get(page(call)))
