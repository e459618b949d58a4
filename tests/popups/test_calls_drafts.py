"""Drafts of calls can be thrown away while nobody outside has read them, and their rows moved up and down without a script."""

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.choices import Verb
from popups.lifecycle.calls import copy_call, delete_call, draft_call, release_call, save_call, take_back_call
from popups.models import Call, History
from popups.rules.calls import may_delete
from tests.make import days, make_application, make_call, make_officer, make_question, make_unit
from tests.popups.asking import codes, signed_in
from tests.popups.test_calls_writing import opened, page_of
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def client(officer):
    return signed_in(officer)


def draft(officer) -> Call:
    call = make_call(is_released=False, by=officer, title="Atmesta doma", places=1)
    call.units.set([make_unit()])
    call.questions.create(code="q_1", texts={"lv": {"label": "Vai?"}}, widget="yes_no")
    call.asked_papers.create(paper="food")
    return call


def why_not(call: Call, officer) -> set[str]:
    with pytest.raises(Refused) as refused:
        delete_call(call=call, by=officer)
    assert Call.objects.filter(pk=call.pk).exists()
    return {problem.code for problem in refused.value.problems}


def test_a_draft_goes_with_everything_written_in_it_and_history_says_who_did_it(officer):
    call = draft(officer)
    save_call(call=call, by=officer, places=2)
    copy = copy_call(call=call, by=officer)
    delete_call(call=call, by=officer)
    assert list(Call.objects.all()) == [copy]
    copy.refresh_from_db()
    assert copy.copied_from is None
    line = History.objects.get(verb=Verb.CALL_DELETED)
    assert (line.by, line.call) == (officer, None)
    assert call.reference in line.note
    assert "Atmesta doma" in line.note


def test_what_was_public_once_stays(officer):
    call = save_call(call=draft(officer), by=officer, places=2, stays_start=days(90))
    release_call(call=call, by=officer)
    assert why_not(call, officer) == {"not_a_draft"}
    take_back_call(call=call, by=officer)
    assert why_not(call, officer) == {"was_public"}


def test_what_the_local_group_was_asked_about_stays(officer):
    call = make_call(is_released=False)
    make_question(call=call, by=officer)
    assert why_not(call, officer) == {"was_asked_about"}


def test_what_somebody_applies_to_stays(officer):
    call = make_call()
    make_application(call=call)
    assert why_not(call, officer) == {"not_a_draft"}


def test_the_page_asks_first_and_looking_deletes_nothing(client, officer):
    call = draft(officer)
    page = reverse("popups:call-delete", args=[call.reference])
    assert page in client.get(reverse("popups:staff-call", args=[call.reference])).content.decode()
    assert client.get(page).status_code == 200
    assert Call.objects.count() == 1
    assert client.post(page)["Location"] == reverse("popups:staff-call-list")
    assert not Call.objects.exists()
    assert client.post(page).status_code == 404
    assert History.objects.filter(verb=Verb.CALL_DELETED).count() == 1
    assert client.get(reverse("popups:staff-history")).status_code == 200


def test_a_public_call_offers_no_deleting_and_says_why(client):
    call = make_call()
    page = reverse("popups:call-delete", args=[call.reference])
    assert page not in client.get(reverse("popups:staff-call", args=[call.reference])).content.decode()
    refused = client.post(page)
    assert refused.status_code == 422
    assert b'data-codes="not_a_draft ' in refused.content
    assert Call.objects.count() == 1


def test_a_fresh_draft_may_always_go(officer):
    call = draft_call(by=officer)
    assert may_delete(call, timezone.now()) == []


@pytest.mark.parametrize(("button", "number", "order"), [
    ("up", "2", [1, 3, 2]), ("down", "0", [2, 1, 3]), ("up", "0", [1, 2, 3]), ("down", "2", [1, 2, 3]), ("up", "x", [1, 2, 3]),
    ("down", "7", [1, 2, 3])])
def test_criteria_move_by_one_and_nothing_is_saved_before_save(client, button, number, order):
    call = make_call(is_released=False, criteria=3)
    sent = opened(client, call, "criteria")
    moved = client.post(page_of(call, "criteria"), {**sent, button: number})
    assert moved.status_code == 200
    assert [form["name_lv"].value() for form in moved.context["form"].rows.forms] == [f"Kritērijs {number}" for number in order]
    assert [row.weight for row in call.criteria.all()] == [1, 2, 3]


def test_the_new_order_is_kept_with_the_rows_as_they_are_in_the_database(client):
    call = make_call(is_released=False, criteria=3)
    before = {row.weight: row.pk for row in call.criteria.all()}
    sent = opened(client, call, "criteria")
    names = [name for name in sent if name.startswith("row-")]
    swapped = {name: sent[name.replace("row-0", "row-x").replace("row-1", "row-0").replace("row-x", "row-1")] for name in names}
    assert client.post(page_of(call, "criteria"), {**sent, **swapped}).status_code == 302
    assert [(row.weight, row.pk) for row in call.criteria.all()] == [(weight, before[weight]) for weight in (2, 1, 3)]


def test_papers_keep_the_order_in_which_they_stand(officer):
    call = make_call(is_released=False)
    papers = [{"paper": paper, "kind": "", "goods": "", "is_required": False} for paper in ("registration", "food", "insurance")]
    save_call(call=call, by=officer, papers=papers)
    save_call(call=call, by=officer, papers=papers[::-1])
    assert [row.paper for row in call.asked_papers.all()] == ["insurance", "food", "registration"]


def test_a_question_that_is_moved_above_the_one_it_depends_on_keeps_its_condition_and_is_refused(client):
    call = make_call(is_released=False)
    call.questions.create(code="q_1", texts={"lv": {"label": "Vai?"}}, widget="yes_no")
    call.questions.create(code="q_2", texts={"lv": {"label": "Kā?"}}, position=2, only_if={"code": "q_1", "value": True})
    sent = opened(client, call, "questions")
    moved = client.post(page_of(call, "questions"), {**sent, "down": "0"})
    assert [form["code"].value() for form in moved.context["form"].rows.forms] == ["q_2", "q_1"]
    assert moved.context["form"].rows.forms[0]["only_if"].value() == "q_1=yes"
    names = [name for name in sent if name.startswith("row-")]
    swapped = {name: sent[name.replace("row-0", "row-x").replace("row-1", "row-0").replace("row-x", "row-1")] for name in names}
    refused = client.post(page_of(call, "questions"), {**sent, **swapped})
    assert (refused.status_code, codes(refused)) == (422, {"condition_unknown"})
    assert [row.code for row in call.questions.all()] == ["q_1", "q_2"]
